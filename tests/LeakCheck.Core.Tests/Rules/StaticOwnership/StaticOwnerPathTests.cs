using LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;
using LeakCheck.Patterns;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership;

public class StaticOwnerPathTests
{
    private static readonly List<TimerWorker> s_all = [];
    private static readonly TimerWorker?[] s_slots = new TimerWorker?[3];
    private static readonly Dictionary<string, List<TimerWorker>> s_byName = [];
    private static Outer<int>.Inner? s_nested;
    private static LoopWorker? s_one;
    private static WorkControl? s_used;
    private static ServiceProvider? s_container;

    [Fact]
    public void A_path_leaves_out_the_runtimes_inner_objects()
    {
        s_nested = new Outer<int>.Inner();
        Search.OwnerOf(s_nested.Lazy.Value.Survivor)!.Path.Should().Be("static StaticOwnerPathTests.s_nested -> StaticOwnerPathTests.Outer<Int32>.Inner.Lazy");
        s_nested.Lazy.Value.Dispose();
        s_nested = null;
    }

    [Fact]
    public void A_package_may_be_the_singleton_of_another_that_uses_it()
    {
        // Where a file names none of them, every assembly is somebody's package.
        string deps = Path.GetTempFileName();
        File.WriteAllText(deps, """{ "libraries": { "Other/1.0": { "type": "project" } }, "targets": { "net": { "Other/1.0": { "runtime": { "lib/Other.dll": {} } } } } }""");
        var origins = new CodeOrigins(["xunit"], DeclaredLibraries.From([deps], Path.GetDirectoryName(typeof(object).Assembly.Location)));
        File.Delete(deps);
        s_used = new WorkControl();
        using var unused = new WorkControl();
        IReadOnlyDictionary<int, StaticOwner> owners = new StaticOwnerSearch(origins, ClrFieldReader.Instance)
            .Find([new OwnershipTarget(0, s_used, "target"), new OwnershipTarget(1, unused, "target")], _ => CodeOrigin.Package);
        s_used.Dispose();
        s_used = null;

        origins.Of(typeof(WorkControl)).Should().Be(CodeOrigin.Package);
        owners[0].Class.Should().Be(SurvivorClass.Library);
        owners[0].Field.Should().Be("static StaticOwnerPathTests.s_used");
        owners.Should().NotContainKey(1);
    }

    [Fact]
    public void A_leak_says_in_which_collection_it_was_left()
    {
        using var first = new TimerWorker();
        using var second = new TimerWorker();
        s_all.AddRange([first, second]);
        StaticOwner owner = Search.OwnerOf(second.Survivor)!;
        s_all.Clear();

        owner.Class.Should().Be(SurvivorClass.Leak);
        owner.Field.Should().Be("static StaticOwnerPathTests.s_all");
        owner.Path.Should().StartWith("static StaticOwnerPathTests.s_all -> List<TimerWorker>[1]");
    }

    [Fact]
    public void An_array_shows_its_index()
    {
        using var worker = new TimerWorker();
        s_slots[2] = worker;
        StaticOwner owner = Search.OwnerOf(worker.Survivor)!;
        s_slots[2] = null;

        owner.Path.Should().StartWith("static StaticOwnerPathTests.s_slots -> TimerWorker[2]");
    }

    [Fact]
    public void Collections_inside_collections_are_both_shown()
    {
        using var worker = new TimerWorker();
        s_byName["a"] = [worker];
        StaticOwner owner = Search.OwnerOf(worker.Survivor)!;
        s_byName.Clear();

        owner.Path.Should().StartWith("static StaticOwnerPathTests.s_byName -> Dictionary<String, List<TimerWorker>>[...] -> List<TimerWorker>[0]");
    }

    [Fact]
    public void A_packages_own_singleton_is_library_work()
    {
        using (var connection = new SqliteConnection("Data Source=:memory:"))
        {
            connection.Open();
        }

        object factory = typeof(SqliteConnection).Assembly.GetType("Microsoft.Data.Sqlite.SqliteConnectionFactory")!.GetField("Instance")!.GetValue(null)!;
        StaticOwner owner = Search.OwnerOf(RuntimeTimers.Of(PrivateFields.Get(factory, "_pruneTimer")!))!;

        owner.Class.Should().Be(SurvivorClass.Library);
        owner.Path.Should().StartWith("static SqliteConnectionFactory.Instance");
    }

    [Fact]
    public void A_singleton_service_belongs_to_its_static_container()
    {
        s_container = new ServiceCollection().AddSingleton<LoopWorker>().BuildServiceProvider();
        LoopWorker worker = s_container.GetRequiredService<LoopWorker>();
        StaticOwner owner = Search.OwnerOf(worker.Survivor)!;
        s_container.Dispose();
        s_container = null;

        owner.Class.Should().Be(SurvivorClass.ProcessWide);
        owner.Field.Should().Be("static StaticOwnerPathTests.s_container");
    }

    [Theory]
    [InlineData(false, SurvivorClass.ProcessWide)]
    [InlineData(true, null)]
    public void A_service_that_work_only_runs_on_owns_it_unless_containers_do_not_count(bool outsideContainers, SurvivorClass? expected)
    {
        s_container = new ServiceCollection().AddSingleton<ForgetfulWorker>().BuildServiceProvider();
        ForgetfulWorker worker = s_container.GetRequiredService<ForgetfulWorker>();
        SurvivorTargets sought = new OwnershipTargets(Search.Origins, ClrFieldReader.Instance).Of(0, worker.Begin());

        StaticOwner? owner = new StaticOwnerSearch(Search.Origins, ClrFieldReader.Instance)
            .Find([.. sought.Targets.Select(t => t with { OutsideContainers = outsideContainers && t.IsReceiver })], _ => sought.OwnCode).GetValueOrDefault(0);
        s_container.Dispose();
        s_container = null;

        (owner?.Class).Should().Be(expected);
    }

    [Fact]
    public void Several_survivors_are_decided_in_one_walk()
    {
        using var owned = new LoopWorker();
        using var leaked = new LoopWorker();
        using var listed = new TimerWorker();
        s_one = owned;
        s_all.Add(listed);
        var targets = new OwnershipTargets(Search.Origins, ClrFieldReader.Instance);
        SurvivorTargets[] sought = [targets.Of(0, owned.Survivor), targets.Of(1, leaked.Survivor), targets.Of(2, listed.Survivor)];

        IReadOnlyDictionary<int, StaticOwner> owners = new StaticOwnerSearch(Search.Origins, ClrFieldReader.Instance)
            .Find([.. sought.SelectMany(s => s.Targets)], i => sought[i].OwnCode);
        s_one = null;
        s_all.Clear();

        owners.Should().HaveCount(2);
        owners[0].Class.Should().Be(SurvivorClass.ProcessWide);
        owners[2].Class.Should().Be(SurvivorClass.Leak);
    }

    private static class Outer<T>
    {
        public sealed class Inner
        {
            public Lazy<LoopWorker> Lazy { get; } = new(() => new LoopWorker());

            public T? Value { get; set; }
        }
    }
}
