using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LeakCheck.Diagnosis;

/// <summary>Machine code of a method, as the runtime announced it at the end of the trace. One method can have several bodies (tiers).</summary>
/// <param name="Module">The runtime's id of its module.</param>
/// <param name="Start">First address.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Token">Metadata token; its row is 0 for code that was made at run time.</param>
/// <param name="Type">Full name of the declaring type, in the runtime's spelling.</param>
/// <param name="Name">Metadata name.</param>
/// <param name="Il">IL offsets of the map; empty where the code was compiled ahead of time.</param>
/// <param name="Native">Offsets in the machine code that belong to them.</param>
internal sealed record NativeMethod(ulong Module, ulong Start, uint Size, int Token, string Type, string Name, uint[] Il, uint[] Native);

/// <summary>Last sample of a thread.</summary>
/// <param name="Addresses">Instruction pointers, innermost first.</param>
/// <param name="InManagedCode">False when the thread was outside managed code (blocked, in native code), as far as the runtime could tell.</param>
internal sealed record NativeStack(ulong[] Addresses, bool InManagedCode);

/// <summary>
/// Reads what we asked for out of a trace in the nettrace format (version 4): samples, starts of threads, methods, maps, modules. Blocks, events and providers
/// that it does not know are skipped;
/// a trace that breaks off gives what came before. Not safe for use from many threads.
/// </summary>
internal sealed class NettraceReader
{
    private const string Rundown = "Microsoft-Windows-DotNETRuntimeRundown";
    private const int ThreadCreating = 70;
    private const int ThreadRunning = 71;
    private const int MethodEnd = 144;
    private const int MapEnd = 150;
    private const int ModuleEnd = 154;

    private readonly Dictionary<int, (string Provider, int Id)> _events = [];
    private readonly Dictionary<int, ulong[]> _stacks = [];
    private readonly Dictionary<ulong, (uint[] Il, uint[] Native)> _maps = [];
    private readonly Dictionary<ulong, ulong[]> _creating = [];
    private int _pointerSize = 8;

    /// <summary>Last stack of each thread, by OS thread id.</summary>
    public Dictionary<long, NativeStack> Samples { get; } = [];

    /// <summary>The stack that started a thread, by OS thread id.</summary>
    public Dictionary<long, NativeStack> Starts { get; } = [];

    public List<NativeMethod> Methods { get; } = [];

    /// <summary>Paths of modules, by the runtime's id.</summary>
    public Dictionary<ulong, string> Modules { get; } = [];

    /// <summary>Reads a whole trace.</summary>
    public static NettraceReader Read(ReadOnlySpan<byte> trace)
    {
        NettraceReader reader = new();
        try
        {
            reader.Objects(new SpanReader(trace));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or ArgumentException)
        {
            // The trace breaks off or is of another kind: what was read so far stands.
        }

        return reader;
    }

    private void Objects(SpanReader r)
    {
        const byte beginObject = 5;
        r.Skip("Nettrace".Length + sizeof(int) + "!FastSerialization.1".Length);
        while (!r.AtEnd && r.Byte() == beginObject)
        {
            r.Skip(2 + (2 * sizeof(int))); // Tags of the type object, its version and the least reader version.
            string name = Encoding.ASCII.GetString(r.Take(r.Int32()));
            r.Skip(1);
            if (name == "Trace")
            {
                const int traceSize = 48, pointerSizeAt = 32;
                _pointerSize = BinaryPrimitives.ReadInt32LittleEndian(r.Take(traceSize)[pointerSizeAt..]);
            }
            else
            {
                int size = r.Int32();
                r.Align(4);
                Block(name, r.Take(size));
            }

            r.Skip(1);
        }
    }

    private void Block(string name, ReadOnlySpan<byte> block)
    {
        switch (name)
        {
            case "StackBlock":
                Stacks(new SpanReader(block));
                break;
            case "SPBlock":
                _stacks.Clear(); // Numbers of stacks may begin anew after a sequence point.
                break;
            case "MetadataBlock":
                Events(new SpanReader(block), Metadata);
                break;
            case "EventBlock":
                Events(new SpanReader(block), Event);
                break;
        }
    }

