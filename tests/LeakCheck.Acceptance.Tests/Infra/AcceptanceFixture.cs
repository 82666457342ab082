using System.Collections.Concurrent;
using LeakCheck.Acceptance.Tests.Infra;

[assembly: AssemblyFixture(typeof(AcceptanceFixture))]

namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>Packs once, builds each suite once, and cleans up at the end of the test run.</summary>
public sealed class AcceptanceFixture : IDisposable
{
    private readonly ConcurrentDictionary<SuiteProject, Lazy<Task<Suite>>> _suites = new();
    private readonly Packages _packages;

    public AcceptanceFixture() => _packages = new Packages(Workspace);

    internal Workspace Workspace { get; } = new();

    internal Task<string> FeedAsync() => _packages.FeedAsync();

    internal Task<Suite> SuiteAsync(SuiteProject project)
        => _suites.GetOrAdd(project, p => new Lazy<Task<Suite>>(async () =>
        {
            await FeedAsync();
            return await p.BuildAsync(Workspace);
        })).Value;

    public void Dispose()
    {
        Workspace.Dispose();
        Packages.RemoveFromCache();
    }
}

/// <summary>Base of the scenarios: keeps the workspace when one fails.</summary>
public abstract class Scenario(AcceptanceFixture fixture) : IDisposable
{
    private protected AcceptanceFixture Fixture => fixture;

    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result == Xunit.TestResult.Failed)
        {
            fixture.Workspace.Keep();
            TestContext.Current.SendDiagnosticMessage("The suites of this run are kept in {0}", fixture.Workspace.Root);
        }

        GC.SuppressFinalize(this);
    }

    private protected async Task<SuiteRun> RunAsync(SuiteProject project, Runner runner, RunRequest? request = null)
        => await SuiteRun.StartAsync(await fixture.SuiteAsync(project), runner, request ?? new RunRequest());
}
