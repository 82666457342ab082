using System.Reflection;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>Collects what the hints ask for while a survivor's objects are at hand. Keeps none of them. Where it fails the survivor goes without a cause.</summary>
internal sealed class FactCollector(CodeOrigins origins, IFieldReader fields, SourceLines lines)
{
    /// <summary>What makes a host in a test, the most particular first.</summary>
    private static readonly (string Assembly, string Type)[] s_hosts =
    [
        ("Microsoft.AspNetCore.Mvc.Testing", "Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory`1"),
        ("Microsoft.AspNetCore", "Microsoft.AspNetCore.Builder.WebApplication"),
        ("Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Hosting.IHost"),
    ];

    private readonly LibraryUses _uses = new(origins, lines);

    /// <summary>Facts about a chain of awaits.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="shapes">How tasks are read.</param>
    /// <param name="stand">Where the thread stands that runs it; null when none does.</param>
    /// <param name="owner">Whose it is.</param>
    public HintFacts OfChain(AwaitChain chain, ITaskShape shapes, ThreadStand? stand, LeakScope? owner) =>
        Collected(() => Chain(chain, shapes, stand, owner));

    /// <summary>Facts about a timer that stands alone.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="armed">The stack that armed it.</param>
    public HintFacts OfTimer(TimerSighting timer, IReadOnlyList<LeakFrame> armed) => Collected(() => AloneTimer(timer, armed));

    /// <summary>Facts about a wait that the pool does.</summary>
    /// <param name="wait">The wait.</param>
    /// <param name="isProcess">Whether it is for the exit of a process.</param>
    public HintFacts OfWait(WaitSighting wait, bool isProcess) => Collected(() => RegisteredWait(wait, isProcess));

    /// <summary>Facts about a thread that runs no task.</summary>
    public HintFacts OfThread(ThreadStand stand, bool isPoolThread, LeakScope? owner) =>
        Collected(() => AloneThread(stand, isPoolThread, owner));

    private static HintFacts Collected(Func<HintFacts> collect) => Guarded.Run("The cause", collect, why => new HintFacts { Missing = why });

    private HintFacts Chain(AwaitChain chain, ITaskShape shapes, ThreadStand? stand, LeakScope? owner)
    {
        var reader = new NamedFieldReader(fields);
        var awaited = new Awaited(shapes, reader);
        List<object> nodes = [chain.Subject, .. chain.Outer];
        List<object> code = [.. nodes.Where(n => AwaitGraph.HasCode(n, shapes))];
        object? operation = awaited.Of(chain) ?? (code.Count == 0 ? chain.Subject : null);
        object? outermost = code.Count > 0 ? code[^1] : null;
        bool isIterator = outermost is not null && IsIterator(outermost, shapes);
        object? written = code.FindLast(n => OriginOf(n, shapes) == CodeOrigin.User) ?? outermost;
        bool isVoid = written is not null && IsAsyncVoid(written, shapes);
        List<Type> types = [.. nodes.Select(n => CodeFrames.CodeTypeOf(n, shapes)).Concat(stand?.Frames.Select(FrameTypes.Of) ?? []).OfType<Type>()];
        List<Type> codeTypes = [.. code.Select(n => CodeFrames.CodeTypeOf(n, shapes)).OfType<Type>()];
        var holders = new HolderReader(fields, reader, IsUserCode);
        HolderFacts? holder = holders.Of(code.Select(n => ThisOf(n, shapes, reader)), IsUnwrap(nodes[^1]) ? nodes[^1] : chain.Root, operation, owner?.Method?.DeclaringType) ?? ServiceOf(code, shapes, holders);
        return new HintFacts
        {
            HasCode = code.Count > 0,
            Awaits = awaited.KindOf(chain, operation),
            Token = code.Count == 0 ? null : new TokenReader(shapes, reader, IsUserCode).Of(code, operation),
            Holder = WithOwnQueue(holder, code.Find(n => OriginOf(n, shapes) == CodeOrigin.User) is { } inner ? CodeFrames.WrittenMethodOf(inner, shapes) : null),
            BlockedIn = stand?.BlockedIn,
            Lock = stand?.Lock,
            Library = LibraryOf(types),
            Through = ThroughOf(codeTypes),
            Use = UseOf(types, owner) ?? (holder is { IsHostedService: true } ? HostOf(owner) : null),
            BlocksInLibrary = stand is not null && BlocksInLibrary(stand),
            IsAsyncVoid = isVoid,
            IsIterator = isIterator,

            // A test that ran out of time is still awaited by its framework, in an `async void` method or a delegate of its own.
            IsDiscarded = outermost is not null && OriginOf(outermost, shapes) != CodeOrigin.Framework && !isVoid && !isIterator && holder?.PartField is null && !(nodes[^1] is Task last && shapes.HasContinuation(last)) && nodes[(nodes.FindIndex(n => ReferenceEquals(n, outermost)) + 1)..].TrueForAll(IsUnwrap),
            Calls = [.. codeTypes.Where(t => !IsUserCode(t)).Select(OuterName), .. OfFrames(stand?.Frames ?? [])],
        };
    }

