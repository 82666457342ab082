using LeakCheck.Patterns.Web.Families;

namespace LeakCheck.Patterns.Web;

/// <summary>The patterns that need ASP.NET Core or Microsoft.Extensions.</summary>
public static class WebCorpus
{
    /// <summary>All patterns, in the order of their families.</summary>
    public static IReadOnlyList<Pattern> All { get; } =
    [
        .. Pipelines.All,
        .. Hosting.All,
        .. Servers.All,
        .. Limiters.All,
        .. Extensions.All,
    ];
}
