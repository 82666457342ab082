using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership;

/// <summary>What the search must never do to the program that it looks at.</summary>
public class StaticOwnerHazardTests
{
    private static readonly ConcurrentBag<string> s_ran = [];
    private static readonly Hostile s_hostile = new();
    private static NotInitialisedYet? s_notInitialisedYet;
    private static LoopWorker? s_blockedFriend;
    private static Churn? s_churn;
    private static Wide? s_wide;
    private static Early? s_early;

    [Fact]
    public void No_static_constructor_and_no_code_of_the_objects_runs()
    {
        using var leak = new LoopWorker();
        s_notInitialisedYet = new NotInitialisedYet { Inner = new object() };

        Search.OwnerOf(leak.Survivor)?.Class.Should().Be(SurvivorClass.Leak);
        s_ran.Should().BeEmpty();

        s_hostile.Inner.Should().NotBeNull("the search must have had a reason to enter the object");
        NotInitialisedYet.Touch();
        s_ran.Should().Equal([nameof(NotInitialisedYet)], "the recorder itself must work");
        s_notInitialisedYet = null;
    }

    [Fact]
    public void A_class_that_overrides_a_method_which_is_not_there_any_more_is_passed_over()
    {
        (Assembly misfit, AssemblyLoadContext context) = Misfits.Load();
        int token = misfit.ManifestModule.ResolveType(0x02000002).MetadataToken;
        FluentActions.Invoking(() => misfit.ManifestModule.ResolveType(token + 1)).Should().Throw<MissingMethodException>("that is what the scan has to bear");
        var origins = new CodeOrigins([], DeclaredLibraries.OfThisProcess());
        var fields = ClrFieldReader.Instance;

        FluentActions.Invoking(() => new StaticFieldScan(origins, fields, new GenericStatics(origins, fields)).ReadAll(origins.Of(misfit), a => a == misfit).ToList())
            .Should().NotThrow();
        context.Unload();
    }

    [Fact]
    public void Objects_of_a_class_that_is_not_initialised_are_walked_through()
    {
        using var worker = new LoopWorker();
        s_early = new Early { Worker = worker };
        try
        {
            Search.OwnerOf(worker.Survivor)!.Path.Should().Be("static StaticOwnerHazardTests.s_early -> StaticOwnerHazardTests.Early.Worker");
            EarlyLog.Ran.Value.Should().BeFalse();
        }
        finally
        {
            s_early = null;
        }
    }

    [Fact]
    public void A_static_constructor_that_hangs_on_another_thread_does_not_hang_the_search()
    {
        var initialiser = new Thread(() => RuntimeHelpers.RunClassConstructor(typeof(Blocking).TypeHandle)) { IsBackground = true };
        initialiser.Start();
        BlockingPlan.Inside.Wait(TestContext.Current.CancellationToken);
        s_blockedFriend = new LoopWorker();
        try
        {
            Search.OwnerOf(s_blockedFriend.Survivor)!.Class.Should().Be(SurvivorClass.ProcessWide);
            using var leak = new LoopWorker();
            Search.OwnerOf(leak.Survivor).Should().BeNull();
            initialiser.IsAlive.Should().BeTrue("the constructor was blocked all the time");
        }
        finally
        {
            BlockingPlan.Release.Set();
            initialiser.Join();
            s_blockedFriend.Dispose();
            s_blockedFriend = null;
        }
    }

