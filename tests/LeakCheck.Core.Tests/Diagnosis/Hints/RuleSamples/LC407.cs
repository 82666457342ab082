using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC407 : RuleSample
{
    private WebApplication? _leaked;

    public override string Fix => "stop the application or host that the test started, then dispose it";

    public override void Release() => _leaked?.DisposeAsync().AsTask().Wait(TimeSpan.FromMinutes(1));

    #region leaky
    public override async Task Leaky()
    {
        WebApplication app = NewApplication();
        await app.StartAsync();
        Remember(app);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        await using WebApplication app = NewApplication();
        await app.StartAsync();
        await app.StopAsync();
    }
    #endregion

    private void Remember(WebApplication app) => _leaked = app;

    #region both
    private static WebApplication NewApplication()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
    #endregion
}
