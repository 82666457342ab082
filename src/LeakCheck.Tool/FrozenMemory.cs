using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>
/// The memory of a process that stands still, read page by page and kept: nothing changes while it is frozen, and a walk asks for the same pages a million times, at
/// the price of a system call each. Not safe for use from many threads.
/// </summary>
internal sealed class FrozenMemory(IDataReader inner) : IDataReader
{
    private const int PageSize = 16 * 1024;
    private const int MostPages = 64 * 1024; // 1 GB; what is beyond is read directly.

    private readonly Dictionary<ulong, byte[]?> _pages = [];
    private ulong _lastNumber = ulong.MaxValue;
    private byte[]? _lastPage;

    public string DisplayName => inner.DisplayName;

    public bool IsThreadSafe => false;

    public OSPlatform TargetPlatform => inner.TargetPlatform;

    public Architecture Architecture => inner.Architecture;

    public int ProcessId => inner.ProcessId;

    public int PointerSize => inner.PointerSize;

    public IEnumerable<ModuleInfo> EnumerateModules() => inner.EnumerateModules();

    public bool GetThreadContext(uint threadID, uint contextFlags, Span<byte> context) => inner.GetThreadContext(threadID, contextFlags, context);

    public void FlushCachedData()
    {
        // The process stands still for as long as this object is used.
    }

    public int Read(ulong address, Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            ulong at = address + (ulong)done;
            if (Page(at / PageSize) is not { } page)
            {
                return done + inner.Read(at, buffer[done..]);
            }

            int offset = (int)(at % PageSize);
            int count = Math.Min(buffer.Length - done, PageSize - offset);
            page.AsSpan(offset, count).CopyTo(buffer[done..]);
            done += count;
        }

        return done;
    }

    public unsafe bool Read<T>(ulong address, out T value)
        where T : unmanaged
    {
        value = default;
        fixed (T* into = &value)
        {
            return Read(address, new Span<byte>(into, sizeof(T))) == sizeof(T);
        }
    }

    public T Read<T>(ulong address)
        where T : unmanaged => Read(address, out T value) ? value : default;

    public bool ReadPointer(ulong address, out ulong value)
    {
        if (PointerSize == sizeof(ulong))
        {
            return Read(address, out value);
        }

        bool read = Read(address, out uint half);
        value = half;
        return read;
    }

    public ulong ReadPointer(ulong address) => ReadPointer(address, out ulong value) ? value : 0;

    /// <summary>Null for a page that cannot be read as a whole.</summary>
    private byte[]? Page(ulong number)
    {
        if (number == _lastNumber)
        {
            return _lastPage;
        }

        if (!_pages.TryGetValue(number, out byte[]? page) && _pages.Count < MostPages)
        {
            page = new byte[PageSize];
            page = inner.Read(number * PageSize, page) == PageSize ? page : null;
            _pages[number] = page;
        }

        (_lastNumber, _lastPage) = (number, page);
        return page;
    }
}
