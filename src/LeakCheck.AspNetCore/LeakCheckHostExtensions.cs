using LeakCheck.Hosting;
using LeakCheck.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeakCheck;

/// <summary>
/// Has a server under test charge what its request handlers leave behind to the test that made the request. For use in tests only. Each request becomes a scope of its own,
/// so that a survivor names its method and route; the test's own check reports it.
/// </summary>
/// <remarks>
/// <para>How a request finds its test. On <c>TestServer</c> the handler runs in the execution context of the client's call (<c>TestServer.PreserveExecutionContext</c>, which is
/// switched on): nothing is looked up, so nothing can be mistaken. On Kestrel a request that an <see cref="HttpClient"/> of this process sends to one of the server's own
/// addresses carries the header <c>LeakCheck-Scope</c>; it is set where the request is sent, for that very request, and taken off again before the application sees it.
/// The trace id, which serves the same end, is exact only while every test has an activity of its own, which a test may not want or may share; it is not used.</para>
/// <para>A request that carries neither, or whose test has ended already, is nobody's: what it leaves behind is reported by the sweep at the end of the run, with method and route.</para>
/// <para>Nothing is added while <c>LEAKCHECK_MODE</c> is <c>off</c>; while no test is checked a request passes through. Calling twice adds nothing more.</para>
/// </remarks>
public static class LeakCheckHostExtensions
{
    /// <summary>Adds LeakCheck to the application that is being built.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="LeakSettingsException">A setting of the process has a value that is not allowed.</exception>
    public static WebApplicationBuilder AddLeakCheck(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services);
        return builder;
    }

    /// <inheritdoc cref="AddLeakCheck(WebApplicationBuilder)"/>
    public static IWebHostBuilder AddLeakCheck(this IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(Add);
    }

    /// <inheritdoc cref="AddLeakCheck(WebApplicationBuilder)"/>
    public static IHostBuilder AddLeakCheck(this IHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(Add);
    }

    private static void Add(IServiceCollection services)
    {
        if (Configuration.Current.Run.Mode == RunMode.Off || services.Any(s => s.ServiceType == typeof(ServerUnderTest)))
        {
            return;
        }

        services.AddSingleton<ServerUnderTest>();

        // The first filter is the outermost: every other middleware belongs to the request already.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, RequestScopeFilter>());
    }
}
