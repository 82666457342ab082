using System.Security;
using System.Text.RegularExpressions;

namespace LeakCheck.Report;

/// <summary>
/// Source files as this machine has them: short paths and the text of a line. Made for one message, so a file is read once; not safe for use from many threads.
/// </summary>
internal sealed class SourceView
{
    private const int LargestFile = 4 * 1024 * 1024;
    private const int LongestText = 60;

    private readonly Func<string, string[]?> _read;
    private readonly Dictionary<string, string[]?> _files = [];
    private readonly Dictionary<string, string> _short = [];

    /// <summary>Creates a view.</summary>
    /// <param name="root">The folder that short paths are relative to, with forward slashes and without one at the end.</param>
    /// <param name="read">The lines of a file, by full path; null when it is not there.</param>
    public SourceView(string root, Func<string, string[]?> read)
    {
        Root = Slashes(root).TrimEnd('/');
        _read = read;
    }

    /// <summary>The folder that short paths are relative to.</summary>
    public string Root { get; }

    /// <summary>The view of this process: paths are relative to the repository around the current folder or the test assembly, else to the current folder.</summary>
    public static SourceView OfThisMachine()
    {
        string current = Environment.CurrentDirectory;
        return new SourceView(Repository(current) ?? Repository(AppContext.BaseDirectory) ?? current, ReadLines);
    }

    /// <summary>The path relative to the root where the file belongs to it, else the path itself. <c>/_/</c>, the root of a deterministic build, goes.</summary>
    public string Shorten(string path)
    {
        if (!_short.TryGetValue(path, out string? known))
        {
            _short[path] = known = Relative(Slashes(path));
        }

        return known;
    }

    /// <summary><c>src/PricePoller.cs:42</c>; null when there is no file.</summary>
    public string? Location(string? file, int? line) =>
        file is null ? null : line is null ? Shorten(file) : $"{Shorten(file)}:{line.Value}";

    /// <summary>The source text of a line, trimmed and cut; null when the file or the line is not there.</summary>
    public string? LineText(string? file, int? line)
    {
        if (file is null || line is null)
        {
            return null;
        }

        string path = Slashes(file);
        if (!_files.TryGetValue(path, out string[]? lines))
        {
            string relative = Shorten(path);
            _files[path] = lines = _read(path) ?? (relative == path ? null : _read(Root + "/" + relative));
        }

        if (lines is null || line < 1 || line > lines.Length)
        {
            return null;
        }

        string text = Words.OneLine(lines[line.Value - 1]).Trim().TrimEnd(';', '{').TrimEnd();
        return text.Length == 0 ? null : Words.Cut(text, LongestText);
    }

    private string Relative(string path)
    {
        StringComparison comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (Root.Length > 0 && path.StartsWith(Root + "/", comparison))
        {
            return path[(Root.Length + 1)..];
        }

        Match mapped = Regex.Match(path, "^/_[0-9]*/");
        return mapped.Success ? path[mapped.Length..] : SuffixInRoot(path) ?? path;
    }

    // The tests may run on another machine than the build: the file then lies here under the same end of its path. A bare file name proves nothing.
    private string? SuffixInRoot(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int first = 1; first < parts.Length - 1; first++)
        {
            string suffix = string.Join('/', parts[first..]);
            if (_read(Root + "/" + suffix) is not null)
            {
                return suffix;
            }
        }

        return null;
    }

    private static string Slashes(string path) => path.Replace('\\', '/');

    private static string? Repository(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string mark = Path.Combine(folder.FullName, ".git");
            if (Directory.Exists(mark) || File.Exists(mark))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    private static string[]? ReadLines(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= LargestFile ? File.ReadAllLines(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException)
        {
            return null;
        }
    }
}
