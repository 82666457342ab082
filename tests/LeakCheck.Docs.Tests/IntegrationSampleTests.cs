using System.Text.Json;

namespace LeakCheck.Docs.Tests;

/// <summary>Each integration suite in <c>samples</c> has one fixture and one request that leak; the rest of it, with the servers and databases that live meanwhile, is clean.</summary>
public class IntegrationSampleTests
{
    public static TheoryData<string> Samples => [.. IntegrationSample.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Exactly_the_faulty_fixture_and_request_fail_and_the_README_shows_it(string name)
    {
        IntegrationSample sample = IntegrationSample.All.Single(s => s.Name == name);
        DirectoryInfo reports = Directory.CreateTempSubdirectory("leakcheck-sample-");

        SampleRun run = await SampleRun.StartAsync(name, sample.Arguments, reports.FullName);

        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(reports.FullName, name + ".leakcheck.json"), TestContext.Current.CancellationToken));
        reports.Delete(recursive: true);
        run.ExitCode.Should().NotBe(0);
        sample.Failed.Matches(run.Output).Select(match => match.Groups["entry"].Value)
            .Should().BeEquivalentTo(sample.Leaks.Select(leak => leak.Entry), "the run printed {0}", run.Output);
        Leaks(report.RootElement).Should().BeEquivalentTo(sample.Leaks.Select(leak => (leak.Owner, leak.Place, leak.Request)), "the run printed {0}", run.Output);
        string[] readme = Repository.Lines($"samples/{name}/README.md");
        sample.Leaks.Should().AllSatisfy(leak => readme.Should().Contain(line => line.Contains($"`{leak.Place}`", StringComparison.Ordinal)));
        CodeBlock.In($"samples/{name}/README.md").Single(block => block.Language == "text").Text.Select(line => line.Replace("...", "", StringComparison.Ordinal).Trim()).Where(line => line.Length > 0)
            .Should().AllSatisfy(line => run.Output.Should().Contain(line));
    }

    private static IEnumerable<(string? Owner, string Place, string? Request)> Leaks(JsonElement report) =>
        report.GetProperty("scopes").EnumerateArray().Append(report.GetProperty("sweep"))
            .SelectMany(scope => scope.GetProperty("survivors").EnumerateArray())
            .Where(survivor => survivor.GetProperty("class").GetString() == "leak")
            .Select(survivor => (Text(survivor, "owner"), $"{Relative(Text(survivor, "file")!)}:{survivor.GetProperty("line").GetInt32()}", Text(survivor, "request")))
            .Distinct();

    private static string? Text(JsonElement survivor, string property) => survivor.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
}
