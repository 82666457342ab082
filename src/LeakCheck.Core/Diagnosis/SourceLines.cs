using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.Report;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Files and lines of methods, from the portable PDBs of their modules. Each module is read once and kept; no assembly, type or object is kept. Never throws:
/// what has no PDB has no line, and <see cref="WhyNoLines"/> says why. Safe for use from many threads.
/// </summary>
/// <param name="isUserCode">Fills <see cref="LeakFrame.IsUserCode"/>; left out, no frame is marked.</param>
internal sealed class SourceLines(Func<Assembly, bool>? isUserCode = null)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly ConcurrentDictionary<string, Lazy<ModuleSymbols>> _modules = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Module, int Method, int State), LinePoint> _awaits = new();
    private readonly ConcurrentDictionary<(string Module, int Method, int Mapped, string CalleeModule, int Callee), ThreadFrame[]> _calls = new();

    /// <summary>The await (or, in an async iterator, the yield) at which a state machine stands.</summary>
    /// <param name="stateMachineType">The compiler-made type with a <c>MoveNext</c> method.</param>
    /// <param name="state">
    /// Value of its state field: 0 and up stand at an await, -4 and down at a yield; -1, -2 and -3 run, have ended or have not begun.
    /// </param>
    /// <returns>The method's readable name and that line; where the state stands nowhere, the line at which the method begins.</returns>
    public LeakFrame AwaitPoint(Type stateMachineType, int state)
    {
        string name = MethodNames.OfStateMachine(stateMachineType);
        Assembly assembly = stateMachineType.Assembly;
        MethodInfo? body = Body(stateMachineType);
        if (body is null || PathOf(assembly) is not { Length: > 0 } path)
        {
            return Frame(name, assembly, null, null);
        }

        LinePoint point = _awaits.GetOrAdd(
            (path, body.MetadataToken, state),
            static (key, it) => AwaitPoints.Find(it.Symbols, it.Body, key.State),
            (Symbols: Symbols(path), Body: body));
        return Frame(name, assembly, point.File, point.Line);
    }

    /// <summary>The line at which a method begins: its opening brace or first statement. For an async or iterator method the line of its body.</summary>
    public LeakFrame MethodStart(MethodBase method)
    {
        MethodBase body = Instructions(method);
        LinePoint? first = PathOf(body.Module.Assembly) is { Length: > 0 } path && Token(body) is { } token
            ? Symbols(path).Points(token).Where(p => p.Line is not null).Cast<LinePoint?>().FirstOrDefault()
            : null;
        return Frame(MethodNames.Of(method), method.Module.Assembly, first?.File, first?.Line);
    }

    /// <summary>The line of one instruction of a method.</summary>
    /// <param name="method">The method; the <c>MoveNext</c> of a state machine is shown under its readable name.</param>
    /// <param name="ilOffset">Offset in its IL; a negative one (not known) has no line.</param>
    public LeakFrame At(MethodBase method, int ilOffset)
    {
        Assembly assembly = method.Module.Assembly;
        (string? file, int? line) = PathOf(assembly) is { Length: > 0 } path && Token(method) is { } token ? At(path, token, ilOffset) : (null, null);
        return Frame(MethodNames.Of(method), assembly, file, line);
    }

    /// <summary>As <see cref="At(MethodBase, int)"/>, for a method named by its module's file and its token: nothing is loaded.</summary>
    public (string? File, int? Line) At(string modulePath, int methodToken, int ilOffset)
    {
        if (ilOffset < 0 || string.IsNullOrEmpty(modulePath))
        {
            return (null, null);
        }

        LinePoint? point = AwaitPoints.LastVisible(Symbols(modulePath).Points(methodToken), ilOffset);
        return (point?.File, point?.Line);
    }

    /// <summary>The frames of one place of a stack, innermost first: its own last, before it methods that were compiled into it. See <see cref="CallSites"/>.</summary>
    /// <param name="method">The method.</param>
    /// <param name="ilOffset">Offset in its IL, by the runtime's map; negative when it has none.</param>
    /// <param name="callee">The method of the frame inside; null when there is none.</param>
    public IReadOnlyList<ThreadFrame> Frames(MethodBase method, int ilOffset, MethodBase? callee)
    {
        if (callee is null || PathOf(method.Module.Assembly) is not { Length: > 0 } path || Token(method) is not { } token || Token(callee) is not { } calleeToken)
        {
            return [At(callee is null ? CallSites.Innermost(new Place(method, ilOffset)) : new Place(method, ilOffset))];
        }

        return _calls.GetOrAdd(
            (path, token, ilOffset, callee.Module.FullyQualifiedName, calleeToken),
            static (key, it) => it.Lines.Found(new Place(it.Method, key.Mapped), it.Callee),
            (Lines: this, Method: method, Callee: callee));
    }

    private ThreadFrame[] Found(Place mapped, MethodBase callee)
    {
        IReadOnlyList<LinePoint> points = PointsOf(mapped.Method);
        IReadOnlyList<Place> places = points.Count > 0 && !CallSites.AreExact(mapped.Method.Module)
            ? CallSites.Placed(mapped, callee, points, m => IsUserCode(m.Module.Assembly) && PointsOf(m).Count > 0)
            : [mapped];
        ThreadFrame[] frames = [.. places.Select(At)];
        if (LockStatements.IsLock(callee) && LockStatements.Line(places[0], PointsOf(places[0].Method), SourceView.OfThisMachine()) is { } line)
        {
            frames[0] = frames[0] with { Display = frames[0].Display with { Line = line } };
        }

        return frames;
    }

    private ThreadFrame At(Place place) =>
        new(At(place.Method, place.Offset), place.Method.Module.FullyQualifiedName, Token(place.Method) ?? 0, place.Offset);

    private IReadOnlyList<LinePoint> PointsOf(MethodBase method) =>
        PathOf(method.Module.Assembly) is { Length: > 0 } path && Token(method) is { } token ? Symbols(path).Points(token) : [];

    /// <summary>One sentence saying why frames of this assembly have no line, with the remedy where it is the program's own; null when its PDB is at hand.</summary>
    public string? WhyNoLines(Assembly assembly)
    {
        string name = MethodNames.OfAssembly(assembly);
        return PathOf(assembly) switch
        {
            null => $"{name} was made at run time: its frames have no line numbers.",
            "" => $"{name} was loaded from memory or from a single-file program: its PDB is not read; run the tests from ordinary files to see lines.",
            { } path when Symbols(path).Missing is { } why => isUserCode is null || IsUserCode(assembly) ? why : $"{name} came without a PDB of its own: its frames have no line numbers.",
            _ => null,
        };
    }

    /// <summary>True for an assembly of the program's own.</summary>
    public bool IsUserCode(Assembly? assembly) => assembly is not null && isUserCode?.Invoke(assembly) == true;

    /// <summary>Makes a frame, with the assembly's name and origin where it is known.</summary>
    internal LeakFrame Frame(string name, Assembly? assembly, string? file, int? line) => new(name, file, line)
    {
        Assembly = assembly is null ? null : MethodNames.OfAssembly(assembly),
        IsUserCode = IsUserCode(assembly),
    };

    /// <summary>The method that has the instructions: for an async or iterator method its state machine's.</summary>
    internal static MethodBase Instructions(MethodBase method)
    {
        try
        {
            return method.GetCustomAttribute<StateMachineAttribute>(inherit: false)?.StateMachineType is { } machine ? Body(machine) ?? method : method;
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            // Its attributes cannot be read (a dynamic method, an assembly that is not there): the method itself will do.
            return method;
        }
    }

    /// <summary>The <c>MoveNext</c> of a state machine; null where it cannot be had.</summary>
    internal static MethodInfo? Body(Type stateMachineType)
    {
        try
        {
            return stateMachineType.GetMethod(GeneratedNames.MoveNext, Declared);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null;
        }
    }

    private ModuleSymbols Symbols(string path) =>
        _modules.GetOrAdd(path, static p => new Lazy<ModuleSymbols>(() => ModuleSymbols.Open(p))).Value;

    /// <summary>Null for an assembly made at run time, empty for one without a file.</summary>
    private static string? PathOf(Assembly assembly) => assembly.IsDynamic ? null : assembly.Location;

    private static int? Token(MethodBase method)
    {
        try
        {
            return method.MetadataToken;
        }
        catch (InvalidOperationException)
        {
            return null; // A dynamic method belongs to a real module but has no token in it.
        }
    }
}
