using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

public sealed class CodeOriginsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck-origins").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Runtime_program_package_and_LeakCheck_are_told_apart()
    {
        var origins = new CodeOrigins([]);
        origins.Of(typeof(object)).Should().Be(CodeOrigin.Runtime);
        origins.Of(typeof(Regexes)).Should().Be(CodeOrigin.User, "a test project named LeakCheck.Something is the user's");
        origins.Of(typeof(System.Text.RegularExpressions.Regex)).Should().Be(CodeOrigin.Runtime);
        origins.Of(typeof(FluentAssertions.AssertionOptions)).Should().Be(CodeOrigin.Package);
        origins.Of(typeof(LeakReport)).Should().Be(CodeOrigin.Self);
    }

    [Fact]
    public void Framework_prefixes_add_up_and_change_earlier_answers()
    {
        var origins = new CodeOrigins(["xunit"]);
        origins.Of(typeof(FactAttribute)).Should().Be(CodeOrigin.Framework);
        origins.Of(typeof(FluentAssertions.AssertionOptions)).Should().Be(CodeOrigin.Package);

        origins.AddFrameworkPrefixes(["fluent"]);

        origins.Of(typeof(FluentAssertions.AssertionOptions)).Should().Be(CodeOrigin.Framework);
        origins.Of(typeof(FactAttribute)).Should().Be(CodeOrigin.Framework);
    }

    [Fact]
    public void An_emitted_assembly_counts_as_a_package()
    {
        AssemblyBuilder emitted = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Emitted"), AssemblyBuilderAccess.RunAndCollect);
        new CodeOrigins([]).Of(emitted).Should().Be(CodeOrigin.Package);
    }

    [Fact]
    public void An_assembly_that_no_deps_file_names_is_a_package()
    {
        DeclaredLibraries declared = DeclaredLibraries.From([DepsFile("project")], runtimeFolder: null);
        declared.OriginOf(typeof(FactAttribute).Assembly, "runner.extra").Should().Be(CodeOrigin.Package);
    }

    [Theory]
    [InlineData("project", "Some/1.0", "User")]
    [InlineData("package", "Some/1.0", "Package")]
    [InlineData("reference", "Some/1.0", "Package")]
    [InlineData("runtimepack", "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.33", "Runtime")]
    [InlineData("runtimepack", "runtimepack.Microsoft.AspNetCore.App.Runtime.linux-x64/8.0.33", "Package")]
    public void The_deps_file_decides(string type, string library, string expected)
    {
        DeclaredLibraries declared = DeclaredLibraries.From([DepsFile(type, library)], runtimeFolder: null);
        declared.OriginOf(typeof(CodeOriginsTests).Assembly, "Some.Library").ToString().Should().Be(expected);
    }

    [Fact]
    public void Without_any_deps_file_symbols_beside_the_assembly_tell_own_code()
    {
        string broken = Path.Combine(_folder, "broken.deps.json");
        File.WriteAllText(broken, "{ \"libraries\": ");
        DeclaredLibraries declared = DeclaredLibraries.From([broken, Path.Combine(_folder, "absent.deps.json")], runtimeFolder: null);

        declared.OriginOf(typeof(CodeOriginsTests).Assembly, "LeakCheck.Core.Tests").Should().Be(CodeOrigin.User);
        declared.OriginOf(typeof(FactAttribute).Assembly, "xunit.v3.core").Should().Be(CodeOrigin.Package);
    }

    [Fact]
    public void An_unloadable_assembly_is_not_kept()
    {
        var origins = new CodeOrigins([]);
        WeakReference context = AskAboutAnUnloadableAssembly(origins);
        for (int i = 0; i < 10 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        context.IsAlive.Should().BeFalse();
        origins.Of(typeof(object)).Should().Be(CodeOrigin.Runtime);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AskAboutAnUnloadableAssembly(CodeOrigins origins)
    {
        var context = new AssemblyLoadContext("origins", isCollectible: true);
        origins.Of(context.LoadFromAssemblyPath(typeof(CodeOriginsTests).Assembly.Location)).Should().Be(CodeOrigin.User);
        context.Unload();
        return new WeakReference(context);
    }

    private string DepsFile(string type, string library = "Some/1.0")
    {
        string file = Path.Combine(_folder, "app.deps.json");
        File.WriteAllText(file, $$"""
            {
              "targets": { "net": { "{{library}}": { "runtime": { "lib/net8.0/Some.Library.dll": {} } }, "NoAssembly/1.0": {} } },
              "libraries": { "{{library}}": { "type": "{{type}}" }, "NoAssembly/1.0": { "type": "package" } }
            }
            """);
        return file;
    }

    private static class Regexes;
}
