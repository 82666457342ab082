using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns;

/// <summary>
/// One way in which work is left behind, its clean twin, and what a verifier has to say about both. Immutable data; the delegates are safe to run many times at once,
/// unless <see cref="NeedsFreshProcess"/> is set.
/// </summary>
public sealed record Pattern
{
    /// <summary>Describes a pattern.</summary>
    /// <param name="name">Unique, <c>family/what</c>; the marker comment of its stuck line repeats it.</param>
    /// <param name="leaky">Returns normally and leaves its work alive.</param>
    /// <param name="clean">Starts the same work and ends it.</param>
    /// <param name="source">Filled in by the compiler.</param>
    public Pattern(string name, Func<PatternContext, Task> leaky, Func<PatternContext, Task> clean, [CallerFilePath] string source = "")
    {
        Name = name;
        Leaky = leaky;
        Clean = clean;
        SourceFile = Path.GetFileName(source.Replace('\\', '/'));
        StuckLines = MarkedLines.Of(SourceFile, name);
    }

    /// <summary>Unique name, <c>family/what</c>.</summary>
    public string Name { get; }

    /// <summary>Returns normally and leaves its work alive.</summary>
    public Func<PatternContext, Task> Leaky { get; }

    /// <summary>Starts the same work and ends it.</summary>
    public Func<PatternContext, Task> Clean { get; }

    /// <summary>Name of the source file in which the pattern is written, without its folder.</summary>
    public string SourceFile { get; }

    /// <summary>Lines marked with <c>// stuck: Name</c>; the survivor must stand at one of them. Empty: no line of the user's is known.</summary>
    public IReadOnlyList<int> StuckLines { get; }

    /// <summary>Kinds under which the leaky twin's work may be reported.</summary>
    public IReadOnlyList<SurvivorKind> Kinds { get; init; } = [SurvivorKind.Task];

    /// <summary>A part of the method's name that the report must give. Empty: any.</summary>
    public string Method { get; init; } = "";

    /// <summary>Class of the leaky twin's work in its own scope; null when its scope has nothing to report.</summary>
    public SurvivorClass? LeakyClass { get; init; } = SurvivorClass.Leak;

    /// <summary>True when the leaky twin's work belongs to no scope and the final sweep has to name it.</summary>
    public bool SweepNamesIt { get; init; }

    /// <summary>Class under which the clean twin may be listed (and must be, where it is the first to start its singleton); null when nothing may be listed.</summary>
    public SurvivorClass? CleanClass { get; init; }

    /// <summary>Another class under which the leaky twin's harmless half may be listed.</summary>
    public SurvivorClass? AlsoListed { get; init; }

    /// <summary>Id of the diagnosis rule that the leaky twin raises; null where none is agreed on.</summary>
    public string? Rule { get; init; }

    /// <summary>True when the first use in a process matters, so each twin needs a process of its own.</summary>
    public bool NeedsFreshProcess { get; init; }

    /// <summary>True when nothing can end the leaky twin's work; it goes when the engine that reported it lets go of it.</summary>
    public bool IsOrphan { get; init; }

    /// <summary>True when the pattern relies on Linux (child processes, file watching threads).</summary>
    public bool NeedsLinux { get; init; }

    /// <summary>True when the work occupies a pool thread until release, so many of them at once need as many pool threads.</summary>
    public bool HoldsPoolThread { get; init; }

    /// <summary>True when the leaky twin keeps a processor busy until release, so that little else runs beside many of them.</summary>
    public bool Spins { get; init; }

    /// <summary>Lowest major version of .NET.</summary>
    public int MinimumVersion { get; init; } = 8;

    /// <summary>True when this process can run the pattern.</summary>
    public bool CanRunHere => Environment.Version.Major >= MinimumVersion && (!NeedsLinux || OperatingSystem.IsLinux());

    /// <summary>True when this process can run the pattern beside others.</summary>
    public bool CanShareThisProcess => CanRunHere && !NeedsFreshProcess;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
