using Xunit;

namespace Suite.Places;

// Two classes run at the same time where the runner allows it. The clean tests hold live work while the others are checked: nobody may be blamed for a neighbour.
public class ParallelLeft
{
    [Fact]
    public Task Clean() => Neighbours.HoldAsync();

    [Fact]
    public void Leaks() => Timers.Start();

    [Fact]
    public Task Clean_too() => Neighbours.HoldAsync();
}

public class ParallelRight
{
    [Fact]
    public void Leaks() => Poller.Start();

    [Fact]
    public Task Clean() => Neighbours.HoldAsync();

    [Fact]
    public Task Clean_too() => Neighbours.HoldAsync();
}

internal static class Neighbours
{
    public static async Task HoldAsync()
    {
        await using Poller poller = Poller.Start();
        await using Timer timer = Timers.Start();
        using var worker = new Worker("held worker");
        await Task.Delay(500);
    }
}
