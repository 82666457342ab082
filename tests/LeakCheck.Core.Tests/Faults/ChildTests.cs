using LeakCheck.Session;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>What <see cref="ProcessFaultTests"/> runs in processes of their own; not part of an ordinary run.</summary>
public class ChildTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 300 };

    [Fact(Explicit = true)]
    public async Task Leaks_of_every_kind_are_named_and_clean_work_is_silent()
    {
        (LeakReport leaky, LeakReport clean) = await LeaksOfEveryKind();

        clean.Survivors.Should().BeEmpty();
        leaky.Survivors.Select(s => s.Kind).Should().BeEquivalentTo([SurvivorKind.Task, SurvivorKind.Timer, SurvivorKind.Thread]);
        leaky.Survivors.Should().OnlyContain(s => s.Owner == "leaky" && s.File != null && s.Missing.Count == 0);
    }

    [Fact(Explicit = true)]
    public async Task Without_a_diagnostics_port_all_is_named_but_the_threads_line()
    {
        (LeakReport leaky, LeakReport clean) = await LeaksOfEveryKind();

        clean.Survivors.Should().BeEmpty();
        leaky.Survivors.Should().HaveCount(3).And.OnlyContain(s => s.Owner == "leaky" && s.Class == SurvivorClass.Leak);
        leaky.Survivors.Should().ContainSingle(s => s.Kind == SurvivorKind.Thread).Which.Missing.Should().ContainSingle().Which.Should().Contain("DOTNET_EnableDiagnostics=0");
    }

    [Fact(Explicit = true)]
    public async Task Starting_lines_are_named()
    {
        using LeakScope scope = LeakScope.Begin("starts", s_quick);
        var end = new TaskCompletionSource();
        using var stop = new ManualResetEventSlim();
        string folder = Directory.CreateTempSubdirectory("leakcheck-watched-").FullName;
        Task task = WaitAsync(end.Task);
        var thread = new Thread(stop.Wait) { IsBackground = true, Name = "ours" };
        thread.Start();
        using (var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true })
        {
            LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

            report.Survivors.Should().HaveCount(3).And.OnlyContain(s => s.CreatedAt.Count > 0 && s.Missing.Count == 0);
            report.Survivors.Should().OnlyContain(s => s.CreatedAt.Any(f => f.Method.EndsWith(nameof(Starting_lines_are_named)) && f.Line > 0));
        }

        Directory.Delete(folder);
        stop.Set();
        end.SetResult();
        thread.Join();
        await task;
    }

    [Fact(Explicit = true)]
    public async Task A_verdict_is_given_although_no_report_can_be_written()
    {
        var end = new TaskCompletionSource();
        (LeakException? leak, SweepOutcome outcome) = await RunAsync(end.Task);
        end.SetResult();

        leak.Should().NotBeNull();
        leak!.Message.Should().Contain("1 leak").And.Contain("ChildTests.WaitAsync");
        outcome.Files.Should().BeEmpty();
        outcome.Failure.Should().BeNull("a file that cannot be written changes nothing about what the tests have shown");
        outcome.ClosingLine.Should().Contain("1 leak");
    }

    [Fact(Explicit = true)]
    public async Task A_verdict_is_given_although_nothing_can_be_printed()
    {
        var end = new TaskCompletionSource();
        (TextWriter output, TextWriter errors) = (Console.Out, Console.Error);
        var full = new FullWriter();
        Console.SetOut(full);
        Console.SetError(full);
        try
        {
            (LeakException? leak, SweepOutcome outcome) = await RunAsync(end.Task);

            leak.Should().NotBeNull();
            outcome.ClosingLine.Should().Contain("1 leak");
            full.Refused.Should().BePositive("there was something to print");
        }
        finally
        {
            end.SetResult();
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }

    [Fact(Explicit = true)]
    public async Task A_bad_setting_and_a_leak_are_both_said_at_the_end()
    {
        var end = new TaskCompletionSource();
        LeakScope scope = LeakSession.Begin(Place())!;
        _ = WaitAsync(end.Task);
        scope.Dispose();
        SweepOutcome outcome = await LeakSession.FinishAsync();
        end.SetResult();

        outcome.Failure.Should().BeOfType<LeakException>().Which.Message.Should().StartWith("LeakCheck: 1 setting is not valid.").And.Contain("LEAKCHECK_TOLERANCE").And.Contain("ChildTests.WaitAsync");
        outcome.Failure!.StackTrace.Should().Contain("ChildTests");
    }

    [Fact(Explicit = true)]
    public void A_writer_that_waits_for_somebody_who_needs_the_engine_holds_nobody_up()
    {
        AppContext.SetData("LeakCheck.SimulateMissing", "waits");
        var writer = new WaitingWriter();
        TextWriter before = Console.Error;
        Console.SetError(writer);
        try
        {
            using LeakScope scope = LeakScope.Begin("first");
        }
        finally
        {
            Console.SetError(before);
        }

        writer.Text.Should().Contain("LeakCheck: waits not available");
        writer.OthersWentOn.Should().BeTrue();
    }

    private static async Task<(LeakReport Leaky, LeakReport Clean)> LeaksOfEveryKind()
    {
        using var end = new ManualResetEventSlim();
        var source = new TaskCompletionSource();
        LeakReport leaky;
        using (LeakScope scope = LeakScope.Begin("leaky", s_quick))
        {
            _ = WaitAsync(source.Task);
            using var timer = new Timer(Tick, null, 3_600_000, 3_600_000);
            using var begun = new ManualResetEventSlim();
            new Thread(() => Block(begun, end)) { IsBackground = true }.Start();
            begun.Wait();
            leaky = await scope.CheckAsync();
        }

        end.Set();
        source.SetResult();
        using LeakScope second = LeakScope.Begin("clean", new LeakOptions { SettleMilliseconds = 30_000 });
        await Task.Run(() => Task.Delay(1));
        return (leaky, await second.CheckAsync());
    }

    private static async Task<(LeakException? Leak, SweepOutcome Outcome)> RunAsync(Task end)
    {
        LeakScope scope = LeakSession.Begin(Place())!;
        _ = WaitAsync(end);
        LeakException? leak = await LeakSession.EndAsync(scope, passed: true);
        return (leak, await LeakSession.FinishAsync());
    }

    private static TestPlace Place() => new("ChildTests.Test", ScopeKind.Test, null, typeof(ChildTests), typeof(ChildTests).Assembly) { IsAsked = true };

    private static async Task WaitAsync(Task end) => await end.ConfigureAwait(false);

    private static void Block(ManualResetEventSlim begun, ManualResetEventSlim end)
    {
        begun.Set();
        end.Wait();
    }

    private static void Tick(object? state)
    {
    }

    /// <summary>As a file on a full disk.</summary>
    private sealed class FullWriter : StringWriter
    {
        public int Refused { get; private set; }

        public override void WriteLine(string? value)
        {
            Refused++;
            throw new IOException("No space left on device");
        }
    }

    /// <summary>Before it takes a line it waits for another thread, which begins a scope.</summary>
    private sealed class WaitingWriter : StringWriter
    {
        public bool OthersWentOn { get; private set; }

        public string Text => ToString();

        public override void WriteLine(string? value)
        {
            var other = new Thread(() =>
            {
                using LeakScope scope = LeakScope.Begin("other");
            });
            other.Start();
            OthersWentOn = other.Join(TimeSpan.FromSeconds(20));
            base.WriteLine(value);
        }
    }
}
