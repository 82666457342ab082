using System.Text.RegularExpressions;

namespace LeakCheck.Docs.Tests;

/// <summary>A leak that a sample has on purpose.</summary>
/// <param name="Entry">What the run shows as failed.</param>
/// <param name="Owner">The scope that answers for it, without its outer namespace.</param>
/// <param name="File">Where it stands, relative to the root.</param>
/// <param name="Code">The line at which it stands.</param>
/// <param name="Request">The request that started it; null when none did.</param>
internal sealed record SampleLeak(string Entry, string Owner, string File, string Code, string? Request = null)
{
    /// <summary>File and line.</summary>
    public string Place
    {
        get
        {
            string[] lines = Repository.Lines(File);
            return $"{File}:{Array.IndexOf(lines, lines.Single(line => line.Contains(Code, StringComparison.Ordinal))) + 1}";
        }
    }
}

/// <summary>One of the integration suites in <c>samples</c>, with what is expected of a run.</summary>
/// <param name="Name">Name of its folder, project and assembly.</param>
/// <param name="Arguments">Has the runner print plain text, also where it sees that it runs in CI.</param>
/// <param name="Failed">Finds the failed entries in what a run prints.</param>
/// <param name="Leaks">Everything that leaks; nothing else may fail.</param>
internal sealed partial record IntegrationSample(string Name, IReadOnlyList<string> Arguments, Regex Failed, IReadOnlyList<SampleLeak> Leaks)
{
    private const string Confirmation = "Orders.Integration.ConfirmationTests.Confirmation_is_accepted_while_mail_is_down";

    public static IReadOnlyList<IntegrationSample> All { get; } =
    [
        new("Integration.Xunit", ["-noColor"], FailedInXunit(),
        [
            OfRequest(Confirmation),
            new("Orders.Integration.PartnerOrderTests", "Orders.Integration.PartnerShop", "samples/Integration.Xunit/PartnerShop.cs", "_import = new Timer("),
        ]),
        new("Integration.NUnit", ["--no-ansi"], FailedOnPlatform(),
        [
            OfRequest("Confirmation_is_accepted_while_mail_is_down"),
            new("LeakCheck.FinalSweep", "Orders.Integration.PriceFeedTests", "samples/QuickStart.App/PricePoller.cs", "await Task.Delay(interval, cancellationToken);"),
        ]),
        new("Integration.MSTest", ["--no-ansi"], FailedOnPlatform(),
        [
            OfRequest("Confirmation_is_accepted_while_mail_is_down"),
            new("[Orders.Integration.InvoiceTests ClassCleanup]", "Orders.Integration.InvoiceTests", "samples/QuickStart.App/InvoicePrinter.cs", "while (_jobs.TryTake("),
        ]),
    ];

    private static SampleLeak OfRequest(string entry) =>
        new(entry, Confirmation, "samples/QuickStart.App/CustomerMail.cs", "await Task.Delay(retryAfter);", "POST /orders/{id:long}/confirmation");

    [GeneratedRegex(@"^ *(?<entry>\S+) \[FAIL\]\r?$|^ *\[Test \w+ Cleanup Failure \((?<entry>[^)]+)\)\]", RegexOptions.Multiline)]
    private static partial Regex FailedInXunit();

    [GeneratedRegex(@"^failed (?<entry>.+?)( \(\d[^)]*\))?\r?$", RegexOptions.Multiline)]
    private static partial Regex FailedOnPlatform();
}
