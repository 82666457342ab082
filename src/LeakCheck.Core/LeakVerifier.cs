namespace LeakCheck;

/// <summary>Checks a piece of code, or the whole process, for work that outlives it. Safe for use from many threads.</summary>
public static class LeakVerifier
{
    /// <summary>Runs the body and checks that nothing it started outlives it.</summary>
    /// <param name="body">The code to check. Everything it starts, through any number of hops, belongs to it.</param>
    /// <param name="options">How to check; null for the settings of the process.</param>
    /// <exception cref="LeakException">Work of the body is still alive after settling.</exception>
    /// <exception cref="LeakSettingsException">An option has a value that is not allowed.</exception>
    /// <exception cref="AggregateException">The body failed and leaked too: its own exception first, then the <see cref="LeakException"/>.</exception>
    public static async Task VerifyNoneAsync(Func<Task> body, LeakOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        LeakEngine engine = LeakEngine.Current;
        using LeakScope scope = engine.Begin(NameOf(body), ScopeKind.Block, engine.SettingsOf(options), body.Method);
        Exception? error = null;
        try
        {
            await body().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }

        LeakReport? report = ShouldCheck(scope, error) ? await scope.CheckAsync().ConfigureAwait(false) : null;
        Conclude(engine, report, error);
    }

    /// <summary>As <see cref="VerifyNoneAsync"/>, for code that is not asynchronous. Blocks the calling thread while the body's work ends.</summary>
    /// <inheritdoc cref="VerifyNoneAsync" path="/param"/>
    /// <inheritdoc cref="VerifyNoneAsync" path="/exception"/>
    public static void VerifyNone(Action body, LeakOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        LeakEngine engine = LeakEngine.Current;
        using LeakScope scope = engine.Begin(NameOf(body), ScopeKind.Block, engine.SettingsOf(options), body.Method);
        Exception? error = null;
        try
        {
            body();
        }
        catch (Exception e)
        {
            error = e;
        }

        LeakReport? report = null;
        if (ShouldCheck(scope, error))
        {
            scope.EndForCheck();
            report = engine.Check(scope);
        }

        Conclude(engine, report, error);
    }

    /// <summary>
    /// Looks at the whole process: everything alive that is not the runtime's or a framework's and was not reported yet. Work of scopes that are still open is left alone,
    /// and so is what was started detached.
    /// </summary>
    /// <param name="options">How to check; null for the settings of the process.</param>
    /// <returns>The frozen report; never throws for a leak.</returns>
    /// <exception cref="LeakSettingsException">An option has a value that is not allowed.</exception>
    public static Task<LeakReport> SweepAsync(LeakOptions? options = null)
    {
        LeakEngine engine = LeakEngine.Current;
        return engine.SweepAsync(engine.SettingsOf(options), Settle.SweepReach.Ended);
    }

    private static bool ShouldCheck(LeakScope scope, Exception? error) => scope.Settings.Enabled && (error is null || !scope.Settings.OnlyWhenPassed);

    private static void Conclude(LeakEngine engine, LeakReport? report, Exception? error)
    {
        LeakException? leak = report is { IsClean: false } && engine.RunSettings.Mode == Settings.RunMode.Fail ? new LeakException(report) : null;
        switch (error, leak)
        {
            case (null, null):
                return;
            case (null, not null):
                throw leak;
            case (not null, null):
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
                return;
            default:
                throw new AggregateException(error, leak);
        }
    }

    private static string NameOf(Delegate body) => Diagnosis.MethodNames.Of(body.Method);
}
