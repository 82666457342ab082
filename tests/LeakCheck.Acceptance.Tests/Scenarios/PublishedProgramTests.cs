using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>Programs that were published in ways which take away what the engine reads: each says what is lacking, and loses nothing else.</summary>
public sealed class PublishedProgramTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Fact]
    public async Task A_single_file_program_is_checked_without_lines_and_says_why()
    {
        string output = await PublishedAsync("single", "<PublishSingleFile>true</PublishSingleFile><SelfContained>false</SelfContained>");

        output.Should().ContainAll("Task Poller.RunAsync line none", "Timer ", "Thread ", "single-file program");
    }

    [Fact(Explicit = true)]
    public async Task A_trimmed_program_says_what_it_cannot_see()
    {
        string output = await PublishedAsync("trimmed", "<PublishTrimmed>true</PublishTrimmed><SelfContained>true</SelfContained><SuppressTrimAnalysisWarnings>true</SuppressTrimAnalysisWarnings>");

        output.Should().ContainAll("Task Poller.RunAsync", "Thread ").And.MatchRegex("LeakCheck: .* not available");
    }

    private async Task<string> PublishedAsync(string name, string properties)
    {
        await Fixture.FeedAsync();
        string folder = Fixture.Workspace.Folder("published-" + name);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Suites", "Program", "Program.cs"), Path.Combine(folder, "Program.cs"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Shipped.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RuntimeIdentifier>{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LeakCheck.Core" Version="{Packages.Version}" />
              </ItemGroup>
            </Project>
            """, TestContext.Current.CancellationToken);
        await DotNet.BuildAsync(folder, "publish", "-o", Path.Combine(folder, "out"));
        return (await DotNet.RunProgramAsync(Path.Combine(folder, "out", "Shipped"))).Output;
    }
}
