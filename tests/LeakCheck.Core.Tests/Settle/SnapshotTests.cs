using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Settle;

/// <summary>Lists and stacks are read one after the other, and the program goes on meanwhile.</summary>
public class SnapshotTests
{
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_thread_began_to_wait_for_after_the_lists_were_read_is_in_it(bool goesOnMeanwhile)
    {
        using var began = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim(!goesOnMeanwhile);
        using var waits = new ManualResetEventSlim();
        using LeakScope scope = LeakScope.Begin("blocks");
        Task<int> blocked = Task.Run(
            () =>
            {
                began.Set();
                goOn.Wait();
                Task<int> answer = AnswerAsync();
                waits.Set();
                return answer.Result;
            },
            TestContext.Current.CancellationToken);
        began.Wait(TestContext.Current.CancellationToken);
        int taken = 0;
        LeakEngine engine = LeakEngine.Current;
        var snapshot = new Snapshot(
            engine.Look,
            (seen, watch) =>
            {
                taken++;
                goOn.Set();
                waits.Wait(TestContext.Current.CancellationToken);
                return engine.Freezer.Freeze(seen, watch);
            });
        if (!goesOnMeanwhile)
        {
            waits.Wait(TestContext.Current.CancellationToken);
        }

        List<Frozen> items = snapshot.Take(LookTarget.Of(scope), new MovementWatch(engine.Runtime.Shapes));
        _answer.SetResult(1);

        items.SelectMany(i => i.Draft.Stack).Select(f => f.Method).Should().Contain(m => m.Contains(nameof(AnswerAsync), StringComparison.Ordinal));
        taken.Should().Be(goesOnMeanwhile ? 2 : 1);
        await blocked;
    }

    private async Task<int> AnswerAsync() => await _answer.Task;
}
