using System.Diagnostics;
using System.Text;

namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>What a child process wrote and how it ended.</summary>
/// <param name="Command">The command line, to repeat it by hand.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and standard error in the order in which they came.</param>
internal sealed record ProcessResult(string Command, int ExitCode, string Output);

/// <summary>Runs <c>dotnet</c> as a user would, without what this test process has in its own environment.</summary>
internal static class DotNet
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    // Set by the runner of these tests or by MSBuild for this process only; a child that inherits them behaves differently.
    private static readonly string[] s_foreignPrefixes = ["LEAKCHECK_", "TESTINGPLATFORM_", "VSTEST_", "XUNIT_", "MSBUILD", "DOTNET_CLI_", "DOTNET_HOST_PATH"];

    public static Task<ProcessResult> RunAsync(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
        => RunAsync("dotnet", folder, arguments, variables);

    /// <summary>Runs a program that was built or published.</summary>
    public static Task<ProcessResult> RunProgramAsync(string program) => RunAsync(program, Path.GetDirectoryName(program)!, [], null);

    private static async Task<ProcessResult> RunAsync(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(k => s_foreignPrefixes.Any(p => k.StartsWith(p, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        string settings = string.Concat((variables ?? new Dictionary<string, string>()).Select(v => $"{v.Key}={v.Value} "));
        string command = $"cd {folder} && {settings}{program} {string.Join(' ', start.ArgumentList)}";
        return await WaitAsync(start, command);
    }

    private static async Task<ProcessResult> WaitAsync(ProcessStartInfo start, string command)
    {
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Not finished after {s_limit}: {command}{Environment.NewLine}{Text()}");
        }

        return new ProcessResult(command, process.ExitCode, Text());

        void Append(object sender, DataReceivedEventArgs e)
        {
            lock (output)
            {
                output.AppendLine(e.Data);
            }
        }

        string Text()
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Runs a build step, which must succeed.</summary>
    public static async Task BuildAsync(string folder, params string[] arguments)
    {
        // A compiler server would outlive the build and keep its output open.
        ProcessResult result = await RunAsync(folder, [.. arguments, "-nologo", "-v", "q", "-p:UseSharedCompilation=false"]);
        if (result.ExitCode != 0)
        {
            // A machine without a network is no fault of the code; the reason is shown with each skipped test.
            Assert.SkipWhen(result.Output.Contains("NU1301", StringComparison.Ordinal), "NuGet reached no package source, so the suite could not be built: " + result.Output);
            throw new InvalidOperationException($"{result.Command}{Environment.NewLine}{result.Output}");
        }
    }
}
