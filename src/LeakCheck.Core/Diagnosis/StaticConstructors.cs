using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Diagnosis;

/// <summary>Rule R6: tells what a static constructor started, and so exists once in the process.</summary>
internal static class StaticConstructors
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>True for a frame of the constructor itself. Its lambdas say nothing on a stack: they run whenever they are called.</summary>
    public static bool Runs(LeakFrame frame) => frame.Method.EndsWith(".cctor", StringComparison.Ordinal);

    /// <summary>True for the first code of a task or thread when it is a lambda that the constructor handed out itself (<c>Task.Run(() => ...)</c> inside it).</summary>
    public static bool Started(MethodBase method) => Started(method.Name, method.DeclaringType);

    /// <summary>The same for the state machine of an asynchronous lambda.</summary>
    public static bool Started(Type stateMachine)
    {
        // <<-cctor>b__0_1>d: a type name may not contain a dot.
        int end = stateMachine.Name.LastIndexOf('>');
        return stateMachine.Name.StartsWith("<<-cctor>", StringComparison.Ordinal)
            && Started(stateMachine.Name[1..end].Replace("-cctor", ".cctor", StringComparison.Ordinal), stateMachine.DeclaringType);
    }

    private static bool Started(string name, Type? declaring)
    {
        if (!name.StartsWith("<.cctor>", StringComparison.Ordinal) || declaring is null)
        {
            return false;
        }

        Type type = declaring;
        while (type.DeclaringType is { } outer && GeneratedNames.IsClosure(type.Name))
        {
            type = outer;
        }

        // A delegate kept in a static field is a callback for any time and any number of users, not something the constructor started.
        return !type.GetFields(Statics).Any(field => typeof(Delegate).IsAssignableFrom(field.FieldType)
            && ClrFieldReader.Instance.TryReadStatic(field, out object? value) && value is Delegate { Method: { } kept } && kept.Name == name);
    }
}
