using System.Diagnostics;

namespace LeakCheck.Bench;

/// <summary>Medians of many short batches.</summary>
internal static class Measure
{
    private const int Batches = 31;

    /// <summary>Median time and allocation of one operation, in batches of <paramref name="perBatch"/>, after a warm-up.</summary>
    public static (double MedianNs, double Bytes) Median(int perBatch, Action operation)
    {
        var times = new double[Batches];
        long bytes = 0;
        for (int batch = -5; batch < Batches; batch++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < perBatch; i++)
            {
                operation();
            }

            if (batch >= 0)
            {
                times[batch] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / perBatch;
                bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            }
        }

        Array.Sort(times);
        return (times[Batches / 2], (double)bytes / Batches / perBatch);
    }

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
