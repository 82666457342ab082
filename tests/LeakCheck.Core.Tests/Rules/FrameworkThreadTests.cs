namespace LeakCheck.Core.Tests.Rules;

/// <summary>Threads of a test framework that are started while a scope is current.</summary>
public sealed class FrameworkThreadTests
{
    [Theory]
    [InlineData("Framework Of These Tests, worker 2", true)]
    [InlineData("a worker of the Framework Of These Tests", false)]
    public async Task A_worker_is_known_by_the_beginning_of_its_name(string name, bool isFrameworks)
    {
        LeakEngine.Current.Noise.AddThreadNames(["Framework Of These Tests"]);
        using var end = new ManualResetEventSlim();
        using LeakScope scope = LeakScope.Begin("worker", new LeakOptions { SettleMilliseconds = 100 });
        var worker = new Thread(end.Wait) { IsBackground = true, Name = name };
        worker.Start();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        end.Set();
        worker.Join();

        report.Survivors.Select(s => s.ThreadName).Should().Equal(isFrameworks ? [] : [name]);
    }
}
