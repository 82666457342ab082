using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Whose watcher a thread runs is a guess as soon as there are two.</summary>
public sealed class FileWatchersTests
{
    [Theory]
    [InlineData(".NET File Watcher", true)]
    [InlineData("a watcher", false)]
    public void Who_holds_one_of_many_is_not_said(string name, bool isOneOfMany)
    {
        using var end = new ManualResetEventSlim();
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(end.Wait) { IsBackground = true, Name = name })];
        Array.ForEach(threads, t => t.Start());

        // A thread gives itself its name, after it was started.
        SpinWait.SpinUntil(() => FileWatchers.IsOneOfMany(threads[0]) == isOneOfMany, TimeSpan.FromSeconds(30)).Should().BeTrue();
        end.Set();
    }
}
