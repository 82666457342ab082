using LeakCheck.Hosting;
using LeakCheck.Settings;
using Microsoft.AspNetCore.Mvc.Testing;

namespace LeakCheck;

/// <summary>LeakCheck for <see cref="WebApplicationFactory{TEntryPoint}"/>, with the version of <c>Microsoft.AspNetCore.Mvc.Testing</c> that the test project references (8.0 and later).</summary>
public static class LeakCheckFactoryExtensions
{
    /// <summary>
    /// Has the factory's server charge what request handlers leave behind to the test that made the request (see <see cref="LeakCheckHostExtensions"/>), and keeps the server
    /// itself apart from the test that happens to start it. May be shared by any number of parallel tests.
    /// </summary>
    /// <remarks>
    /// <para>Whose the server is, with its hosted services. Started by a fixture: the fixture's. Started by a test: its own, and no check of a test reports it while somebody
    /// still holds the factory and so can dispose it. When nobody does, it was leaked by the test that started it, whose check says so. What still runs at the end of the run is
    /// reported by the sweep under a name that says who started it; a factory held by a static field counts as process-wide.</para>
    /// <para>What outlives the disposal of the factory is the starting test's while that test runs, afterwards the server's, for the sweep.</para>
    /// </remarks>
    /// <param name="factory">The factory. It disposes the returned one with itself.</param>
    /// <typeparam name="TEntryPoint">A type of the application's assembly.</typeparam>
    /// <returns>
    /// A factory derived from <paramref name="factory"/>. Calling again on either returns the same one, so a test class may call it in its constructor and still share one
    /// server; once its server was stopped, a new one.
    /// </returns>
    /// <exception cref="LeakSettingsException">A setting of the process has a value that is not allowed.</exception>
    public static WebApplicationFactory<TEntryPoint> WithLeakCheck<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Configuration.Current.Run.Mode == RunMode.Off ? factory : CheckedFactories<TEntryPoint>.Of(factory);
    }
}
