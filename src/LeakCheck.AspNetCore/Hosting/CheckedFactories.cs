using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace LeakCheck.Hosting;

/// <summary>The checked factory of each factory. Holds neither: an entry goes with its factory. Safe for use from many threads.</summary>
/// <typeparam name="TEntryPoint">A type of the application's assembly.</typeparam>
internal static class CheckedFactories<TEntryPoint>
    where TEntryPoint : class
{
    private static readonly object s_gate = new();
    private static readonly ConditionalWeakTable<WebApplicationFactory<TEntryPoint>, Entry> s_entries = [];

    private sealed record Entry(WebApplicationFactory<TEntryPoint> Checked, FactoryServers Servers);

    public static WebApplicationFactory<TEntryPoint> Of(WebApplicationFactory<TEntryPoint> factory)
    {
        lock (s_gate)
        {
            if (s_entries.TryGetValue(factory, out Entry? known) && !known.Servers.WereStopped)
            {
                return known.Checked;
            }

            WebApplicationFactory<TEntryPoint> derived = factory.WithWebHostBuilder(static builder => builder.AddLeakCheck());
            Adopt(factory, derived);
            var servers = new FactoryServers(typeof(TEntryPoint).Assembly.GetName().Name ?? typeof(TEntryPoint).Name, derived);
            var entry = new Entry(derived, servers);
            Enclose<IHostBuilder, IHost>(derived, "_createHost", servers, host => host.Services);
            Enclose<IWebHostBuilder, TestServer>(derived, "_createServer", servers, server => server.Services);
            s_entries.AddOrUpdate(factory, entry);
            s_entries.AddOrUpdate(derived, entry);
            return derived;
        }
    }

    /// <summary>
    /// Has a factory that is derived itself dispose what was derived from it, as every other factory does: the framework's forgets (8.0 to 10.0). Where its list is not to be had
    /// the caller must dispose the returned factory.
    /// </summary>
    private static void Adopt(WebApplicationFactory<TEntryPoint> factory, WebApplicationFactory<TEntryPoint> derived)
    {
        if (!factory.Factories.Contains(derived)
            && typeof(WebApplicationFactory<TEntryPoint>).GetField("_derivedFactories", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(factory)
                is IList<WebApplicationFactory<TEntryPoint>> children)
        {
            children.Add(derived);
        }
    }

    /// <summary>
    /// Has the derived factory start its servers through <paramref name="servers"/>. A factory offers no hook around the start of its host: the program's own thread, configuration
    /// watchers and hosted services begin inside it. The fields are those that the framework's derived factory calls (8.0 to 10.0); without them a server counts as started by its test.
    /// </summary>
    private static void Enclose<TBuilder, TServer>(WebApplicationFactory<TEntryPoint> derived, string field, FactoryServers servers, Func<TServer, IServiceProvider> services)
    {
        if (derived.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic) is { } found && found.GetValue(derived) is Func<TBuilder, TServer> create)
        {
            found.SetValue(derived, (Func<TBuilder, TServer>)(builder => servers.Start(() => create(builder), services)));
        }
    }
}
