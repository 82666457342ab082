using System.Diagnostics;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC308 : RuleSample
{
    private Process? _leaked;

    public override string Fix => "pass a token to `WaitForExitAsync`, and in a `finally` call `Kill(entireProcessTree: true)`";

    private static ProcessStartInfo Server => OperatingSystem.IsWindows() ? new("ping", "-n 60 localhost") { RedirectStandardOutput = true } : new("sleep", "60");

    public override void Release() => _leaked?.Kill();

    #region leaky
    public override Task Leaky()
    {
        Process server = Process.Start(Server)!;
        _ = WatchAsync(server, CancellationToken.None);
        Remember(server);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        using Process server = Process.Start(Server)!;
        Task watching = WatchAsync(server, stop.Token);
        try
        {
            await stop.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }
    #endregion

    #region both
    private static async Task WatchAsync(Process process, CancellationToken stopping) => await process.WaitForExitAsync(stopping);
    #endregion

    private void Remember(Process process) => _leaked = process;
}
