namespace LeakCheck.Patterns;

/// <summary>Checks a twin without any engine: does it leave work alive, does release end it, does the clean twin end its own?</summary>
public static class SelfCheck
{
    /// <summary>Runs a twin once.</summary>
    /// <returns>What is wrong with the twin; null when it is as it should be.</returns>
    public static async Task<string?> RunAsync(Pattern pattern, Twin twin)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var context = new PatternContext(pattern.Name);
        try
        {
            // On another thread, since a twin may also block.
            await Task.Run(() => (twin == Twin.Leaky ? pattern.Leaky : pattern.Clean)(context)).WaitAsync(PatternContext.BodyDeadline);
            string? problem = twin == Twin.Leaky ? AfterLeaky(pattern, context) : await AfterCleanAsync(context);
            await context.ReleaseAsync(waitForEnd: !pattern.IsOrphan);
            return problem;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.ToString();
        }
    }

    private static string? AfterLeaky(Pattern pattern, PatternContext context)
    {
        if (pattern.LeakyClass is null && !pattern.SweepNamesIt)
        {
            return null;
        }

        if (!context.IsWatched)
        {
            return "the leaky twin does not say what its work is";
        }

        return context.IsAlive ? null : "the leaky twin's work is not alive";
    }

    private static async Task<string?> AfterCleanAsync(PatternContext context)
    {
        await context.WaitForEndAsync();
        return null;
    }
}
