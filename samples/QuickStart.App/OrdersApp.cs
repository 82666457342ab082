namespace Orders;

/// <summary>Puts the application together: a web API on Kestrel, a price poller in the background, a cache, a queue worker and a database.</summary>
public static class OrdersApp
{
    /// <summary>Builds the application; nothing runs until it is started.</summary>
    /// <param name="url">Address to listen on; port 0 takes a free one.</param>
    /// <param name="configure">Last word on services and logging.</param>
    public static WebApplication Build(string url, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(url);
        builder.Services.AddSingleton<IPriceSource, ListPrices>();
        builder.Services.AddSingleton(services => new PriceCache(services.GetRequiredService<IPriceSource>(), TimeSpan.FromMinutes(1)));
        builder.Services.AddSingleton(services => new PricePoller(services.GetRequiredService<IPriceSource>(), TimeSpan.FromSeconds(30)));
        builder.Services.AddSingleton(_ => new OrderStore("orders"));
        builder.Services.AddSingleton<OrderIntake>();
        builder.Services.AddSingleton<SendMail>(new MailDrop(Path.Combine(Path.GetTempPath(), "orders-mail")).SendAsync);
        builder.Services.AddSingleton(services => new CustomerMail(services.GetRequiredService<SendMail>(), TimeSpan.FromMinutes(1)));
        builder.Services.AddHostedService<PricePollingService>();
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.MapGet("/prices/{product}", (string product, PriceCache cache) => cache.PriceOf(product));
        app.MapGet("/orders/{id:long}", (long id, OrderStore store) => store.Find(id) is { } order ? Results.Ok(order) : Results.NotFound());
        app.MapPost("/orders", async (NewOrder order, OrderIntake intake) => Results.Created($"/orders/{await intake.PlaceAsync(order)}", order));
        app.MapPost("/orders/{id:long}/confirmation", (long id, OrderStore store, CustomerMail mail) =>
        {
            if (store.Find(id) is not { } order)
            {
                return Results.NotFound();
            }

            mail.Confirm(order);
            return Results.Accepted();
        });
        return app;
    }
}
