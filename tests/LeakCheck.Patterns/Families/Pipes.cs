using System.IO.Pipes;

namespace LeakCheck.Patterns.Families;

/// <summary>Operating-system pipes with one end missing.</summary>
internal static class Pipes
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("pipe/named-wait-for-connection", WaitForConnection) with { Method = nameof(WaitForConnection) },
        Work.Here("pipe/anonymous-read", ReadAnonymous) with { Method = nameof(ReadAnonymous) },
    ];

    private static async Task WaitForConnection(WorkControl control)
    {
        await using var server = new NamedPipeServerStream($"leakcheck-{Guid.NewGuid():N}", PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        await server.WaitForConnectionAsync(control.Token); // stuck: pipe/named-wait-for-connection
    }

    private static async Task ReadAnonymous(WorkControl control)
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        control.Token.Register(server.Dispose);
        await client.ReadAtLeastAsync(new byte[16], 1, throwOnEndOfStream: false); // stuck: pipe/anonymous-read
    }
}
