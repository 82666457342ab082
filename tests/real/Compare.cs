// Compares the two runs that run.sh made: dotnet run tests/real/Compare.cs -- FOLDER
#:property PublishAot=false
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

string folder = args[0];
foreach (string label in new[] { "without", "with" }.Where(label => !File.Exists(Path.Combine(folder, $"{label}.trx"))))
{
    Console.Error.WriteLine($"The run {label} LeakCheck left no results (it was cut off, or did not start); what it said is in run-{label}.log. Nothing is compared.");
    return 1;
}

Run without = Run.Read(folder, "without");
Run with = Run.Read(folder, "with");
foreach ((string label, Run run) in new[] { ("without", without), ("with", with) }.Where(run => run.Item2.Exit != "0" && run.Item2.Failures == 0))
{
    Console.Error.WriteLine($"The run {label} LeakCheck ended with {run.Exit}, although no test failed: {(run.Tests.Count == 0 ? "it found no test" : "it crashed, or something beside the tests failed")}. What it said is in run-{label}.log.");
    if (run.Tests.Count == 0)
    {
        return 1;
    }
}

// A test that both runs fail, or that fails by itself only now and then, is told from one that LeakCheck fails by what it says.
List<Outcome> added = [.. with.Tests.Values.Where(test => test.Failed && !(without.Tests.TryGetValue(test.Name, out Outcome? before) && before.Failed))];
List<Outcome> reported = [.. with.Tests.Values.Where(test => test.Failed && test.Message.Contains("LeakCheck: ", StringComparison.Ordinal))];
List<Outcome> unexplained = [.. added.Where(test => !test.Message.Contains("LeakCheck: ", StringComparison.Ordinal))];
List<string> missing = [.. without.Tests.Keys.Where(name => !with.Tests.ContainsKey(name))];

Console.WriteLine("| tests | failed without | failed with | added: leaks | added: other | wall s | CPU s | exit |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"| {without.Tests.Count} | {without.Failures} | {with.Failures} | {added.Count - unexplained.Count} | {unexplained.Count} | {without.Wall:0.0} -> {with.Wall:0.0} ({with.Wall / without.Wall:0.00}x) | {without.Cpu:0.0} -> {with.Cpu:0.0} ({with.Cpu / without.Cpu:0.00}x) | {without.Exit} -> {with.Exit} |"));
Console.WriteLine($"\n{reported.Count} failures carry a report of LeakCheck.");
Print("Fails with LeakCheck, for another reason than a leak", unexplained.Select(test => $"{test.Name}: {FirstLine(test.Message)}"));
Print("Not run with LeakCheck", missing);
Print("Failed without LeakCheck only", without.Tests.Values.Where(test => test.Failed && with.Tests.TryGetValue(test.Name, out Outcome? now) && !now.Failed).Select(test => test.Name));

foreach (string file in Directory.Exists(Path.Combine(folder, "report")) ? Directory.GetFiles(Path.Combine(folder, "report"), "*.leakcheck.json") : [])
{
    Report(JsonDocument.Parse(File.ReadAllText(file)).RootElement);
}

return 0;

static void Report(JsonElement report)
{
    Console.WriteLine($"\nsummary: {report.GetProperty("summary").GetRawText()}");
    foreach (JsonElement capability in report.GetProperty("capabilities").EnumerateArray().Where(capability => !capability.GetProperty("available").GetBoolean()))
    {
        Console.WriteLine($"not available: {capability.GetRawText()}");
    }

    var survivors = report.GetProperty("scopes").EnumerateArray().SelectMany(scope => scope.GetProperty("survivors").EnumerateArray()
        .Select(survivor => (Owner: scope.GetProperty("name").GetString()!, Survivor: survivor))).ToList();
    if (report.TryGetProperty("sweep", out JsonElement sweep) && sweep.TryGetProperty("survivors", out JsonElement swept))
    {
        survivors.AddRange(swept.EnumerateArray().Select(survivor => ("final sweep", survivor)));
    }

    Console.WriteLine("\n| finding | class | kind | state | where | times | places | first scope |\n|---|---|---|---|---|---|---|---|");
    foreach (var finding in survivors.GroupBy(entry => (Class: Text(entry.Survivor, "class"), What: Text(entry.Survivor, "what"), State: Text(entry.Survivor, "state"))).OrderBy(finding => finding.Key.Class, StringComparer.Ordinal).ThenByDescending(finding => finding.Count()))
    {
        JsonElement one = finding.First().Survivor;
        int places = finding.Select(entry => Text(entry.Survivor, "fingerprint")).Distinct().Count();
        Console.WriteLine($"| {finding.Key.What} | {finding.Key.Class} | {Text(one, "kind")} | {finding.Key.State} | {Text(one, "method")} {Path.GetFileName(Text(one, "file"))}:{Text(one, "line")} | {finding.Count()} | {places} | {finding.First().Owner} |");
    }
}

static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

static void Print(string title, IEnumerable<string> lines)
{
    string[] all = [.. lines];
    if (all.Length != 0)
    {
        Console.WriteLine($"\n{title}:\n  {string.Join("\n  ", all)}");
    }
}

internal sealed record Outcome(string Name, bool Failed, string Message);

internal sealed record Run(Dictionary<string, Outcome> Tests, double Wall, double Cpu, string Exit)
{
    public int Failures => Tests.Values.Count(test => test.Failed);

    public static Run Read(string folder, string label)
    {
        var tests = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        XDocument trx = XDocument.Load(Path.Combine(folder, $"{label}.trx"));
        XNamespace space = trx.Root!.Name.Namespace;
        Dictionary<string, string> classes = trx.Descendants(space + "UnitTest").ToDictionary(test => test.Attribute("id")!.Value, test => test.Element(space + "TestMethod")!.Attribute("className")!.Value);
        foreach (XElement result in trx.Descendants(space + "UnitTestResult"))
        {
            // A name alone is not unique: other classes and other rows of data have the same one.
            string name = $"{classes[result.Attribute("testId")!.Value]} {result.Attribute("testName")!.Value}";
            string unique = name;
            for (int number = 2; tests.ContainsKey(unique); number++)
            {
                unique = $"{name} #{number}";
            }

            tests.Add(unique, new Outcome(unique, result.Attribute("outcome")!.Value == "Failed", result.Descendants(space + "Message").FirstOrDefault()?.Value ?? ""));
        }

        double[] time = [.. File.ReadAllText(Path.Combine(folder, $"time-{label}")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).TakeLast(3).Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        return new Run(tests, time[0], time[1] + time[2], File.ReadAllText(Path.Combine(folder, $"exit-{label}")).Trim());
    }
}