    private void Stacks(SpanReader r)
    {
        int first = r.Int32(), count = r.Int32();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = r.Take(r.Int32());
            _stacks[first + i] = _pointerSize == 8
                ? MemoryMarshal.Cast<byte, ulong>(bytes).ToArray()
                : Array.ConvertAll(MemoryMarshal.Cast<byte, uint>(bytes).ToArray(), a => (ulong)a);
        }
    }

    private delegate void Handler(EventHead head, SpanReader payload);

    private record struct EventHead(int Metadata, long Thread, int Stack);

    /// <summary>Events of a block with compressed heads: a field that is not there keeps the value of the event before.</summary>
    private static void Events(SpanReader r, Handler handle)
    {
        int headerSize = r.UInt16();
        bool compressed = (r.UInt16() & 1) != 0;
        if (!compressed)
        {
            return; // Not written by any runtime we know; without it there are no samples, and the report says so.
        }

        r.Skip(headerSize - (2 * sizeof(ushort)));
        EventHead head = default;
        int length = 0;
        while (!r.AtEnd)
        {
            const int guid = 16;
            byte flags = r.Byte();
            head.Metadata = (flags & 1) != 0 ? (int)r.Variable() : head.Metadata;
            if ((flags & 2) != 0)
            {
                r.Variable(); // Sequence number.
                r.Variable(); // Capturing thread.
                r.Variable(); // Processor.
            }

            head.Thread = (flags & 4) != 0 ? (long)r.Variable() : head.Thread;
            head.Stack = (flags & 8) != 0 ? (int)r.Variable() : head.Stack;
            r.Variable(); // Time.
            r.Skip((flags & 16) != 0 ? guid : 0); // Activity.
            r.Skip((flags & 32) != 0 ? guid : 0); // Related activity.
            length = (flags & 128) != 0 ? (int)r.Variable() : length;
            handle(head, new SpanReader(r.Take(length)));
        }
    }

    private void Metadata(EventHead head, SpanReader payload)
    {
        int id = payload.Int32();
        _events[id] = (payload.Utf16(), payload.Int32());
    }

    private void Event(EventHead head, SpanReader payload)
    {
        const int noFlags = 0x7FFFFFFF;
        switch (_events.GetValueOrDefault(head.Metadata & noFlags))
        {
            case (DiagnosticsCommand.Sampler, _):
                if (_stacks.TryGetValue(head.Stack, out ulong[]? stack) && stack.Length > 0)
                {
                    const int managed = 2;
                    Samples[head.Thread] = new NativeStack(stack, payload.Int32() == managed);
                }

                break;
            case (DiagnosticsCommand.Runtime, ThreadCreating):
                if (_stacks.TryGetValue(head.Stack, out ulong[]? starter))
                {
                    _creating[Pointer(payload)] = starter;
                }

                break;
            case (DiagnosticsCommand.Runtime, ThreadRunning):
                // Raised on the new thread; the runtime's id of it is the same in both events.
                if (_creating.Remove(Pointer(payload), out ulong[]? created))
                {
                    Starts[head.Thread] = new NativeStack(created, InManagedCode: false);
                }

                break;
            case (Rundown, MapEnd):
                Map(payload);
                break;
            case (Rundown, MethodEnd):
                Method(payload);
                break;
            case (Rundown, ModuleEnd):
                ulong module = payload.UInt64();
                payload.Skip(sizeof(ulong) + (2 * sizeof(uint)));
                Modules[module] = payload.Utf16();
                break;
        }
    }

    private ulong Pointer(SpanReader r) => _pointerSize == 8 ? r.UInt64() : r.UInt32();

    private void Map(SpanReader r)
    {
        ulong method = r.UInt64();
        r.Skip(sizeof(ulong) + 1); // Version of the code, and whether it is the whole method.
        int bytes = sizeof(uint) * r.UInt16();
        _maps[method] = (MemoryMarshal.Cast<byte, uint>(r.Take(bytes)).ToArray(), MemoryMarshal.Cast<byte, uint>(r.Take(bytes)).ToArray());
    }

    private void Method(SpanReader r)
    {
        ulong id = r.UInt64(), module = r.UInt64(), start = r.UInt64();
        uint size = r.UInt32();
        int token = r.Int32();
        r.Skip(sizeof(uint));

        // Each body of a method is announced under the same id, its map just before it: a map is used once, or tiers would get each other's lines.
        (uint[] il, uint[] native) = _maps.Remove(id, out (uint[], uint[]) map) ? map : ([], []);
        Methods.Add(new NativeMethod(module, start, size, token, r.Utf16(), r.Utf16(), il, native));
    }
}
