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
    /// <para>Whose the server is, with its hosted services. Started in a fixture: the fixture's. Started in a test: nobody can tell whether the factory is the test's own or lent by a
    /// fixture or a static field, so no check of a test reports a server that runs. The sweep at the end of the run does, when the factory was never disposed, under the name of the
    /// test that started it: <c>Shop.Tests.OrderTests.Pays (server of Shop)</c>. A factory that a static field holds counts as process-wide there and fails nothing.</para>
    /// <para>What outlives the disposal of the factory is a leak of the test that started the server, or of the server, for the sweep, when that test is over.</para>
    /// <para>Call it last: <c>factory.WithWebHostBuilder(...).WithLeakCheck()</c>. What is derived from the result, <c>factory.WithLeakCheck().WithWebHostBuilder(...)</c>, is checked
    /// too, but must be disposed by who derived it: the framework's derived factories do not dispose what is derived from them.</para>
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
