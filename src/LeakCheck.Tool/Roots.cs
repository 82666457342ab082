using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>Something that holds an object by itself.</summary>
/// <param name="Object">Address of the object.</param>
/// <param name="Words">What it is: <c>static Cache.s_all</c>, <c>the stack of thread 7</c>.</param>
internal sealed record Root(ulong Object, Func<string> Words);

/// <summary>Roots of one sort.</summary>
/// <param name="Roots">The roots.</param>
/// <param name="FromRuntime">True once the runtime's own lists have been reached.</param>
internal sealed record RootPhase(IEnumerable<Root> Roots, bool FromRuntime);

/// <summary>The roots of a process, without those that exist only because LeakCheck looks.</summary>
internal sealed class Roots
{
    private readonly ClrRuntime _runtime;
    private readonly ClrAppDomain _domain;
    private readonly IReadOnlyList<long> _ownThreads;

    public Roots(ClrRuntime runtime, IReadOnlyList<long> ownThreads)
    {
        _runtime = runtime;
        _domain = runtime.AppDomains[0];
        _ownThreads = ownThreads;
    }

    /// <summary>The most telling first: static fields of the program, of the runtime, stacks, and what has no name.</summary>
    public IEnumerable<RootPhase> Phases()
    {
        List<ClrModule> modules = [.. _runtime.EnumerateModules().Where(m => !IsLeakChecks(m))];
        yield return new(modules.Where(m => !IsRuntimes(m)).SelectMany(StaticFields), FromRuntime: false);
        yield return new(modules.Where(IsRuntimes).SelectMany(StaticFields), FromRuntime: true);
        yield return new(_runtime.Threads.Where(t => t.IsAlive && !_ownThreads.Contains(t.OSThreadId)).SelectMany(Stack), FromRuntime: true);
        yield return new(
            _runtime.EnumerateHandles().Where(h => h.IsStrong && h.HandleKind != ClrHandleKind.Dependent).Select(h => new Root(h.Object.Address, () => $"a {h.HandleKind} handle")),
            FromRuntime: true);
        yield return new(_runtime.Heap.EnumerateAdditionalRoots().Select(r => new Root(r.Object.Address, () => "a thread-static field or another root of the runtime")), FromRuntime: true);
    }

    /// <summary>
    /// The runtime's list of running tasks holds every one of them, because LeakCheck has switched it on (Task.s_currentActiveTasks). Without LeakCheck it would not.
    /// </summary>
    public IEnumerable<ulong> LeakChecksOwn()
    {
        ClrStaticField? field = _runtime.BaseClassLibrary.GetTypeByName("System.Threading.Tasks.Task")?.GetStaticFieldByName("s_currentActiveTasks");
        ClrObject table = field?.ReadObject(_domain) ?? default;
        return table.IsNull ? [] : [table.Address];
    }

    /// <summary>True for objects of LeakCheck itself: what they hold they hold weakly, or for as long as they look.</summary>
    public static bool IsLeakChecks(ClrType type) => type.Module is { } module && IsLeakChecks(module);

    /// <summary>True for types of the runtime and its libraries.</summary>
    public static bool IsRuntimes(ClrType type) => type.Module is { } module && IsRuntimes(module);

    private static bool IsLeakChecks(ClrModule module) => Path.GetFileName(module.Name) is "LeakCheck.Core.dll";

    private static bool IsRuntimes(ClrModule module) =>
        Path.GetFileName(module.Name) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private IEnumerable<Root> StaticFields(ClrModule module)
    {
        foreach (ClrType type in module.EnumerateTypesWithStaticFields())
        {
            foreach (ClrStaticField field in type.StaticFields)
            {
                if (field.IsObjectReference && field.IsInitialized(_domain) && field.ReadObject(_domain) is { IsNull: false } value)
                {
                    yield return new Root(value.Address, () => $"static {Names.Of(type)}.{Names.OfField(field.Name ?? "?")}");
                }
            }
        }
    }

    private static IEnumerable<Root> Stack(ClrThread thread)
    {
        foreach (ClrStackRoot root in thread.EnumerateStackRoots())
        {
            string where = root.StackFrame?.Method is { } method ? $" in {Names.Of(method)}" : "";
            yield return new Root(root.Object.Address, () => $"the stack of thread {thread.ManagedThreadId}{where}");
        }
    }
}
