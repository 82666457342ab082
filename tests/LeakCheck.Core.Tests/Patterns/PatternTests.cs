using LeakCheck.Patterns;
using LeakCheck.Patterns.Web;

namespace LeakCheck.Core.Tests.Patterns;

/// <summary>What the engine says about each pattern of the corpus that can share a process; the rest runs in LeakCheck.IsolatedHost.</summary>
[Collection(nameof(PatternsRunAlone))]
public class PatternTests
{
    private const int SettleMilliseconds = 200;

    public static TheoryData<string> Names => [.. Shared.Select(pattern => pattern.Name)];

    private static IEnumerable<Pattern> Shared => WholeCorpus.All.Where(pattern => pattern.CanShareThisProcess);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Leaky_twin_is_blamed_at_its_line(string name)
    {
        (await AskAsync(name, Twin.Leaky)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Clean_twin_is_silent(string name)
    {
        (await AskAsync(name, Twin.Clean)).Should().BeEmpty();
    }

    [Fact]
    public async Task All_twins_at_once_get_the_same_verdicts()
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        Pattern[] patterns = [.. Shared];
        try
        {
            // One thread for each pattern that holds one: starvation is not what is tried here.
            ThreadPool.SetMinThreads(patterns.Length, ports);
            IReadOnlyList<string>[] wrong = await Task.WhenAll(
                patterns.SelectMany(pattern => Enum.GetValues<Twin>().Select(twin => Task.Run(() => AskAsync(pattern.Name, twin)))));

            wrong.SelectMany(answers => answers).Should().BeEmpty();
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    private static async Task<IReadOnlyList<string>> AskAsync(string name, Twin twin)
    {
        Pattern pattern = WholeCorpus.All.Single(candidate => candidate.Name == name);
        IReadOnlyList<string> wrong = await PatternRun.RunAsync(pattern, twin, isFirst: false, twin == Twin.Leaky ? SettleMilliseconds : null);
        return [.. wrong.Select(answer => $"{name} ({twin}) {answer}")];
    }
}
