using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace LeakCheck.Diagnosis.Deep;

/// <summary>
/// Starts the helper, gives it the right to read this process, and asks it one question. The helper attaches only after it has read the question, and ends itself
/// when it takes too long: while it reads, nothing in this process can run to end it.
/// </summary>
/// <param name="toolPath">Path of <c>LeakCheck.Tool.dll</c>; null when it was not found.</param>
internal sealed class HelperProcess(string? toolPath)
{
    /// <summary>What the helper has beyond its own limit, from its start to its answer: for a machine that starts programs slowly.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(14);

    /// <summary>What would make the helper itself be profiled, hooked, suspended at start or given a heap of another size.</summary>
    private static readonly string[] s_notInherited = ["CORECLR_", "COMPLUS_", "DOTNET_", "LEAKCHECK_"];

    /// <returns>The answer; one with <see cref="DeepAnswer.Refused"/> when there is none. Never throws for what the helper does.</returns>
    public DeepAnswer Ask(DeepRequest request)
    {
        if (toolPath is null || !File.Exists(toolPath))
        {
            return Refuse($"the helper LeakCheck.Tool.dll was not found{(toolPath is null ? "" : $" at '{toolPath}'")}; the packages copy it into the folder {ToolLocation.Folder} beside LeakCheck.Core.dll");
        }

        Process helper;
        try
        {
            helper = Process.Start(StartInfo(toolPath)) ?? throw new InvalidOperationException("no process was started");
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException or IOException)
        {
            return Refuse($"the helper could not be started ({e.Message.TrimEnd('.')}); it needs the 'dotnet' program");
        }

        using (helper)
        {
            return Talk(helper, request);
        }
    }

    private static DeepAnswer Talk(Process helper, DeepRequest request)
    {
        TracePermission.Grant(helper.Id);
        try
        {
            using var output = new Reading(helper.StandardOutput);
            using var errors = new Reading(helper.StandardError);
            try
            {
                using StreamWriter input = helper.StandardInput;
                input.Write(JsonSerializer.Serialize(request, DeepJson.Default.DeepRequest));
            }
            catch (IOException)
            {
                // It has ended already; its error output says why.
            }

            TimeSpan limit = TimeSpan.FromMilliseconds(request.LimitMilliseconds) + s_patience;
            if (!output.Ends(limit))
            {
                return Refuse($"the helper gave no answer within {limit.TotalSeconds:0} s");
            }

            return Parse(output.Text) ?? Refuse($"the helper ended without an answer ({(errors.Ends(s_patience) ? FirstLine(errors.Text) : "")})");
        }
        finally
        {
            End(helper);
            TracePermission.Withdraw();
        }
    }

    private static DeepAnswer? Parse(string text)
    {
        try
        {
            DeepAnswer? answer = JsonSerializer.Deserialize(text, DeepJson.Default.DeepAnswer);
            return answer is { Refused: { } reason, IsDenied: true } ? Refuse($"the helper may not read this process ({reason.TrimEnd('.')}); {TracePermission.Remedy}") : answer;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void End(Process helper)
    {
        try
        {
            if (!helper.WaitForExit(1000))
            {
                helper.Kill();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended by itself meanwhile.
        }
    }

    private static ProcessStartInfo StartInfo(string tool)
    {
        var start = new ProcessStartInfo(ToolLocation.DotNet())
        {
            ArgumentList = { "exec", tool, "inspect" },
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(k => s_notInherited.Any(p => k.StartsWith(p, StringComparison.OrdinalIgnoreCase)) && k is not "DOTNET_ROOT").ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private static DeepAnswer Refuse(string reason) => new() { Refused = reason };

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].TrimEnd('\r', '.');

    /// <summary>Reads a stream to its end on a thread of its own, without the caller's context.</summary>
    private sealed class Reading : IDisposable
    {
        private readonly StreamReader _reader;
        private readonly Thread _thread;
        private volatile string _text = "";

        public Reading(StreamReader reader)
        {
            _reader = reader;
            _thread = BackgroundThread.Start("LeakCheck deep look", Read);
        }

        public string Text => _text;

        public bool Ends(TimeSpan limit) => _thread.Join(limit);

        public void Dispose() => _reader.Dispose();

        private void Read()
        {
            try
            {
                _text = _reader.ReadToEnd();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Nobody waits for it any more.
            }
        }
    }
}
