namespace LeakCheck.Bench.Suites;

/// <summary>What the tests of the measured suites do. The same for every framework.</summary>
public static class TestWork
{
    /// <summary>Rows of each data-driven test (count).</summary>
    public static IEnumerable<object[]> Rows { get; } = [.. Enumerable.Range(0, 10_000).Select(row => new object[] { row })];

    /// <summary>An ordinary test: about a millisecond of computation, an await, a short-lived task.</summary>
    public static async Task<long> OrdinaryAsync(int seed)
    {
        long sum = seed;
        for (int i = 0; i < 1_000_000; i++)
        {
            sum = unchecked((sum * 31) + i);
        }

        await Task.Yield();
        return await Task.Run(() => sum);
    }

    /// <summary>A test that does nothing but await: 100 hops through the pool, 10 of them in an async method of its own.</summary>
    public static async Task AwaitingAsync()
    {
        for (int i = 0; i < 10; i++)
        {
            for (int hop = 0; hop < 9; hop++)
            {
                await Task.Yield();
            }

            await HopAsync();
        }

        static async Task HopAsync() => await Task.Yield();
    }
}
