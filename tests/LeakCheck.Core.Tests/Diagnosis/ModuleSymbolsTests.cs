using System.Diagnostics.SymbolStore;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class ModuleSymbolsTests : IDisposable
{
    private static readonly string Own = typeof(ModuleSymbolsTests).Assembly.Location;

    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pdb_beside_the_module_is_read_and_not_kept_open()
    {
        (string module, string pdb) = Copy(Own);

        ModuleSymbols symbols = ModuleSymbols.Open(module);

        symbols.Missing.Should().BeNull();
        symbols.Points(AnyMethod).Should().Contain(p => p.Line > 0 && p.File!.EndsWith("ModuleSymbolsTests.cs"));
        foreach (string file in new[] { module, pdb })
        {
            using FileStream alone = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

#if NET9_0_OR_GREATER
    [Fact]
    public void An_embedded_pdb_is_read()
    {
        string module = EmbeddedModule(line: 42);

        ModuleSymbols symbols = ModuleSymbols.Open(module);

        symbols.Missing.Should().BeNull();
        new SourceLines().At(module, 0x06000001, 0).Should().Be(("Embedded.cs", 42));
    }
#endif

    [Fact]
    public void Without_a_pdb_the_reason_names_the_module_and_the_remedy()
    {
        (string module, string pdb) = Copy(Own);
        File.Delete(pdb);

        Empty(module).Should().Contain("LeakCheck.Core.Tests.dll").And.Contain("<DebugType>");
    }

    [Fact]
    public void A_pdb_of_another_build_is_not_used()
    {
        (string module, string pdb) = Copy(Own);
        File.Copy(Path.ChangeExtension(typeof(LeakReport).Assembly.Location, ".pdb"), pdb, overwrite: true);

        Empty(module).Should().Contain("another build");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(3000)]
    public void A_pdb_that_was_cut_off_gives_a_reason_or_no_points(int length)
    {
        (string module, string pdb) = Copy(Own);
        File.WriteAllBytes(pdb, File.ReadAllBytes(pdb)[..length]);

        Empty(module).Should().Contain("LeakCheck.Core.Tests");
    }

    [Fact]
    public void A_pdb_with_damaged_tables_never_throws()
    {
        (string module, string pdb) = Copy(Own);
        byte[] good = File.ReadAllBytes(pdb);
        Random random = new(1);
        for (int i = 0; i < 20; i++)
        {
            byte[] bad = [.. good];
            for (int j = 0; j < 500; j++)
            {
                bad[random.Next(200, bad.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(pdb, bad);
            FluentActions.Invoking(() =>
            {
                ModuleSymbols symbols = ModuleSymbols.Open(module);
                for (int row = 1; row < 300; row++)
                {
                    symbols.Points(0x06000000 + row);
                    symbols.YieldOffset(0x06000000 + row, 1);
                }
            }).Should().NotThrow();
        }
    }

    [Fact]
    public void A_file_that_is_no_module_or_is_not_there_gives_a_reason()
    {
        string text = Path.Combine(_folder, "text.dll");
        File.WriteAllText(text, "not a module");

        Empty(text).Should().Contain("text.dll");
        Empty(Path.Combine(_folder, "none.dll")).Should().Contain("none.dll");
    }

    [Fact]
    public void An_assembly_without_a_file_has_no_lines_and_a_reason()
    {
        SourceLines lines = new();
        AssemblyBuilder made = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Made"), AssemblyBuilderAccess.RunAndCollect);
        Type type = Method(made.DefineDynamicModule("Made"), mark: null);
        Assembly memory = Assembly.Load(File.ReadAllBytes(Own));

        lines.MethodStart(type.GetMethod("Run")!).Should().Be(new LeakFrame("Worker.Run") { Assembly = "Made" });
        lines.WhyNoLines(made).Should().Contain("made at run time");
        lines.MethodStart(memory.GetType(typeof(ModuleSymbolsTests).FullName!)!.GetMethod(nameof(Dispose))!).Line.Should().BeNull();
        lines.WhyNoLines(memory).Should().Contain("memory");
        lines.WhyNoLines(typeof(ModuleSymbolsTests).Assembly).Should().BeNull();
        lines.WhyNoLines(typeof(object).Assembly).Should().Contain("System.Private.CoreLib.dll");
    }

    [Fact]
    public void Nobody_is_told_to_build_what_is_not_their_own()
    {
        new SourceLines(_ => true).WhyNoLines(typeof(object).Assembly).Should().Contain("<DebugType>");
        new SourceLines(_ => false).WhyNoLines(typeof(object).Assembly).Should().Be("System.Private.CoreLib came without a PDB of its own: its frames have no line numbers.");
        new SourceLines(_ => false).WhyNoLines(typeof(ModuleSymbolsTests).Assembly).Should().BeNull();
    }

    [Fact]
    public void A_dynamic_method_has_a_name_and_no_line()
    {
        DynamicMethod method = new("Emitted", typeof(void), [], typeof(ModuleSymbolsTests).Module);

        SourceLines lines = new();
        lines.MethodStart(method).Line.Should().BeNull();
        lines.At(method, 0).Method.Should().Be("Emitted");
    }

    [Fact]
    public void Methods_begin_on_the_line_of_their_body()
    {
        SourceLines lines = new();
        Func<int> lambda = () => Standpoints.Line();
        Func<int> local = Local;
        int Local() => Standpoints.Line();

        lines.MethodStart(lambda.Method).Line.Should().Be(lambda());
        lines.MethodStart(local.Method).Line.Should().Be(local());
        lines.MethodStart(typeof(IDisposable).GetMethod("Dispose")!).Line.Should().BeNull();
        lines.At(lambda.Method, -1).Line.Should().BeNull();
        lines.At(lambda.Method, 0).Line.Should().Be(lambda());
    }

    private static int AnyMethod => typeof(ModuleSymbolsTests).GetMethod(nameof(Dispose))!.MetadataToken;

    private static string Empty(string module)
    {
        ModuleSymbols symbols = ModuleSymbols.Open(module);
        symbols.Points(AnyMethod).Should().BeEmpty();
        new SourceLines().At(module, AnyMethod, 0).Should().Be((null, null));
        return symbols.Missing!;
    }

    private (string Module, string Pdb) Copy(string module)
    {
        string copy = Path.Combine(_folder, Path.GetFileName(module));
        string pdb = Path.ChangeExtension(copy, ".pdb");
        File.Copy(module, copy);
        File.Copy(Path.ChangeExtension(module, ".pdb"), pdb);
        return (copy, pdb);
    }

#if NET9_0_OR_GREATER
    private string EmbeddedModule(int line)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Embedded"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Embedded");
        ISymbolDocumentWriter document = module.DefineDocument("Embedded.cs");
        Method(module, il => il.MarkSequencePoint(document, line, 1, line, 9));
        MetadataBuilder metadata = assembly.GenerateMetadata(out BlobBuilder code, out _, out MetadataBuilder pdb);
        BlobBuilder pdbBlob = new();
        BlobContentId id = new PortablePdbBuilder(pdb, metadata.GetRowCounts(), default).Serialize(pdbBlob);
        DebugDirectoryBuilder debug = new();
        debug.AddCodeViewEntry("Embedded.pdb", id, 0x0100);
        debug.AddEmbeddedPortablePdbEntry(pdbBlob, 0x0100);
        BlobBuilder image = new();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code, debugDirectoryBuilder: debug).Serialize(image);
        string path = Path.Combine(_folder, "Embedded.dll");
        File.WriteAllBytes(path, image.ToArray());
        return path;
    }
#endif

    private static Type Method(ModuleBuilder module, Action<ILGenerator>? mark)
    {
        TypeBuilder type = module.DefineType("Worker", TypeAttributes.Public);
        ILGenerator il = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []).GetILGenerator();
        mark?.Invoke(il);
        il.Emit(OpCodes.Ret);
        return type.CreateType();
    }
}
