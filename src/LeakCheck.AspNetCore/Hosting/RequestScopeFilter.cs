using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace LeakCheck.Hosting;

/// <summary>Puts the request scope in front of the whole pipeline.</summary>
internal sealed class RequestScopeFilter : IStartupFilter
{
    private readonly ServerUnderTest _server;

    public RequestScopeFilter(ServerUnderTest server) => _server = server;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var scopes = new RequestScopes(_server);
        app.Use(scopes.HandleAsync);
        next(app);
    };
}
