namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC111 : RuleSample
{
    private readonly TaskCompletionSource _ready = new();

    public override string Fix => "complete or cancel what `LC111.ServeAsync` awaits on every way out";

    public override void Release() => _ready.TrySetResult();

    #region leaky
    public override Task Leaky()
    {
        _ = ServeAsync(); // and nobody says that it is ready
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Task serving = ServeAsync();
        try
        {
            Feed.Read();
        }
        finally
        {
            _ready.TrySetResult();
        }

        await serving;
    }
    #endregion

    #region both
    private async Task ServeAsync() => await _ready.Task;
    #endregion
}
