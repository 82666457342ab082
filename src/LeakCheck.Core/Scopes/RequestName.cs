namespace LeakCheck.Scopes;

/// <summary>How a request is called in a report. Starts as method and path, and becomes method and route once the request was routed. Safe for use from many threads.</summary>
internal sealed class RequestName
{
    private readonly string _method;
    private volatile string _target;
    private volatile bool _routed;

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path, without the query.</param>
    public RequestName(string method, string path)
    {
        _method = method;
        _target = path;
    }

    /// <summary><c>GET /orders/{id}</c>.</summary>
    public string Text => $"{_method} {_target}";

    /// <summary>Notes the route. The first one stays: a request that is handled once more, by an error page, keeps the name its test knows.</summary>
    public void Route(string pattern)
    {
        if (!_routed)
        {
            _routed = true;
            _target = pattern;
        }
    }
}
