namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC109 : RuleSample
{
    private readonly SemaphoreSlim _gate = new(1);

    public override string Fix => "release the semaphore that `LC109.SaveAsync` waits for: in a `finally` block";

    public override void Release() => _gate.Release();

    #region leaky
    public override async Task Leaky()
    {
        await _gate.WaitAsync();
        _ = SaveAsync();
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Task saving;
        await _gate.WaitAsync();
        try
        {
            saving = SaveAsync();
        }
        finally
        {
            _gate.Release();
        }

        await saving;
    }
    #endregion

    #region both
    private async Task SaveAsync()
    {
        await _gate.WaitAsync();
        try
        {
            Feed.Read();
        }
        finally
        {
            _gate.Release();
        }
    }
    #endregion
}
