namespace LeakCheck.Bench;

/// <summary>
/// Benchmarks, each against its baseline in the same run: the machine's speed drifts, ratios do not.
/// Usage: <c>dotnet run -c Release --project bench/LeakCheck.Bench -- NAME [--json]</c>.
/// </summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<IAsyncEnumerable<Row>>> s_benchmarks = new()
    {
        ["clean-check"] = CleanCheck.RunAsync,
        ["tracking"] = Tracking.RunAsync,
        ["suite"] = Suite.RunAsync,
        ["frameworks"] = FrameworkSuites.RunAsync,
        ["report"] = ReportTime.RunAsync,
    };

    public static async Task<int> Main(string[] args)
    {
        if (args.Length > 0 && args[0] == Tracking.ChildVerb)
        {
            return await Tracking.RunChildAsync(args[1..]);
        }

        if (args.Length > 0 && args[0] == HeapWalk.ChildVerb)
        {
            return HeapWalk.RunChild();
        }

        string? name = args.FirstOrDefault(a => !a.StartsWith('-'));
        if (name is null || !s_benchmarks.TryGetValue(name, out Func<IAsyncEnumerable<Row>>? run))
        {
            Console.Error.WriteLine($"Name one of: {string.Join(", ", s_benchmarks.Keys)}; --json prints one object per line.");
            return 2;
        }

        bool json = args.Contains("--json");
        await foreach (Row row in run())
        {
            Console.Out.WriteLine(json ? row.ToJson() : row.ToString());
        }

        return 0;
    }
}
