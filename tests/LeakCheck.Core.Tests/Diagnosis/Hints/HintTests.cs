using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Report;
using LeakCheck.RuntimeInternals.Clr;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace LeakCheck.Core.Tests.Diagnosis.Hints;

/// <summary>What the report says about live work: who awaits it, what it waits for, its token, the fix; and that looking runs nothing of the program's.</summary>
public class HintTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 100 };

    [Fact]
    public async Task The_text_says_that_nobody_awaits_it_and_what_to_do()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(() => _ = WaitAsync(end.Token));
        await end.CancelAsync();

        string text = Regex.Replace(TextForm.Message(report), @"\s+", " ");
        text.Should().Contain("awaited by nobody: the Task was discarded");
        text.Should().Contain("waits a Task.Delay of 10 min");
        text.Should().Contain("token stopping was never cancelled");
        text.Should().Contain("fix cancel the source behind `stopping` before the test ends, then await the task of `HintTests.WaitAsync` (LC104)");
    }

    [Fact]
    public async Task Work_that_somebody_awaits_is_not_discarded()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(() => _ = OuterAsync(end.Token));
        await end.CancelAsync();

        // The outer method is discarded, the inner is not: it is one survivor with two frames.
        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.Stack.Select(f => f.Method).Should().Equal("HintTests.WaitAsync", "HintTests.OuterAsync");
        survivor.IsDiscarded.Should().BeTrue();
        TextForm.Message(report).Should().MatchRegex(@"awaited .*in HintTests.OuterAsync\s(.*\s)*?\s+awaited  by nobody");
    }

    [Fact]
    public async Task Who_blocks_for_an_async_sequence_is_told_to_await_it()
    {
        var next = new TaskCompletionSource<int>();
        LeakReport report = await Checked(() => _ = Task.Run(() => Sum(ItemsAsync(next.Task))));
        next.SetResult(1);

        Survivor survivor = report.Survivors.Should().ContainSingle(s => s.Rule == "LC113").Subject;
        survivor.WaitsFor.Should().Be("the next item of an IAsyncEnumerable (ToBlockingEnumerable)");
        survivor.Hint.Should().Be("use `await foreach` in `HintTests.Sum` instead of `ToBlockingEnumerable()`, and give the sequence a token");
    }

    [Fact]
    public async Task A_task_kept_in_a_field_is_named()
    {
        using var poller = new Keeper();
        LeakReport report = await Checked(poller.Start);
        poller.Stop();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.Rule.Should().Be("LC103");
        survivor.Hint.Should().Be("`HintTests.Keeper.Dispose` never cancels `_cts`: cancel it there, then await `_loop`");
    }

    [Fact]
    public async Task What_a_librarys_pooled_method_waits_for_is_said_as_if_it_were_awaited_here()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using Socket far = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        using var socket = WebSocket.CreateFromStream(new NetworkStream(near, ownsSocket: true), isServer: false, subProtocol: null, keepAliveInterval: TimeSpan.Zero);
        LeakReport report = await Checked(() => _ = ReceiveAsync(socket));
        far.Dispose();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.WaitsFor.Should().Be("data from a socket");
        survivor.Rule.Should().Be("LC116");
    }

    [Fact]
    public async Task A_method_that_gave_up_its_turn_and_never_got_it_back_is_told_from_one_that_waits()
    {
        using var end = new CancellationTokenSource();
        var window = new Posted();
        using LeakScope scope = LeakScope.Begin("hints", s_quick);
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(window);
        _ = YieldAsync(new TaskCompletionSource(), end.Token);
        SynchronizationContext.SetSynchronizationContext(before);
        var wentOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = YieldAsync(wentOn, end.Token);
        await wentOn.Task;
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        await end.CancelAsync();
        window.Run();

        report.Survivors.Select(s => (s.Rule, s.WaitsFor)).Should().BeEquivalentTo(
        [
            ("LC121", "its turn: nobody ran the continuation of its Task.Yield"),
            ("LC104", "a Task.Delay of 10 min"),
        ]);
        report.Survivors.Single(s => s.Rule == "LC121").Hint.Should().Be(
            "let the SynchronizationContext or TaskScheduler under which `HintTests.YieldAsync` began run what is posted to it until the method has ended");
    }

    [Fact]
    public async Task A_chain_of_continuations_waits_for_what_its_first_one_continues()
    {
        var answer = new TaskCompletionSource();
        LeakReport report = await Checked(() => answer.Task.ContinueWith(_ => { }, TaskScheduler.Default).ContinueWith(_ => { }, TaskScheduler.Default));
        answer.SetResult();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.WaitsFor.Should().Be("a TaskCompletionSource or task without code");
        survivor.Rule.Should().Be("LC111");
    }

    [Theory]
    [InlineData(nameof(Limits), "dispose, stop or shut down what `HintTests.Limited.Open` makes of `System.Threading.RateLimiting` (HintTests.cs:{limit}), and await that")]
    [InlineData(nameof(LimitsTwice), "dispose, stop or shut down what the test makes of `System.Threading.RateLimiting` (HintTests.cs:{other} or HintTests.cs:{limit}), and await that")]
    [InlineData(nameof(LimitsNothing), "dispose, stop or shut down what the test made of `System.Threading.RateLimiting`, and await that")]
    [InlineData(null, "dispose, stop or shut down what the test made of `System.Threading.RateLimiting`, and await that")]
    public async Task The_line_that_set_a_library_to_work_is_named(string? test, string hint)
    {
        LeakEngine engine = LeakEngine.Current;
        MethodInfo? method = test is null ? null : typeof(HintTests).GetMethod(test, BindingFlags.NonPublic | BindingFlags.Static);
        using LeakScope scope = engine.Begin("library", ScopeKind.Test, engine.SettingsOf(s_quick), method);
        using PartitionedRateLimiter<string> limiter = Limited.Open(out int limit);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        using PartitionedRateLimiter<string> second = Limited.OpenAgain(out int other);

        report.Survivors.Select(s => s.Hint).Should().Equal(
            hint.Replace("{limit}", $"{limit}", StringComparison.Ordinal).Replace("{other}", $"{other}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(LogsToConsole), "dispose the LoggerFactory, service provider or host to which `HintTests.LogsToConsole` adds `Microsoft.Extensions.Logging.Console` (HintTests.cs:{line})")]
    [InlineData(nameof(LimitsNothing), "dispose the LoggerFactory, service provider or host that logs with `Microsoft.Extensions.Logging.Console`")]
    public async Task The_thread_of_a_logger_is_ended_by_who_holds_the_logger(string test, string hint)
    {
        ILoggerFactory? factory = null;
        int line = 0;
        LeakReport report = await CheckedFor(test, () => factory = LogsToConsole(out line));
        factory!.Dispose();

        report.Survivors.Select(s => s.Hint).Should().Equal(hint.Replace("{line}", $"{line}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_task_that_somebody_keeps_is_not_discarded()
    {
        using var end = new CancellationTokenSource();
        var storer = new Storer(end.Token);
        LeakReport kept = await Checked(storer.Keep);
        LeakReport discarded = await Checked(storer.Discard);
        await end.CancelAsync();

        kept.Survivors.Should().ContainSingle().Which.IsDiscarded.Should().BeFalse();
        discarded.Survivors.Should().ContainSingle().Which.IsDiscarded.Should().BeTrue();
    }

    [Theory]
    [InlineData("System.Net.Http.HttpConnectionPoolManager", "`HttpConnectionPoolManager` is IDisposable but was not disposed: dispose what made it")]
    [InlineData("System.Net.Http.HttpClientHandler", "`HttpClientHandler` is IDisposable but was not disposed: `using var httpClientHandler = new HttpClientHandler();`")]
    public void What_the_test_cannot_make_is_disposed_by_who_made_it(string type, string hint)
    {
        var fields = new ClrFieldReader(null, null, readsUninitialised: false);
        var reader = new HolderReader(fields, new NamedFieldReader(fields), _ => true);
        HolderFacts? holder = reader.OfType(typeof(HttpClientHandler).Assembly.GetType(type, throwOnError: true), typeof(HintTests));

        new Remedy(Remedy.DisposeHolder).Write(new Survivor { Kind = SurvivorKind.Task, What = "", State = SurvivorState.Waiting }, new HintFacts { Holder = holder }).Should().Be(hint);
    }

    [Fact]
    public async Task The_output_of_a_process_is_a_pipe()
    {
        using Process process = Process.Start(new ProcessStartInfo("sleep", "600") { RedirectStandardOutput = true })!;
        LeakReport report = await Checked(() => _ = process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask());
        process.Kill();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.WaitsFor.Should().Be("data from a pipe, such as a process's output");
        survivor.Hint.Should().StartWith("end the process");
    }

    [Fact]
    public async Task Of_output_that_only_the_runtime_reads_the_start_of_the_process_is_named()
    {
        Process? process = null;
        int line = 0;
        LeakReport report = await CheckedFor(nameof(Reads), () => Reads(out process, out line));
        process!.Kill();
        process.Dispose();

        report.Survivors.Should().Contain(s => s.Hint != null && s.Hint.StartsWith($"end the process that `HintTests.Reads` starts (HintTests.cs:{line}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_facade_is_known_by_the_name_of_what_it_calls()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        Task run = Task.CompletedTask;
        int line = 0;
        LeakReport report = await CheckedFor(nameof(Serves), () => run = Serves(app, out line));
        app.Lifetime.StopApplication();
        await run;

        report.Survivors.Should().Contain(s => s.Hint != null && s.Hint.Contains($"(HintTests.cs:{line})", StringComparison.Ordinal) && s.Rule == "LC408");
    }

    [Fact]
    public async Task A_wait_for_the_exit_of_a_process_is_shown_at_its_handler()
    {
        using Process process = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        LeakReport report = await Checked(() =>
        {
            process.EnableRaisingEvents = true;
            process.Exited += WhenExited;
        });
        process.Kill();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.What.Should().Be("Process.Exited -> HintTests.WhenExited");
        survivor.File.Should().EndWith("HintTests.cs");
        survivor.Rule.Should().Be("LC308");
        survivor.Hint.Should().StartWith("end the process before the test ends");
        TextForm.Message(report).Should().StartWith("LeakCheck: 1 leak. Process.Exited -> HintTests.WhenExited is still registered after hints");
    }

    [Fact]
    public async Task An_ignore_rule_may_name_a_rule()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(
            () => _ = WaitAsync(end.Token),
            s_quick with { Ignore = [new IgnoreRule { Reason = "known", Rule = "LC104" }] });
        await end.CancelAsync();

        report.IsClean.Should().BeTrue();
        report.Survivors.Should().ContainSingle().Which.Class.Should().Be(SurvivorClass.Ignored);
    }

    [Fact]
    public async Task Reading_the_holder_runs_no_static_constructor()
    {
        var lazy = new Lazily();
        LeakReport report = await Checked(lazy.Start);
        lazy.Dispose();

        report.Survivors.Should().ContainSingle().Which.Rule.Should().Be("LC401");
        Lazily.Log.WasInitialised.Should().BeFalse();
    }

    private static void WhenExited(object? sender, EventArgs e) => GC.KeepAlive(sender);

    private static int Sum(IAsyncEnumerable<int> items) => items.ToBlockingEnumerable().Sum();

    private static async IAsyncEnumerable<int> ItemsAsync(Task<int> next)
    {
        yield return await next;
    }

    private static async Task ReceiveAsync(WebSocket socket)
    {
        try
        {
            await socket.ReceiveAsync(new byte[16], CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The other side is gone.
        }
    }

    private static async Task<LeakReport> Checked(Action body, LeakOptions? options = null)
    {
        using LeakScope scope = LeakScope.Begin("hints", options ?? s_quick);
        body();
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<LeakReport> CheckedFor(string test, Action body)
    {
        LeakEngine engine = LeakEngine.Current;
        using LeakScope scope = engine.Begin("library", ScopeKind.Test, engine.SettingsOf(s_quick), typeof(HintTests).GetMethod(test, BindingFlags.NonPublic | BindingFlags.Static));
        body();
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static void Reads(out Process process, out int line)
    {
        process = new Process { StartInfo = new ProcessStartInfo("sleep", "600") { RedirectStandardOutput = true } };
        line = Line();
        process.Start();
        process.BeginOutputReadLine();
    }

    private static Task Serves(WebApplication app, out int line)
    {
        line = Line();
        return app.RunAsync("http://127.0.0.1:0");
    }

    private static ILoggerFactory LogsToConsole(out int line)
    {
        line = Line();
        return LoggerFactory.Create(builder => builder.AddConsole());
    }

    /// <summary>The number of the line after the call.</summary>
    private static int Line([CallerLineNumber] int line = 0) => line + 1;

    private sealed class Storer(CancellationToken end)
    {
        public Task? Kept { get; private set; }

        public void Keep() => Kept = Task.Run(WaitAsync);

        public void Discard() => _ = Task.Run(WaitAsync);

        private async Task WaitAsync() => await Task.Delay(Timeout.Infinite, end);
    }

    private static async Task OuterAsync(CancellationToken stopping)
    {
        await WaitAsync(stopping);
        stopping.ThrowIfCancellationRequested();
    }

    private static async Task WaitAsync(CancellationToken stopping)
    {
        await Task.Delay(TimeSpan.FromMinutes(10), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
    }

    private static async Task Limits()
    {
        PartitionedRateLimiter<string> limiter = Limited.Open(out _);
        using RateLimitLease lease = await limiter.AcquireAsync("");
    }

    private static async Task LimitsTwice()
    {
        Func<PartitionedRateLimiter<string>> again = () => Limited.OpenAgain(out _);
        again();
        await Limits();
    }

    private static void LimitsNothing()
    {
    }

    private static async Task YieldAsync(TaskCompletionSource wentOn, CancellationToken stopping)
    {
        await Task.Yield();
        wentOn.SetResult();
        await WaitAsync(stopping);
    }

    /// <summary>Runs what was posted to it only when it is told to.</summary>
    private sealed class Posted : SynchronizationContext
    {
        private readonly ConcurrentQueue<Action> _queue = new();

        public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue(() => d(state));

        public void Run()
        {
            while (_queue.TryDequeue(out Action? next))
            {
                next();
            }
        }
    }

    private static class Limited
    {
        public static PartitionedRateLimiter<string> Open(out int line)
        {
            line = Line();
            return PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetNoLimiter(""));
        }

        public static PartitionedRateLimiter<string> OpenAgain(out int line)
        {
            line = Line();
            return PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetNoLimiter(""));
        }
    }

    private sealed class Keeper : IDisposable
    {
        private readonly CancellationTokenSource _cts = new();
        private Task? _loop;

        public void Start() => _loop = LoopAsync();

        public void Stop() => _cts.Cancel();

        public void Dispose() => _loop?.Wait(TimeSpan.FromMinutes(1));

        private async Task LoopAsync()
        {
            while (!_cts.IsCancellationRequested)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Has an instance before its static field is initialised, which a plain read of an instance field would do.</summary>
    private sealed class Lazily : IDisposable
    {
        private static readonly bool s_touched = Log.WasInitialised = true;
        private readonly CancellationTokenSource _cts = new();

        // Never read: that would be the first use of the static field.
        public static bool Touched => s_touched;

        public void Start() => _ = LoopAsync();

        public void Dispose() => _cts.Cancel();

        private async Task LoopAsync()
        {
            while (!_cts.IsCancellationRequested)
            {
                await Task.Delay(20);
            }
        }

        public static class Log
        {
            public static bool WasInitialised { get; set; }
        }
    }
}
