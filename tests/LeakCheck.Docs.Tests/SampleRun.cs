using System.Diagnostics;
using System.Reflection;

namespace LeakCheck.Docs.Tests;

/// <summary>A run of a sample as a child process.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it printed.</param>
internal sealed record SampleRun(int ExitCode, string Output)
{
    private static readonly string Configuration = typeof(SampleRun).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Runs a sample to its end, with the default settings of LeakCheck.</summary>
    /// <param name="name">Name of its folder, project and assembly.</param>
    /// <param name="arguments">For its runner.</param>
    /// <param name="reports">Folder for report files; null: none are written.</param>
    public static async Task<SampleRun> StartAsync(string name, IReadOnlyList<string> arguments, string? reports = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (string argument in arguments.Prepend(Repository.FullPath($"samples/{name}/bin/{Configuration}/net10.0/{name}.dll")))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("LEAKCHECK_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        if (reports is not null)
        {
            start.Environment["LEAKCHECK_REPORT_DIR"] = reports;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        return new SampleRun(process.ExitCode, output);
    }
}
