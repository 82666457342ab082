namespace LeakCheck.Report;

/// <summary>Which frames of a survivor a reader is shown, and in which order.</summary>
internal static class Frames
{
    /// <summary>The line at which the survivor stands; null when nothing is known about it.</summary>
    public static LeakFrame? Stuck(Survivor survivor)
    {
        if (survivor.Method is { } method)
        {
            return new LeakFrame(method, survivor.File, survivor.Line) { IsUserCode = true };
        }

        return Shown(survivor.Stack).FirstOrDefault();
    }

    /// <summary>Who waits for the stuck line, outwards.</summary>
    public static IEnumerable<LeakFrame> Outwards(Survivor survivor)
    {
        LeakFrame? stuck = Stuck(survivor);
        List<LeakFrame> shown = Shown(survivor.Stack).ToList();
        int at = shown.FindIndex(f => f.Method == stuck?.Method && f.Line == stuck.Line);
        return shown.Skip(at + 1);
    }

    /// <summary>The line that armed or started the survivor; null when it is not known.</summary>
    public static LeakFrame? Start(Survivor survivor) => Shown(survivor.CreatedAt).FirstOrDefault();

    /// <summary>Where a click should land: the stuck line; the line that started it where the stuck one is not known, and for an armed timer.</summary>
    public static LeakFrame? Main(Survivor survivor)
    {
        (LeakFrame? stuck, LeakFrame? start) = (Stuck(survivor), Start(survivor));
        return IsMainlyStart(survivor) ? start : stuck ?? start;
    }

    /// <summary>True when <see cref="Main"/> is the line that armed or started it.</summary>
    public static bool IsMainlyStart(Survivor survivor) => Start(survivor) is { } start && (IsArmed(survivor) || (start.File is not null && Stuck(survivor) is not { File: not null }));

    /// <summary>The whole trace: the main line first, then outwards, then who started it, the test last.</summary>
    public static IReadOnlyList<LeakFrame> Trace(Survivor survivor, LeakReport report)
    {
        var frames = new List<LeakFrame>();
        if (Main(survivor) is { } main)
        {
            frames.Add(main);
        }

        if (!IsArmed(survivor))
        {
            Add(frames, Stuck(survivor) is { } stuck ? [stuck, .. Outwards(survivor)] : Outwards(survivor));
        }

        Add(frames, Shown(survivor.CreatedAt));
        if (TestFrame(survivor, report) is { } test)
        {
            int known = frames.FindLastIndex(f => ScopeNames.IsOf(f.Method, test.Method));
            if (known < 0)
            {
                frames.Add(test);
            }
        }

        return frames;
    }

    /// <summary>True for a timer that waits for its tick: where it was armed says more than where it stands.</summary>
    public static bool IsArmed(Survivor survivor) => survivor.Kind == SurvivorKind.Timer && survivor.State == SurvivorState.Scheduled;

    /// <summary>The user's frames, or the frames with a line; all of them when there is none of either.</summary>
    private static IEnumerable<LeakFrame> Shown(IReadOnlyList<LeakFrame> stack)
    {
        List<LeakFrame> shown = stack.Where(IsShown).ToList();
        return shown.Count > 0 ? shown : stack;
    }

    private static bool IsShown(LeakFrame frame) => frame.IsUserCode || frame.File is not null;

    private static void Add(List<LeakFrame> frames, IEnumerable<LeakFrame> more)
    {
        foreach (LeakFrame frame in more)
        {
            if (!frames.Exists(f => f.Method == frame.Method && f.File == frame.File && f.Line == frame.Line))
            {
                frames.Add(frame);
            }
        }
    }

    private static LeakFrame? TestFrame(Survivor survivor, LeakReport report)
    {
        if (report.Place is { } place)
        {
            return place;
        }

        string? test = report.Kind switch
        {
            ScopeKind.Test or ScopeKind.Fixture => report.Scope,
            ScopeKind.Sweep => survivor.Owner,
            _ => null,
        };
        return test is null ? null : new LeakFrame(ScopeNames.Qualified(test));
    }
}
