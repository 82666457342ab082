using System.Reflection;
using LeakCheck.Session;
using Microsoft.Testing.Platform.Extensions.Messages;

namespace LeakCheck.Mtp;

/// <summary>The failed test node as which the final sweep is shown.</summary>
internal static class SweepNode
{
    // The TRX writer takes type name, message and stack trace from properties of its own. Their assembly comes with the writer, or not at all.
    private const string TrxAssembly = "Microsoft.Testing.Extensions.TrxReport.Abstractions";

    public static TestNode Of(Exception failure)
    {
        // An explanation beside the exception would be printed as well. Without type and method the TRX writer ends the process.
        var properties = new PropertyBag(
            new FailedTestNodeStateProperty(failure),
            new TestMethodIdentifierProperty(Assembly.GetEntryAssembly()?.FullName ?? "", "", "LeakCheck", "FinalSweep", 0, [], typeof(void).FullName!));
        AddForTrx(properties, "TrxFullyQualifiedTypeNameProperty", LeakSession.SweepName);
        AddForTrx(properties, "TrxExceptionProperty", failure.Message, failure.StackTrace);
        return new TestNode { Uid = new TestNodeUid(LeakSession.SweepName), DisplayName = LeakSession.SweepName, Properties = properties };
    }

    private static void AddForTrx(PropertyBag properties, string name, params object?[] arguments)
    {
        if (Type.GetType($"{TrxAssembly}.{name}, {TrxAssembly}", throwOnError: false) is { } type)
        {
            properties.Add((IProperty)Activator.CreateInstance(type, arguments)!);
        }
    }
}
