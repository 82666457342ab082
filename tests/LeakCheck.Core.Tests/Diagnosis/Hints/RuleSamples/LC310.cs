namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC310 : RuleSample
{
    private readonly ManualResetEventSlim _ready = new();

    public override string Fix => "signal what `LC310.Serve` waits for before the test ends";

    public override Task Begun => Feed.WhenRead;

    public override void Release() => _ready.Set();

    #region leaky
    public override Task Leaky()
    {
        _ = Task.Run(Serve);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Task serving = Task.Run(Serve);
        _ready.Set();
        await serving;
    }
    #endregion

    #region both
    private void Serve()
    {
        Feed.Read();
        _ready.Wait();
    }
    #endregion
}
