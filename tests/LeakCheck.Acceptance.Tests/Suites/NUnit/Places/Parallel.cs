using NUnit.Framework;

namespace Suite.Places;

// The clean tests hold live work while the others are checked: nobody may be blamed for a neighbour.
public class ParallelLeft
{
    [Test]
    public Task Clean() => Neighbours.HoldAsync();

    [Test]
    public void Leaks() => Timers.Start();

    [Test]
    public Task Clean_too() => Neighbours.HoldAsync();
}

public class ParallelRight
{
    [Test]
    public void Leaks() => Poller.Start();

    [Test]
    public Task Clean() => Neighbours.HoldAsync();

    [Test]
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
