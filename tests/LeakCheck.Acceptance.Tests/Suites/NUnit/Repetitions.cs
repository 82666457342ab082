using LeakCheck;
using NUnit.Framework;

namespace Suite;

public class Rows
{
    private static readonly int[] Source = [1, 2, 3];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void LeaksInRowTwo(int row)
    {
        if (row == 2)
        {
            Leak.Task();
        }
    }

    [TestCaseSource(nameof(Source))]
    public void LeaksInSourceRowThree(int row)
    {
        if (row == 3)
        {
            Leak.Task();
        }
    }

    [Test]
    public void LeaksInTrue([Values] bool leak)
    {
        if (leak)
        {
            Leak.Task();
        }
    }

    [Test, Pairwise]
    public void CleanPairs([Values(1, 2)] int a, [Range(1, 2)] int b) => Assert.That(a * b, Is.Positive);
}

public class Theories
{
    [DatapointSource]
    public int[] Points = [1, 2];

    [Theory]
    public void LeaksInTheory(int point)
    {
        Assume.That(point, Is.EqualTo(1));
        Leak.Task();
    }
}

public class Attempts
{
    private int _retries;
    private int _leakyRetries;

    [Test, Retry(3)]
    public void CleanWhenRetried() => Assert.That(++_retries, Is.EqualTo(2));

    [Test, Retry(2)]
    public void LeaksOnceAndIsRetried()
    {
        if (++_leakyRetries == 1)
        {
            Leak.Task();
        }
    }

    [Test, Retry(2)]
    public void LeaksEachTime() => Leak.Task();

    [Test, Repeat(2)]
    public void CleanWhenRepeated()
    {
    }

    [Test, Repeat(2)]
    public void LeaksWhenRepeated() => Leak.Task();
}

public class Limits
{
    [Test, MaxTime(60_000)]
    public void LeaksUnderMaxTime() => Leak.Task();

    [Test, MaxTime(60_000)]
    public void CleanUnderMaxTime()
    {
    }

    [Test, CancelAfter(60_000)]
    public void LeaksUnderCancelAfter(CancellationToken _) => Leak.Task();

    [Test, CancelAfter(50)]
    public async Task FailsWhenCancelled(CancellationToken cancelled) => await Task.Delay(Timeout.Infinite, cancelled);

    [Test, NonParallelizable]
    public void LeaksAlone() => Leak.Task();

    [Test, SetCulture("de-DE")]
    public void LeaksUnderCulture() => Leak.Task();
}
