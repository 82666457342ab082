using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Settings;
using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>Whatever fails while a survivor is described: it is reported all the same, under its owner, and the report says what is missing.</summary>
public class DiagnosisFaultTests
{
    private static readonly LeakEngine s_engine = LeakEngine.Current;

    [Fact]
    public async Task A_collector_of_facts_that_fails_costs_the_cause_and_nothing_else()
    {
        List<Frozen> items = await FrozenLeaks(FreezerWith(new FailingFields(), s_engine.Runtime.Shapes!));

        items.Should().HaveCount(2).And.OnlyContain(i => i.Draft.Missing.Any(m => m.StartsWith("The cause could not be found out") && m.Contains("InvalidOperationException: injected")));
        items.Should().ContainSingle(i => i.Draft.Kind == SurvivorKind.Task).Which.Draft.Method.Should().Be("DiagnosisFaultTests.Leaky.StandAsync");
        items.Should().ContainSingle(i => i.Draft.Kind == SurvivorKind.Timer).Which.Draft.What.Should().Contain("Tick");
        items.Select(i => HintCatalogue.Apply(i.Draft, i.Facts).Rule).Should().OnlyContain(rule => rule == null, "a rule that asks for facts has none to judge by");
    }

    [Fact]
    public async Task Awaits_that_cannot_be_followed_leave_every_piece_a_survivor()
    {
        List<Frozen> items = await FrozenLeaks(FreezerWith(ClrFieldReader.Instance, new FailingShapes(s_engine.Runtime.Shapes!)));

        items.Should().OnlyContain(i => i.Draft.Missing.Any(m => m.StartsWith("What hangs together could not be found out")));
        items.Should().ContainSingle(i => i.Draft.Method == "DiagnosisFaultTests.Leaky.StandAsync").Which.TaskIds.Should().HaveCount(1, "or it would be reported again");
        items.Should().ContainSingle(i => i.Draft.Kind == SurvivorKind.Timer);
    }

    [Fact]
    public async Task A_survivor_that_cannot_be_described_at_all_is_named_by_its_type()
    {
        List<Frozen> items = await FrozenLeaks(FreezerWith(ClrFieldReader.Instance, s_engine.Runtime.Shapes!, startedAt: _ => throw new InvalidOperationException("injected")));

        Frozen task = items.Should().ContainSingle(i => i.Draft.Kind == SurvivorKind.Task).Which;
        task.Draft.What.Should().Contain(nameof(Leaky)).And.Contain("StandAsync");
        task.Draft.Owner.Should().Be("described");
        task.Draft.Missing.Should().ContainSingle().Which.Should().StartWith("Where it stands could not be found out");
        items.Should().ContainSingle(i => i.Draft.Kind == SurvivorKind.Timer).Which.Draft.Missing.Should().BeEmpty("only one of them failed");
    }

    [Fact]
    public void A_rule_that_fails_costs_the_hint_only()
    {
        var survivor = new Survivor { Kind = SurvivorKind.Task, What = "work", State = SurvivorState.Waiting };

        Survivor told = HintCatalogue.Apply(survivor, new HintFacts { Calls = null! });

        told.Rule.Should().BeNull();
        told.Missing.Should().ContainSingle().Which.Should().StartWith("The cause could not be found out");
    }

    [Fact]
    public async Task A_search_for_owners_that_fails_leaves_the_leak_a_leak()
    {
        List<Frozen> items = await FrozenLeaks(s_engine.Freezer);
        var verdicts = new Verdicts(new FailingOwners(), new OwnershipTargets(s_engine.Origins, ClrFieldReader.Instance), new Growth(), new IgnoreRuleUse(), new RunSettings());

        IReadOnlyList<(Frozen Item, Survivor Survivor)> decided = verdicts.Decide(items, _ => EffectiveSettings.Default);

        decided.Should().HaveCount(2).And.OnlyContain(d => d.Survivor.Class == SurvivorClass.Leak && d.Survivor.Missing.Any(m => m.StartsWith("Whether a static field owns it")));
    }

    private static Freezer FreezerWith(IFieldReader fields, ITaskShape shapes, Func<int, IReadOnlyList<LeakFrame>>? startedAt = null)
    {
        var lines = new SourceLines();
        var frames = new CodeFrames(lines, s_engine.Origins);
        var facts = new FactCollector(s_engine.Origins, fields, lines);
        var timers = new TimerFreezer(s_engine.Runtime.Timers!, new StackFrames(lines, _ => false), s_engine.Origins, s_engine.Noise, facts);
        var tasks = new TaskFreezer(shapes, frames, s_engine.Origins, timers, lines, new ActivityWords(s_engine.Runtime.Contexts), facts, startedAt ?? (_ => []));
        return new Freezer(shapes, new ThreadStacks(lines), lines, frames, tasks, timers, new ThreadFreezer(s_engine.Origins, frames, facts));
    }

    /// <summary>Freezes one async method and one timer of a scope.</summary>
    private static async Task<List<Frozen>> FrozenLeaks(Freezer freezer)
    {
        using LeakScope scope = LeakScope.Begin("described");
        var leaky = new Leaky();
        Task work = leaky.StandAsync();
        using Sightings sightings = Sightings.Rent();
        try
        {
            s_engine.Look(new LookTarget(scope, WorkKinds.Tasks | WorkKinds.Timers), sightings);
            return freezer.Freeze(sightings, new MovementWatch(s_engine.Runtime.Shapes));
        }
        finally
        {
            leaky.Dispose();
            await work;
        }
    }

    private sealed class Leaky : IDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Timer _timer;
        private int _ticks;

        public Leaky() => _timer = new Timer(Tick, null, 3_600_000, 3_600_000);

        public async Task StandAsync() => await _end.Task;

        public void Dispose()
        {
            _timer.Dispose();
            _end.SetResult();
        }

        private void Tick(object? state) => _ticks++;
    }

    private sealed class FailingFields : IFieldReader
    {
        public bool ReadsAllStatics => true;

        public string Detail => "";

        public bool TryReadStatic(FieldInfo field, [NotNullWhen(true)] out object? value) => throw new InvalidOperationException("injected");

        public object? ReadInstance(FieldInfo field, object holder) => throw new InvalidOperationException("injected");
    }

    private sealed class FailingShapes(ITaskShape real) : ITaskShape
    {
        public bool IsAsyncBox(object node) => real.IsAsyncBox(node);

        public Type? StateMachineType(object box) => real.StateMachineType(box);

        public object? StateMachine(object box) => real.StateMachine(box);

        public Delegate? Body(Task task) => real.Body(task);

        public object? BodyState(Task task) => real.BodyState(task);

        public bool TryGetContext(object node, out ExecutionContext? context) => real.TryGetContext(node, out context);

        public bool HasContinuation(Task task) => real.HasContinuation(task);

        public void AddNext(object node, List<object> into) => throw new InvalidOperationException("injected");
    }

    private sealed class FailingOwners : IStaticOwnership
    {
        public bool IsComplete => true;

        public string Detail => "";

        public IReadOnlyDictionary<int, StaticOwner> Find(IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) => throw new InvalidOperationException("injected");

        public IReadOnlyDictionary<int, StaticOwner> FindFrom(IReadOnlyList<object> roots, IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) => Find(targets, ownCode);
    }
}
