namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC304 : RuleSample
{
    private readonly object _accounts = new();
    private readonly ManualResetEventSlim _release = new();
    private Thread? _holder;

    public override string Fix => "let the holder leave `LC304._accounts` before it waits for anything";

    public override Task Begun => Feed.WhenRead;

    public override void Release()
    {
        _release.Set();
        _holder?.Join();
    }

    #region leaky
    public override Task Leaky()
    {
        HoldOnAnotherThread(_accounts);
        var thread = new Thread(Transfer) { IsBackground = true };
        thread.Start();
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        var thread = new Thread(Transfer) { IsBackground = true };
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    }
    #endregion

    #region both
    private void Transfer()
    {
        Feed.Read();
        lock (_accounts)
        {
            Feed.Read();
        }
    }
    #endregion

    // Nobody's thread, so that the waiting one stands alone in the report.
    private void HoldOnAnotherThread(object gate)
    {
        using var held = new ManualResetEventSlim();
        _holder = new Thread(() =>
        {
            lock (gate)
            {
                held.Set();
                _release.Wait();
            }
        })
        { IsBackground = true };
        _holder.UnsafeStart();
        held.Wait();
    }
}
