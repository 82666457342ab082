using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakCheck.AspNetCore.Tests;

/// <summary>A server that a static field holds, as in suites whose framework has static set-up methods: what its requests leave behind is not the process's for that.</summary>
[Collection(nameof(OneAfterTheOther))]
public sealed class StaticServerTests
{
    private static Reminders? s_singleton;
    private static WebApplication? s_app;

    [Theory]
    [InlineData("/forgotten", SurvivorClass.Leak)] // Runs on a service that does not know it.
    [InlineData("/kept", SurvivorClass.ProcessWide)] // A service holds on to it.
    [InlineData("/singleton", SurvivorClass.ProcessWide)] // Runs on a singleton of the program, not of the server.
    public async Task Work_that_a_request_leaves_behind_is_its_test_s_unless_a_service_holds_on_to_it(string path, SurvivorClass expected)
    {
        var singleton = s_singleton = new Reminders();
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<Reminders>();
        builder.AddLeakCheck();
        s_app = builder.Build();
        s_app.MapGet("/forgotten", (Reminders reminders) => { _ = reminders.RemindAsync(); });
        s_app.MapGet("/kept", (Reminders reminders) => { reminders.Begin(); });
        s_app.MapGet("/singleton", () => { _ = singleton.RemindAsync(); });
        await s_app.StartAsync();
        LeakReport report;
        try
        {
            using HttpClient client = s_app.GetTestClient();
            using LeakScope scope = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 500 });
            await client.GetStringAsync(path);
            report = await scope.CheckAsync();
        }
        finally
        {
            s_app.Services.GetRequiredService<Reminders>().End();
            singleton.End();
            await s_app.DisposeAsync();
            s_app = null;
            s_singleton = null;
        }

        Survivor survivor = report.Survivors.Should().ContainSingle(report.ToString()).Subject;
        survivor.Request.Should().Be("GET " + path);
        survivor.Class.Should().Be(expected, report.ToString());
    }

    private sealed class Reminders
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task? Loop { get; private set; }

        public void Begin() => Loop = RemindAsync();

        public async Task RemindAsync()
        {
            await Task.Yield();
            await _end.Task;
        }

        public void End() => _end.TrySetResult();
    }
}
