using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Places;

// The clean tests hold live work while the others are checked: nobody may be blamed for a neighbour.
[TestClass]
public class ParallelLeft
{
    [TestMethod]
    public Task Clean() => Neighbours.HoldAsync();

    [TestMethod]
    public void Leaks() => Timers.Start();

    [TestMethod]
    public Task Clean_too() => Neighbours.HoldAsync();
}

[TestClass]
public class ParallelRight
{
    [TestMethod]
    public void Leaks() => Poller.Start();

    [TestMethod]
    public Task Clean() => Neighbours.HoldAsync();

    [TestMethod]
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
