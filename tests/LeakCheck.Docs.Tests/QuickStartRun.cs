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

    /// <summary>Messages of what failed outside a test.</summary>
    public IReadOnlyList<string> Errors { get; private set; } = [];

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
        Read(XDocument.Load(results));
        File.Delete(results);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Read(XDocument results)
    {
        Tests = results.Descendants("test").ToDictionary(
            test => $"{((string)test.Attribute("type")!).Split('.')[^1]}.{(string)test.Attribute("method")!}",
            MessageOf);
        Errors = [.. results.Descendants("error").Select(MessageOf).OfType<string>()];
    }

    private static string? MessageOf(XElement outcome) => (string?)outcome.Element("failure")?.Element("message");
}
