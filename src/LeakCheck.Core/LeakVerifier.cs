namespace LeakCheck;

/// <summary>Checks a piece of code, or the whole process, for work that outlives it. Safe for use from many threads.</summary>
public static class LeakVerifier
{
    /// <summary>Runs the body and throws when its work outlives it.</summary>
    public static Task VerifyNoneAsync(Func<Task> body, LeakOptions? options = null) => throw new NotImplementedException();

    /// <summary>Runs the body and throws when its work outlives it. Blocks while that work ends.</summary>
    public static void VerifyNone(Action body, LeakOptions? options = null) => throw new NotImplementedException();

    /// <summary>Looks at the whole process: everything alive that is not the runtime's or a framework's, and was not reported yet.</summary>
    public static Task<LeakReport> SweepAsync(LeakOptions? options = null) => throw new NotImplementedException();
}