    /// <summary>A holder's queue is the one in question only where the method that waits uses it.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="method">The program's innermost method; null when it is not known.</param>
    private static HolderFacts? WithOwnQueue(HolderFacts? holder, MethodBase? method)
    {
        return holder is { QueueField: { } queue } && !(method is not null && Uses(SourceLines.Instructions(method), queue)) ? holder with { QueueField = null } : holder;

        static bool Uses(MethodBase code, string member) =>
            AwaitPoints.Code(code).Any(i => (IlTokens.Loaded(code, i) is { } field && GeneratedNames.Member(field.Name) == member) || IlTokens.Called(code, i)?.Name == "get_" + member);
    }

    /// <summary>A method that never uses <c>this</c> keeps no reference to it, but only a host runs a hosted service's.</summary>
    private static HolderFacts? ServiceOf(List<object> code, ITaskShape shapes, HolderReader holders)
    {
        foreach (object node in code)
        {
            if (shapes.IsAsyncBox(node) && CodeFrames.WrittenMethodOf(node, shapes) is { IsStatic: false, DeclaringType: { } type } && HolderReader.IsHostedService(type) && holders.OfType(type, null) is { } service)
            {
                return service;
            }
        }

        return null;
    }

    private HintFacts AloneTimer(TimerSighting timer, IReadOnlyList<LeakFrame> armed)
    {
        var reader = new NamedFieldReader(fields);
        object? target = timer.Entry.Callback.Target;
        object? inner = target is System.Timers.Timer ? (reader.Read(target, "_onIntervalElapsed") as Delegate)?.Target : (timer.Entry.State as Delegate)?.Target;
        HolderFacts? holder = new HolderReader(fields, reader, IsUserCode).Of([target, inner, timer.Entry.State], timer.Entry.Timer, null, timer.Owner.Scope?.Method?.DeclaringType);
        return new HintFacts
        {
            TimerType = TimerWords.TypeOf(timer.Entry),
            Library = TimerWords.CodeOf(timer.Entry) is { } code && origins.Of(code) == CodeOrigin.Package ? MethodNames.OfAssembly(code.Assembly) : null,
            LibraryType = target is IDisposable && target.GetType() is { IsVisible: true } owner && origins.Of(owner) == CodeOrigin.Package ? MethodNames.OfType(owner) : null,
            Use = holder is { IsHostedService: true } ? HostOf(timer.Owner.Scope) : armed.FirstOrDefault(f => f is { IsUserCode: true, Line: not null }) is { } use ? LibraryUse.At(use) : null,
            Calls = [.. (timer.Arming?.Stack?.GetFrames() ?? []).Select(f => f.GetMethod()?.DeclaringType).OfType<Type>().TakeWhile(t => !IsUserCode(t)).Select(OuterName)],
            Holder = holder,
        };
    }

    private HintFacts RegisteredWait(WaitSighting wait, bool isProcess)
    {
        var reader = new NamedFieldReader(fields);
        object? inner = (wait.Entry.State as Delegate)?.Target;
        return new HintFacts
        {
            IsRegisteredWait = true,
            Holder = new HolderReader(fields, reader, IsUserCode).Of([wait.Entry.Callback?.Target, inner], wait.Entry.Handle, null, wait.Owner.Scope?.Method?.DeclaringType),
            Calls = isProcess ? ["System.Diagnostics.Process"] : [],
        };
    }

    private HintFacts AloneThread(ThreadStand stand, bool isPoolThread, LeakScope? owner)
    {
        List<Type> types = [.. stand.Frames.Select(FrameTypes.Of).OfType<Type>()];
        Type? type = stand.Frames.LastOrDefault(f => f.Display.IsUserCode) is { } body ? FrameTypes.Of(body) : null;
        return new HintFacts
        {
            BlockedIn = stand.BlockedIn,
            Lock = stand.Lock,
            IsPoolThread = isPoolThread,
            Library = LibraryOf(types),
            Use = UseOf(types, owner) ?? (stand.Frames.Any(f => f.Display.Method == HostRuns.Run) ? HostOf(owner) : null),
            BlocksInLibrary = BlocksInLibrary(stand),
            Holder = WithOwnQueue(new HolderReader(fields, new NamedFieldReader(fields), IsUserCode).OfType(type, owner?.Method?.DeclaringType), stand.Frames.FirstOrDefault(f => f.Display.IsUserCode) is { } inner ? FrameTypes.MethodOf(inner) : null),
            Calls = [.. OfFrames(stand.Frames)],
        };
    }

