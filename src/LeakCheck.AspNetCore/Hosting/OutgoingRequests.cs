using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Primitives;
using Microsoft.AspNetCore.Http;

namespace LeakCheck.Hosting;

/// <summary>
/// Marks each request that this process sends to one server with the scope that sends it. Listens to the event that <see cref="SocketsHttpHandler"/> writes on the sender's flow
/// before a request goes out; of its events only that one is asked for, so that no activity and no trace header comes into being that would not be there without a listener.
/// Safe for use from many threads.
/// </summary>
internal sealed class OutgoingRequests : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    public const string Header = "LeakCheck-Scope";

    private const string ListenerName = "HttpHandlerDiagnosticListener";
    private const string RequestEvent = "System.Net.Http.Request";

    private readonly ServerAddresses _addresses;
    private readonly ScopeTickets _tickets = new();
    private readonly IDisposable _listeners;
    private IDisposable? _requests;
    private PropertyInfo? _requestProperty;

    public OutgoingRequests(IServer server)
    {
        _addresses = new ServerAddresses(server);
        _listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>The scope that sent a request, and the header taken off; null when it bears none.</summary>
    public LeakScope? SenderOf(IHeaderDictionary headers) =>
        headers.Remove(Header, out StringValues ticket) ? _tickets.Find(ticket.ToString()) : null;

    public void Dispose()
    {
        _listeners.Dispose();
        Interlocked.Exchange(ref _requests, null)?.Dispose();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == ListenerName)
        {
            _requests = value.Subscribe(this, static (name, _, _) => name == RequestEvent);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value is not { Key: RequestEvent, Value: { } payload } || !LeakEngine.IsStarted)
        {
            return;
        }

        PropertyInfo? property = _requestProperty ??= payload.GetType().GetProperty("Request");
        if (property?.GetValue(payload) is HttpRequestMessage { RequestUri: { } uri } request && _addresses.Include(uri))
        {
            // A request that is sent again, by a retry, is whose who sends it now.
            request.Headers.Remove(Header);
            if (LeakEngine.Current.Marker.Current is { } scope)
            {
                request.Headers.TryAddWithoutValidation(Header, _tickets.For(scope));
            }
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }
}
