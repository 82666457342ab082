using LeakCheck.Session;

namespace LeakCheck;

/// <summary>
/// The scope of a fixture. MSTest gives a library no moment before <c>ClassInitialize</c> or <c>AssemblyInitialize</c>, so the fixture opens its scope itself:
/// what it starts from then on is its own, never counts for a test, and must have ended after its clean-up. Safe for use from many threads.
/// </summary>
public sealed class LeakFixture
{
    private LeakScope? _scope;

    private LeakFixture(LeakScope? scope) => _scope = scope;

    /// <summary>Begins the scope. Call it first in <c>ClassInitialize</c> or <c>AssemblyInitialize</c>.</summary>
    /// <typeparam name="TFixture">The class under whose name leaks are reported, and whose attributes apply.</typeparam>
    /// <returns>The fixture. Without a call of <see cref="VerifyAsync"/> what it has left is reported, under its name, by the final sweep.</returns>
    /// <exception cref="LeakSettingsException">An attribute that applies to the class has a value that is not allowed.</exception>
    public static LeakFixture Begin<TFixture>()
    {
        Type type = typeof(TFixture);
        return new(LeakSession.Begin(new TestPlace(type.FullName ?? type.Name, ScopeKind.Fixture, null, type, type.Assembly) { IsAsked = true }));
    }

    /// <summary>Ends the scope and checks it. Call it last in <c>ClassCleanup</c> or <c>AssemblyCleanup</c>, which then fails for a leak.</summary>
    /// <returns>A task that ends when the scope has settled.</returns>
    /// <exception cref="LeakException">The fixture left work behind.</exception>
    public async Task VerifyAsync()
    {
        if (Interlocked.Exchange(ref _scope, null) is { } scope && await LeakSession.EndAsync(scope, passed: true).ConfigureAwait(false) is { } leak)
        {
            throw leak;
        }
    }
}
