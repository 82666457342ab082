using CsCheck;

namespace LeakCheck.Core.Tests.Properties;

/// <summary>Makes random programs.</summary>
internal static class Programs
{
    private const int MostSteps = 8;
    private const int MostInnerSteps = 4;

    private static readonly Gen<Hop[]> s_hops = Gen.Enum<Hop>().Array[0, 2];

    // What needs a stack sample is dear, and rarer for that.
    private static readonly Gen<WorkType> s_types = Gen.Frequency(
        (4, Gen.OneOf(
            WorkType.OnSource, WorkType.Chain, WorkType.Delay, WorkType.DelayLoop, WorkType.RunLoop, WorkType.Periodic, WorkType.FarTimer, WorkType.TickingTimer,
            WorkType.SourceWithTimeout, WorkType.RegisteredWait)),
        (1, Gen.OneOf(WorkType.RunBlocked, WorkType.LongRunning, WorkType.QueueBlocked, WorkType.OwnThread)));

    /// <summary>Several programs that run at the same time, each in a scope of its own.</summary>
    public static Gen<Block[]> All { get; } = Blocks(2, MostSteps).Array[1, 5];

    private static Gen<Block> Blocks(int depth, int most) => Gen.Select(
        Steps(depth).Array[0, most], Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))), (steps, isChecked) => new Block(steps, isChecked));

    private static Gen<Step> Steps(int depth)
    {
        Gen<int> which = Gen.Int[0, 5];
        Gen<Step> start = Gen.Select(
            s_types, Gen.Frequency((8, Gen.Const(Flow.Own)), (1, Gen.Const(Flow.Detached)), (1, Gen.Const(Flow.Suppressed))), s_hops, (type, flow, hops) => (Step)new Step.Start(type, flow, hops));
        Gen<Step> inside = Gen.Select(which, s_types, s_hops, (of, type, hops) => (Step)new Step.StartInside(of, type, hops));
        Gen<Step> end = Gen.Select(which, Gen.Bool, (of, kindly) => (Step)new Step.End(of, kindly));
        Gen<Step> forget = which.Select(of => (Step)new Step.Forget(of));
        if (depth == 0)
        {
            return Gen.Frequency((6, start), (2, inside), (5, end), (1, forget));
        }

        Gen<Step> nested = Blocks(depth - 1, MostInnerSteps).Select(block => (Step)new Step.Nested(block));
        Gen<Step> fork = Blocks(depth - 1, MostInnerSteps).Array[2, 3].Select(blocks => (Step)new Step.Fork(blocks));
        return Gen.Frequency((6, start), (2, inside), (5, end), (1, forget), (2, nested), (1, fork));
    }
}
