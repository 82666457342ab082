using System.Reflection;

namespace LeakCheck.Session;

/// <summary>
/// The adapters' door to the engine: one session per test process. A framework's life cycle goes in as scope begin and end, a failure comes out.
/// Safe for use from many threads.
/// </summary>
internal static class LeakSession
{
    /// <summary>Name of the entry under which the final sweep is reported.</summary>
    public const string SweepName = "LeakCheck.FinalSweep";

    private static readonly RunSession s_run = new();

    /// <summary>Scopes begun so far (count). 0 at the end of a run whose attributes never took effect.</summary>
    public static int ScopesBegun => s_run.ScopesBegun;

    /// <summary>Declares the framework that runs the tests. Call before the first <see cref="Begin"/>; calls add up.</summary>
    public static void Use(FrameworkProfile profile) => s_run.Use(profile);

    /// <summary>
    /// Announces a test assembly before its fixtures are created. When an assembly-level attribute asks for a check the engine starts now, so that it sees what fixtures start;
    /// otherwise nothing happens.
    /// </summary>
    public static void Prepare(Assembly testAssembly) => s_run.Prepare(testAssembly);

    /// <summary>
    /// Begins the scope of a test or fixture: from here on, what this thread starts belongs to it. Must be called synchronously on the flow that runs the test.
    /// </summary>
    /// <returns>The scope; null when no attribute asks for a check here (then nothing was changed).</returns>
    /// <exception cref="LeakSettingsException">An attribute that applies here has a value that is not allowed.</exception>
    public static LeakScope? Begin(TestPlace place) => s_run.Begin(place);

    /// <summary>Ends a scope and checks it.</summary>
    /// <param name="scope">The scope from <see cref="Begin"/>.</param>
    /// <param name="passed">Whether the test had passed so far.</param>
    /// <param name="fixtures">What the framework's fixtures are, asked only when something is alive; null when there are none.</param>
    /// <returns>The failure to report; null when there is none.</returns>
    public static ValueTask<LeakException?> EndAsync(LeakScope scope, bool passed, Func<IReadOnlyList<object>>? fixtures = null) => s_run.EndAsync(scope, passed, fixtures);

    /// <summary>As <see cref="EndAsync"/>, for frameworks whose hooks are synchronous. Blocks while the scope settles.</summary>
    public static LeakException? End(LeakScope scope, bool passed, Func<IReadOnlyList<object>>? fixtures = null) => s_run.End(scope, passed, fixtures);

    /// <summary>As <see cref="End"/>, for a fixture whose framework shows no failure after its clean-up: what is found is shown with the final sweep, under the fixture's name.</summary>
    /// <param name="scope">The scope from <see cref="Begin"/>.</param>
    public static void EndDeferred(LeakScope scope) => s_run.EndDeferred(scope);

    /// <summary>Notes that a test was run, checked or not, where the host can tell: an assembly that asks for a check and gets none is then found out.</summary>
    public static void NoteTestRan() => s_run.NoteTestRan();

    /// <summary>
    /// Ends the session: sweeps the process when any attribute asked for it, writes the report files, composes the closing line.
    /// The first call does the work; every later one returns the same outcome.
    /// </summary>
    public static Task<SweepOutcome> FinishAsync() => s_run.FinishAsync();
}