    [Fact]
    public void A_graph_that_changes_during_the_walk_does_no_harm()
    {
        using var stop = new CancellationTokenSource();
        s_churn = new Churn();
        Thread[] mutators = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => Mutate(s_churn, stop.Token)) { IsBackground = true })];
        Array.ForEach(mutators, m => m.Start());
        using var worker = new LoopWorker();
        s_churn.Fixed = worker;
        try
        {
            for (int i = 0; i < 10; i++)
            {
                Search.OwnerOf(worker.Survivor)!.Field.Should().Be("static StaticOwnerHazardTests.s_churn");
                using var leak = new LoopWorker();
                (Search.OwnerOf(leak.Survivor)?.Class ?? SurvivorClass.Leak).Should().Be(SurvivorClass.Leak);
            }
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(mutators, m => m.Join());
            s_churn = null;
        }
    }

    [Fact]
    public void Nothing_keeps_the_targets_alive_afterwards()
    {
        WeakReference target = SearchForAnObjectNobodyHolds();
        for (int i = 0; i < 3 && target.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        target.IsAlive.Should().BeFalse();
    }

    [Fact]
    public void No_execution_context_flows_to_the_search()
    {
        var seen = new ConcurrentBag<string?>();
        var scope = new AsyncLocal<string?>(change => seen.Add(Thread.CurrentThread.Name));
        scope.Value = "test";
        using var worker = new LoopWorker();
        Search.OwnerOf(worker.Survivor);
        seen.Should().NotContain(name => name != null && name.StartsWith("LeakCheck", StringComparison.Ordinal));
    }

    [Fact]
    public void A_spent_budget_is_a_leak_with_a_remark()
    {
        using var worker = new LoopWorker();
        s_wide = new Wide();
        SurvivorTargets sought = new OwnershipTargets(Search.Origins, ClrFieldReader.Instance).Of(5, worker.Survivor);
        StaticOwner owner = new StaticOwnerSearch(Search.Origins, ClrFieldReader.Instance, maximumObjects: 3).Find(sought.Targets, _ => sought.OwnCode)[5];
        s_wide = null;

        owner.Class.Should().Be(SurvivorClass.Leak);
        owner.Path.Should().BeEmpty();
        owner.Remark.Should().Be("The search for a static field that owns it stopped after 3 objects.");
    }

    [Fact]
    public void A_failure_on_the_search_thread_comes_out_of_Find()
    {
        var search = new StaticOwnerSearch(Search.Origins, new BrokenReader());
        Action find = () => search.Find([new OwnershipTarget(0, new object(), "task")], _ => CodeOrigin.User);
        find.Should().Throw<InvalidOperationException>().WithMessage("broken");
    }

    [Fact]
    public void Without_targets_nothing_is_searched() =>
        new StaticOwnerSearch(Search.Origins, new BrokenReader()).Find([], _ => CodeOrigin.User).Should().BeEmpty();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SearchForAnObjectNobodyHolds()
    {
        object target = new();
        new StaticOwnerSearch(Search.Origins, ClrFieldReader.Instance).Find([new OwnershipTarget(0, target, "task")], _ => CodeOrigin.User).Should().BeEmpty();
        return new WeakReference(target);
    }

    private static void Mutate(Churn churn, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            churn.Left = new Branch { Leaf = new object[i % 50] };
            churn.Pair = (churn.Left, i % 2 == 0 ? new object() : null);
            churn.Many[i % 100] = new object();
            if (i % 20_000 == 0)
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
        }
    }

    /// <summary>Every member that a careless walk could call notes it.</summary>
    private sealed class Hostile : IEquatable<Hostile>
    {
        public object Inner { get; } = new HostileKey();

        public object Getter => Note("getter " + Inner);

        public bool Equals(Hostile? other) => Note("Equals") is null;

        public override bool Equals(object? obj) => Note("Equals") is null;

        public override int GetHashCode() => Note("GetHashCode").Length;

        public override string ToString() => Note("ToString");
    }

    private sealed class HostileKey
    {
        public override bool Equals(object? obj) => Note("Equals") is null;

        public override int GetHashCode() => Note("GetHashCode").Length;
    }

    private static string Note(string what)
    {
        s_ran.Add(what);
        return what;
    }

    /// <summary>Has an instance before its static field is initialised; <see cref="FieldInfo.GetValue"/> on the instance field would initialise it.</summary>
    private sealed class NotInitialisedYet
    {
        private static readonly string s_note = Note(nameof(NotInitialisedYet));

        public object? Inner;

        public static void Touch() => GC.KeepAlive(s_note);
    }

    private sealed class Early
    {
        public static readonly bool Initialised = EarlyLog.Ran.Value = true;

        public LoopWorker? Worker;
    }

    private static class EarlyLog
    {
        public static readonly StrongBox<bool> Ran = new();
    }

    private static class Blocking
    {
        public static readonly object Before = new();
        public static readonly object After;

        static Blocking()
        {
            BlockingPlan.Inside.Set();
            BlockingPlan.Release.Wait();
            After = new object();
        }
    }

    private static class BlockingPlan
    {
        public static ManualResetEventSlim Inside { get; } = new();

        public static ManualResetEventSlim Release { get; } = new();
    }

    private sealed class Churn
    {
        public Branch? Left;
        public (object?, object?) Pair;
        public object?[] Many = new object?[100];
        public LoopWorker? Fixed;
    }

    private sealed class Branch
    {
        public object? Leaf;
    }

    private sealed class Wide
    {
        public object A = new();
        public object B = new();
        public object C = new();
        public object D = new();
    }

    private sealed class BrokenReader : IFieldReader
    {
        public bool ReadsAllStatics => false;

        public string Detail => "broken";

        public bool TryReadStatic(FieldInfo field, [NotNullWhen(true)] out object? value) => throw new InvalidOperationException("broken");

        public object? ReadInstance(FieldInfo field, object holder) => null;
    }
}
