using System.Diagnostics;

namespace LeakCheck.Bench;

/// <summary>
/// Whole suites of 10,000 tests in each framework, as programs: once with LEAKCHECK_MODE=off, where the engine never starts, and once checked, in turn.
/// The figure is the time from start to end, divided by the number of tests: it holds the start of the engine and the final sweep.
/// </summary>
internal static class FrameworkSuites
{
    private const int Tests = 10_000;
    private const int Rounds = 9;
    private static readonly string[] s_frameworks = ["Xunit", "NUnit", "MSTest"];

    public static async IAsyncEnumerable<Row> RunAsync()
    {
        foreach (string framework in s_frameworks)
        {
            string program = Build(framework);
            foreach ((string suite, string name) in new[] { ("Ordinary", "ordinary suite"), ("Awaiting", "suite of awaits only") })
            {
                var with = new List<double>();
                var without = new List<double>();
                for (int round = 0; round < Rounds; round++)
                {
                    without.Add(Run(program, framework, suite, "off"));
                    with.Add(Run(program, framework, suite, "fail"));
                }

                yield return new Row($"{framework}: {name}", Tests, Measure.MedianOf(with), 0, "LEAKCHECK_MODE=off", Measure.MedianOf(without));
            }
        }

        await Task.CompletedTask;
    }

    private static string Build(string framework)
    {
        string project = Path.Combine(Repository(), "bench", "suites", framework);
        Start("dotnet", ["build", "-c", "Release", "-v", "quiet", "-nologo", project], null);
        return Path.Combine(project, "bin", "Release", "net10.0", $"LeakCheck.Bench.Suite.{framework}.dll");
    }

    /// <summary>Nanoseconds per test.</summary>
    private static double Run(string program, string framework, string suite, string mode)
    {
        string[] filter = framework == "Xunit"
            ? ["-class", "LeakCheck.Bench.Suites." + suite, "-noColor"]
            : ["--filter", $"FullyQualifiedName~Suites.{suite}.", "--no-progress", "--no-ansi"];
        long start = Stopwatch.GetTimestamp();
        string output = Start("dotnet", [program, .. filter], mode);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Tests;
        return output.Contains("otal: 10000", StringComparison.Ordinal) ? elapsed : throw new InvalidOperationException($"{program} did not run {Tests} tests:\n{output}");
    }

    private static string Start(string program, IEnumerable<string> arguments, string? mode)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["LEAKCHECK_MODE"] = mode;
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {child.ExitCode}:\n{output}");
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LeakCheck.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run it from a clone of the repository: the suites are built from their sources.");
    }
}
