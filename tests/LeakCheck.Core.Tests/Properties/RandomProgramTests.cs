using CsCheck;

namespace LeakCheck.Core.Tests.Properties;

/// <summary>
/// Random programs of work in nested and parallel scopes, whose right answer is known by construction: every scope must name exactly the work that is its own and alive.
/// New programs are tried on demand, with <c>-explicit only -class "*RandomProgramTests"</c>: a run of the suite shall say the same each time.
/// <c>CsCheck_Iter</c> or <c>CsCheck_Time</c> (seconds) make the run longer; a failure prints the seed, which <c>CsCheck_Seed</c> takes.
/// </summary>
[Collection(nameof(Patterns.PatternsRunAlone))]
public class RandomProgramTests
{
    private const int Samples = 5;
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(3);
    private static int s_runs;

    [Fact(Explicit = true)]
    public async Task The_engine_says_what_the_model_says_of_any_programs()
    {
        bool isSetOutside = Environment.GetEnvironmentVariable("CsCheck_Iter") is not null || Environment.GetEnvironmentVariable("CsCheck_Time") is not null;
        await SampleAsync(seed: null, isSetOutside ? -1 : Samples);
    }

    [Theory]
    [InlineData("19ohAmGL8RK6")]
    [InlineData("0003myeqq_4i")]
    [InlineData("dkQUQvPNKW52")]
    public async Task The_engine_says_what_the_model_says_of_the_same_programs_in_every_run(string seed) => await SampleAsync(seed, Samples);

    private static async Task SampleAsync(string? seed, int samples)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        try
        {
            // One thread for each piece of work that holds one: starvation is not what is tried here.
            ThreadPool.SetMinThreads(200, ports);

            // One sample at a time: the sweep looks at the whole process. The programs of a sample run beside each other.
            await Programs.All.SampleAsync(AgreeAsync, TestContext.Current.TestOutputHelper!.WriteLine, seed, samples, threads: 1, print: Text);
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    private static async Task AgreeAsync(Block[] programs)
    {
        Task<IReadOnlyList<string>> run = new Interpreter($"program-{Interlocked.Increment(ref s_runs)}").RunAsync(programs);

        // The deadline's own timer is nobody's, or the sweep would name it.
        IReadOnlyList<string> wrong = await LeakScope.Detached(() => run.WaitAsync(s_deadline));
        if (wrong.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, wrong));
        }
    }

    private static string Text(Block[] programs) => Environment.NewLine + string.Join(Environment.NewLine, (object[])programs);
}
