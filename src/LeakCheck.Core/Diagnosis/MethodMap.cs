namespace LeakCheck.Diagnosis;

/// <summary>From an address in machine code to its method and IL offset. Immutable.</summary>
internal sealed class MethodMap
{
    private readonly NativeMethod[] _byStart;

    public MethodMap(IEnumerable<NativeMethod> methods) => _byStart = [.. methods.OrderBy(m => m.Start)];

    /// <summary>The method whose code contains an address; null for stubs and native code.</summary>
    public NativeMethod? Find(ulong address)
    {
        int low = 0, high = _byStart.Length - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            NativeMethod method = _byStart[middle];
            if (address < method.Start)
            {
                high = middle - 1;
            }
            else if (address - method.Start >= method.Size)
            {
                low = middle + 1;
            }
            else
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>The IL offset of an address in a method; -1 where no map covers it.</summary>
    public static int IlOffset(NativeMethod method, ulong address)
    {
        uint offset = (uint)(address - method.Start);
        int best = -1;
        uint bestAt = 0;
        for (int i = 0; i < method.Il.Length; i++)
        {
            // Negative offsets mark prologues, epilogues and code without a source.
            if (method.Native[i] <= offset && method.Native[i] >= bestAt && (int)method.Il[i] >= 0)
            {
                bestAt = method.Native[i];
                best = (int)method.Il[i];
            }
        }

        return best;
    }
}
