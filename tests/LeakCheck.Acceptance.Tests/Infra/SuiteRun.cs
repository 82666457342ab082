namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>How a suite is run.</summary>
public enum Runner
{
    /// <summary><c>dotnet run</c>.</summary>
    Executable,

    /// <summary><c>dotnet test</c> with Microsoft.Testing.Platform.</summary>
    TestingPlatform,

    /// <summary><c>dotnet test</c> with VSTest.</summary>
    VSTest,
}

/// <summary>What is asked of a runner, in words that every framework has.</summary>
internal sealed record RunRequest
{
    /// <summary>Only tests of this namespace; null: all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Arguments for the runner as they stand.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}

/// <summary>A run of a suite.</summary>
/// <param name="Process">The runner's own output and exit code.</param>
/// <param name="Results">Results by test name without namespace, as in <c>Class.Method(1)</c>.</param>
/// <param name="RunText">Messages of the run that belong to no test.</param>
/// <param name="Reports">Folder of the report files.</param>
internal sealed record SuiteRun(ProcessResult Process, IReadOnlyDictionary<string, SuiteResult> Results, string RunText, string Reports)
{
    /// <summary>Chooses Microsoft.Testing.Platform for <c>dotnet test</c> in the folder of the file.</summary>
    public const string GlobalJson = """{ "test": { "runner": "Microsoft.Testing.Platform" } }""";

    /// <summary>Everything that the run said anywhere.</summary>
    public string AllText => string.Join(Environment.NewLine, [Process.Output, RunText, .. Results.Select(r => r.Key + Environment.NewLine + r.Value.Message)]);

    /// <summary>What the run says about the final sweep: an entry of its own, or in a plain executable the failed clean-up of the assembly.</summary>
    public string FinalSweepText(Runner runner) => runner == Runner.Executable && !Results.ContainsKey(ExpectationTable.FinalSweep)
        ? Process.Output[Process.Output.IndexOf(ExpectationTable.FinalSweep, StringComparison.Ordinal)..]
        : Results[ExpectationTable.FinalSweep].Message;

    public static async Task<SuiteRun> StartAsync(Suite suite, Runner runner, RunRequest request)
    {
        string folder = Directory.CreateDirectory(Path.Combine(suite.Folder, "runs", $"{runner}-{Guid.NewGuid():N}")).FullName;
        string trx = Path.Combine(folder, "result.trx");
        string reports = Path.Combine(folder, "reports");
        if (runner == Runner.TestingPlatform)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "global.json"), GlobalJson);
        }

        Dictionary<string, string> variables = new(request.Variables) { ["LEAKCHECK_REPORT_DIR"] = reports };
        ProcessResult process = await DotNet.RunAsync(folder, [.. Command(suite, runner, request, trx)], variables);
        (IReadOnlyDictionary<string, SuiteResult> results, string text) = TrxFile.Read(trx, process);
        return new SuiteRun(process, results, text, reports);
    }

    private static IEnumerable<string> Command(Suite suite, Runner runner, RunRequest request, string trx)
    {
        bool xunit = suite.Framework == Frameworks.Xunit;
        string[] trxOfPlatform = ["--report-trx", "--report-trx-filename", Path.GetFileName(trx), "--results-directory", Path.GetDirectoryName(trx)!];
        string[] command = runner switch
        {
            Runner.Executable => ["run", "--no-build", "--project", suite.Project, "-c", suite.Configuration, "--", .. xunit ? ["-noColor", "-trx", trx] : trxOfPlatform],
            Runner.TestingPlatform => ["test", "--no-build", "--project", suite.Project, "-c", suite.Configuration, .. trxOfPlatform],
            _ => ["test", suite.Project, "--no-build", "-c", suite.Configuration, "-p:IsTestingPlatformApplication=false", "--logger", "trx;LogFileName=" + trx],
        };
        return [.. command, .. request.Namespace is { } ns ? Filter(xunit, runner, ns) : [], .. request.Arguments];
    }

    private static string[] Filter(bool xunit, Runner runner, string ns) => (xunit, runner) switch
    {
        (true, Runner.Executable) => ["-namespace", ns],
        (true, Runner.TestingPlatform) => ["--filter-namespace", ns],
        _ => ["--filter", $"FullyQualifiedName~{ns}."],
    };
}
