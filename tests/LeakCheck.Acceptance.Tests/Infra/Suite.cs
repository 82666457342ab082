using System.Diagnostics.CodeAnalysis;

namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>A project to build: sources, framework version, configuration.</summary>
/// <param name="Sources">Folder below <c>Suites</c>.</param>
/// <param name="Version">The framework.</param>
/// <param name="Configuration">Debug or Release.</param>
/// <param name="Properties">Extra MSBuild properties.</param>
internal sealed record SuiteProject(string Sources, FrameworkVersion Version, string Configuration, string Properties = "")
{
    /// <summary>Other folders below <c>Suites</c>, or of the repository, whose sources belong to the project, separated by semicolons: equal projects are built once.</summary>
    public string MoreSources { get; init; } = "Shared";

    /// <summary>Extra MSBuild items.</summary>
    public string Items { get; init; } = "";

    private string Name => $"{Sources}-{Version.Name}-{Configuration}";

    /// <summary>Writes the project and builds it.</summary>
    /// <returns>The built suite.</returns>
    public async Task<Suite> BuildAsync(Workspace workspace)
    {
        string folder = workspace.Folder(Name);
        foreach (string sources in (string[])[Sources, .. MoreSources.Split(';')])
        {
            CopySources(sources, folder);
        }

        string project = Path.Combine(folder, Name + ".csproj");
        await File.WriteAllTextAsync(project, ProjectText());
        await DotNet.BuildAsync(folder, "build", project, "-c", Configuration);
        return new Suite(project, Configuration, folder, Version.Framework);
    }

    private static void CopySources(string name, string folder)
    {
        string own = Path.Combine(AppContext.BaseDirectory, "Suites", name);
        string sources = Directory.Exists(own) ? own : Path.Combine(RepositoryRoot.Path, name);
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(sources, file));
            if (Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar)[0] is "obj" or "bin")
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private string ProjectText() => $"""
        <Project Sdk="{Version.Sdk}">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <AssemblyName>Suite</AssemblyName>
            <NuGetAudit>false</NuGetAudit>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <!-- The suites do on purpose what the frameworks' analyzers warn of. -->
            <NoWarn>$(NoWarn);xUnit1004;xUnit1051;xUnit1069;xUnit1041;{Version.NoWarn}</NoWarn>
            {Version.Properties}
            {Properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="{Version.Adapter}" Version="{Packages.Version}" />
        {string.Join(Environment.NewLine, Version.Packages.Select(p => $"""    <PackageReference Include="{p.Name}" Version="{p.Version}" />"""))}
          </ItemGroup>
          {Items}
        </Project>
        """;
}

/// <summary>A suite that was built.</summary>
/// <param name="Project">Its project file.</param>
/// <param name="Configuration">Debug or Release.</param>
/// <param name="Folder">The folder of its sources.</param>
/// <param name="Framework">The test framework, on which the runners' arguments depend.</param>
[SuppressMessage("Naming", "CA1724", Justification = "A suite is what it is.")]
internal sealed record Suite(string Project, string Configuration, string Folder, Frameworks Framework);
