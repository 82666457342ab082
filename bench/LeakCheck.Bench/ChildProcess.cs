using System.Diagnostics;

namespace LeakCheck.Bench;

/// <summary>A program that is run to its end for what it prints.</summary>
internal static class ChildProcess
{
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string program, IEnumerable<string> arguments, string? mode = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["LEAKCHECK_MODE"] = mode;
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended with {child.ExitCode}:\n{output}");
    }
}
