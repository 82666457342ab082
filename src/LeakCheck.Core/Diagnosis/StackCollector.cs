using System.Diagnostics;

namespace LeakCheck.Diagnosis;

/// <summary>What one session gave.</summary>
/// <param name="Trace">The trace in the nettrace format.</param>
/// <param name="OwnThreads">OS ids of the threads that collected it; they are no part of the program.</param>
internal sealed record CollectedTrace(ReadOnlyMemory<byte> Trace, IReadOnlySet<long> OwnThreads);

/// <summary>Runs one short sampling session on the diagnostics port. Blocks the caller for at most the limit while nothing comes, whatever the port does: the work is done on background threads of its own.</summary>
internal sealed class StackCollector(IDiagnosticsPort port, TimeSpan limit)
{
    /// <param name="sampling">How long stacks are sampled.</param>
    /// <exception cref="StacksUnavailableException">There is no trace; the message says why.</exception>
    public CollectedTrace Collect(TimeSpan sampling)
    {
        using TraceSession session = new(port);
        long start = Stopwatch.GetTimestamp();
        long worker = 0;
        bool ended = BackgroundThread.Run(
            "LeakCheck stacks",
            limit,
            () =>
            {
                worker = OsThreads.CurrentId();
                session.Begin(DiagnosticsCommand.StartSampling);
                Thread.Sleep(sampling);
                session.End();
            },
            () => session.Received);
        return ended
            ? new CollectedTrace(session.Trace, new HashSet<long> { OsThreads.CurrentId(), worker, session.Reader })
            : throw new StacksUnavailableException(FormattableString.Invariant($"the diagnostics port gave no complete answer within {Stopwatch.GetElapsedTime(start).TotalSeconds:0.#} s; look at a process this busy from outside, with dotnet-stack"));
    }
}
