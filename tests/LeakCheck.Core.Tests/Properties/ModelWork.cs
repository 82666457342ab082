namespace LeakCheck.Core.Tests.Properties;

/// <summary>What the model knows of a piece of work.</summary>
internal sealed class ModelWork(WorkType type, Flow flow, ModelScope? origin, LiveWork live)
{
    public WorkType Type { get; } = type;

    /// <summary>For whom it, or the work in which it was started, was started.</summary>
    public Flow Flow { get; } = flow;

    /// <summary>The scope that started it; null when it is nobody's.</summary>
    public ModelScope? Origin { get; } = origin;

    /// <summary>The work itself; null once it was forgotten.</summary>
    public LiveWork? Live { get; private set; } = live;

    /// <summary>True while it has not ended.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>True once a scope has answered for it.</summary>
    public bool IsReported { get; set; }

    public bool CanBeForgotten => Type is WorkType.OnSource or WorkType.Chain or WorkType.FarTimer;

    /// <summary>The right answer about it.</summary>
    public Expected Answer => Expected.Of(Type, IsForgotten: Live is null);

    /// <summary>Lets go of it. A timer that nobody holds ends by itself; an async method stays in the runtime's list and can never end.</summary>
    public void Forget()
    {
        Live = null;
        IsAlive = Type != WorkType.FarTimer;
    }
}
