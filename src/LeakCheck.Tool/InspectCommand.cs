using System.Diagnostics;
using System.Text.Json;
using LeakCheck.Diagnosis.Deep;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>Freezes a process, reads what was asked of it, and lets it go.</summary>
internal static class InspectCommand
{
    /// <summary>How long after the limit the helper ends itself. Whatever it froze runs on then: the operating system detaches a debugger that is gone.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(4);

    public static int Run(TextReader input, TextWriter output)
    {
        if (JsonSerializer.Deserialize(input.ReadToEnd(), DeepJson.Default.DeepRequest) is not { } request)
        {
            return 2;
        }

        var clock = Stopwatch.StartNew();
        var limit = TimeSpan.FromMilliseconds(request.LimitMilliseconds);
        var answers = new Answers(output);

        // The process that would end a helper which takes too long is the very one that stands still.
        var watchdog = new Thread(() =>
        {
            Thread.Sleep(limit + s_grace);
            answers.GiveUp(FormattableString.Invariant($"it took longer than {(limit + s_grace).TotalSeconds:0.#} s"));
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "watchdog" };
        watchdog.Start();
        answers.Give(Inspect(request, answers, clock, limit));
        return 0;
    }

    private static DeepAnswer Inspect(DeepRequest request, Answers answers, Stopwatch clock, TimeSpan limit)
    {
        bool attached = false;
        try
        {
            DeepAnswer answer;
            using (DataTarget live = DataTarget.AttachToProcess(request.ProcessId, suspend: true))
            {
                attached = true;
                using var target = new DataTarget(new FrozenMemory(live.DataReader), new DataTargetOptions());
                answer = target.ClrVersions is [{ } clr, ..]
                    ? Read(clr, request, answers, clock, limit)
                    : new DeepAnswer { Refused = "the helper found no .NET runtime in this process" };
            }

            return answer with { FrozenMilliseconds = clock.Elapsed.TotalMilliseconds };
        }
        catch (Exception e) when (e is ClrDiagnosticsException or InvalidOperationException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new DeepAnswer { Refused = e.Message.ReplaceLineEndings(" "), IsDenied = !attached };
        }
    }

    private static DeepAnswer Read(ClrInfo clr, DeepRequest request, Answers answers, Stopwatch clock, TimeSpan limit)
    {
        // On Linux ClrMD cannot read the version of the runtime, and so finds none that matches; what lies beside the runtime was built with it.
        using ClrRuntime runtime = clr.CreateRuntime(DataAccess(clr), ignoreMismatch: true);
        Dictionary<int, DeepFinding> findings = request.Targets.ToDictionary(t => t.Index, t => new DeepFinding { Index = t.Index });
        var waits = new ThreadWaits(runtime);
        foreach (DeepTarget target in request.Targets.Where(t => t.OsThread != 0))
        {
            findings[target.Index] = findings[target.Index] with { Wait = waits.Of(target.OsThread) };
        }

        answers.Keep(new DeepAnswer { Findings = Known(findings), Incomplete = FormattableString.Invariant($"The heap is too large to be read within {(limit + s_grace).TotalSeconds:0.#} s: roots and held bytes are not known.") });
        string? incomplete = null;
        if (!runtime.Heap.CanWalkHeap)
        {
            incomplete = "The heap was not read: the process was frozen in the middle of a garbage collection.";
        }
        else if (request.Targets.Any(t => t.Slot != 0))
        {
            var walk = new HeapWalk(runtime, request, () => clock.Elapsed > limit);
            walk.Run();
            foreach (DeepTarget target in request.Targets)
            {
                findings[target.Index] = findings[target.Index] with { Root = walk.PathTo(target.Index), HeldBytes = walk.HeldBy(target.Index) };
            }

            incomplete = walk.IsComplete
                ? null
                : FormattableString.Invariant($"The heap is too large to be walked within {limit.TotalSeconds:0.#} s ({walk.Visited:N0} objects were seen): held bytes are not known, and roots may be lacking.");
        }

        return new DeepAnswer { Findings = Known(findings), Incomplete = incomplete };
    }

    private static DeepFinding[] Known(Dictionary<int, DeepFinding> findings) =>
        [.. findings.Values.Where(f => f.Wait is not null || f.Root is not null || f.HeldBytes is not null)];

    /// <summary>The library with which the runtime can be read; it lies beside the runtime and fits it exactly.</summary>
    private static string DataAccess(ClrInfo clr)
    {
        string name = OperatingSystem.IsWindows() ? "mscordaccore.dll" : OperatingSystem.IsMacOS() ? "libmscordaccore.dylib" : "libmscordaccore.so";
        return Path.Combine(Path.GetDirectoryName(clr.ModuleInfo.FileName) ?? "", name);
    }
}
