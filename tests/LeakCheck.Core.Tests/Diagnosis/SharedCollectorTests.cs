using System.Diagnostics;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

/// <summary>Many tests that fail at once ask for stacks at once.</summary>
public class SharedCollectorTests
{
    private const int Askers = 6;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public void All_who_ask_while_a_session_runs_share_the_next_one()
    {
        using var began = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        List<TimeSpan> sessions = [];
        var collector = new SharedCollector(time =>
        {
            sessions.Add(time);
            began.Release();
            goOn.Wait(s_deadline);
            return new CollectedTrace(new byte[sessions.Count], new HashSet<long>());
        });
        var lengths = new int[Askers];
        List<Thread> first = Ask(0..1);
        began.Wait(s_deadline, TestContext.Current.CancellationToken).Should().BeTrue();
        List<Thread> others = Ask(1..Askers);
        WaitUntilAllWait(others);

        goOn.Release(Askers);

        first.Concat(others).Should().OnlyContain(t => t.Join(s_deadline));
        lengths.Should().Equal([1, .. Enumerable.Repeat(2, Askers - 1)], "the first session began before the others asked");
        sessions.Should().Equal([Milliseconds(0), Milliseconds(Askers - 1)], "the shared one is as long as the longest asked for");

        List<Thread> Ask(Range which)
        {
            List<Thread> threads = [.. Enumerable.Range(0, Askers).Take(which).Select(i => new Thread(() => lengths[i] = collector.Collect(Milliseconds(i)).Trace.Length) { IsBackground = true })];
            threads.ForEach(t => t.Start());
            return threads;
        }

        static TimeSpan Milliseconds(int asker) => TimeSpan.FromMilliseconds(10 + asker);
    }

    [Fact]
    public void What_failed_for_one_is_told_to_all_and_the_next_tries_anew()
    {
        int sessions = 0;
        var collector = new SharedCollector(_ => ++sessions == 1 ? throw new StacksUnavailableException("no port") : new CollectedTrace(new byte[1], new HashSet<long>()));

        collector.Invoking(c => c.Collect(TimeSpan.Zero)).Should().Throw<StacksUnavailableException>();
        collector.Collect(TimeSpan.Zero).Trace.Length.Should().Be(1);
    }

    private static void WaitUntilAllWait(List<Thread> threads)
    {
        long start = Stopwatch.GetTimestamp();
        while (!threads.TrueForAll(t => t.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin)))
        {
            Stopwatch.GetElapsedTime(start).Should().BeLessThan(s_deadline);
            Thread.Sleep(1);
        }
    }
}
