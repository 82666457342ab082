using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>What became of the cancellation token an async method was given: none, cancelled, or never cancelled.</summary>
internal static class TokenWords
{
    public static string? Of(object node, ITaskShape shapes)
    {
        if (!shapes.IsAsyncBox(node) || shapes.StateMachine(node) is not { } machine)
        {
            return null;
        }

        foreach (FieldInfo field in machine.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            // Parameters keep their name; hoisted locals look like <name>5__1.
            if (field.FieldType == typeof(CancellationToken) && !field.Name.StartsWith('<') && field.GetValue(machine) is CancellationToken token)
            {
                return $"{field.Name} {(token.IsCancellationRequested ? "was cancelled, and the method goes on" : token.CanBeCanceled ? "was never cancelled" : "is CancellationToken.None: nothing can cancel it")}";
            }
        }

        return null;
    }
}
