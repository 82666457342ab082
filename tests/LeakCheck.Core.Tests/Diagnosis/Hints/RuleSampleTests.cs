using LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;
using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Core.Tests.Diagnosis.Hints;

/// <summary>The code on each rule's page: the leaky form raises exactly that rule, the mended form leaves nothing. Alone: a neighbour's look at the same moment keeps an orphan reachable, which is then only said to wait.</summary>
[Collection(nameof(Patterns.PatternsRunAlone))]
public class RuleSampleTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 200 };

    public static TheoryData<string> Samples =>
        [.. typeof(RuleSample).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RuleSample))).Select(t => t.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task The_leaky_sample_raises_exactly_its_rule(string id)
    {
        RuleSample sample = Make(id);
        await Checked(sample.EarlierTest, s_quick);
        LeakReport report = await Checked(
            async () =>
            {
                await sample.Leaky();
                await sample.Begun.WaitAsync(TestContext.Current.CancellationToken);
            },
            s_quick);
        sample.Release();

        report.Survivors.Should().NotBeEmpty();
        report.Survivors.Should().OnlyContain(s => s.Rule == id && s.Class == SurvivorClass.Leak);
        report.Survivors[0].Hint.Should().Contain(sample.Fix);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task The_mended_sample_leaves_nothing(string id)
    {
        RuleSample sample = Make(id);
        LeakReport report = await Checked(sample.Mended, new LeakOptions { SettleMilliseconds = 20_000 });
        sample.Release();

        report.Survivors.Should().BeEmpty();
    }

    [Fact]
    public void Every_rule_has_a_sample() =>
        Samples.Select(row => row.Data).Should().BeEquivalentTo(HintCatalogue.All.Select(r => r.Id));

    private static RuleSample Make(string id) =>
        (RuleSample)Activator.CreateInstance(typeof(RuleSample).Assembly.GetType(typeof(RuleSample).Namespace + "." + id, throwOnError: true)!)!;

    // On a flow of its own: what a sample sets up beforehand is nobody's.
    private static async Task<LeakReport> Checked(Func<Task> body, LeakOptions options)
    {
        using LeakScope scope = LeakScope.Begin("sample", options);
        await body();
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }
}
