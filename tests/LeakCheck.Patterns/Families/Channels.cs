using System.Threading.Channels;

namespace LeakCheck.Patterns.Families;

/// <summary>Channels nobody completes, reads or writes.</summary>
internal static class Channels
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("channel/read-all", ReadAll) with { Method = nameof(ReadAll) },
        Work.Here("channel/read", ReadOne) with { Method = nameof(ReadOne) },
        Work.Here("channel/wait-to-read", WaitToRead) with { Method = nameof(WaitToRead) },
        Work.Here("channel/bounded-writer", WriteToFull) with { Method = nameof(WriteToFull) },
        Work.Here("channel/completion", AwaitCompletion) with { Method = nameof(AwaitCompletion) },
        Work.Here("channel/several-consumers", SeveralConsumers) with { Method = nameof(ConsumeAsync) },
    ];

    private static Channel<int> CompletedAtEnd(WorkControl control, Channel<int>? channel = null)
    {
        channel ??= Channel.CreateUnbounded<int>();
        control.Token.Register(() => channel.Writer.TryComplete());
        return channel;
    }

    private static async Task ReadAll(WorkControl control)
    {
        Channel<int> channel = CompletedAtEnd(control);
        await foreach (int item in channel.Reader.ReadAllAsync()) // stuck: channel/read-all
        {
            _ = item;
        }
    }

    private static async Task ReadOne(WorkControl control)
    {
        await CompletedAtEnd(control).Reader.ReadAsync(); // stuck: channel/read
    }

    private static async Task WaitToRead(WorkControl control)
    {
        ChannelReader<int> reader = CompletedAtEnd(control).Reader;
        while (await reader.WaitToReadAsync()) // stuck: channel/wait-to-read
        {
            reader.TryRead(out _);
        }
    }

    private static async Task WriteToFull(WorkControl control)
    {
        ChannelWriter<int> writer = CompletedAtEnd(control, Channel.CreateBounded<int>(1)).Writer;
        await writer.WriteAsync(1);
        await writer.WriteAsync(2); // stuck: channel/bounded-writer
    }

    private static async Task AwaitCompletion(WorkControl control)
    {
        await CompletedAtEnd(control).Reader.Completion; // stuck: channel/completion
    }

    private static async Task SeveralConsumers(WorkControl control)
    {
        ChannelReader<int> reader = CompletedAtEnd(control).Reader;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ConsumeAsync(reader)));
    }

    private static async Task ConsumeAsync(ChannelReader<int> reader)
    {
        while (await reader.WaitToReadAsync()) // stuck: channel/several-consumers
        {
            reader.TryRead(out _);
        }
    }
}
