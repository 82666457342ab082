using System.Runtime.CompilerServices;
using System.Threading.Tasks.Dataflow;

namespace LeakCheck.Patterns.Families;

/// <summary>Dataflow blocks that are at work or waited for.</summary>
internal static class Dataflow
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Elsewhere("dataflow/action-block-blocked", BlockedAction) with { Method = nameof(BlockedAction), Kinds = [SurvivorKind.Task, SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("dataflow/action-block-async", AsyncAction) with { Method = nameof(AsyncAction) },
        Work.Here("dataflow/buffer-receive", Receive) with { Method = nameof(Receive) },
        Work.Here("dataflow/completion", AwaitCompletion) with { Method = nameof(AwaitCompletion) },
        Work.Here("dataflow/bounded-send", SendToFull) with { Method = nameof(SendToFull) },
        Work.Elsewhere("dataflow/linked-blocks", Linked) with { Method = nameof(Linked) },
    ];

    private static Task BlockedAction(WorkControl control)
    {
        // Library code calls it: inlined there it would have no frame (docs/limits.md).
        var block = new ActionBlock<int>([MethodImpl(MethodImplOptions.NoInlining)] (_) =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: dataflow/action-block-blocked
        });
        block.Post(1);
        block.Complete();
        return block.Completion;
    }

    private static Task AsyncAction(WorkControl control)
    {
        var block = new ActionBlock<int>(async _ =>
        {
            control.Arrive();
            await control.Gate; // stuck: dataflow/action-block-async
        });
        block.Post(1);
        block.Complete();
        return block.Completion;
    }

    private static async Task Receive(WorkControl control)
    {
        var buffer = new BufferBlock<int>();
        control.Token.Register(buffer.Complete);
        await buffer.ReceiveAsync(); // stuck: dataflow/buffer-receive
    }

    private static async Task AwaitCompletion(WorkControl control)
    {
        var block = new ActionBlock<int>(static _ => { });
        control.Token.Register(block.Complete);
        await block.Completion; // stuck: dataflow/completion
    }

    private static async Task SendToFull(WorkControl control)
    {
        var buffer = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 1 });
        control.Token.Register(() => buffer.Receive());
        await buffer.SendAsync(1);
        await buffer.SendAsync(2); // stuck: dataflow/bounded-send
    }

    private static Task Linked(WorkControl control)
    {
        var first = new TransformBlock<int, int>(static x => x + 1);
        var second = new ActionBlock<int>(async _ =>
        {
            control.Arrive();
            await control.Gate; // stuck: dataflow/linked-blocks
        });
        first.LinkTo(second, new DataflowLinkOptions { PropagateCompletion = true });
        first.Post(1);
        first.Complete();
        return second.Completion;
    }
}
