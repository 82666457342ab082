using System.Diagnostics.Tracing;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>A listener of the program's that throws at the very events by which timers find their owner. It listens to the whole process, so these run alone.</summary>
[Collection(nameof(Patterns.PatternsRunAlone))]
public class ListenerFaultTests
{
    [Fact]
    public async Task A_listener_that_throws_costs_neither_the_owner_nor_the_line()
    {
        using var listener = new ThrowingListener();
        using LeakScope scope = LeakScope.Begin("listened", new LeakOptions { SettleMilliseconds = 50 });
        using CancellationTokenSource source = Arm();
        using var end = new CancellationTokenSource();
        Task work = DelayAsync(end.Token);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        await end.CancelAsync();
        await work;

        listener.Thrown.Should().BePositive("or nothing was tried");
        report.Survivors.Should().HaveCount(2).And.OnlyContain(s => s.Owner == "listened" && s.Class == SurvivorClass.Leak);
        report.Survivors.Should().ContainSingle(s => s.Kind == SurvivorKind.Timer).Which.Method.Should().Be("ListenerFaultTests.Arm");
    }

    private static CancellationTokenSource Arm() => new(TimeSpan.FromHours(1));

    private static async Task DelayAsync(CancellationToken end) => await Task.Delay(Timeout.Infinite, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private sealed class ThrowingListener : EventListener
    {
        private int _thrown;

        public int Thrown => _thrown;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Diagnostics.Eventing.FrameworkEventSource" or "System.Threading.Tasks.TplEventSource")
            {
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            Interlocked.Increment(ref _thrown);
            throw new InvalidOperationException("A listener that throws.");
        }
    }
}
