using System.Reflection;
using System.Text.Json;

namespace LeakCheck.Rules;

/// <summary>
/// What the program's <c>.deps.json</c> files say about its assemblies: a project's output, a package, or a part of the runtime. Immutable.
/// </summary>
internal sealed class DeclaredLibraries
{
    private const string RuntimeFramework = "Microsoft.NETCore.App";

    // The host uses it on every system, unlike Path.PathSeparator.
    private const char DepsFileSeparator = ';';

    private readonly IReadOnlyDictionary<string, CodeOrigin> _origins;
    private readonly string? _runtimeFolder;

    private DeclaredLibraries(IReadOnlyDictionary<string, CodeOrigin> origins, string? runtimeFolder)
    {
        _origins = origins;
        _runtimeFolder = runtimeFolder;
    }

    /// <summary>Reads the files that the host of this process was started with. A file that cannot be read counts as absent.</summary>
    public static DeclaredLibraries OfThisProcess()
    {
        string files = AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "";
        string? folder = Path.GetDirectoryName(typeof(object).Assembly.Location);

        // A self-contained program has the runtime in its own folder, so the folder tells nothing; its deps file does.
        bool shared = !string.IsNullOrEmpty(folder) && !SameFolder(folder, AppContext.BaseDirectory);
        return From(files.Split(DepsFileSeparator, StringSplitOptions.RemoveEmptyEntries), shared ? folder : null);
    }

    /// <summary>Reads deps files.</summary>
    /// <param name="files">Full paths; ASP.NET Core's own counts as a package, the runtime's own is left out.</param>
    /// <param name="runtimeFolder">Folder that holds nothing but the runtime's assemblies; null when there is none.</param>
    public static DeclaredLibraries From(IEnumerable<string> files, string? runtimeFolder)
    {
        var origins = new Dictionary<string, CodeOrigin>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in files.Where(f => !Path.GetFileName(f).StartsWith(RuntimeFramework, StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
                Read(document.RootElement, origins);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // Without this file its assemblies are judged like undeclared ones.
            }
        }

        return new DeclaredLibraries(origins, runtimeFolder);
    }

    /// <summary>Whose code an assembly is, test frameworks aside.</summary>
    public CodeOrigin OriginOf(Assembly assembly, string name)
    {
        string location = assembly.IsDynamic ? "" : assembly.Location;
        if (assembly == typeof(object).Assembly || (_runtimeFolder is not null && location.Length > 0 && SameFolder(Path.GetDirectoryName(location)!, _runtimeFolder)))
        {
            return CodeOrigin.Runtime;
        }

        if (assembly.IsDynamic)
        {
            return CodeOrigin.Package;
        }

        if (_origins.TryGetValue(name, out CodeOrigin declared))
        {
            return declared;
        }

        // Extras that a runner brings along are in nobody's deps file. With no file at all (single-file programs) symbols beside the assembly tell own code.
        bool own = _origins.Count == 0 && location.Length > 0 && File.Exists(Path.ChangeExtension(location, ".pdb"));
        return own ? CodeOrigin.User : CodeOrigin.Package;
    }

    private static void Read(JsonElement root, Dictionary<string, CodeOrigin> origins)
    {
        Dictionary<string, CodeOrigin> libraries = root.GetProperty("libraries").EnumerateObject()
            .ToDictionary(l => l.Name, l => OriginOf(l.Name, l.Value.GetProperty("type").GetString()));
        foreach (JsonProperty library in root.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
        {
            if (!library.Value.TryGetProperty("runtime", out JsonElement assemblies))
            {
                continue;
            }

            foreach (JsonProperty assembly in assemblies.EnumerateObject())
            {
                origins[Path.GetFileNameWithoutExtension(assembly.Name)] = libraries.GetValueOrDefault(library.Name, CodeOrigin.Package);
            }
        }
    }

    private static CodeOrigin OriginOf(string library, string? type) => type switch
    {
        "project" => CodeOrigin.User,
        "runtimepack" when library.Contains(RuntimeFramework, StringComparison.OrdinalIgnoreCase) => CodeOrigin.Runtime,
        _ => CodeOrigin.Package,
    };

    private static bool SameFolder(string left, string right) =>
        string.Equals(Path.TrimEndingDirectorySeparator(left), Path.TrimEndingDirectorySeparator(right), StringComparison.OrdinalIgnoreCase);
}
