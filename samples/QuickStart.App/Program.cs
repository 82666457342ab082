using Orders;

await using WebApplication app = OrdersApp.Build("http://127.0.0.1:5080");
await app.RunAsync();
