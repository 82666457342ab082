using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>How a test ended.</summary>
public enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>The result of one test in a TRX file.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Its message; empty when it passed.</param>
/// <param name="StackTrace">Its stack trace; empty when it has none.</param>
internal sealed record SuiteResult(Outcome Outcome, string Message, string StackTrace);

/// <summary>Reads TRX files of all runners into one form.</summary>
internal static partial class TrxFile
{
    private static readonly XNamespace s_ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static (IReadOnlyDictionary<string, SuiteResult> Results, string RunText) Read(string path, ProcessResult process)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"No results of {process.Command}{Environment.NewLine}{process.Output}", path);
        }

        XElement root = XDocument.Load(path).Root!;
        Dictionary<string, string> classes = root.Descendants(s_ns + "UnitTest").ToDictionary(
            t => t.Attribute("id")!.Value,
            t => t.Element(s_ns + "TestMethod")?.Attribute("className")?.Value ?? "");
        Dictionary<string, SuiteResult> results = [];
        List<string> runText = [.. root.Elements(s_ns + "ResultSummary").Select(s => s.Value)];
        foreach (XElement result in root.Descendants(s_ns + "UnitTestResult").Where(WasAsked))
        {
            if (result.Attribute("testName")!.Value.StartsWith('['))
            {
                // xUnit under Microsoft.Testing.Platform: a failed clean-up, listed once for each test it stands for.
                runText.Add(result.Attribute("testName")!.Value + Environment.NewLine + Text(result, "Message"));
                continue;
            }

            // Two entries of one name are a finding of their own: a leak must be reported once.
            string name = ShortName(result.Attribute("testName")!.Value, classes[result.Attribute("testId")!.Value]);
            results.Add(name, new SuiteResult(
                result.Attribute("outcome")!.Value switch { "Passed" => Outcome.Passed, "Failed" => Outcome.Failed, _ => Outcome.Skipped },
                Text(result, "Message"),
                Text(result, "StackTrace")));
        }

        return (results, string.Join(Environment.NewLine, runText));
    }

    // An explicit test that the run did not include is listed as not runnable, or as not executed without a reason; a skip has its reason as output or message.
    private static bool WasAsked(XElement result) => result.Attribute("outcome")!.Value switch
    {
        "NotRunnable" => false,
        "NotExecuted" => result.Element(s_ns + "Output") is { HasElements: true },
        _ => true,
    };

    private static string Text(XElement result, string element) => result.Descendants(s_ns + element).FirstOrDefault()?.Value ?? "";

    /// <summary>Brings a test's name into the form <c>Class.Method(1)</c>: no namespace, no parameter names, no spaces, no quotes.</summary>
    public static string ShortName(string testName, string className)
    {
        Match parts = NamePattern().Match(testName);
        string method = parts.Groups["name"].Value;
        if (!method.Contains('.', StringComparison.Ordinal) && className.Length > 0)
        {
            method = className + "." + method;
        }

        string arguments = ParameterNames().Replace(parts.Groups["arguments"].Value, "").Replace(" ", "", StringComparison.Ordinal);

        // Quoted by all, escaped by some.
        arguments = arguments.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);
        return string.Join('.', method.Split('.').TakeLast(2)) + arguments;
    }

    [GeneratedRegex(@"^(?<name>[^\s(]+)\s*(?<arguments>\(.*\))?")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\b\w+:\s*")]
    private static partial Regex ParameterNames();
}