    /// <summary>The outermost: the one that the program knows, which may use others.</summary>
    private string? LibraryOf(List<Type> code) =>
        !code.Exists(IsUserCode) && code.FindLast(t => origins.Of(t) == CodeOrigin.Package) is { } outermost ? MethodNames.OfAssembly(outermost.Assembly) : null;

    /// <summary>The package nearest to the program's innermost method, among what that awaits; null where there is no method of the program's or nothing of a package within.</summary>
    private string? ThroughOf(List<Type> code)
    {
        int own = code.FindIndex(IsUserCode);
        int near = own < 0 ? -1 : code.FindLastIndex(own, own + 1, t => origins.Of(t) == CodeOrigin.Package);
        return near < 0 ? null : MethodNames.OfAssembly(code[near].Assembly);
    }

    /// <summary>Where the test made the host that runs the program's services; null when it did not, as far as can be read.</summary>
    private LibraryUse? HostOf(LeakScope? owner) =>
        owner?.Method is { } test ? s_hosts.Select(Loaded).OfType<Type>().Select(type => _uses.Of(test, [type])).FirstOrDefault(use => use is not null) : null;

    private static Type? Loaded((string Assembly, string Type) name) =>
        Array.Find(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == name.Assembly)?.GetType(name.Type);

    /// <summary>Of a package where there is one: what it calls of the runtime is its own business.</summary>
    private LibraryUse? UseOf(List<Type> code, LeakScope? owner)
    {
        if (owner?.Method is not { } test || code.Exists(IsUserCode))
        {
            return null;
        }

        List<Type> packages = code.FindAll(t => origins.Of(t) == CodeOrigin.Package);
        List<Type> atWork = packages.Count > 0 ? packages : code.FindAll(t => t.Assembly != typeof(object).Assembly);
        return atWork.Count > 0 ? _uses.Of(test, atWork) : null;
    }

    /// <summary>Whose code a node runs; null for a promise.</summary>
    private CodeOrigin? OriginOf(object node, ITaskShape shapes) => CodeFrames.CodeTypeOf(node, shapes) is { } type ? origins.Of(type) : null;

    private bool IsUserCode(Type type) => origins.Of(type) == CodeOrigin.User;

    private static IEnumerable<string> OfFrames(IReadOnlyList<ThreadFrame> frames) =>
        frames.Where(f => !f.Display.IsUserCode && f.Display.Assembly is not null).Select(f => f.Display.Assembly + "|" + f.Display.Method);

    private static object? ThisOf(object node, ITaskShape shapes, NamedFieldReader reader)
    {
        if (shapes.IsAsyncBox(node))
        {
            return shapes.StateMachine(node) is { } machine ? reader.Read(machine, AwaiterFields.CapturedThis) : null;
        }

        return node is Task task && shapes.Body(task) is { } body ? body.Target ?? (shapes.BodyState(task) as Delegate)?.Target : null;
    }

    private static bool IsIterator(object node, ITaskShape shapes) =>
        shapes.IsAsyncBox(node) && shapes.StateMachineType(node) is { } type && FieldReader.Find(type, AwaiterFields.IteratorPromise) is not null;

    private static bool IsAsyncVoid(object node, ITaskShape shapes) =>
        shapes.IsAsyncBox(node) && shapes.StateMachineType(node) is { } type
        && FieldReader.Find(type, AwaiterFields.Builder)?.FieldType == typeof(System.Runtime.CompilerServices.AsyncVoidMethodBuilder);

    /// <summary>True when the program's code did not make the blocking call itself.</summary>
    private static bool BlocksInLibrary(ThreadStand stand) => stand.FirstFrame < stand.Frames.Count && !stand.Frames[stand.FirstFrame].Display.IsUserCode;

    private static bool IsUnwrap(object node) => node.GetType().Name.StartsWith("UnwrapPromise", StringComparison.Ordinal);

    private static string OuterName(Type type)
    {
        Type outermost = EnclosingTypes.Outermost(type);
        return outermost.FullName ?? outermost.Name;
    }
}
