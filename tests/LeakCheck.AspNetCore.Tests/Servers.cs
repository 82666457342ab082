using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Shop;

namespace LeakCheck.AspNetCore.Tests;

/// <summary>The shop behind each kind of server, ready to take requests.</summary>
public abstract class ShopServer : IAsyncDisposable
{
    /// <summary>A client that tests may share.</summary>
    public abstract HttpClient Client { get; }

    /// <summary>Starts the shop behind a server.</summary>
    /// <param name="kind"><c>TestServer</c> or <c>Kestrel</c>.</param>
    public static async Task<ShopServer> StartAsync(string kind) => kind switch
    {
        "TestServer" => new InMemory(),
        "Kestrel" => await Kestrel.StartAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such server."),
    };

    /// <summary>Opens a web socket.</summary>
    public abstract Task<WebSocket> ConnectAsync(string path);

    public abstract ValueTask DisposeAsync();

    private sealed class InMemory : ShopServer
    {
        private readonly WebApplicationFactory<Program> _factory = new();

        public InMemory() => Client = _factory.WithLeakCheck().CreateClient();

        public override HttpClient Client { get; }

        public override Task<WebSocket> ConnectAsync(string path) =>
            _factory.WithLeakCheck().Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost" + path), CancellationToken.None);

        public override ValueTask DisposeAsync() => _factory.DisposeAsync();
    }

    private sealed class Kestrel : ShopServer
    {
        private readonly WebApplication _app;

        private Kestrel(WebApplication app)
        {
            _app = app;
            Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        }

        public override HttpClient Client { get; }

        public static async Task<ShopServer> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            ShopApp.AddServices(builder);
            builder.AddLeakCheck();
            WebApplication app = builder.Build();
            ShopApp.Map(app);
            await app.StartAsync();
            return new Kestrel(app);
        }

        public override async Task<WebSocket> ConnectAsync(string path)
        {
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://{Client.BaseAddress!.Authority}{path}"), CancellationToken.None);
            return socket;
        }

        public override async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _app.DisposeAsync();
        }
    }
}
