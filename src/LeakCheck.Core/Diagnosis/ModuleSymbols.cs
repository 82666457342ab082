using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LeakCheck.Diagnosis;

/// <summary>A visible sequence point: from this IL offset on, code belongs to this line. A hidden one has no line.</summary>
internal readonly record struct LinePoint(int Offset, string? File, int? Line);

/// <summary>
/// The portable PDB of one module, embedded or beside it, read into memory: no file stays open. Safe for use from many threads. Never throws;
/// a PDB that is missing or damaged yields no points and a reason.
/// </summary>
internal sealed class ModuleSymbols
{
    private static readonly Guid SteppingInformation = new("54FD2AC5-E925-401A-9C2A-F94F171072F8");

    private readonly MetadataReaderProvider? _owner; // Holds the memory that the reader reads.
    private readonly MetadataReader? _reader;

    private ModuleSymbols(MetadataReaderProvider? owner, string? missing)
    {
        _owner = owner;
        _reader = owner?.GetMetadataReader();
        Missing = missing;
    }

    /// <summary>One sentence saying why there are no lines; null when there are.</summary>
    public string? Missing { get; }

    /// <summary>Reads the symbols of the module at this path.</summary>
    public static ModuleSymbols Open(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using PEReader image = new(file);
            if (image.TryOpenAssociatedPortablePdb(path, OpenBeside, out MetadataReaderProvider? pdb, out _) && pdb is not null)
            {
                return new ModuleSymbols(pdb, missing: null);
            }

            return new ModuleSymbols(null, WhyNone(path, name, image));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return new ModuleSymbols(null, $"The PDB of {name} cannot be read ({e.Message.TrimEnd('.')}): its frames have no line numbers.");
        }
    }

    /// <summary>All sequence points of a method in the order of their offsets; empty where there are none.</summary>
    public IReadOnlyList<LinePoint> Points(int methodToken)
    {
        if (Handle(methodToken) is not { } method || _reader is null)
        {
            return [];
        }

        try
        {
            List<LinePoint> points = [];
            foreach (SequencePoint point in _reader.GetMethodDebugInformation(method.ToDebugInformationHandle()).GetSequencePoints())
            {
                points.Add(point.IsHidden
                    ? new LinePoint(point.Offset, null, null)
                    : new LinePoint(point.Offset, _reader.GetString(_reader.GetDocument(point.Document).Name), point.StartLine));
            }

            return points;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return [];
        }
    }

    /// <summary>The IL offset at which the n-th await of a <c>MoveNext</c> gives up its thread, as the compiler noted it; null where it did not.</summary>
    public int? YieldOffset(int methodToken, int n)
    {
        if (Handle(methodToken) is not { } method || _reader is null)
        {
            return null;
        }

        try
        {
            foreach (CustomDebugInformationHandle handle in _reader.GetCustomDebugInformation(method))
            {
                CustomDebugInformation entry = _reader.GetCustomDebugInformation(handle);
                if (_reader.GetGuid(entry.Kind) == SteppingInformation)
                {
                    return Entry(_reader.GetBlobReader(entry.Value), n);
                }
            }
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // Damaged: as if it were not there.
        }

        return null;
    }

    private static int? Entry(BlobReader blob, int n)
    {
        blob.ReadUInt32(); // Catch handler.
        for (int i = 0; blob.RemainingBytes > 0; i++)
        {
            uint yield = blob.ReadUInt32();
            blob.ReadUInt32(); // Where it resumes.
            blob.ReadCompressedInteger(); // In which method.
            if (i == n)
            {
                return (int)yield;
            }
        }

        return null;
    }

    private MethodDefinitionHandle? Handle(int methodToken)
    {
        const int methodTable = 0x06;
        int row = methodToken & 0xFFFFFF;
        return methodToken >> 24 == methodTable && row > 0 && row <= _reader?.MethodDebugInformation.Count ? MetadataTokens.MethodDefinitionHandle(row) : null;
    }

    private static MemoryStream? OpenBeside(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        MemoryStream copy = new();
        file.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    private static string WhyNone(string path, string name, PEReader image)
    {
        const string remedy = "build it with <DebugType>portable</DebugType> or <DebugType>embedded</DebugType> to see lines.";
        string beside = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(beside))
        {
            return $"{name} has no portable PDB, neither embedded nor beside it: {remedy}";
        }

        bool portable = image.ReadDebugDirectory().Any(e => e.Type == DebugDirectoryEntryType.CodeView && e.IsPortableCodeView);
        return portable
            ? $"The PDB beside {name} belongs to another build of it: build and copy both together to see lines."
            : $"The PDB beside {name} has the Windows format: {remedy}";
    }

    private static bool IsUnreadable(Exception e) =>
        e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException or ArgumentException
            or NotSupportedException or OverflowException;
}
