using System.Threading.Channels;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC108 : RuleSample
{
    private Channel<int>? _leaked;

    public override string Fix => "keep a reader until the writer has ended, or cancel the token given to WriteAsync in `LC108.WriteAllAsync`";

    public override void Release()
    {
        while (_leaked is { } channel && channel.Reader.TryRead(out int _))
        {
            // Makes room.
        }
    }

    #region leaky
    public override async Task Leaky()
    {
        var orders = Channel.CreateBounded<int>(1);
        _ = WriteAllAsync(orders.Writer);
        await orders.Reader.ReadAsync();
        Remember(orders);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        var orders = Channel.CreateBounded<int>(1);
        Task writing = WriteAllAsync(orders.Writer);
        await foreach (int _ in orders.Reader.ReadAllAsync())
        {
            Feed.Read();
        }

        await writing;
    }
    #endregion

    #region both
    private static async Task WriteAllAsync(ChannelWriter<int> orders)
    {
        for (int i = 0; i < 3; i++)
        {
            await orders.WriteAsync(i);
        }

        orders.Complete();
    }
    #endregion

    private void Remember(Channel<int> channel) => _leaked = channel;
}
