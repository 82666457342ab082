using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Clr;
using NJsonSchema;

namespace LeakCheck.Core.Tests.Diagnosis;

public class TaskFreezerTests
{
    private int _line;

    [Fact]
    public async Task An_awaiter_that_was_resumed_meanwhile_is_shown_at_the_await_where_it_was_seen_last()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        Task subject = WaitAsync(inner.Task);
        Task awaiter = BetweenAsync(first.Task, resumed, goOn);
        first.SetResult();
        await resumed.Task;

        Frozen frozen = Freezer().Freeze(
            new AwaitChain(subject, [awaiter], []) { Root = awaiter }, new Dictionary<object, TaskSighting>(), null, null, null, 0, node => ReferenceEquals(node, awaiter) ? 0 : null);
        goOn.Set();
        inner.SetResult();
        await Task.WhenAll(awaiter, subject);

        LeakFrame shown = frozen.Draft.Stack[^1];
        (shown.Method, shown.Line).Should().Be(("TaskFreezerTests.BetweenAsync", _line));
    }

    [Fact]
    public async Task A_packages_method_is_named_and_not_the_runtimes_that_it_waits_in()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using LeakScope scope = LeakScope.Begin("package", new LeakOptions { SettleMilliseconds = 20 });
        using var stop = new CancellationTokenSource();
        Task read = JsonSchema.FromUrlAsync($"http://{silent.LocalEndpoint}/", stop.Token);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await read.ContinueWith(static _ => { }, TaskScheduler.Default);

        Survivor survivor = report.Survivors.Should().ContainSingle(s => s.Kind == SurvivorKind.Task).Subject;
        survivor.Stack[0].Assembly.Should().Be("System.Net.Http", "the test is about a chain that begins in the runtime");
        survivor.Method.Should().Be("DynamicApis.HttpGetAsync");
        survivor.What.Should().Be("DynamicApis.HttpGetAsync");
        report.ToString().Should().Contain("stuck    in DynamicApis.HttpGetAsync").And.NotContain("System.Net.Http came");
    }

    private static TaskFreezer Freezer()
    {
        LeakEngine engine = LeakEngine.Current;
        var lines = new SourceLines();
        var facts = new FactCollector(engine.Origins, ClrFieldReader.Instance, lines);
        return new TaskFreezer(engine.Runtime.Shapes!, new CodeFrames(lines, engine.Origins), engine.Origins, null, lines, new ActivityWords(engine.Runtime.Contexts), facts, _ => []);
    }

    private static async Task WaitAsync(Task gate) => await gate;

    private async Task BetweenAsync(Task first, TaskCompletionSource resumed, ManualResetEventSlim goOn)
    {
        _line = Next();
        await first;
        resumed.SetResult();
        goOn.Wait();
    }

    /// <summary>The number of the line after the call.</summary>
    private static int Next([CallerLineNumber] int line = 0) => line + 1;
}
