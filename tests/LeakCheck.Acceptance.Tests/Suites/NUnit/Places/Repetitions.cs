using NUnit.Framework;

namespace Suite.Places;

public class Rows
{
    private static readonly int[] Source = [1, 2];

    [TestCaseSource(nameof(Source))]
    public void From_a_source(int number) => Leak.When(number == 2);

    [Test]
    public void From_values([Values] bool leak) => Leak.When(leak);

    [Test, Pairwise]
    public void In_pairs([Values(1, 2)] int left, [Range(1, 2)] int right) => Leak.When((left, right) == (2, 2));
}

public class Theories
{
    [DatapointSource]
    public int[] Points { get; } = [1, 2];

    [Theory]
    public void Theory(int point)
    {
        Assume.That(point, Is.EqualTo(1));
        Timers.Start();
    }
}

[NonParallelizable]
public class Attempts
{
    private int _failing;
    private int _leaking;

    [Test, Retry(3)]
    public void Clean_when_retried() => Assert.That(++_failing, Is.EqualTo(2));

    [Test, Retry(2)]
    public void Leaks_once() => Leak.When(++_leaking == 1);

    [Test, Retry(2)]
    public void Leaks_each_time() => Timers.Start();

    [Test, Repeat(2)]
    public void Clean_when_repeated()
    {
    }

    [Test, Repeat(2)]
    public void Leaks_when_repeated() => Timers.Start();
}

public class Limits
{
    // Hides every wrapper of the class and the assembly.
    [Test, MaxTime(60_000)]
    public void Max_time_leaks() => Timers.Start();

    [Test, MaxTime(60_000)]
    public void Max_time_clean()
    {
    }

    [Test, CancelAfter(60_000)]
    public void Cancel_after_leaks(CancellationToken _) => Timers.Start();

    [Test, CancelAfter(50)]
    public async Task Cancel_after_fails(CancellationToken cancelled) => await Task.Delay(Timeout.Infinite, cancelled);

    [Test, NonParallelizable]
    public void Alone() => Timers.Start();

    [Test, SetCulture("de-DE")]
    public void In_a_culture() => Timers.Start();
}

internal static class Leak
{
    public static void When(bool condition)
    {
        if (condition)
        {
            Timers.Start();
        }
    }
}
