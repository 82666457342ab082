using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis;

/// <summary>
/// From a state machine type back to the async or iterator method that creates it. Answers are kept as long as the type lives, so a collectible
/// assembly can still unload.
/// Safe for use from many threads.
/// </summary>
internal sealed class KickoffMethods
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly ConditionalWeakTable<Type, Answer> _known = [];

    private KickoffMethods()
    {
    }

    /// <summary>The one, so that each answer is found once.</summary>
    public static KickoffMethods Instance { get; } = new();

    /// <summary>
    /// The method that creates this state machine; its definition when the type is generic. Null when no method says so (F#, or attributes
    /// removed).
    /// </summary>
    public MethodInfo? Of(Type stateMachine) => _known.GetValue(stateMachine, static type => new Answer(Find(type))).Method;

    private static MethodInfo? Find(Type stateMachine)
    {
        Type definition = stateMachine.IsGenericType ? stateMachine.GetGenericTypeDefinition() : stateMachine;
        try
        {
            return definition.DeclaringType?.GetMethods(Declared)
                .FirstOrDefault(m => m.GetCustomAttribute<StateMachineAttribute>(inherit: false)?.StateMachineType == definition);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null; // A signature of the declaring type names an assembly that is not there.
        }
    }

    private sealed record Answer(MethodInfo? Method);
}
