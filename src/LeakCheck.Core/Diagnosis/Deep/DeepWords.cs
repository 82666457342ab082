namespace LeakCheck.Diagnosis.Deep;

/// <summary>Adds what the helper found to a survivor, in words.</summary>
internal sealed class DeepWords(SourceLines lines)
{
    public Survivor Add(Survivor survivor, DeepFinding? finding, string? missing)
    {
        Survivor result = missing is null ? survivor : survivor with { Missing = [.. survivor.Missing, missing] };
        if (finding is null)
        {
            return result;
        }

        // .NET 8 and 9 show no frame of a thread that waits for a lock, so that it seems to run; the helper sees the lock.
        if (finding.Wait is { } wait && (survivor.State is SurvivorState.Blocked || wait.Holders.Count > 0))
        {
            result = result with { State = SurvivorState.Blocked, WaitsFor = Of(wait, survivor.WaitsFor), CanComplete = wait.IsDeadlock ? false : result.CanComplete };
        }

        if (finding.Root is { } root && survivor is { Roots.Count: 0, ThreadId: null })
        {
            // The search in process names the user's own static field with its elements; the helper's path is for what that one cannot see.
            // What runs on a thread is held by that thread's stack, which the report shows anyway.
            result = result with { Roots = [root], CanComplete = result.CanComplete ?? true };
        }

        return result with { HeldBytes = finding.HeldBytes };
    }

    private string Of(DeepWait wait, string? call)
    {
        if (wait.Holders.Count == 0)
        {
            // A lock is named already by the field it is kept in.
            return call is null ? wait.What : call.StartsWith("a lock on ", StringComparison.Ordinal) ? call : $"{call} on {wait.What}";
        }

        string text = $"{wait.What} held by {Of(wait.Holders[0])}";
        foreach (DeepThread holder in wait.Holders.Skip(1).Take(wait.Holders.Count - (wait.IsDeadlock ? 2 : 1)))
        {
            text += $", which waits for a lock held by {Of(holder)}";
        }

        return wait.IsDeadlock ? text + ", which waits for a lock that this thread holds: a deadlock" : text;
    }

    private string Of(DeepThread thread)
    {
        string name = ThreadNames.Of(thread.OsThread, thread.ManagedThread);
        foreach (DeepFrame frame in thread.Frames)
        {
            (string? file, int? line) = lines.At(frame.ModulePath, frame.MethodToken, frame.IlOffset);
            if (file is not null)
            {
                return $"{name} at {Path.GetFileName(file)}:{line} ({frame.Method})";
            }
        }

        return name;
    }
}
