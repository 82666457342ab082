using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakCheck.Patterns.Web.Families;

/// <summary>Kestrel servers and what their requests leave behind.</summary>
internal static class Servers
{
    public static IEnumerable<Pattern> All =>
    [
        new("server/kestrel-not-stopped", NotStoppedLeaky, NotStoppedClean) { Kinds = [SurvivorKind.Thread, SurvivorKind.Timer, SurvivorKind.Task] },
        new("server/request-hangs", HangingLeaky, HangingClean) { Method = nameof(AskAsync) },
        new("server/hosted-loop", LoopLeaky, LoopClean) { Method = nameof(LoopAsync) },
    ];

    private static async Task<WebApplication> StartAsync(RequestDelegate handler)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        return app;
    }

    private static Uri AddressOf(WebApplication app)
        => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task NotStoppedLeaky(PatternContext context)
    {
        WebApplication app = await StartAsync(static request => request.Response.WriteAsync("ok"));
        context.Watch(() => !context.Control.Ended);
        context.OnRelease(() => app.DisposeAsync().AsTask());
        await AskOnceAsync(app);
    }

    private static async Task NotStoppedClean(PatternContext context)
    {
        await using WebApplication app = await StartAsync(static request => request.Response.WriteAsync("ok"));
        await AskOnceAsync(app);
    }

    private static async Task AskOnceAsync(WebApplication app)
    {
        using var client = new HttpClient();
        await client.GetStringAsync(AddressOf(app));
    }

    private static async Task HangingLeaky(PatternContext context)
    {
        var asked = new TaskCompletionSource();
        WebApplication app = await StartAsync(_ => HandleAsync(asked, context.Control));
        HttpClient client = new();
        context.OnRelease(async () =>
        {
            client.Dispose();
            await app.DisposeAsync();
        });
        context.Watch(AskAsync(client, AddressOf(app)));
        await asked.Task;
    }

    private static async Task HangingClean(PatternContext context)
    {
        using var control = new WorkControl();
        var asked = new TaskCompletionSource();
        await using WebApplication app = await StartAsync(_ => HandleAsync(asked, control));
        using var client = new HttpClient();
        Task work = context.Watch(AskAsync(client, AddressOf(app)));
        await asked.Task;
        control.End();
        await work;
    }

    private static async Task HandleAsync(TaskCompletionSource asked, WorkControl control)
    {
        asked.TrySetResult();
        await control.Gate; // stuck: server/request-hangs
    }

    private static async Task AskAsync(HttpClient client, Uri address)
    {
        await client.GetAsync(address); // stuck: server/request-hangs
    }

    private static async Task LoopLeaky(PatternContext context)
    {
        await using WebApplication app = await StartAsync(static request => request.Response.WriteAsync("ok"));
        context.Watch(LoopAsync(AddressOf(app), context.Released));
    }

    private static async Task LoopClean(PatternContext context)
    {
        await using WebApplication app = await StartAsync(static request => request.Response.WriteAsync("ok"));
        using var stop = new CancellationTokenSource();
        Task work = context.Watch(LoopAsync(AddressOf(app), stop.Token));
        await stop.CancelAsync();
        await Work.EndOf(work);
    }

    private static async Task LoopAsync(Uri address, CancellationToken token)
    {
        using var client = new HttpClient();
        while (!token.IsCancellationRequested)
        {
            try
            {
                await client.GetStringAsync(address, token); // stuck: server/hosted-loop
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or SocketException)
            {
                // The server is gone; ask again later. One that goes between the connection and its first use throws as it is.
            }

            await Task.Delay(20, token); // stuck: server/hosted-loop
        }
    }
}
