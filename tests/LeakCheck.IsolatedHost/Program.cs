using System.Diagnostics;
using System.Runtime.InteropServices;
using LeakCheck.IsolatedHost;
using LeakCheck.Patterns;
using LeakCheck.Patterns.Web;

HostOptions options;
try
{
    options = HostOptions.Parse(args);
}
catch (FormatException problem)
{
    Console.Error.WriteLine(problem.Message);
    Console.Error.WriteLine(HostOptions.Usage);
    return 2;
}

Pattern[] patterns = [.. WholeCorpus.All.Where(pattern => options.Selects(pattern.Name))];
if (options.List)
{
    Console.WriteLine(string.Join(Environment.NewLine, patterns.Select(pattern => pattern.Name)));
    return 0;
}

if (patterns.Length == 0)
{
    Console.Error.WriteLine($"No pattern matches '{options.Filter}'.");
    return 2;
}

long start = Stopwatch.GetTimestamp();
RunTotals totals = await CorpusRun.RunAsync(patterns, options, Console.Out);
if (!options.IsChild)
{
    Console.WriteLine(
        $"{RuntimeInformation.FrameworkDescription}: {patterns.Length} patterns, {totals.Runs} runs, {totals.Wrong} wrong answers, " +
        $"{totals.Skipped} not for this process, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
}

return Math.Min(totals.Wrong, 100);
