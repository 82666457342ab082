using System.Diagnostics;
using LeakCheck.Patterns;

namespace LeakCheck.IsolatedHost;

/// <summary>Runs one twin in a process of its own, so that it is the first to start whatever is lazily started.</summary>
internal static class ChildRun
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<string>> AskAsync(Pattern pattern, Twin twin, HostOptions options)
    {
        string[] arguments =
        [
            "--child", "--exact", "--filter", pattern.Name, "--twin", twin == Twin.Leaky ? "leaky" : "clean",
            .. options.Twice ? ["--twice"] : Array.Empty<string>(),
            .. options.Starve ? ["--starve"] : Array.Empty<string>(),
            .. options.Settle is { } settle ? ["--settle", settle.ToString()] : Array.Empty<string>(),
        ];
        using Process child = Process.Start(Command(arguments))!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> errors = child.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Deadline);
        try
        {
            await child.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            return [$"its process did not end in {Deadline.TotalSeconds} s"];
        }

        string prefix = $"WRONG {pattern.Name} ({twin}) ";
        string text = await output;
        if (child.ExitCode == 0)
        {
            return [];
        }

        string[] answers = [.. text.Split(Environment.NewLine + "WRONG ").Select(answer => answer.Trim()).Where(answer => answer.Length > 0)];
        return answers.Length == 0
            ? [$"its process ended with exit code {child.ExitCode}: {await errors}"]
            : [.. answers.Select(answer => answer.Replace(prefix, "", StringComparison.Ordinal).Replace(prefix["WRONG ".Length..], "", StringComparison.Ordinal))];
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        // Under 'dotnet app.dll' the process is the muxer, which needs the assembly's path first.
        string process = Environment.ProcessPath!;
        bool isMuxer = Path.GetFileNameWithoutExtension(process) == "dotnet";
        var start = new ProcessStartInfo(process) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in isMuxer ? [typeof(ChildRun).Assembly.Location, .. arguments] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
