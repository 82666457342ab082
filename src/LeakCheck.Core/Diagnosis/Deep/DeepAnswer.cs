using System.Text.Json.Serialization;

namespace LeakCheck.Diagnosis.Deep;

/// <summary>What the helper found. Written to its standard output.</summary>
internal sealed record DeepAnswer
{
    /// <summary>Why the process was not read at all; null when it was.</summary>
    public string? Refused { get; init; }

    /// <summary>True when the operating system did not let the helper attach.</summary>
    public bool IsDenied { get; init; }

    /// <summary>What could not be found out, in one sentence; null when everything was.</summary>
    public string? Incomplete { get; init; }

    /// <summary>How long the process stood still, in milliseconds.</summary>
    public double FrozenMilliseconds { get; init; }

    /// <summary>One per target about which something is known.</summary>
    public IReadOnlyList<DeepFinding> Findings { get; init; } = [];
}

/// <summary>What is known of one target.</summary>
internal sealed record DeepFinding
{
    /// <summary>The target's index in the request.</summary>
    public required int Index { get; init; }

    /// <summary>What its thread waits for.</summary>
    public DeepWait? Wait { get; init; }

    /// <summary>The shortest path from a root, static fields first.</summary>
    public string? Root { get; init; }

    /// <summary>Bytes of the objects that are reached from it and from no root in any other way. Null unless the whole heap was walked.</summary>
    public long? HeldBytes { get; init; }
}

/// <summary>What a blocked thread waits for.</summary>
/// <param name="What">The awaited object in words, or the kind of lock.</param>
/// <param name="Holders">For a lock: who holds it, then who holds the lock that this one waits for, and so on.</param>
/// <param name="IsDeadlock">True when that chain comes back to its beginning.</param>
internal sealed record DeepWait(string What, IReadOnlyList<DeepThread> Holders, bool IsDeadlock);

/// <summary>A thread that holds a lock.</summary>
/// <param name="OsThread">OS id.</param>
/// <param name="ManagedThread">Managed id.</param>
/// <param name="Frames">Where it stands, innermost frame first; empty when its stack could not be walked.</param>
internal sealed record DeepThread(long OsThread, int ManagedThread, IReadOnlyList<DeepFrame> Frames);

/// <summary>One frame, named so that file and line can be found without loading anything.</summary>
internal sealed record DeepFrame(string Method, string ModulePath, int MethodToken, int IlOffset);

/// <summary>The two messages as JSON, on both ends.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeepRequest))]
[JsonSerializable(typeof(DeepAnswer))]
internal sealed partial class DeepJson : JsonSerializerContext;
