using LeakCheck.Report;
using LeakCheck.Session;
using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions.TestHost;

namespace LeakCheck.Mtp;

/// <summary>Takes the options over before the run, and sees to it that the process ends after it.</summary>
internal sealed class RunLifetime(ICommandLineOptions options) : ExtensionIdentity("LeakCheck.RunLifetime"), ITestHostApplicationLifetime
{
    // Long enough for the host to hand its results over and for a runner's own shutdown; a run that cannot end by itself should not cost more.
    private static readonly TimeSpan s_graceTime = TimeSpan.FromSeconds(3);

    // What Microsoft.Testing.Platform returns when a test failed.
    private const int FailedExitCode = 2;

    public Task BeforeRunAsync(CancellationToken cancellationToken)
    {
        CommandLineOptions.SetVariables(options);
        return Task.CompletedTask;
    }

    /// <summary>The results are written by now. A foreground thread would still keep the process alive, in some hosts for ever.</summary>
    public async Task AfterRunAsync(int exitCode, CancellationToken cancellation)
    {
        if (LeakSession.ScopesBegun == 0)
        {
            return;
        }

        SweepOutcome outcome = await LeakSession.FinishAsync().ConfigureAwait(false);
        if (outcome.ForegroundThreads.Count == 0)
        {
            return;
        }

        int failing = exitCode == 0 ? FailedExitCode : exitCode;
        new Thread(() => EndProcess(failing)) { IsBackground = true, Name = "LeakCheck exit watch" }.Start();
    }

    private static void EndProcess(int exitCode)
    {
        Thread.Sleep(s_graceTime);
        StandardStreams.WriteErrorLine($"LeakCheck: foreground threads keep this process alive; it ends now with exit code {exitCode}.");
        Environment.Exit(exitCode);
    }
}
