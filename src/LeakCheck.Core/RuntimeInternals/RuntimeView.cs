using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals;

/// <summary>
/// Everything the engine may ask of this runtime. A part is null when it could not be bound or failed the self-test; what is lost then is said in its capability.
/// </summary>
internal sealed class RuntimeView
{
    private readonly List<Capability> _capabilities = [];

    private RuntimeView()
    {
    }

    public ITaskTable? Tasks { get; private set; }

    public ITaskShape? Shapes { get; private set; }

    public IContextReader? Contexts { get; private set; }

    public ITimerQueues? Timers { get; private set; }

    public IRegisteredWaits? Waits { get; private set; }

    public IReadOnlyList<Capability> Capabilities => _capabilities;

    /// <summary>Binds every part.</summary>
    /// <param name="missing">Names of parts to treat as missing: how the tests simulate a runtime that renamed a field.</param>
    public static RuntimeView Bind(IReadOnlyCollection<string> missing)
    {
        var view = new RuntimeView();
        view.Contexts = view.Bind<IContextReader>("ownership", missing, () => new ClrContextReader(), "work cannot be attributed to the scope that started it; nothing is checked");
        view.Shapes = view.Bind<ITaskShape>("task-shapes", missing, () => new ClrTaskShape(), "tasks have no owner and no logical stack; tasks and async methods are not checked");
        view.Tasks = view.Bind<ITaskTable>("tasks", missing, () => new ClrTaskTable(), "tasks and async methods are not checked");
        view.Timers = view.Bind<ITimerQueues>("timers", missing, () => new ClrTimerQueues(), "timers are not checked");
        view.Waits = view.Bind<IRegisteredWaits>("waits", missing, () => new ClrRegisteredWaits(), "registered waits and Process.Exited are not checked");
        return view;
    }

    /// <summary>Switches a part off after the self-test has shown that it does not see what it should.</summary>
    public void Lose(string name, string detail)
    {
        _capabilities.RemoveAll(c => c.Name == name);
        _capabilities.Add(new Capability(name, Available: false, detail));
        switch (name)
        {
            case "tasks":
                Tasks = null;
                break;
            case "task-shapes":
                Shapes = null;
                Tasks = null;
                break;
            case "timers":
                Timers = null;
                break;
            case "waits":
                Waits = null;
                break;
            case "ownership":
                Contexts = null;
                break;
        }
    }

    /// <summary>Adds a part that is not bound here, such as an event listener.</summary>
    public void Note(Capability capability) => _capabilities.Add(capability);

    private T? Bind<T>(string name, IReadOnlyCollection<string> missing, Func<T> bind, string lost)
        where T : class
    {
        try
        {
            if (missing.Contains(name))
            {
                throw new MissingFieldException("simulated");
            }

            T part = bind();
            _capabilities.Add(new Capability(name, Available: true, "bound"));
            return part;
        }
        catch (Exception e) when (e is MemberAccessException or MissingMemberException or TypeLoadException or InvalidOperationException
            or NotSupportedException or ArgumentException or NullReferenceException or InvalidCastException)
        {
            string why = e is NullReferenceException ? "an internal of the runtime is empty, as in a trimmed program" : e.Message;
            _capabilities.Add(new Capability(name, Available: false, $"{lost} ({why})"));
            return null;
        }
    }
}
