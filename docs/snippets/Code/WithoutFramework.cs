using LeakCheck;

namespace Snippets;

public static class WithoutFramework
{
    public static async Task VerifyABlockAsync()
    {
        #region verify
        await LeakVerifier.VerifyNoneAsync(async () =>
        {
            using var client = new HttpClient();
            await client.GetStringAsync("http://localhost:5080/prices/lamp");
        });
        #endregion
    }

    public static async Task CheckAScopeAsync(CancellationToken cancellationToken)
    {
        #region scope
        using LeakScope scope = LeakScope.Begin("nightly import", new LeakOptions { Kinds = WorkKinds.Tasks | WorkKinds.Timers });
        await RunImportAsync(cancellationToken);
        LeakReport report = await scope.CheckAsync(cancellationToken);
        if (!report.IsClean)
        {
            Console.Error.WriteLine(report);
        }
        #endregion
    }

    #region detached
    private static readonly Lazy<Task<TestDatabase>> Database = new(() => LeakScope.Detached(TestDatabase.StartAsync));
    #endregion

    public static Task<TestDatabase> SharedDatabaseAsync() => Database.Value;

    private static Task RunImportAsync(CancellationToken cancellationToken) => Task.Delay(1, cancellationToken);

    public sealed class TestDatabase
    {
        public static Task<TestDatabase> StartAsync() => Task.FromResult(new TestDatabase());
    }
}
