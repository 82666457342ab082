namespace LeakCheck.Report;

/// <summary>One survivor as a block of labelled lines. The labels stand in one column, so a log can be searched for them.</summary>
internal sealed class SurvivorBlock
{
    /// <summary>The width that lines keep to where they can, in characters.</summary>
    public const int Width = 80;

    private const int MostOutwards = 6;
    private const int LabelColumn = 6;
    private const int TextColumn = LabelColumn + 9;

    private readonly List<string> _lines = [];
    private readonly SourceView _view;
    private readonly Survivor _survivor;
    private readonly LeakReport _report;
    private readonly int _locationWidth;

    private SurvivorBlock(Survivor survivor, LeakReport report, SourceView view)
    {
        _survivor = survivor;
        _report = report;
        _view = view;
        IEnumerable<LeakFrame?> located = [Frames.Stuck(survivor), .. Frames.Outwards(survivor).Take(MostOutwards), Frames.Start(survivor)];
        _locationWidth = located.Select(f => _view.Location(f?.File, f?.Line)?.Length ?? 0).Where(length => length <= 40).Append(0).Max();
    }

    /// <summary>The block's lines: a header, then what is known; what is not known is left out.</summary>
    /// <param name="number">Its number in the message, from 1.</param>
    /// <param name="survivor">The survivor.</param>
    /// <param name="report">The report it belongs to.</param>
    /// <param name="view">Where source files lie.</param>
    /// <param name="seen">How often and where it was seen, when the block stands for a whole run; null in the report of one scope.</param>
    public static IReadOnlyList<string> Lines(int number, Survivor survivor, LeakReport report, SourceView view, string? seen = null)
    {
        var block = new SurvivorBlock(survivor, report, view);
        block._lines.Add(Header(number, survivor));
        if (seen is not null)
        {
            block.Add("seen", seen);
        }

        block.AddPlaces();
        if (seen is null && report.Kind == ScopeKind.Sweep)
        {
            block.Add("owner", survivor.Owner ?? "none: it was started outside every scope");
        }

        if (survivor.Request is { } request)
        {
            block.Add("request", request);
        }

        block.AddFacts();
        return block._lines;
    }

    /// <summary><c>  [1] task   PricePoller.RunAsync      leak 9f3c21</c>.</summary>
    public static string Header(int number, Survivor survivor)
    {
        string what = Words.KindAndName(survivor);
        if (survivor.Kind == SurvivorKind.Thread)
        {
            what += (survivor.IsForeground is { } foreground ? foreground ? ", foreground" : ", background" : "")
                + (survivor.ThreadId is { } id && survivor.What != $"thread {id}" ? $", id {id}" : "");
        }

        string times = survivor.Count > 1 ? $" x {Words.Number(survivor.Count)}" : "";
        string left = $"  [{number}] {Words.OneLine(what)}{times}";
        string right = survivor.Fingerprint.Length == 0 ? "" : $"{Words.Class(survivor.Class)} {survivor.Fingerprint}";
        return right.Length == 0 ? left : left.PadRight(Math.Max(left.Length + 2, Width - 2 - right.Length)) + right;
    }

    private void AddPlaces()
    {
        LeakFrame? start = Frames.Start(_survivor);
        if (!Frames.IsArmed(_survivor))
        {
            AddFrame("stuck", Frames.Stuck(_survivor));
            string outwards = _survivor.Kind == SurvivorKind.Task ? "awaited" : "under";
            LeakFrame[] frames = Frames.Outwards(_survivor).ToArray();
            foreach (LeakFrame frame in frames.Take(MostOutwards))
            {
                AddFrame(outwards, frame);
            }

            if (frames.Length > MostOutwards)
            {
                Add(outwards, $"and {Words.Count(frames.Length - MostOutwards, "more frame")}");
            }

            if (_survivor.IsDiscarded)
            {
                Add("awaited", "by nobody: the Task was discarded");
            }
        }

        if (_survivor.Kind == SurvivorKind.Timer)
        {
            AddFrame("armed", start);
            AddFrame("started", Outermost());
        }
        else
        {
            AddFrame("started", start, Caller() is { } line ? "  <- " + line : "");
        }
    }

    private void AddFacts()
    {
        if (_survivor.WaitsFor is { } waits)
        {
            Add("waits", waits);
        }

        Add("verdict", Verdict.Of(_survivor, _report));
        if (_survivor.Token is { } token)
        {
            Add("token", token);
        }

        foreach (string root in _survivor.Roots.Take(3))
        {
            Add("held by", root + (_survivor.HeldBytes is { } bytes && root == _survivor.Roots[0] ? $" (+ {Words.Bytes(bytes)})" : ""));
        }

        if (_survivor.TraceId is { } trace)
        {
            Add("trace", _survivor.SpanName is { } span ? $"{trace}  {span}" : trace);
        }

        if (_survivor.Hint is { } hint)
        {
            Add("fix", _survivor.Rule is { } rule ? $"{hint} ({rule})" : hint);
        }

        if (_survivor.IsForeground == true)
        {
            Add("note", "a foreground thread keeps the process alive until it ends");
        }
    }

    /// <summary>The outermost line of the stack that started it, usually the test's; null when it is the starting line itself.</summary>
    private LeakFrame? Outermost()
    {
        LeakFrame? outermost = _survivor.CreatedAt.LastOrDefault(f => f.File is not null);
        return outermost == Frames.Start(_survivor) ? null : outermost;
    }

    private string? Caller() => Outermost() is { } frame ? _view.Location(frame.File, frame.Line) : null;

    private void AddFrame(string label, LeakFrame? frame, string suffix = "")
    {
        if (frame is null)
        {
            return;
        }

        string method = "in " + Words.OneLine(frame.Method) + suffix;
        if (_view.Location(frame.File, frame.Line) is not { } location)
        {
            Add(label, method);
            return;
        }

        string head = new string(' ', LabelColumn) + label.PadRight(TextColumn - LabelColumn) + location.PadRight(_locationWidth) + "  ";
        string? source = _view.LineText(frame.File, frame.Line);
        if (source is null)
        {
            _lines.Add(head + method);
        }
        else if (head.Length + source.Length + 2 + method.Length <= Width)
        {
            _lines.Add($"{head}{source}  {method}");
        }
        else
        {
            _lines.Add(head + method);
            _lines.Add(new string(' ', TextColumn + 2) + source);
        }
    }

    private void Add(string label, string text) => _lines.AddRange(Wrapped.Lines(new string(' ', LabelColumn) + label.PadRight(TextColumn - LabelColumn), text));
}
