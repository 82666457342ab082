namespace LeakCheck.Diagnosis;

/// <summary>What a web server in the process means for work that nobody owns.</summary>
internal static class WebServers
{
    private const string Hosting = "Microsoft.AspNetCore.Hosting";
    private const string OwnPackage = "LeakCheck.AspNetCore";

    /// <summary>Why work may have no owner, and the remedy; null where no web server was used, or requests are told apart already.</summary>
    /// <param name="loaded">Simple names of the assemblies that are loaded.</param>
    public static string? WhyNobodys(IEnumerable<string?> loaded)
    {
        HashSet<string?> names = [.. loaded];
        return names.Contains(Hosting) && !names.Contains(OwnPackage)
            ? $"which test it belongs to: a web server runs requests apart from the tests that send them. With {OwnPackage} what a request leaves behind is its test's."
            : null;
    }
}
