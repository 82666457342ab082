using System.Net.WebSockets;

namespace Shop;

/// <summary>A small shop. Some of its endpoints leave work behind; all of that ends when <see cref="Audit.StopAll"/> is called.</summary>
public static class ShopApp
{
    public static void AddServices(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService<PriceUpdates>();
        builder.Services.AddControllersWithViews().AddApplicationPart(typeof(ReportsController).Assembly);
    }

    public static void Map(WebApplication app)
    {
        app.UseWebSockets();
        app.Use(FailAsync);
        app.UseRouting();
        app.MapGet("/orders/{id}", (int id) => $"order {id}");
        app.MapPost("/orders", async (HttpRequest request) => (await new StreamReader(request.Body).ReadToEndAsync()).Length);
        app.MapGet("/headers", (HttpRequest request) => string.Join(", ", request.Headers.Keys));
        app.MapGet("/orders/{id}/audit", (int id) => Audit.Start(id));
        app.MapGet("/orders/{id}/remind", (int id) => Audit.Remind(id));
        app.MapGet("/orders/{id}/export", (int id) => Audit.Export(id));
        app.MapGet("/orders/{id}/stuck", (int id) => Audit.RecordAsync(id));
        app.MapGet("/prices/live", Prices.StreamAsync);
        app.MapGet("/prices/deaf", Prices.StreamDeafAsync);
        app.MapGet("/chat", ChatAsync);
        app.MapControllerRoute("default", "{controller}/{action}/{year?}");
    }

    /// <summary>A middleware that leaves work behind and throws.</summary>
    private static Task FailAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/broken")
        {
            Audit.Start(0);
            throw new InvalidOperationException("The shop is closed.");
        }

        return next(context);
    }

    private static async Task ChatAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } message)
            {
                if (message.Count == 4)
                {
                    Audit.Start(4);
                }

                await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // The client went away.
        }
    }
}
