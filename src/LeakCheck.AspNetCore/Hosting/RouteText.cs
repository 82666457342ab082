using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LeakCheck.Hosting;

/// <summary>An endpoint's route as a person writes it.</summary>
internal static class RouteText
{
    /// <summary><c>/orders/{id}</c>; null for an endpoint without a route. Where a conventional route leaves the controller and action open, their names stand in their places.</summary>
    public static string? Of(Endpoint? endpoint)
    {
        if (endpoint is not RouteEndpoint { RoutePattern: { RawText: { } raw } pattern })
        {
            return null;
        }

        IEnumerable<RoutePatternPathSegment> segments = pattern.PathSegments;
        bool conventional = pattern.Parameters.Any(p => Required(pattern, p.Name) is not null);
        string text = conventional ? string.Join('/', segments.Select(s => string.Concat(s.Parts.Select(p => Part(pattern, p))))) : raw.TrimStart('~');
        return "/" + text.TrimStart('/');
    }

    private static string Part(RoutePattern pattern, RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => Required(pattern, parameter.Name) ?? $"{{{(parameter.IsCatchAll ? "*" : "")}{parameter.Name}{(parameter.IsOptional ? "?" : "")}}}",
        _ => "",
    };

    private static string? Required(RoutePattern pattern, string name) =>
        pattern.RequiredValues.TryGetValue(name, out object? value) && value is string { Length: > 0 } text ? text : null;
}
