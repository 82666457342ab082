namespace LeakCheck.IsolatedHost;

/// <summary>What the command line asks for. Immutable.</summary>
internal sealed record HostOptions
{
    public const string Usage = """
        Runs the pattern corpus against the engine; the exit code is the number of wrong answers, 100 at most.
          --filter TEXT      only patterns whose name contains TEXT (or equals it, with --exact)
          --exact            the filter is a whole name
          --twin WHICH       leaky, clean or both (default)
          --parallel N       N twins at a time (default 1)
          --repeat N         the whole corpus N times (default 1)
          --isolated         each twin first in a process of its own, with a final sweep
          --twice            each twin twice in a row
          --starve           a tiny thread pool that is kept busy
          --settle MS        settle limit of leaky twins (default 400)
          --self-check       no engine: do leaky twins leave work, does release end it, do clean twins end theirs?
          --list             names only
        """;

    public string Filter { get; init; } = "";

    public bool Exact { get; init; }

    public IReadOnlyList<Patterns.Twin> Twins { get; init; } = [Patterns.Twin.Leaky, Patterns.Twin.Clean];

    public int Parallel { get; init; } = 1;

    public int Repeat { get; init; } = 1;

    public bool Isolated { get; init; }

    public bool Twice { get; init; }

    public bool Starve { get; init; }

    public int? Settle { get; init; }

    public bool SelfCheck { get; init; }

    public bool List { get; init; }

    /// <summary>Set by <c>--isolated</c> for its children: nothing else runs in this process.</summary>
    public bool IsChild { get; init; }

    /// <exception cref="FormatException">An option is unknown or lacks its value.</exception>
    public static HostOptions Parse(string[] args)
    {
        var options = new HostOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            int Number() => int.TryParse(Value(), out int number) && number > 0 ? number : throw new FormatException($"{args[i - 1]} needs a number from 1 up.");
            options = args[i] switch
            {
                "--filter" => options with { Filter = Value() },
                "--exact" => options with { Exact = true },
                "--twin" => options with { Twins = ParseTwin(Value()) },
                "--parallel" => options with { Parallel = Number() },
                "--repeat" => options with { Repeat = Number() },
                "--isolated" => options with { Isolated = true },
                "--twice" => options with { Twice = true },
                "--starve" => options with { Starve = true },
                "--settle" => options with { Settle = Number() },
                "--self-check" => options with { SelfCheck = true },
                "--list" => options with { List = true },
                "--child" => options with { IsChild = true },
                _ => throw new FormatException($"Unknown option {args[i]}."),
            };
        }

        return options is { Starve: true, Parallel: > 1 }
            ? throw new FormatException("--starve runs one twin at a time: several that hold a pool thread would leave the tiny pool without any.")
            : options;
    }

    public bool Selects(string name) => Exact ? name == Filter : name.Contains(Filter, StringComparison.OrdinalIgnoreCase);

    private static Patterns.Twin[] ParseTwin(string value) => value switch
    {
        "leaky" => [Patterns.Twin.Leaky],
        "clean" => [Patterns.Twin.Clean],
        "both" => [Patterns.Twin.Leaky, Patterns.Twin.Clean],
        _ => throw new FormatException("--twin is leaky, clean or both."),
    };
}
