using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

/// <summary>Many tests that fail at once ask for stacks at once.</summary>
public class SharedCollectorTests
{
    private const int Askers = 6;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_who_ask_while_a_session_runs_share_the_next_one_or_its_failure(bool fails)
    {
        const int failed = -1;
        using var began = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        List<TimeSpan> sessions = [];
        var collector = new SharedCollector(time =>
        {
            sessions.Add(time);
            began.Release();
            goOn.Wait(s_deadline);
            return fails && sessions.Count == 2 ? throw new StacksUnavailableException("no port") : new CollectedTrace(new byte[sessions.Count], new HashSet<long>());
        });
        var lengths = new int[Askers];
        List<Thread> askers = [Ask(0)];
        began.Wait(s_deadline, TestContext.Current.CancellationToken).Should().BeTrue();
        for (int i = 1; i < Askers; i++)
        {
            // One after the other: then none of them can be waiting for anything but a session.
            Thread asker = Ask(i);
            askers.Add(asker);
            SpinWait.SpinUntil(() => (asker.ThreadState & ThreadState.WaitSleepJoin) != 0, s_deadline).Should().BeTrue();
        }

        goOn.Release(Askers);

        askers.Should().OnlyContain(t => t.Join(s_deadline));
        lengths.Should().Equal([1, .. Enumerable.Repeat(fails ? failed : 2, Askers - 1)], "the first session began before the others asked");
        sessions.Should().Equal([Milliseconds(0), Milliseconds(Askers - 1)], "the shared one is as long as the longest asked for");

        Thread Ask(int asker)
        {
            var thread = new Thread(() => lengths[asker] = LengthFor(asker)) { IsBackground = true };
            thread.Start();
            return thread;
        }

        int LengthFor(int asker)
        {
            try
            {
                return collector.Collect(Milliseconds(asker)).Trace.Length;
            }
            catch (StacksUnavailableException)
            {
                return failed;
            }
        }

        static TimeSpan Milliseconds(int asker) => TimeSpan.FromMilliseconds(10 + asker);
    }

    [Fact]
    public void Who_asks_after_a_session_that_failed_gets_one_of_their_own()
    {
        int sessions = 0;
        var collector = new SharedCollector(_ => ++sessions == 1 ? throw new StacksUnavailableException("no port") : new CollectedTrace(new byte[1], new HashSet<long>()));

        collector.Invoking(c => c.Collect(TimeSpan.Zero)).Should().Throw<StacksUnavailableException>();
        collector.Collect(TimeSpan.Zero).Trace.Length.Should().Be(1);
    }
}
