using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests;

/// <summary>Compares a run with the table, test by test, and reports every difference at once.</summary>
internal static class ExpectationTable
{
    public const string FinalSweep = "LeakCheck.FinalSweep";

    public static void Verify(this SuiteRun run, Suite suite, IEnumerable<Expectation> table, FrameworkVersion version)
    {
        List<string> differences = [];
        Expectation[] rows = [.. table.Where(e => e.In.HasFlag(version.Framework)).Select(e => e.InDispose && version.DisposesOutsideTheTest ? new Expectation(e.Test, Outcome.Passed) : e)];
        foreach (Expectation row in rows)
        {
            if (!run.Results.TryGetValue(row.Test, out SuiteResult? result))
            {
                if (!row.MayBeAbsent)
                {
                    differences.Add($"{row.Test}: has no result.");
                }
            }
            else if (Difference(row, result, suite) is { } difference)
            {
                differences.Add($"{row.Test}: {difference}{Environment.NewLine}{result.Message}");
            }
        }

        differences.AddRange(run.Results.Keys.Except(rows.Select(r => r.Test)).Where(n => n != FinalSweep).Select(n => $"{n}: is not in the table."));
        string.Join(Environment.NewLine, differences).Should().BeEmpty("{0} must end as the table says; it wrote{1}{2}", run.Process.Command, Environment.NewLine, run.Process.Output);
    }

    private static string? Difference(Expectation row, SuiteResult result, Suite suite)
    {
        if (result.Outcome != row.Outcome)
        {
            return $"{result.Outcome} instead of {row.Outcome}.";
        }

        int from = 0;
        foreach (string part in row.Says)
        {
            int at = result.Message.IndexOf(part, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return $"does not say '{part}' in its place.";
            }

            from = at + part.Length;
        }

        return row.At is { } marker && !result.Message.Contains(Markers.Place(suite, marker), StringComparison.Ordinal)
            ? $"does not name {Markers.Place(suite, marker)}."
            : null;
    }
}
