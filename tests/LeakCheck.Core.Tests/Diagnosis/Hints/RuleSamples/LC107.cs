using System.Threading.Channels;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC107 : RuleSample
{
    private Channel<int>? _leaked;

    public override string Fix => "call `Writer.Complete()` on the channel that `LC107.ReadAllAsync` reads";

    public override void Release() => _leaked?.Writer.Complete();

    #region leaky
    public override async Task Leaky()
    {
        var orders = Channel.CreateUnbounded<int>();
        _ = ReadAllAsync(orders.Reader);
        await orders.Writer.WriteAsync(1);
        Remember(orders);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        var orders = Channel.CreateUnbounded<int>();
        Task reading = ReadAllAsync(orders.Reader);
        await orders.Writer.WriteAsync(1);
        orders.Writer.Complete();
        await reading;
    }
    #endregion

    #region both
    private async Task ReadAllAsync(ChannelReader<int> orders)
    {
        await foreach (int _ in orders.ReadAllAsync())
        {
            Feed.Read();
        }
    }
    #endregion

    private void Remember(Channel<int> channel) => _leaked = channel;
}
