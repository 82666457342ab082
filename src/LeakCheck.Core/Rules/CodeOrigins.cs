using System.Reflection;
using System.Runtime.CompilerServices;

namespace LeakCheck.Rules;

/// <summary>
/// Tells whose code an assembly is. Answers are remembered without keeping an unloadable assembly alive. Safe for use from many threads.
/// </summary>
internal sealed class CodeOrigins
{
    /// <summary>LeakCheck's own assemblies, by exact name: a user may well call a test project <c>LeakCheck.Something.Tests</c>.</summary>
    private static readonly HashSet<string> s_self = new(StringComparer.OrdinalIgnoreCase)
    {
        "LeakCheck.Core", "LeakCheck.Xunit", "LeakCheck.Xunit.V3", "LeakCheck.Xunit.V4", "LeakCheck.NUnit", "LeakCheck.MSTest",
        "LeakCheck.AspNetCore", "LeakCheck.Mtp.V1", "LeakCheck.Mtp.V2", "ZZ.LeakCheck.TestAdapter",
    };

    private readonly Lazy<DeclaredLibraries> _declared;
    private readonly object _lock = new();
    private volatile Known _known;

    /// <param name="frameworkPrefixes">Simple-name prefixes of the test framework's assemblies; more may follow.</param>
    public CodeOrigins(IEnumerable<string> frameworkPrefixes)
        : this(frameworkPrefixes, new Lazy<DeclaredLibraries>(DeclaredLibraries.OfThisProcess))
    {
        // Read when the first survivor asks: a clean run does not need the files.
    }

    internal CodeOrigins(IEnumerable<string> frameworkPrefixes, DeclaredLibraries declared)
        : this(frameworkPrefixes, new Lazy<DeclaredLibraries>(declared))
    {
    }

    private CodeOrigins(IEnumerable<string> frameworkPrefixes, Lazy<DeclaredLibraries> declared)
    {
        _declared = declared;
        _known = new Known([.. frameworkPrefixes]);
    }

    /// <summary>Adds prefixes; assemblies that match them are <see cref="CodeOrigin.Framework"/> from now on.</summary>
    public void AddFrameworkPrefixes(IEnumerable<string> prefixes)
    {
        lock (_lock)
        {
            _known = new Known([.. _known.FrameworkPrefixes.Union(prefixes, StringComparer.OrdinalIgnoreCase)]);
        }
    }

    /// <summary>Whose code the type's assembly is.</summary>
    public CodeOrigin Of(Type type) => Of(type.Assembly);

    /// <summary>Whose code an assembly is.</summary>
    public CodeOrigin Of(Assembly assembly)
    {
        Known known = _known;
        return known.Origins.GetValue(assembly, a => new StrongBox<CodeOrigin>(Decide(a, known.FrameworkPrefixes))).Value;
    }

    /// <summary>True for the simple name of a test framework's or our own assembly.</summary>
    public bool IsFrameworks(string assemblyName) =>
        s_self.Contains(assemblyName) || Array.Exists(_known.FrameworkPrefixes, prefix => assemblyName.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private CodeOrigin Decide(Assembly assembly, string[] frameworkPrefixes)
    {
        string name = assembly.GetName().Name ?? "";
        if (s_self.Contains(name))
        {
            return CodeOrigin.Self;
        }

        // Before the package list: test frameworks are packages.
        return Array.Exists(frameworkPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            ? CodeOrigin.Framework
            : _declared.Value.OriginOf(assembly, name);
    }

    /// <summary>One generation of answers; new prefixes start a new one.</summary>
    private sealed class Known(string[] frameworkPrefixes)
    {
        public string[] FrameworkPrefixes { get; } = frameworkPrefixes;

        public ConditionalWeakTable<Assembly, StrongBox<CodeOrigin>> Origins { get; } = [];
    }
}
