using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

public sealed class BaselineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck-baseline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Leaks_within_the_allowance_are_known_and_the_next_one_is_a_leak()
    {
        Baseline baseline = Load("aa | 2 | task A.B | Shop.Tests | legacy, #412");

        IReadOnlyList<Survivor> first = baseline.Apply([Leak("aa")]);
        IReadOnlyList<Survivor> second = baseline.Apply([Leak("aa", count: 3)]);

        first.Should().ContainSingle().Which.Should().Match<Survivor>(s => s.Class == SurvivorClass.Baseline && s.Excuse == "legacy, #412");
        second.Select(s => (s.Class, s.Count)).Should().Equal((SurvivorClass.Leak, 2), (SurvivorClass.Baseline, 1));
    }

    [Fact]
    public void A_place_that_is_not_listed_stays_a_leak_and_what_is_excused_already_uses_nothing_up()
    {
        Baseline baseline = Load("aa | 1 | task A.B | Shop.Tests | legacy");

        baseline.Apply([Leak("bb"), Leak("aa") with { Class = SurvivorClass.Allowed }]).Select(s => s.Class).Should().Equal(SurvivorClass.Leak, SurvivorClass.Allowed);
        baseline.Apply([Leak("aa")]).Single().Class.Should().Be(SurvivorClass.Baseline);
    }

    [Fact]
    public void Entries_of_another_assembly_do_not_count()
    {
        Load("aa | 9 | task A.B | Other.Tests | legacy").Apply([Leak("aa")]).Single().Class.Should().Be(SurvivorClass.Leak);
    }

    [Fact]
    public void Parallel_reports_share_one_allowance()
    {
        Baseline baseline = Load("aa | 100 | task A.B | Shop.Tests | legacy");
        int leaks = 0;

        Parallel.For(0, 150, _ => Interlocked.Add(ref leaks, baseline.Apply([Leak("aa")]).Count(s => s.Class == SurvivorClass.Leak)));

        leaks.Should().Be(50);
    }

    [Fact]
    public void Stale_entries_are_listed_with_what_to_do()
    {
        Baseline baseline = Load("aa | 2 | task A.B | Shop.Tests | x", "bb | 1 | timer C | Shop.Tests | y", "cc | 1 | timer D | Shop.Tests | z");
        baseline.Apply([Leak("aa"), Leak("cc")]);

        baseline.Stale().Should().Equal(
            "aa (task A.B) allows 2, 1 seen: lower its count",
            "bb (timer C) was not seen: delete its line");
    }

    [Fact]
    public void An_update_writes_what_is_there_and_keeps_the_reasons()
    {
        string path = Write("bb | 4 | task Old | Shop.Tests | legacy, #412", "zz | 1 | task Gone | Shop.Tests | gone", "aa | 7 | task X | Other.Tests | theirs");
        Baseline baseline = Baseline.Load(path, "Shop.Tests", update: true);

        baseline.Apply([Leak("bb", count: 3), Leak("ab") with { Kind = SurvivorKind.Timer, What = "Timer | odd" }]).Should().OnlyContain(s => s.Class == SurvivorClass.Baseline);

        baseline.Update().Should().BeEmpty();
        File.ReadAllText(path).Should().Be(
            """
            # Leaks that are known and fail nothing. One place per line: fingerprint | count | kind and method | assembly | reason
            # A run may leave at most that many; counts may only fall. LEAKCHECK_BASELINE_UPDATE=1 rewrites the file and keeps the reasons.
            aa | 7 | task X | Other.Tests | theirs
            ab | 1 | timer Timer / odd | Shop.Tests | not explained yet
            bb | 3 | task Work | Shop.Tests | legacy, #412

            """.ReplaceLineEndings("\n"));
        Directory.GetFiles(_folder).Should().Equal(path);
    }

    [Fact]
    public void An_update_never_raises_a_count()
    {
        string path = Write("aa | 2 | task A.B | Shop.Tests | legacy");
        Baseline baseline = Baseline.Load(path, "Shop.Tests", update: true);

        baseline.Apply([Leak("aa", count: 5)]).Select(s => (s.Class, s.Count)).Should().Equal((SurvivorClass.Leak, 3), (SurvivorClass.Baseline, 2));

        baseline.Update().Should().Equal($"LEAKCHECK_BASELINE '{path}': aa (task A.B) allows 2, 5 seen. Counts may only fall: mend the new leak, or raise the count by hand.");
        File.ReadAllText(path).Should().Contain("aa | 2 |");
    }

    [Fact]
    public void An_updated_file_excuses_the_same_run_again()
    {
        string path = Path.Combine(_folder, "new", "leaks.txt");
        Baseline first = Baseline.Load(path, "Shop.Tests", update: true);
        first.Problems.Should().BeEmpty();
        first.Apply([Leak("aa", 2), Leak("bb")]);
        first.Update().Should().BeEmpty();

        Baseline second = Baseline.Load(path, "Shop.Tests", update: false);

        second.Problems.Should().BeEmpty();
        second.Apply([Leak("aa", 2), Leak("bb")]).Should().OnlyContain(s => s.Class == SurvivorClass.Baseline);
        second.Stale().Should().BeEmpty();
    }

    [Fact]
    public void Processes_that_update_one_file_at_the_same_time_lose_no_entry()
    {
        string path = Path.Combine(_folder, "leaks.txt");
        Parallel.For(0, 8, i =>
        {
            Baseline baseline = Baseline.Load(path, $"Tests{i}", update: true);
            baseline.Apply([Leak("aa")]);
            baseline.Update().Should().BeEmpty();
        });

        BaselineFile.Read(path, mayBeAbsent: false).Entries.Select(e => e.Assembly).Should().Equal(Enumerable.Range(0, 8).Select(i => $"Tests{i}"));
    }

    [Fact]
    public void Every_bad_line_is_named_with_its_remedy_and_nothing_is_overwritten()
    {
        string path = Write("# a comment", "", "aa | 2 | task A | Shop.Tests | ok", "aa | 1 | task A | Shop.Tests | twice", "bb 2 task", "cc | 0 | task | T | r", "dd | 1 | task | T |", "<<<<<<< HEAD");
        string before = File.ReadAllText(path);
        Baseline baseline = Baseline.Load(path, "Shop.Tests", update: true);

        baseline.Problems.Should().Equal(
            $"LEAKCHECK_BASELINE '{path}', line 4: 'aa' is listed for Shop.Tests on line 3 already; keep one of the two.",
            $"LEAKCHECK_BASELINE '{path}', line 5: 'bb 2 task' is not an entry; write fingerprint | count | kind and method | assembly | reason.",
            $"LEAKCHECK_BASELINE '{path}', line 6: the count is '0'; allowed are whole numbers from 1; delete the line when nothing is allowed any more.",
            $"LEAKCHECK_BASELINE '{path}', line 7: the reason is empty; say behind the last | why these leaks are accepted.",
            $"LEAKCHECK_BASELINE '{path}', line 8: a mark of an unfinished merge; keep the entries of both sides and delete the mark.");
        baseline.Apply([Leak("new")]);
        baseline.Update().Should().BeEmpty();
        File.ReadAllText(path).Should().Be(before);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_unless_it_is_to_be_written()
    {
        string path = Path.Combine(_folder, "absent.txt");

        Baseline.Load(path, "Shop.Tests", update: false).Problems.Should().Equal(
            $"LEAKCHECK_BASELINE is '{path}': there is no such file. Run once with LEAKCHECK_BASELINE_UPDATE=1 to write it.");
        Baseline.Load(path, "Shop.Tests", update: true).Problems.Should().BeEmpty();
    }

    [Fact]
    public void A_file_that_cannot_be_read_or_written_is_one_sentence()
    {
        Baseline.Load(_folder, "Shop.Tests", update: false).Problems.Should().ContainSingle().Which.Should().StartWith($"LEAKCHECK_BASELINE is '{_folder}': it cannot be read (");
        string below = Path.Combine(Write("# nothing"), "leaks.txt");
        Baseline baseline = Baseline.Load(below, "Shop.Tests", update: true);
        baseline.Apply([Leak("aa")]);

        baseline.Update().Concat(baseline.Problems).Should().ContainSingle().Which.Should().StartWith($"LEAKCHECK_BASELINE is '{below}': it cannot be ");
    }

    private static Survivor Leak(string fingerprint, int count = 1) =>
        new() { Kind = SurvivorKind.Task, What = "Work", State = SurvivorState.Waiting, Fingerprint = fingerprint, Count = count };

    private string Write(params string[] lines)
    {
        string path = Path.Combine(_folder, "leaks.txt");
        File.WriteAllLines(path, lines);
        return path;
    }

    private Baseline Load(params string[] lines)
    {
        Baseline baseline = Baseline.Load(Write(lines), "Shop.Tests", update: false);
        baseline.Problems.Should().BeEmpty();
        return baseline;
    }
}
