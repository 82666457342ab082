using System.Diagnostics;
using System.Reflection;
using System.Xml.Linq;

namespace LeakCheck.Docs.Tests;

/// <summary>One run of the sample as a child process, shared by the tests of this project.</summary>
public sealed class QuickStartRun : IAsyncLifetime
{
    private static readonly string Configuration = typeof(QuickStartRun).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public int ExitCode { get; private set; }

    /// <summary>What the run printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Outcome by test; null for a test that passed, else its message.</summary>
    public IReadOnlyDictionary<string, string?> Tests { get; private set; } = new Dictionary<string, string?>();

    public async ValueTask InitializeAsync()
    {
        string results = Path.Combine(Path.GetTempPath(), $"quickstart-{Guid.NewGuid():N}.xml");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Repository.FullPath($"samples/QuickStart/bin/{Configuration}/net10.0/QuickStart.dll"), "-noColor", "-result-xml", results },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("LEAKCHECK_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Output = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        ExitCode = process.ExitCode;
        Tests = Read(results);
        File.Delete(results);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Dictionary<string, string?> Read(string results) =>
        XDocument.Load(results).Descendants("test").ToDictionary(
            test => $"{((string)test.Attribute("type")!).Split('.')[^1]}.{(string)test.Attribute("method")!}",
            test => (string?)test.Element("failure")?.Element("message"));
}
