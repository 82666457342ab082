using System.Text.Json;
using LeakCheck.Session;

namespace LeakCheck.Adapters;

/// <summary>
/// How a run ended, on its way from a test process to the VSTest host that started it. xUnit.net v3 tests run in a process of their own, whose console and
/// exit code the host does not show.
/// </summary>
/// <param name="FailureMessage">Message of the final sweep's failure; null when the run is clean.</param>
/// <param name="FailureStackTrace">Stack trace of that failure.</param>
/// <param name="Lines">The closing line, and one line per foreground thread.</param>
internal sealed record Handover(string? FailureMessage, string? FailureStackTrace, IReadOnlyList<string> Lines)
{
    // Set by the bridge in the host, inherited by the test process: the host promises to show what is put in this folder.
    private const string FolderVariable = "LEAKCHECK_HANDOVER_FOLDER";

    public static Handover From(SweepOutcome outcome)
        => new(outcome.Failure?.Message, outcome.Failure?.StackTrace, [.. outcome.ForegroundThreads.Select(t => "LeakCheck: " + t), outcome.ClosingLine]);

    /// <summary>Promises, in the host, to take over what child processes leave. The folder itself is made by the child that needs it.</summary>
    public static void Promise()
        => Environment.SetEnvironmentVariable(FolderVariable, Path.Combine(Path.GetTempPath(), $"leakcheck-{Environment.ProcessId}-{Guid.NewGuid():N}"));

    /// <summary>Accepts, in the child, the host's promise. It is for this process only, not for what a test may start.</summary>
    /// <returns>The folder for <see cref="TryLeave"/>; null when no host promised anything.</returns>
    public static string? AcceptPromise()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        Environment.SetEnvironmentVariable(FolderVariable, null);
        return string.IsNullOrEmpty(folder) ? null : folder;
    }

    /// <summary>Leaves the outcome for the host.</summary>
    /// <returns>False when the file could not be written: then the caller has to show it.</returns>
    public static bool TryLeave(string folder, SweepOutcome outcome)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, Environment.ProcessId + ".json"), JsonSerializer.Serialize(From(outcome)));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Takes, in the host, what child processes have left, and removes it.</summary>
    public static IReadOnlyList<Handover> Take()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder || !Directory.Exists(folder))
        {
            return [];
        }

        Handover[] left = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<Handover>(File.ReadAllText(file))!)];
        Directory.Delete(folder, recursive: true);
        return left;
    }
}
