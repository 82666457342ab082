using LeakCheck.Rules;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>Causes that lie in who holds the work: these say more than where it stands, so they are tried first.</summary>
internal static class OwnerHints
{
    public static IReadOnlyList<HintRule> First { get; } =
    [
        new(
            "LC405",
            "A singleton exists more than once",
            "A static field would excuse the work as a singleton, but another one from the same place was started while the first still lives.",
            (_, f) => f.Root == RootKind.Growing,
            new("keep one instance behind `{root}`: start it once, for example in a Lazy, or stop the old one before a new one takes its place"),
            new("start it once, for example in a Lazy, or stop the old one before a new one takes its place")),
        new(
            "LC404",
            "A static collection keeps it",
            "The object that does the work was put into a static collection, which grows with every test and lets nothing go.",
            (_, f) => f.Root == RootKind.Collection,
            new("stop the `{holder}` ({dispose}) and take it out of `{root}` when the test ends"),
            new("stop the `{holder}`, which runs `{body}`, and take it out of `{root}` when the test ends"),
            new("stop it and take it out of `{root}` when the test ends"),
            new("stop it and take it out of the collection when the test ends")),
        new(
            "LC402",
            "A hosted service ignores its token",
            "The host has asked the service to stop, but the service goes on because it does not watch the token.",
            (_, f) => f.Holder is { IsHostedService: true } && IsAskedToStop(f),
            new("watch `{token}` in `{method}`: pass it to every await and leave the loop when it is cancelled", f => f.Token is { State: TokenState.Cancelled }),
            new("pass the token of `{method}` to every await and leave the loop when it is cancelled"),
            new("pass the token of ExecuteAsync to every await and leave the loop when it is cancelled")),
        new(
            "LC403",
            "A hosted service was not stopped",
            "A hosted service still runs because the host that started it was neither stopped nor disposed.",
            (_, f) => (f.Holder is { IsHostedService: true } && !IsAskedToStop(f)) || RunsHost(f),
            new("stop what {user} starts ({place}), which runs `{holder}`, before the test ends: `await host.StopAsync()`, or dispose the host or its factory", f => f.Holder is { IsHostedService: true }),
            new("stop what {user} starts ({place}) before the test ends: `await host.StopAsync()`, or dispose the host or its factory; `{method}` waits for that", RunsHost),
            new("stop the host that `{method}` runs before the test ends: `await host.StopAsync()`, or dispose the host or its factory", RunsHost),
            new("stop the host that runs `{holder}` before the test ends: `await host.StopAsync()`, or dispose the host or its factory"),
            new("stop the host before the test ends: `await host.StopAsync()`, or dispose it")),
        new(
            "LC407",
            "A web server was not stopped",
            "Kestrel, or what it serves, still runs because the application or host that started it was not stopped: disposing it is not enough for all of it.",
            (s, f) => !s.Stack.Any(frame => frame.IsUserCode) && (s.Kind == SurvivorKind.Thread ? f.Uses("Microsoft.AspNetCore.Server.Kestrel") : f.Uses("Microsoft.AspNetCore.Http.Connections.") && !f.Uses("Microsoft.AspNetCore.Http.Connections.Client.")),
            new("stop the application or host that {user} starts ({place}), then dispose it: `await app.StopAsync()`, `await app.DisposeAsync()`"),
            new("stop the application or host that the test started, then dispose it: `await app.StopAsync()`, `await app.DisposeAsync()`")),
        new(
            "LC408",
            "An object of a library was not closed",
            "Only a library's own code is at work, for an object that the test made of it and neither stopped nor disposed.",
            (_, f) => f.Library is not null,
            new("dispose the LoggerFactory, service provider or host to which {user} adds `{library}` ({place})", IsLogger),
            new("dispose the LoggerFactory, service provider or host that logs with `{library}`", IsLogger),
            new("dispose, stop or shut down what {user} makes of `{library}` ({place}), and await that"),
            new("dispose, stop or shut down what the test made of `{library}`, and await that"),
            new("dispose, stop or shut down what the test made of the library, and await that")),
        new(
            "LC102",
            "A cancelled token is ignored",
            "The token was cancelled, but the method goes on because nothing on the way watches it.",
            (_, f) => f.Token is { State: TokenState.Cancelled },
            new("pass `{token}` to the await and check it in every loop of `{method}`"),
            new("pass the token to every await and check it in every loop")),
        new(
            "LC401",
            "Its holder was not disposed",
            "The object that does the work can be disposed, which would stop it, but nobody disposed it.",
            (s, f) => s.Kind == SurvivorKind.Task && f.Holder is { WasNotDisposed: true } && s.State != SurvivorState.Blocked,
            new(Remedy.DisposeHolder),
            new("dispose the object before the test ends")),
        new(
            "LC112",
            "An async void method",
            "A method that is `async void` has no Task, so nobody can wait for it or see it fail.",
            (_, f) => f.IsAsyncVoid,
            new("let `{body}` return a Task and await it before the test ends"),
            new("let the method return a Task and await it before the test ends")),
        new(
            "LC117",
            "An async iterator was left in the middle",
            "The iterator waits inside `MoveNextAsync` for its next element, but nobody waits for the iterator any more, and its `finally` blocks have not run.",
            (_, f) => f.IsIterator,
            new("consume `{method}` with `await foreach` and give it a token with `WithCancellation`; cancel the token, then dispose the enumerator"),
            new("consume it with `await foreach` and give it a token with `WithCancellation`; cancel the token, then dispose the enumerator")),
    ];

    /// <summary>A logger's own thread: its provider is made and held by a logger factory, often deep in a container.</summary>
    private static bool IsLogger(HintFacts facts) => facts.Library?.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal) == true;

    /// <summary>A thread that stands in <c>app.Run()</c>: it waits for the end of the host, as it should.</summary>
    private static bool RunsHost(HintFacts facts) => facts.BlockedIn is not null && facts.Calls.Any(c => c.EndsWith("|" + HostRuns.Run, StringComparison.Ordinal));

    /// <summary>Where a method took a token of which a Release build left nothing, and it delays without one, it ignores the token whether that was cancelled or not.</summary>
    private static bool IsAskedToStop(HintFacts facts) =>
        facts.Token is { State: TokenState.Cancelled } || facts.Holder is { WasAskedToStop: true } || facts is { Token: null, Awaits: AwaitKind.Delay };
}
