using LeakCheck.Session;
using Xunit;
using Xunit.Sdk;

namespace LeakCheck;

/// <summary>
/// A class, collection or assembly fixture whose own work is checked: <c>IClassFixture&lt;LeakChecked&lt;DatabaseFixture&gt;&gt;</c>. The fixture inside is created in a
/// scope that bears its type's name, and must have ended everything it started when its disposal is over. Work that it starts never counts for a test.
/// </summary>
/// <typeparam name="TFixture">
/// The fixture. Its <see cref="IAsyncLifetime"/>, <see cref="IAsyncDisposable"/> and <see cref="IDisposable"/> are called as xUnit would call them.
/// </typeparam>
public sealed class LeakChecked<TFixture> : IAsyncLifetime
    where TFixture : class, new()
{
    private TFixture? _value;
    private LeakScope? _scope;

    /// <summary>The fixture.</summary>
    /// <exception cref="InvalidOperationException">xUnit has not initialised it yet.</exception>
    public TFixture Value => _value ?? throw new InvalidOperationException($"LeakCheck: the fixture {typeof(TFixture)} is not initialised yet.");

    /// <summary>Creates and initialises the fixture inside its scope. Called by xUnit.</summary>
    public async ValueTask InitializeAsync()
    {
        _scope = LeakSession.Begin(new TestPlace(typeof(TFixture).ToString(), ScopeKind.Fixture, null, typeof(TFixture), typeof(TFixture).Assembly) { IsAsked = true });
        try
        {
            _value = new TFixture();
            if (_value is IAsyncLifetime lifetime)
            {
                await lifetime.InitializeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            // xUnit does not dispose a fixture that failed to start, so its scope ends here.
            await EndScopeAsync(failure).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Disposes the fixture, then checks its scope. Called by xUnit.</summary>
    /// <exception cref="Exception">Work that the fixture started outlived its disposal; the message is the leak's.</exception>
    public async ValueTask DisposeAsync()
    {
        Exception? failure = null;
        try
        {
            await DisposeValueAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await EndScopeAsync(failure).ConfigureAwait(false);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    // The fixture's own failure stays first.
    private async ValueTask EndScopeAsync(Exception? failure)
    {
        if (Interlocked.Exchange(ref _scope, null) is { } scope && await LeakSession.EndAsync(scope, failure is null).ConfigureAwait(false) is { } leak)
        {
            throw failure is null ? new LeakFailure(leak) : new AggregateException(failure, LeakFailure.AfterOwnFailure(leak));
        }
    }

    private async ValueTask DisposeValueAsync()
    {
        // What a disposal starts is the fixture's as well. The flow is left when this method returns.
        _scope?.Enter();
        if (_value is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (_value as IDisposable)?.Dispose();
        }
    }
}
