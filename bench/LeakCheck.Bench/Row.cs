using System.Globalization;
using System.Text.Json;

namespace LeakCheck.Bench;

/// <summary>One measured figure beside its baseline.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="N">Size: live tasks, survivors, tests.</param>
/// <param name="MedianNs">Median time of one operation (nanoseconds).</param>
/// <param name="AllocatedBytes">Allocated by one operation (bytes).</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="BaselineMedianNs">Median time of the baseline's operation (nanoseconds).</param>
internal sealed record Row(string Name, long N, double MedianNs, double AllocatedBytes, string Baseline, double BaselineMedianNs)
{
    public double Ratio => BaselineMedianNs > 0 ? MedianNs / BaselineMedianNs : 0;

    public string ToJson() => JsonSerializer.Serialize(new
    {
        name = Name,
        n = N,
        medianNs = Math.Round(MedianNs, 1),
        allocatedBytes = Math.Round(AllocatedBytes, 1),
        baseline = Baseline,
        baselineMedianNs = Math.Round(BaselineMedianNs, 1),
        ratio = Math.Round(Ratio, 3),
    });

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-34} n={N,9:N0} {Time(MedianNs),12} {AllocatedBytes,10:N0} B   {Baseline}: {Time(BaselineMedianNs)} (x {Ratio:0.000})");

    private static string Time(double ns) => ns switch
    {
        < 1_000 => ns.ToString("0.0 ns", CultureInfo.InvariantCulture),
        < 1_000_000 => (ns / 1_000).ToString("0.00 us", CultureInfo.InvariantCulture),
        < 1_000_000_000 => (ns / 1_000_000).ToString("0.00 ms", CultureInfo.InvariantCulture),
        _ => (ns / 1_000_000_000).ToString("0.00 s", CultureInfo.InvariantCulture),
    };
}
