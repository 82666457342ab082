using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeakCheck.Patterns.Families;

/// <summary>HTTP clients and listeners with a request under way. The server is a bare socket, so that only the client's work is looked at.</summary>
internal static class Http
{
    public static IEnumerable<Pattern> All =>
    [
        HttpPattern("http/request-in-flight", "", GetAsync) with { Method = nameof(GetAsync) },
        HttpPattern("http/response-stream-read", HeadersOnly, ReadBodyAsync) with { Method = nameof(ReadBodyAsync) },
        HttpPattern("http/streamed-lines", HeadersOnly, ReadLinesAsync) with { Method = nameof(ReadLinesAsync) },
        HttpPattern("http/request-with-timeout", "", GetWithTimeoutAsync) with { Method = nameof(GetWithTimeoutAsync), Kinds = [SurvivorKind.Task, SurvivorKind.Timer] },
        Work.Here("http/listener-get-context", GetContextAsync) with { Method = nameof(GetContextAsync) },
    ];

    private const string HeadersOnly = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf\n";

    private static Pattern HttpPattern(string name, string answer, Func<Uri, HttpClient, Task> request) => new(
        name,
        async context =>
        {
            Server server = context.DisposeAtRelease(new Server(answer));
            HttpClient client = context.DisposeAtRelease(new HttpClient());
            context.Watch(request(server.Address, client));
            await server.AnswerAsync();
        },
        async context =>
        {
            using var server = new Server(answer);
            using var client = new HttpClient();
            Task work = context.Watch(request(server.Address, client));
            await server.AnswerAsync();
            client.CancelPendingRequests();
            server.Dispose();
            await Work.EndOf(work);
        });

    private static async Task GetAsync(Uri address, HttpClient client)
    {
        await client.GetStringAsync(address); // stuck: http/request-in-flight
    }

    private static async Task ReadBodyAsync(Uri address, HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        await response.Content.ReadAsStringAsync(); // stuck: http/response-stream-read
    }

    private static async Task ReadLinesAsync(Uri address, HttpClient client)
    {
        await using Stream stream = await client.GetStreamAsync(address);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is not null) // stuck: http/streamed-lines
        {
        }
    }

    private static async Task GetWithTimeoutAsync(Uri address, HttpClient client)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5)); // stuck: http/request-with-timeout
        await client.GetAsync(address, timeout.Token); // stuck: http/request-with-timeout
    }

    private static async Task GetContextAsync(WorkControl control)
    {
        using HttpListener listener = Listen();
        control.Token.Register(listener.Stop);
        await listener.GetContextAsync(); // stuck: http/listener-get-context
    }

    // HttpListener cannot choose a free port by itself.
    private static HttpListener Listen()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://localhost:{port}/");
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _answer;
        private TcpClient? _connection;

        public Server(string answer)
        {
            _answer = answer;
            _listener.Start();
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        /// <summary>Takes one request, sends the answer as far as it goes, and leaves the connection open.</summary>
        public async Task AnswerAsync()
        {
            _connection = await _listener.AcceptTcpClientAsync();
            NetworkStream stream = _connection.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer));
        }

        public void Dispose()
        {
            _connection?.Dispose();
            _listener.Stop();
        }
    }
}
