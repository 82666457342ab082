using System.Diagnostics;
using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Threads of a test framework that are started, or set to work, while a scope is current.</summary>
public sealed class FrameworkThreadTests
{
    [Theory]
    [InlineData("Framework Of These Tests, worker 2", true)]
    [InlineData("a worker of the Framework Of These Tests", false)]
    public async Task A_worker_is_known_by_the_beginning_of_its_name(string name, bool isFrameworks)
    {
        LeakEngine.Current.Noise.AddThreadNames(["Framework Of These Tests"]);
        using var end = new ManualResetEventSlim();
        using LeakScope scope = LeakScope.Begin("worker", new LeakOptions { SettleMilliseconds = 100 });
        var worker = new Thread(end.Wait) { IsBackground = true, Name = name };
        worker.Start();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        end.Set();
        worker.Join();

        report.Survivors.Select(s => s.ThreadName).Should().Equal(isFrameworks ? [] : [name]);
    }

    [Theory]
    [InlineData("System.Diagnostics.Process", false, 0)]
    [InlineData("System.Diagnostics.Process", true, 1)]
    [InlineData("Another.Framework", false, 1)]
    public void A_thread_with_the_frameworks_code_and_none_of_the_programs_is_the_frameworks(string framework, bool runsOwnCode, int leaks)
    {
        using Process process = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        using LeakScope scope = LeakScope.Begin("framework");
        var waits = new Thread(runsOwnCode ? () => process.WaitForExit() : process.WaitForExit) { IsBackground = true };
        waits.Start();
        SpinWait.SpinUntil(() => (waits.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0, TimeSpan.FromSeconds(30)).Should().BeTrue();
        List<Frozen> items = FrozenThreads(scope, new CodeOrigins([framework]));
        process.Kill();
        waits.Join();

        items.Should().HaveCount(leaks);
    }

    private static List<Frozen> FrozenThreads(LeakScope scope, CodeOrigins origins)
    {
        LeakEngine engine = LeakEngine.Current;
        var lines = new SourceLines(assembly => origins.Of(assembly) == CodeOrigin.User);
        var frames = new CodeFrames(lines, origins);
        var threads = new ThreadFreezer(origins, frames, new FactCollector(origins, ClrFieldReader.Instance, lines));
        using Sightings sightings = Sightings.Rent();
        engine.Look(new LookTarget(scope, WorkKinds.Threads), sightings);
        sightings.Threads.Should().ContainSingle();
        return new Freezer(engine.Runtime.Shapes, new ThreadStacks(lines), lines, frames, tasks: null, timers: null, threads).Freeze(sightings, new MovementWatch(engine.Runtime.Shapes));
    }
}
