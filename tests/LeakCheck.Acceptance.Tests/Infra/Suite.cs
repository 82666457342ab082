using System.Diagnostics.CodeAnalysis;

namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>A test framework in one version, with the packages a project needs to run its tests with every runner.</summary>
/// <param name="Name">For names of folders and tests.</param>
/// <param name="Framework">The column of the expectation table.</param>
/// <param name="Adapter">The LeakCheck package.</param>
/// <param name="Packages">Name and version of everything else.</param>
[SuppressMessage("Naming", "CA1724", Justification = "A suite is what it is.")]
internal sealed record FrameworkVersion(string Name, Frameworks Framework, string Adapter, IReadOnlyList<(string Name, string Version)> Packages)
{
    public static FrameworkVersion Xunit3 { get; } = new("xunit-3.2.2", Frameworks.Xunit, "LeakCheck.Xunit",
    [
        ("xunit.v3", "3.2.2"),
        ("xunit.runner.visualstudio", "3.1.5"),
        ("Microsoft.NET.Test.Sdk", "18.0.1"),
        ("Microsoft.Testing.Extensions.TrxReport", "1.9.1"),
    ]);

    public static FrameworkVersion Xunit4 { get; } = new("xunit-4.0.2", Frameworks.Xunit, "LeakCheck.Xunit",
    [
        ("xunit.v3", "4.0.2"),
        ("xunit.runner.visualstudio", "4.0.1"),
        ("Microsoft.NET.Test.Sdk", "18.0.1"),
        ("Microsoft.Testing.Extensions.TrxReport", "2.5.1"),
    ]);

    /// <summary>The version with this name; the rows of data-driven tests carry names, so that they can be told apart.</summary>
    public static FrameworkVersion Named(string name) => new[] { Xunit3, Xunit4 }.Single(v => v.Name == name);
}

/// <summary>A project to build: sources, framework version, configuration.</summary>
/// <param name="Sources">Folder below <c>Suites</c>.</param>
/// <param name="Version">The framework.</param>
/// <param name="Configuration">Debug or Release.</param>
/// <param name="Properties">Extra MSBuild properties.</param>
internal sealed record SuiteProject(string Sources, FrameworkVersion Version, string Configuration, string Properties = "")
{
    private string Name => $"{Sources}-{Version.Name}-{Configuration}";

    /// <summary>Writes the project and builds it.</summary>
    /// <returns>The built suite.</returns>
    public async Task<Suite> BuildAsync(Workspace workspace, string feed)
    {
        string folder = workspace.Folder(Name);
        string sources = Path.Combine(AppContext.BaseDirectory, "Suites", Sources);
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(sources, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        string project = Path.Combine(folder, Name + ".csproj");
        await File.WriteAllTextAsync(project, ProjectText());
        await File.WriteAllTextAsync(Path.Combine(workspace.Root, "NuGet.config"), $"""
            <configuration>
              <packageSources>
                <add key="leakcheck-acceptance" value="{feed}" />
              </packageSources>
            </configuration>
            """);
        await DotNet.BuildAsync(folder, "build", project, "-c", Configuration);
        return new Suite(project, Configuration, folder);
    }

    private string ProjectText() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <AssemblyName>Suite</AssemblyName>
            <NuGetAudit>false</NuGetAudit>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <!-- The suites do on purpose what xUnit's analyzers warn of. -->
            <NoWarn>$(NoWarn);xUnit1004;xUnit1051;xUnit1069;xUnit1041</NoWarn>
            {Properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="{Version.Adapter}" Version="{Packages.Version}" />
        {string.Join(Environment.NewLine, Version.Packages.Select(p => $"""    <PackageReference Include="{p.Name}" Version="{p.Version}" />"""))}
          </ItemGroup>
        </Project>
        """;
}

/// <summary>A suite that was built.</summary>
/// <param name="Project">Its project file.</param>
/// <param name="Configuration">Debug or Release.</param>
/// <param name="Folder">The folder of its sources.</param>
internal sealed record Suite(string Project, string Configuration, string Folder);
