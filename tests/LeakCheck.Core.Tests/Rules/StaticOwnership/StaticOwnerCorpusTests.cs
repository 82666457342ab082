using LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership;

public class StaticOwnerCorpusTests
{
    public static TheoryData<string> SingletonNames => [.. Singletons.All.Select(c => c.Name)];

    public static TheoryData<string> LeakNames => [.. Leaks.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(SingletonNames))]
    public void Work_of_a_singleton_is_process_wide_where_fields_show_it(string name) => Check(Singletons.All.Single(c => c.Name == name));

    [Theory]
    [MemberData(nameof(LeakNames))]
    public void Work_that_a_static_merely_knows_stays_a_leak(string name) => Check(Leaks.All.Single(c => c.Name == name));

    [Fact]
    public void Corpus_has_the_measured_size()
    {
        Singletons.All.Should().HaveCount(32);
        Singletons.All.Count(c => c.Expected == SurvivorClass.ProcessWide).Should().Be(28);
        Leaks.All.Should().HaveCount(45);
    }

    private static void Check(OwnershipCase @case)
    {
        CaseWork work = @case.Begin();
        try
        {
            StaticOwner? owner = Search.OwnerOf(work.Survivor);
            bool canRead = !@case.NeedsInitialisationQuery || ClrFieldReader.Instance.ReadsAllStatics;
            (owner?.Class ?? SurvivorClass.Leak).Should().Be(canRead ? @case.Expected : SurvivorClass.Leak, "the path is {0}", owner?.Path);
            if (canRead && @case.Field is not null)
            {
                owner!.Field.Should().Be(@case.Field);
            }
        }
        finally
        {
            work.CleanUp();
            GC.KeepAlive(work.Local);
        }
    }
}
