using LeakCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Snippets;

public static class KestrelServer
{
    public static async Task<WebApplication> StartAsync()
    {
        #region builder
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddLeakCheck();
        #endregion

        WebApplication app = builder.Build();
        await app.StartAsync();
        return app;
    }
}
