using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace LeakCheck.Diagnosis;

/// <summary>One instruction of a method body.</summary>
/// <param name="Offset">Where it starts.</param>
/// <param name="Code">The operation; two-byte operations have 0xFE in the upper byte.</param>
/// <param name="Operand">The operand, or 0 where it has none or has more than four bytes.</param>
internal readonly record struct IlInstruction(int Offset, ushort Code, int Operand)
{
    /// <summary>The constant that a <c>ldc.i4</c> instruction loads; null for every other instruction.</summary>
    public int? Constant => Code switch
    {
        >= 0x15 and <= 0x1E => Code - 0x16,
        0x1F or 0x20 => Operand,
        _ => null,
    };

    /// <summary>Number of the local whose value or address the instruction loads; null for every other instruction.</summary>
    public int? LoadedLocal => Code switch
    {
        >= 0x06 and <= 0x09 => Code - 0x06,
        0x11 or 0x12 => (byte)Operand,
        0xFE0C or 0xFE0D => (ushort)Operand,
        _ => null,
    };

    /// <summary>Number of the local that the instruction stores; null for every other instruction.</summary>
    public int? StoredLocal => Code switch
    {
        >= 0x0A and <= 0x0D => Code - 0x0A,
        0x13 => (byte)Operand,
        0xFE0E => (ushort)Operand,
        _ => null,
    };

    /// <summary>True for <c>newobj</c>, which calls a constructor.</summary>
    public bool IsNew => Code == 0x73;

    /// <summary>True for <c>ret</c>.</summary>
    public bool IsReturn => Code == 0x2A;

    /// <summary>True for <c>stfld</c>.</summary>
    public bool StoresField => Code == 0x7D;

    /// <summary>True for <c>ldsfld</c>.</summary>
    public bool LoadsStatic => Code == 0x7E;

    /// <summary>True for <c>stsfld</c>.</summary>
    public bool StoresStatic => Code == 0x80;

    /// <summary>True for <c>ldftn</c> and <c>ldvirtftn</c>, with which a delegate begins.</summary>
    public bool MakesDelegate => Code is 0xFE06 or 0xFE07;

    /// <summary>True for a branch that is taken or not.</summary>
    public bool IsConditionalBranch => Code is (>= 0x2C and <= 0x37) or (>= 0x39 and <= 0x44);

    /// <summary>True for <c>call</c> and <c>callvirt</c>.</summary>
    public bool IsCall => Code is 0x28 or 0x6F;
}

/// <summary>Cuts a method body into instructions. Pure; bytes that are no instruction end the list.</summary>
internal static class IlReader
{
    private static readonly FrozenDictionary<ushort, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToFrozenDictionary(o => unchecked((ushort)o.Value), o => o.OperandType);

    public static IReadOnlyList<IlInstruction> Read(ReadOnlySpan<byte> il)
    {
        List<IlInstruction> found = [];
        for (int at = 0; at < il.Length;)
        {
            int start = at;
            ushort code = il[at++];
            if (code == 0xFE && at < il.Length)
            {
                code = (ushort)(0xFE00 | il[at++]);
            }

            if (!Operands.TryGetValue(code, out OperandType kind) || SizeOf(kind, il[at..]) is not { } size || at + size > il.Length)
            {
                break;
            }

            int operand = size switch
            {
                1 => unchecked((sbyte)il[at]),
                2 => BinaryPrimitives.ReadInt16LittleEndian(il[at..]),
                4 => BinaryPrimitives.ReadInt32LittleEndian(il[at..]),
                _ => 0,
            };
            found.Add(new IlInstruction(start, code, operand));
            at += size;
        }

        return found;
    }

    /// <summary>Index of the last instruction before an offset that matches; -1 when none does.</summary>
    public static int LastIndex(IReadOnlyList<IlInstruction> code, int before, Func<IlInstruction, bool> matches)
    {
        for (int i = code.Count - 1; i >= 0; i--)
        {
            if (code[i].Offset < before && matches(code[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int? SizeOf(OperandType kind, ReadOnlySpan<byte> rest) => kind switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch when rest.Length < 4 => null,
        OperandType.InlineSwitch when BinaryPrimitives.ReadUInt32LittleEndian(rest) is var cases && cases <= rest.Length / 4 => 4 + (4 * (int)cases),
        OperandType.InlineSwitch => null,
        _ => 4,
    };
}
