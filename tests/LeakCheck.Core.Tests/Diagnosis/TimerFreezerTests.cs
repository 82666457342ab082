using System.Reactive.Linq;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Core.Tests.Diagnosis;

public class TimerFreezerTests
{
    [Fact]
    public async Task A_packages_method_is_named_and_not_the_runtimes_that_armed_the_timer()
    {
        using LeakScope scope = LeakScope.Begin("package", new LeakOptions { SettleMilliseconds = 20 });

        // The first tick arms the second timer, with nothing but the package on the stack.
        using IDisposable subscription = Observable.Timer(TimeSpan.FromMilliseconds(1)).Concat(Observable.Timer(TimeSpan.FromMinutes(1))).Subscribe(static _ => { });
        SpinWait.SpinUntil(() => IsArmed(scope), TimeSpan.FromSeconds(30)).Should().BeTrue("the first tick must come");
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        Survivor survivor = report.Survivors.Should().ContainSingle(s => s.Kind == SurvivorKind.Timer && s.PeriodMilliseconds == null).Subject;
        survivor.Stack.Should().NotContain(f => f.IsUserCode || f.File != null, "the test is about a stack without lines");
        survivor.Stack.First(f => f.Method == survivor.Method).Assembly.Should().Be("System.Reactive");
    }

    private static bool IsArmed(LeakScope scope)
    {
        var armed = new List<TimerEntry>();
        LeakEngine.Current.Runtime.Timers!.CopySince(scope.FirstTicks, armed);
        return armed.Exists(t => t.DueMilliseconds > 40_000);
    }
}
