using System.Runtime.CompilerServices;
using LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership;

public class OwnershipTargetsTests
{
    [Fact]
    public void A_method_gives_its_task_and_its_instance()
    {
        using var worker = new ForgetfulWorker();
        Task work = worker.Begin();
        SurvivorTargets sought = Collect(work);

        sought.Targets.Select(t => t.Target).Should().Contain(work).And.Contain(worker);
        sought.Targets.Should().OnlyContain(t => t.Survivor == 3);
        sought.OwnCode.Should().Be(CodeOrigin.User);
    }

    [Fact]
    public void Everyone_who_awaits_it_is_a_target_to_the_root()
    {
        var gate = new Gate();
        Task leaf = Gate.LoopAsync(gate);
        Task all = Task.WhenAll(leaf, Gate.LoopAsync(gate));
        Task root = AwaitAsync(all);

        Collect(leaf).Targets.Select(t => t.Target).Should().Contain([leaf, all, root]);
        gate.Open();
    }

    [Fact]
    public void The_promise_that_an_awaited_survivor_waits_for_is_no_target()
    {
        var gate = new Gate();
        Task loop = Gate.LoopAsync(gate);
        SurvivorTargets sought = Collect(gate.Opened);

        sought.Targets.Select(t => t.Target).Should().Contain(loop).And.NotContain(gate.Opened);
        sought.OwnCode.Should().Be(CodeOrigin.User, "the awaiter tells whose code it is");
        gate.Open();
    }

    [Fact]
    public void A_promise_that_nobody_awaits_is_a_target()
    {
        Task promise = new TaskCompletionSource().Task;
        Collect(promise).Targets.Should().ContainSingle().Which.Should().Be(new OwnershipTarget(3, promise, "task"));
    }

    [Fact]
    public void A_lambda_gives_its_closure_and_the_instance_it_captured()
    {
        using var stop = new ManualResetEventSlim();
        object captured = this;
        Task task = Task.Factory.StartNew(() => { stop.Wait(); GC.KeepAlive(captured); Member(); }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Collect(task).Targets.Should().Contain(new OwnershipTarget(3, this, "target (captured this)"));
        stop.Set();
    }

    [Fact]
    public void A_lambda_without_captured_variables_gives_its_task_only()
    {
        using var stop = new ManualResetEventSlim();
        Task task = Task.Factory.StartNew(static s => ((ManualResetEventSlim)s!).Wait(), stop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Collect(task).Targets.Select(t => t.Target).Should().Equal(task, stop);
        stop.Set();
    }

    [Fact]
    public void A_timer_gives_its_callbacks_instance_and_state()
    {
        object state = new();
        using var timer = new Timer(OnTick, state, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        object queued = RuntimeTimers.Of(timer);
        SurvivorTargets sought = Collect(queued);

        sought.Targets.Select(t => t.Target).Should().Equal(queued, this, state);
        sought.OwnCode.Should().Be(CodeOrigin.User);
    }

    [Fact]
    public void A_timeout_gives_its_source_but_not_who_registered_there()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromHours(1));
        using CancellationTokenRegistration registration = source.Token.Register(Member);
        object queued = RuntimeTimers.Of(source);

        Collect(queued).Targets.Select(t => t.Target).Should().Equal(queued, source);
    }

    [Fact]
    public void A_delay_leads_to_the_method_that_awaits_it()
    {
        using var cancel = new CancellationTokenSource();
        Task delay = Task.Delay(TimeSpan.FromHours(1), cancel.Token);
        Task work = AwaitAsync(delay);

        Collect(RuntimeTimers.Of(delay)).Targets.Select(t => t.Target).Should().Contain(work);
        cancel.Cancel();
    }

    [Fact]
    public void An_async_iterator_leads_to_its_consumer()
    {
        var gate = new Gate();
        Task consumer = ConsumeAsync(gate);

        Collect(gate.Opened).Targets.Select(t => t.Target).Should().Contain(consumer);
        gate.Open();
    }

    [Fact]
    public void A_pooled_method_leads_to_its_awaiter()
    {
        var gate = new Gate();
        Task work = AwaitPooledAsync(gate);

        Collect(gate.Opened).Targets.Select(t => t.Target).Should().Contain(work);
        gate.Open();
    }

    [Fact]
    public void A_thread_gives_itself() =>
        Collect(Thread.CurrentThread).Should().BeEquivalentTo(new SurvivorTargets([new OwnershipTarget(3, Thread.CurrentThread, "thread")], CodeOrigin.Runtime));

    [Fact]
    public void An_endless_recursion_of_awaits_is_followed_to_a_limit()
    {
        var gate = new Gate();
        Task root = DeepAsync(gate, 2_000);

        Collect(gate.Opened).Targets.Select(t => t.Target).Should().Contain(root);
        gate.Open();
    }

    private static SurvivorTargets Collect(object work) => new OwnershipTargets(Search.Origins, ClrFieldReader.Instance).Of(3, work);

    private static async Task AwaitAsync(Task task) => await task;

    private static async Task DeepAsync(Gate gate, int depth)
    {
        if (depth == 0)
        {
            await gate.Opened;
        }
        else
        {
            await DeepAsync(gate, depth - 1);
        }
    }

    private static async Task ConsumeAsync(Gate gate)
    {
        await foreach (int _ in ProduceAsync(gate))
        {
        }
    }

    private static async IAsyncEnumerable<int> ProduceAsync(Gate gate)
    {
        await gate.Opened;
        yield return 1;
    }

    private static async Task AwaitPooledAsync(Gate gate) => await PooledAsync(gate);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask PooledAsync(Gate gate) => await gate.Opened;

    private void OnTick(object? state) => GC.KeepAlive(this);

    private void Member() => GC.KeepAlive(this);
}
