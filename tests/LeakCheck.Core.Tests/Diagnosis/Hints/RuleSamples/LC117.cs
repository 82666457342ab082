using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC117 : RuleSample
{
    private readonly TaskCompletionSource<int> _next = new();

    public override string Fix => "consume `LC117.PricesAsync` with `await foreach`";

    public override void Release() => _next.TrySetResult(0);

    #region leaky
    public override async Task Leaky()
    {
        IAsyncEnumerator<int> prices = PricesAsync(CancellationToken.None).GetAsyncEnumerator();
        Task<bool> next = prices.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(1));
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        try
        {
            await foreach (int _ in PricesAsync().WithCancellation(stop.Token))
            {
                Feed.Read();
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }
    #endregion

    #region both
    private async IAsyncEnumerable<int> PricesAsync([EnumeratorCancellation] CancellationToken stopping = default)
    {
        while (Feed.IsOpen)
        {
            yield return await _next.Task.WaitAsync(stopping);
        }
    }
    #endregion
}
