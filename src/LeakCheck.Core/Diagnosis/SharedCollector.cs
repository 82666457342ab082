namespace LeakCheck.Diagnosis;

/// <summary>
/// One session at a time, and one trace for all who ask while an earlier session runs: theirs begins after they have asked, so it shows what they ask for. When many tests fail at once, none
/// waits for a session of each of the others. Safe for use from many threads.
/// </summary>
/// <param name="collect">Runs one session of the given time.</param>
internal sealed class SharedCollector(Func<TimeSpan, CollectedTrace> collect)
{
    private readonly object _oneAtATime = new();
    private readonly object _gate = new();
    private Session? _next;

    /// <param name="time">How long stacks are sampled at least.</param>
    /// <exception cref="StacksUnavailableException">There is no trace; the message says why.</exception>
    public CollectedTrace Collect(TimeSpan time) => Join(time).Trace.Value;

    private Session Join(TimeSpan time)
    {
        lock (_gate)
        {
            _next ??= new Session(Run);
            _next.Time = time > _next.Time ? time : _next.Time;
            return _next;
        }
    }

    private CollectedTrace Run(Session session)
    {
        lock (_oneAtATime)
        {
            TimeSpan time;
            lock (_gate)
            {
                // Who asks from here on may ask for what this session does not show.
                _next = null;
                time = session.Time;
            }

            return collect(time);
        }
    }

    /// <summary>A session that begins when those before it have ended.</summary>
    private sealed class Session
    {
        public Session(Func<Session, CollectedTrace> run) => Trace = new(() => run(this));

        /// <summary>The trace, or why there is none, for everybody who joined.</summary>
        public Lazy<CollectedTrace> Trace { get; }

        public TimeSpan Time { get; set; }
    }
}
