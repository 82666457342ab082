using System.Diagnostics;
using LeakCheck;

namespace KnownLeaks;

internal static class Program
{
    private static readonly (string Package, Type Assembly, Func<Task> Use)[] s_uses =
    [
        ("Quartz", typeof(Quartz.IScheduler), QuartzDedicatedThreads.UseAsync),
        ("OpenTelemetry", typeof(OpenTelemetry.Sdk), OpenTelemetryFailedProvider.UseAsync),
        ("RabbitMQ.Client", typeof(RabbitMQ.Client.ConnectionFactory), RabbitFailedOpen.UseAsync),
        ("RabbitMQ.Client", typeof(RabbitMQ.Client.ConnectionFactory), RabbitRecoveryLoop.UseAsync),
        ("NATS.Client", typeof(NATS.Client.ConnectionFactory), NatsFailedConnect.UseAsync),
        ("Microsoft.IdentityModel.Tokens", typeof(Microsoft.IdentityModel.Tokens.SecurityKey), IdentityModelEventQueue.UseAsync),
    ];

    /// <summary>Every use cleans up as the package's own pages say; what is alive after it is the package's. Exits with the number of packages that leaked.</summary>
    private static async Task<int> Main()
    {
        int leaked = 0;
        foreach ((string package, Type assembly, Func<Task> use) in s_uses)
        {
            using LeakScope scope = LeakScope.Begin(package);
            await use();
            LeakReport report = await scope.CheckAsync();
            // What was started without an execution context has no scope; the sweep shows it, and never again what was reported.
            LeakReport sweep = await LeakVerifier.SweepAsync();
            bool clean = report.IsClean && sweep.IsClean;
            leaked += clean ? 0 : 1;
            string version = FileVersionInfo.GetVersionInfo(assembly.Assembly.Location).ProductVersion!.Split('+')[0];
            Console.WriteLine($"{package} {version}: {(clean ? "silent" : report.IsClean ? "flagged by the sweep" : "flagged")}");
            foreach (LeakReport leaks in new[] { report, sweep }.Where(leaks => !leaks.IsClean))
            {
                Console.WriteLine(leaks);
            }
        }

        return leaked;
    }
}
