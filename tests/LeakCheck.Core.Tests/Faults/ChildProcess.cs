using System.Diagnostics;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>Runs one explicit test of this assembly in a process of its own, under other circumstances.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(3);

    /// <returns>What it printed, once it has passed.</returns>
    /// <exception cref="InvalidOperationException">The test did not pass.</exception>
    public static async Task<string> PassAsync(string test, IReadOnlyList<string> launcher, params (string Name, string Value)[] environment)
    {
        // Under 'dotnet app.dll' the process is the muxer, which needs the assembly's path first.
        string process = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, typeof(ChildProcess).Assembly.Location] : [process];
        string[] command = [.. launcher, .. host, "-noColor", "-explicit", "only", "-method", $"*.{test}"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> errors = child.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_deadline);
        try
        {
            await child.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The process did not end in {s_deadline.TotalSeconds} s.");
        }

        string text = await output + await errors;
        return child.ExitCode == 0 && text.Contains("Total: 1, Errors: 0, Failed: 0", StringComparison.Ordinal)
            ? text
            : throw new InvalidOperationException($"The process ended with {child.ExitCode}:{Environment.NewLine}{text}");
    }
}
