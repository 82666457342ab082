using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>What the packages bring into a project.</summary>
public sealed class PackageTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [InlineData("LeakCheck.Core")]
    [InlineData("LeakCheck.Xunit", "LeakCheck.Core", "xunit.v3.extensibility.core")]
    public async Task Depends_on_what_it_needs_and_carries_readme_licence_and_symbols(string package, params string[] dependencies)
    {
        string feed = await Fixture.FeedAsync();

        await using ZipArchive archive = await ZipFile.OpenReadAsync(Path.Combine(feed, $"{package}.{Packages.Version}.nupkg"), TestContext.Current.CancellationToken);
        XElement metadata = Nuspec(archive);
        metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(d => d.Attribute("id")!.Value).Should().BeEquivalentTo(dependencies);
        metadata.Descendants().Single(e => e.Name.LocalName == "license").Value.Should().Be("MIT");
        archive.Entries.Select(e => e.FullName).Should().Contain("README.md");
        File.Exists(Path.Combine(feed, $"{package}.{Packages.Version}.snupkg")).Should().BeTrue();
    }

    [Fact]
    public async Task Only_the_adapter_reaches_the_compiler()
    {
        string feed = await Fixture.FeedAsync();

        await using ZipArchive archive = await ZipFile.OpenReadAsync(Path.Combine(feed, $"LeakCheck.Xunit.{Packages.Version}.nupkg"), TestContext.Current.CancellationToken);
        string[] files = [.. archive.Entries.Select(e => e.FullName)];
        files.Where(f => f.StartsWith("ref/", StringComparison.Ordinal) && f.EndsWith(".dll", StringComparison.Ordinal)).Should().Equal("ref/net8.0/LeakCheck.Xunit.dll");
        files.Where(f => f.StartsWith("lib/", StringComparison.Ordinal) && f.EndsWith(".dll", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "lib/net8.0/LeakCheck.Xunit.dll",
            "lib/net8.0/LeakCheck.Xunit.V3.dll",
            "lib/net8.0/LeakCheck.Xunit.V4.dll",
            "lib/net8.0/LeakCheck.Mtp.V1.dll",
            "lib/net8.0/LeakCheck.Mtp.V2.dll",
            "lib/net8.0/ZZ.LeakCheck.TestAdapter.dll");
    }

    [Theory]
    [InlineData("LeakCheck.Core")]
    [InlineData("LeakCheck.Xunit")]
    [InlineData("LeakCheck.NUnit")]
    [InlineData("LeakCheck.MSTest")]
    public async Task Signed_test_assemblies_may_refer_to_it(string package)
    {
        string feed = await Fixture.FeedAsync();

        await using ZipArchive archive = await ZipFile.OpenReadAsync(Path.Combine(feed, $"{package}.{Packages.Version}.nupkg"), TestContext.Current.CancellationToken);
        ZipArchiveEntry[] assemblies = [.. archive.Entries.Where(e => e.FullName.StartsWith("lib/", StringComparison.Ordinal) && e.Name.EndsWith(".dll", StringComparison.Ordinal))];
        assemblies.Should().NotBeEmpty();
        assemblies.Where(e => !IsSigned(e)).Select(e => e.FullName).Should().BeEmpty();
    }

    private static bool IsSigned(ZipArchiveEntry assembly)
    {
        using Stream stream = assembly.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        using var image = new PEReader(copy);
        return image.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.StrongNameSigned) && !image.GetMetadataReader().GetAssemblyDefinition().PublicKey.IsNil;
    }

    private static XElement Nuspec(ZipArchive archive)
    {
        using Stream stream = archive.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XElement.Load(stream);
    }
}
