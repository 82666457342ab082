namespace Shop;

/// <summary>Endpoints that stream until the client goes away, or do not care that it does.</summary>
public static class Prices
{
    public static async Task StreamAsync(HttpContext context)
    {
        try
        {
            while (true)
            {
                await context.Response.WriteAsync("data: 1\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(10, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away.
        }
    }

    public static async Task StreamDeafAsync(HttpContext context)
    {
        await context.Response.WriteAsync("data: 1\n\n");
        await context.Response.Body.FlushAsync();
        await Audit.RecordAsync(1);
    }
}

/// <summary>A hosted service that stops as it should.</summary>
public sealed class PriceUpdates : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Task.Yield();
        }
    }
}
