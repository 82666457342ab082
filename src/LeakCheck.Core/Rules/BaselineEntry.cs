namespace LeakCheck.Rules;

/// <summary>A place whose leaks are known.</summary>
/// <param name="Fingerprint">The survivors' fingerprint.</param>
/// <param name="Count">How many of them one run may leave (1 or more).</param>
/// <param name="Place">Kind and method, for people: <c>task PricePoller.RunAsync</c>.</param>
/// <param name="Assembly">Simple name of the test assembly whose runs the entry applies to: one file may serve many test projects.</param>
/// <param name="Reason">Why it is accepted; never empty.</param>
internal sealed record BaselineEntry(string Fingerprint, int Count, string Place, string Assembly, string Reason);
