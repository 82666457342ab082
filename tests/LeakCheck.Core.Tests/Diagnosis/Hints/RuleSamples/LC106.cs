namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC106 : RuleSample
{
    public override string Fix => "give the delay a token and cancel it when the race is over";

    #region leaky
    public override async Task Leaky()
    {
        Task work = WorkAsync();
        Task first = await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(30)));
        if (first != work)
        {
            throw new TimeoutException();
        }
    }
    #endregion

    #region mended
    public override async Task Mended() => await WorkAsync().WaitAsync(TimeSpan.FromSeconds(30));
    #endregion

    #region both
    private static async Task WorkAsync() => await Task.Yield();
    #endregion
}
