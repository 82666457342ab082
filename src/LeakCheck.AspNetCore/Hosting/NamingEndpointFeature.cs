using LeakCheck.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeakCheck.Hosting;

/// <summary>Holds a request's endpoint as the server's own feature would, and tells the request's name as soon as routing has found it: a handler that never returns has its route too.</summary>
internal sealed class NamingEndpointFeature : IEndpointFeature
{
    private readonly RequestName _name;
    private readonly string _pathBase;
    private Endpoint? _endpoint;

    public NamingEndpointFeature(RequestName name, PathString pathBase, Endpoint? endpoint)
    {
        _name = name;
        _pathBase = pathBase.Value ?? "";
        Endpoint = endpoint;
    }

    public Endpoint? Endpoint
    {
        get => _endpoint;
        set
        {
            _endpoint = value;
            if (RouteText.Of(value) is { } route)
            {
                _name.Route(_pathBase + route);
            }
        }
    }
}
