using System.Xml.Linq;

namespace LeakCheck.Docs.Tests;

/// <summary>One run of the sample as a child process, shared by the tests of this project.</summary>
public sealed class QuickStartRun : IAsyncLifetime
{
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
        SampleRun run = await SampleRun.StartAsync("QuickStart", ["-noColor", "-result-xml", results]);
        (ExitCode, Output) = (run.ExitCode, run.Output);
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
