using LeakCheck.Adapters;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Services;

namespace LeakCheck.Mtp;

/// <summary>Registers LeakCheck with Microsoft.Testing.Platform. Compiled twice, against version 1 and version 2, which differ in binary shape.</summary>
internal static class Extension
{
    public static void Register(ITestApplicationBuilder builder)
    {
        HostSwitch.Claim();
        builder.CommandLine.AddProvider(() => new CommandLineOptions());
        builder.TestHost.AddTestHostApplicationLifetime(services => new RunLifetime(services.GetCommandLineOptions()));

        // Later versions have a second name for this method; only this one is in all of them.
        var witness = new RunWitness();
        builder.TestHost.AddTestSessionLifetimeHandle(
            services => new SweepHandler(services.GetMessageBus(), services.GetOutputDevice(), services.GetCommandLineOptions(), witness));
        builder.TestHost.AddDataConsumer(_ => witness);
    }
}
