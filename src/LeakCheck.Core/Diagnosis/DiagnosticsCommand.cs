using System.Buffers.Binary;
using System.Text;

namespace LeakCheck.Diagnosis;

/// <summary>The commands of the diagnostics protocol that we use, and the reply to them. Pure but for the stream.</summary>
internal static class DiagnosticsCommand
{
    /// <summary>Provider whose events carry the stack of every managed thread.</summary>
    public const string Sampler = "Microsoft-DotNETCore-SampleProfiler";

    /// <summary>Provider of the runtime's own events.</summary>
    public const string Runtime = "Microsoft-Windows-DotNETRuntime";

    private const ulong ThreadingKeyword = 0x10000;
    private const int HeaderSize = 20;
    private const int BufferMegabytes = 64;
    private const int NettraceFormat = 1;
    private const int InformationalLevel = 4;

    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0");

    /// <summary>Starts a session of the sample profiler with rundown; its trace follows the reply on the same connection.</summary>
    /// <returns>The id of the session.</returns>
    public static ulong StartSampling(Stream connection) => Start(connection, Sampler, keywords: 0);

    /// <summary>As <see cref="StartSampling"/>, for the events by which the runtime says that a thread is started, and by whom.</summary>
    public static ulong StartThreading(Stream connection) => Start(connection, Runtime, ThreadingKeyword);

    /// <summary>Ends a session. Answered when the whole trace has been written to the other connection.</summary>
    public static void Stop(Stream connection, ulong session)
    {
        byte[] body = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(body, session);
        Send(connection, 1, body);
    }

    private static ulong Start(Stream connection, string provider, ulong keywords)
    {
        using MemoryStream body = new();
        using BinaryWriter writer = new(body, Encoding.Unicode);
        writer.Write(BufferMegabytes);
        writer.Write(NettraceFormat);
        writer.Write((byte)1); // Rundown: the names and maps of all methods at the end.
        writer.Write(1); // One provider.
        writer.Write(keywords);
        writer.Write(InformationalLevel);
        writer.Write(provider.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(provider + '\0'));
        writer.Write(0); // No filter.
        writer.Flush();
        return Send(connection, 3, body.ToArray());
    }

    private static ulong Send(Stream connection, byte command, byte[] body)
    {
        const byte eventPipeSet = 2;
        byte[] message = new byte[HeaderSize + body.Length];
        Magic.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(Magic.Length), (ushort)message.Length);
        message[16] = eventPipeSet;
        message[17] = command;
        body.CopyTo(message, HeaderSize);
        connection.Write(message);
        return Reply(connection);
    }

    private static ulong Reply(Stream connection)
    {
        byte[] header = new byte[HeaderSize];
        connection.ReadExactly(header);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(Magic.Length)) - HeaderSize;
        if (!header.AsSpan(0, Magic.Length).SequenceEqual(Magic) || size < 4)
        {
            throw new StacksUnavailableException("the diagnostics port answers in a way that this version of LeakCheck does not know");
        }

        byte[] body = new byte[size];
        connection.ReadExactly(body);
        bool accepted = header[17] == 0 && size >= 8;
        return accepted
            ? BinaryPrimitives.ReadUInt64LittleEndian(body)
            : throw new StacksUnavailableException($"the runtime refused to sample threads (0x{BinaryPrimitives.ReadUInt32LittleEndian(body):x8})");
    }
}
