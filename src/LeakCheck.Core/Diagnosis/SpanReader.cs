using System.Buffers.Binary;
using System.Text;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Reads little-endian values one after the other. Reading past the end throws <see cref="ArgumentOutOfRangeException"/> or <see
/// cref="IndexOutOfRangeException"/>.
/// </summary>
internal ref struct SpanReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    public readonly bool AtEnd => _at >= _data.Length;

    public byte Byte() => _data[_at++];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A number of seven bits a byte, lowest first.</summary>
    public ulong Variable()
    {
        ulong value = 0;
        byte part;
        int shift = 0;
        do
        {
            part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        return value;
    }

    /// <summary>UTF-16 text up to a zero character.</summary>
    public string Utf16()
    {
        int start = _at;
        while (UInt16() != 0)
        {
        }

        return Encoding.Unicode.GetString(_data[start..(_at - sizeof(char))]);
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> part = _data.Slice(_at, count);
        _at += count;
        return part;
    }

    public void Skip(int count) => Take(count);

    public void Align(int to) => Skip((to - (_at % to)) % to);
}
