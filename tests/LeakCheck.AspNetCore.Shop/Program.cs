using Shop;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
ShopApp.AddServices(builder);
WebApplication app = builder.Build();
ShopApp.Map(app);
app.Run();

/// <summary>The application under test, as a factory names it.</summary>
public partial class Program;
