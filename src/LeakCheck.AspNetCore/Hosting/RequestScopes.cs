using LeakCheck.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeakCheck.Hosting;

/// <summary>The front-most middleware: each request is a scope of its own, whose work is its test's. One instance serves all requests of a server.</summary>
internal sealed class RequestScopes
{
    private readonly ServerUnderTest _server;

    public RequestScopes(ServerUnderTest server) => _server = server;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!LeakEngine.IsStarted)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        LeakEngine engine = LeakEngine.Current;
        LeakScope? caller = _server.CallerOf(context, engine);
        if (ReferenceEquals(caller, engine.Nobody))
        {
            engine.Marker.Current = caller;
            await next(context).ConfigureAwait(false);
            return;
        }

        HttpRequest request = context.Request;
        var name = new RequestName(request.Method, request.PathBase.Add(request.Path).Value is { Length: > 0 } path ? path : "/");
        context.Features.Set<IEndpointFeature>(new NamingEndpointFeature(name, request.PathBase, context.GetEndpoint()));
        using LeakScope scope = engine.BeginRequest(name, caller?.Effective is { HasEnded: false } test ? test : null);
        await next(context).ConfigureAwait(false);
    }
}
