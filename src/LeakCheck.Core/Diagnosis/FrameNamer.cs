using System.Reflection;
using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Diagnosis;

/// <summary>Turns the addresses of one trace into frames. For one trace, on one thread.</summary>
internal sealed class FrameNamer
{
    private readonly MethodMap _map;
    private readonly Dictionary<ulong, string> _modules;
    private readonly SourceLines _lines;
    private readonly Dictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<(ulong Start, int Il, ThreadFrame? Callee), IReadOnlyList<ThreadFrame>> _frames = [];

    public FrameNamer(NettraceReader trace, SourceLines lines)
    {
        _map = new MethodMap(trace.Methods);
        _modules = trace.Modules;
        _lines = lines;
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
        {
            _assemblies.TryAdd(assembly.Location, assembly);
        }
    }

    public List<ThreadFrame> Frames(NativeStack stack)
    {
        List<ThreadFrame> frames = [];
        for (int i = 0; i < stack.Addresses.Length; i++)
        {
            // All addresses but that of the code being executed are where a call returns to, which may be the next statement already.
            ulong address = stack.Addresses[i] - (i == 0 && stack.InManagedCode ? 0UL : 1UL);
            if (_map.Find(address) is { } method)
            {
                frames.AddRange(Frames(method, MethodMap.IlOffset(method, address), frames.Count > 0 ? frames[^1] : null));
            }
        }

        return frames;
    }

    private IReadOnlyList<ThreadFrame> Frames(NativeMethod native, int ilOffset, ThreadFrame? callee)
    {
        if (!_frames.TryGetValue((native.Start, ilOffset, callee), out IReadOnlyList<ThreadFrame>? known))
        {
            bool madeAtRunTime = (native.Token & 0xFFFFFF) == 0;
            string path = madeAtRunTime ? "" : _modules.GetValueOrDefault(native.Module, "");
            known = OfUserCode(path, native.Token, ilOffset, callee) ?? [Frame(native, path, madeAtRunTime, ilOffset)];
            _frames[(native.Start, ilOffset, callee)] = known;
        }

        return known;
    }

    /// <summary>Where optimised code of the program's own stands in truth; null for all other code.</summary>
    private IReadOnlyList<ThreadFrame>? OfUserCode(string path, int token, int ilOffset, ThreadFrame? callee)
    {
        MethodBase? inner = callee is null ? null : Method(callee.ModulePath, callee.MethodToken);
        return (callee is null || inner is not null) && _lines.IsUserCode(_assemblies.GetValueOrDefault(path)) && Method(path, token) is { } method
            ? _lines.Frames(method, ilOffset, inner)
            : null;
    }

    private ThreadFrame Frame(NativeMethod native, string path, bool madeAtRunTime, int ilOffset)
    {
        (string? file, int? line) = _lines.At(path, native.Token, ilOffset);
        LeakFrame display = _lines.Frame(MethodNames.Of(native.Type, native.Name), _assemblies.GetValueOrDefault(path), file, line);
        if (display.Assembly is null && path.Length > 0)
        {
            display = display with { Assembly = Path.GetFileNameWithoutExtension(path) };
        }

        return new ThreadFrame(display, path, madeAtRunTime ? 0 : native.Token, ilOffset);
    }

    private MethodBase? Method(string path, int token) => _assemblies.TryGetValue(path, out Assembly? assembly) ? FrameTypes.Resolve(assembly.ManifestModule, token) : null;
}
