using System.Buffers.Binary;
using System.Text;

namespace LeakCheck.Diagnosis;

/// <summary>The two commands of the diagnostics protocol that we use, and the reply to both. Pure but for the stream.</summary>
internal static class DiagnosticsCommand
{
    /// <summary>Provider whose events carry the stack of every managed thread.</summary>
    public const string Sampler = "Microsoft-DotNETCore-SampleProfiler";

    private const int HeaderSize = 20;
    private const int BufferMegabytes = 64;
    private const int NettraceFormat = 1;
    private const int InformationalLevel = 4;

    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0");

    /// <summary>Starts a session of the sample profiler with rundown; its trace follows the reply on the same connection.</summary>
    /// <returns>The id of the session.</returns>
    public static ulong StartSampling(Stream connection)
    {
        using MemoryStream body = new();
        using BinaryWriter writer = new(body, Encoding.Unicode);
        writer.Write(BufferMegabytes);
        writer.Write(NettraceFormat);
        writer.Write((byte)1); // Rundown: the names and maps of all methods at the end.
        writer.Write(1); // One provider.
        writer.Write(0UL); // No keywords.
        writer.Write(InformationalLevel);
        writer.Write(Sampler.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(Sampler + '\0'));
        writer.Write(0); // No filter.
        writer.Flush();
        return Send(connection, 3, body.ToArray());
    }

    /// <summary>Ends a session. Answered when the whole trace has been written to the other connection.</summary>
    public static void StopSampling(Stream connection, ulong session)
    {
        byte[] body = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(body, session);
        Send(connection, 1, body);
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
