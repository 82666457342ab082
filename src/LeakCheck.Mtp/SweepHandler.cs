using System.Reflection;
using LeakCheck.Report;
using LeakCheck.Session;
using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.OutputDevice;
using Microsoft.Testing.Platform.Extensions.TestHost;
using Microsoft.Testing.Platform.Messages;
using Microsoft.Testing.Platform.OutputDevice;
using Microsoft.Testing.Platform.Services;
using Microsoft.Testing.Platform.TestHost;

namespace LeakCheck.Mtp;

/// <summary>
/// Ends the LeakCheck session when the test session ends, which is after every fixture's clean-up, and shows its outcome: one failed node, the closing
/// line, the files.
/// </summary>
internal sealed class SweepHandler(IMessageBus messageBus, IOutputDevice output, ICommandLineOptions options, RunWitness witness)
    : ExtensionIdentity("LeakCheck.SweepHandler"), ITestSessionLifetimeHandler, IDataProducer, IOutputDeviceDataProducer
{

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage), typeof(SessionFileArtifact)];

#if MTP_V1
    public Task OnTestSessionStartingAsync(SessionUid sessionUid, CancellationToken cancellationToken) => StartAsync();

    public Task OnTestSessionFinishingAsync(SessionUid sessionUid, CancellationToken cancellationToken) => FinishAsync(sessionUid, cancellationToken);

    private Task DisplayAsync(IOutputDeviceData data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return output.DisplayAsync(this, data);
    }
#else
    public Task OnTestSessionStartingAsync(ITestSessionContext testSessionContext) => StartAsync();

    public Task OnTestSessionFinishingAsync(ITestSessionContext testSessionContext)
        => FinishAsync(testSessionContext.SessionUid, testSessionContext.CancellationToken);

    private Task DisplayAsync(IOutputDeviceData data, CancellationToken cancellationToken) => output.DisplayAsync(this, data, cancellationToken);
#endif

    private static Task StartAsync()
    {
        LeakSession.Use(new FrameworkProfile(
            "Microsoft.Testing.Platform",
            typeof(ITestSessionLifetimeHandler).Assembly.GetName().Version!.ToString(3),
            ["Microsoft.Testing."],
            ["*SelfRegisteredExtensions", "*TestingPlatformEntryPoint"]));
        if (Assembly.GetEntryAssembly() is { } tests)
        {
            // Now, after the options were taken over and before a framework runs its first fixture.
            LeakSession.Prepare(tests);
        }

        return Task.CompletedTask;
    }

    private async Task FinishAsync(SessionUid session, CancellationToken cancellationToken)
    {
        if (LeakSession.ScopesBegun == 0 && !witness.HasSeenTest)
        {
            // A session that only lists tests: the one that runs them may follow in this process.
            return;
        }

        SweepOutcome outcome = await LeakSession.FinishAsync().ConfigureAwait(false);
        if (outcome.ClosingLine.Length == 0)
        {
            // LeakCheck was not used in this run.
            return;
        }

        if (outcome.Failure is { } failure)
        {
            await messageBus.PublishAsync(this, new TestNodeUpdateMessage(session, SweepNode.Of(failure))).ConfigureAwait(false);
        }

        foreach (string file in outcome.Files)
        {
            await messageBus.PublishAsync(this, new SessionFileArtifact(session, new FileInfo(file), "LeakCheck report")).ConfigureAwait(false);
        }

        foreach (string line in outcome.ForegroundThreads.Select(t => "LeakCheck: " + t))
        {
            await ShowAsync(new WarningMessageOutputDeviceData(line), line, cancellationToken).ConfigureAwait(false);
        }

        await ShowAsync(new FormattedTextOutputDeviceData(outcome.ClosingLine), outcome.ClosingLine, cancellationToken).ConfigureAwait(false);
    }

    // Under `dotnet test` the output device shows nothing of ours, but the console of a host whose run failed is shown.
    private async Task ShowAsync(IOutputDeviceData data, string line, CancellationToken cancellationToken)
    {
        if (options.IsOptionSet("server"))
        {
            StandardStreams.WriteLine(line);
        }
        else
        {
            await DisplayAsync(data, cancellationToken).ConfigureAwait(false);
        }
    }
}
