using System.Diagnostics;

namespace LeakCheck.Bench;

/// <summary>
/// Whole suites of 10,000 tests in each framework, as programs: once with LEAKCHECK_MODE=off, where the engine never starts, and once checked, in turn.
/// The figure is the time from start to end, divided by the number of tests: it holds the start of the engine and the final sweep.
/// </summary>
internal static class FrameworkSuites
{
    private const int Tests = 10_000;
    private const int Rounds = 5;
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
                    // Who comes first changes with each round, so that a machine that slows down or speeds up favours neither.
                    foreach (bool isChecked in (bool[])[round % 2 == 1, round % 2 == 0])
                    {
                        (isChecked ? with : without).Add(Run(program, framework, suite, isChecked ? "fail" : "off"));
                    }
                }

                yield return new Row($"{framework}: {name}", Tests, Measure.MedianOf(with), 0, "LEAKCHECK_MODE=off", Measure.MedianOf(without));
            }
        }

        await Task.CompletedTask;
    }

    private static string Build(string framework)
    {
        string project = Path.Combine(RepositoryRoot.Path, "bench", "suites", framework);
        ChildProcess.Run("dotnet", ["build", "-c", "Release", "-v", "quiet", "-nologo", project]);
        return Path.Combine(project, "bin", "Release", "net10.0", $"LeakCheck.Bench.Suite.{framework}.dll");
    }

    /// <summary>Nanoseconds per test.</summary>
    private static double Run(string program, string framework, string suite, string mode)
    {
        string[] filter = framework == "Xunit"
            ? ["-class", "LeakCheck.Bench.Suites." + suite, "-noColor"]
            : ["--filter", $"FullyQualifiedName~Suites.{suite}.", "--no-progress", "--no-ansi"];
        long start = Stopwatch.GetTimestamp();
        string output = ChildProcess.Run("dotnet", [program, .. filter], mode);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Tests;
        return output.Contains("otal: 10000", StringComparison.Ordinal) ? elapsed : throw new InvalidOperationException($"{program} did not run {Tests} tests:\n{output}");
    }
}
