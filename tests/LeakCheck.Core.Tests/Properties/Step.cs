namespace LeakCheck.Core.Tests.Properties;

/// <summary>One step of a random program. Pieces of work are named by a number that counts round what is there, so that every program is a valid one.</summary>
internal abstract record Step
{
    /// <summary>Starts work behind some hops.</summary>
    public sealed record Start(WorkType Type, Flow Flow, Hop[] Hops) : Step
    {
        public override string ToString() => $"start {Type}{(Flow == Flow.Own ? "" : $" {Flow}")}{Behind(Hops)}";
    }

    /// <summary>Lets a piece of work that is under way start another one.</summary>
    public sealed record StartInside(int Which, WorkType Type, Hop[] Hops) : Step
    {
        public override string ToString() => $"inside #{Which} start {Type}{Behind(Hops)}";
    }

    /// <summary>Ends work and waits until it has ended: by its own way (finish, dispose), or from outside (cancel, disarm).</summary>
    public sealed record End(int Which, bool Kindly) : Step
    {
        public override string ToString() => $"{(Kindly ? "finish" : "cancel")} #{Which}";
    }

    /// <summary>Drops every reference to work that could then not be ended any more.</summary>
    public sealed record Forget(int Which) : Step
    {
        public override string ToString() => $"forget #{Which}";
    }

    /// <summary>Runs a block in a nested scope.</summary>
    public sealed record Nested(Block Block) : Step
    {
        public override string ToString() => Block.ToString();
    }

    /// <summary>Runs blocks in nested scopes at the same time.</summary>
    public sealed record Fork(Block[] Blocks) : Step
    {
        public override string ToString() => $"({string.Join(" || ", (object[])Blocks)})";
    }

    private static string Behind(Hop[] hops) => hops.Length == 0 ? "" : $" behind {string.Join(">", hops)}";
}
