using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Which locks a method holds at one of its instructions, and which it is about to take there. Read from its instructions, as the C# and Visual Basic compilers
/// write <c>lock</c> and <c>SyncLock</c>, and as people write <c>Monitor.Enter</c> with <c>try</c> and <c>finally</c>; nothing runs.
/// A lock kept in a local or handed in as an argument has no name that two methods share and is left out.
/// </summary>
/// <param name="Held">The locks it has taken and not left.</param>
/// <param name="Wanted">The lock that the call it stands at takes; null when it stands at no such call, or takes one without a name.</param>
/// <param name="Call">The call it stands at, in the words of <see cref="WaitReasons"/>, when that takes a lock or joins a thread; null for any other.</param>
internal sealed record LockCode(IReadOnlyList<LockTarget> Held, LockTarget? Wanted, string? Call)
{
    private const ushort LoadThis = 0x02;
    private const ushort Duplicate = 0x25;

    /// <summary>Instructions between a place that the runtime's maps know and the call made from there (count): what loads its arguments.</summary>
    private const int MostLoads = 12;

    /// <summary>What loads the lock and the address of the flag, in their longest forms (bytes). Less than a <c>lock</c> statement inside takes before its own call.</summary>
    private const int LongestLoads = 8;

    private static readonly LockCode s_nothing = new([], null, null);

    /// <param name="method">The method.</param>
    /// <param name="ilOffset">Where it stands: at, or shortly before, the call that is on.</param>
    public static LockCode Of(MethodBase method, int ilOffset)
    {
        IReadOnlyList<IlInstruction> code = AwaitPoints.Code(method);
        if (ilOffset < 0 || code.Count == 0)
        {
            return s_nothing;
        }

        int call = CallAt(code, ilOffset);
        bool enters = call >= 0 && IsEnter(method, code[call]);
        var held = new List<LockTarget>();
        foreach (ExceptionHandlingClause clause in method.GetMethodBody()!.ExceptionHandlingClauses)
        {
            int start = clause.TryOffset;
            int end = start + clause.TryLength;
            if (clause.Flags != ExceptionHandlingClauseOptions.Finally || ilOffset < start || ilOffset >= end)
            {
                continue;
            }

            // The compilers take a Monitor as the first act inside the block: whoever stands there still waits for it.
            int taken = IndexOf(code, start, end, i => IsEnter(method, i) && i.Offset - start <= LongestLoads);
            if ((taken < 0 || (code[taken].Offset < ilOffset && taken != call)) && LeftIn(method, code, clause) is { } target)
            {
                held.Add(target);
            }
        }

        return new LockCode(held, enters ? ArgumentOf(method, code, call) : null, call < 0 ? null : ReasonOf(IlTokens.Called(method, code[call])));
    }

    /// <summary>Index of the call that is made from a place; -1 when none is near.</summary>
    private static int CallAt(IReadOnlyList<IlInstruction> code, int ilOffset)
    {
        int first = Math.Max(IlReader.LastIndex(code, ilOffset + 1, _ => true), 0);
        for (int i = first; i < code.Count && i <= first + MostLoads; i++)
        {
            if (code[i].IsCall)
            {
                return i;
            }
        }

        return -1;
    }

    private static string? ReasonOf(MethodBase? called) => called?.DeclaringType?.FullName switch
    {
        "System.Threading.Monitor" when called.Name == nameof(Monitor.Enter) => WaitReasons.MonitorEnter,
        "System.Threading.Lock" when called.Name is "Enter" or "EnterScope" => WaitReasons.LockEnter,
        "System.Threading.Thread" when called.Name == nameof(Thread.Join) => WaitReasons.ThreadJoin,
        _ => null,
    };

    /// <summary>What the block's end leaves: the argument of <c>Monitor.Exit</c>, or the lock whose scope is disposed.</summary>
    private static LockTarget? LeftIn(MethodBase method, IReadOnlyList<IlInstruction> code, ExceptionHandlingClause clause)
    {
        int end = clause.HandlerOffset + clause.HandlerLength;
        int exit = IndexOf(code, clause.HandlerOffset, end, i => IlTokens.Called(method, i) is { } called && IsExit(called));
        if (exit < 1)
        {
            return null;
        }

        if (IlTokens.Called(method, code[exit])!.DeclaringType!.Name != "Scope")
        {
            return ArgumentOf(method, code, exit);
        }

        // using (gate.EnterScope()): the scope stands in a local, and the call that made it right before that was stored.
        int store = code[exit - 1].LoadedLocal is { } local ? IlReader.LastIndex(code, code[exit].Offset, i => i.StoredLocal == local) : -1;
        return store > 0 && IsEnter(method, code[store - 1]) ? ArgumentOf(method, code, store - 1) : null;
    }

    /// <summary>What a call to <c>Enter</c>, <c>EnterScope</c> or <c>Exit</c> is given as the lock.</summary>
    private static LockTarget? ArgumentOf(MethodBase method, IReadOnlyList<IlInstruction> code, int call)
    {
        // Behind the lock may stand the address of the flag that says whether it was taken.
        int load = call - 1;
        if (IlTokens.Called(method, code[call]) is { IsStatic: true } called && called.GetParameters().Length == 2)
        {
            load--;
        }

        return load < 0 ? null : ValueAt(method, code, load);
    }

    private static LockTarget? ValueAt(MethodBase method, IReadOnlyList<IlInstruction> code, int load)
    {
        if (code[load].LoadedLocal is { } local)
        {
            int store = IlReader.LastIndex(code, code[load].Offset, i => i.StoredLocal == local);
            while (store > 0 && code[store - 1].Code == Duplicate)
            {
                store--;
            }

            return store > 0 && code[store - 1].LoadedLocal is null ? ValueAt(method, code, store - 1) : null;
        }

        if (code[load].Code == LoadThis && !method.IsStatic && method.DeclaringType is { IsValueType: false } type)
        {
            return LockTarget.OfThis(type);
        }

        return IlTokens.Loaded(method, code[load]) is { } field ? LockTarget.Of(field) : null;
    }

    private static bool IsEnter(MethodBase method, IlInstruction instruction) => ReasonOf(IlTokens.Called(method, instruction)) is WaitReasons.MonitorEnter or WaitReasons.LockEnter;

    private static bool IsExit(MethodBase called) =>
        (IsLockType(called.DeclaringType) && called.Name == nameof(Monitor.Exit))
        || (called.Name == nameof(IDisposable.Dispose) && called.DeclaringType is { Name: "Scope", DeclaringType: { } around } && IsLockType(around));

    private static bool IsLockType(Type? type) => type?.FullName is "System.Threading.Monitor" or "System.Threading.Lock";

    private static int IndexOf(IReadOnlyList<IlInstruction> code, int from, int to, Func<IlInstruction, bool> matches)
    {
        for (int i = 0; i < code.Count; i++)
        {
            if (code[i].Offset >= from && code[i].Offset < to && matches(code[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
