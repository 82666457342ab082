namespace LeakCheck.Patterns;

/// <summary>Runs one twin inside a scope of its own and asks the engine about it.</summary>
public static class PatternRun
{
    /// <summary>Settle limit of leaky twins, in milliseconds: their work never ends, so the default of 2,500 would only be waited for.</summary>
    public const int LeakySettleMilliseconds = 400;

    /// <summary>Runs the twin, gets the verdict, then ends the twin's work.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="twin">Which side of it.</param>
    /// <param name="isFirst">True when nothing else ran in this process before.</param>
    /// <param name="settleMilliseconds">Settle limit; null: the default for clean twins, <see cref="LeakySettleMilliseconds"/> for leaky ones.</param>
    /// <param name="sweep">True to ask the final sweep too, which looks at the whole process.</param>
    /// <returns>Every wrong answer; empty when all is right.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(Pattern pattern, Twin twin, bool isFirst, int? settleMilliseconds = null, bool sweep = false)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var context = new PatternContext($"{pattern.Name} {twin} {Guid.NewGuid():N}");
        int? settle = settleMilliseconds ?? (twin == Twin.Leaky ? LeakySettleMilliseconds : null);
        var wrong = new List<string>();
        try
        {
            LeakReport report = await CheckAsync(pattern, twin, context, new LeakOptions { SettleMilliseconds = settle });
            wrong.AddRange(Judge.Wrong(pattern, twin, report, isFirst));
            if (sweep)
            {
                wrong.AddRange(JudgeSweep(pattern, twin, await LeakVerifier.SweepAsync(new LeakOptions { SettleMilliseconds = LeakySettleMilliseconds })));
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            wrong.Add($"threw {exception}");
        }

        try
        {
            await context.ReleaseAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            wrong.Add($"could not be released: {exception.Message}");
        }

        return wrong;
    }

    private static async Task<LeakReport> CheckAsync(Pattern pattern, Twin twin, PatternContext context, LeakOptions options)
    {
        (LeakScope scope, Task body) = Begin(pattern, twin, context, options);
        using (scope)
        {
            await body.WaitAsync(PatternContext.BodyDeadline);
            return await scope.CheckAsync();
        }
    }

    // Not async, and under a copy of the context: the scope must own what the body starts, not the methods that wait for the body.
    private static (LeakScope Scope, Task Body) Begin(Pattern pattern, Twin twin, PatternContext context, LeakOptions options)
    {
        (LeakScope, Task) begun = default;
        ExecutionContext.Run(
            ExecutionContext.Capture()!,
            _ =>
            {
                LeakScope scope = LeakScope.Begin(context.Name, options);
                begun = (scope, (twin == Twin.Leaky ? pattern.Leaky : pattern.Clean)(context));
            },
            null);
        return begun;
    }

    private static IEnumerable<string> JudgeSweep(Pattern pattern, Twin twin, LeakReport sweep)
    {
        bool mustName = pattern.SweepNamesIt && twin == Twin.Leaky;
        if (mustName && !sweep.Survivors.Any(s => Judge.Names(pattern, s)))
        {
            return [$"is not named by the final sweep: {pattern.Method}; the sweep said {(sweep.IsClean ? "clean" : sweep.ToString())}"];
        }

        return mustName || sweep.IsClean ? [] : [$"the final sweep reports more: {sweep}"];
    }
}
