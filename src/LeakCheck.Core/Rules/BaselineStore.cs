using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace LeakCheck.Rules;

/// <summary>Replaces one assembly's entries in a baseline file that several test processes may update at the same time.</summary>
internal static class BaselineStore
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads the file anew, replaces the entries of an assembly and writes it back, while no other process does.</summary>
    /// <returns>Why it could not be written; null when it was.</returns>
    public static string? Replace(string path, string assembly, IReadOnlyList<BaselineEntry> entries)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            using FileStream turn = TakeTurn(path);
            BaselineContent now = BaselineFile.Read(path, mayBeAbsent: true);
            return now.Problems.Count > 0 ? now.Problems[0] : BaselineFile.Write(path, now.Entries.Where(e => e.Assembly != assembly).Concat(entries));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"LEAKCHECK_BASELINE is '{path}': it cannot be written ({e.Message}).";
        }
    }

    // The lock lies in the temporary folder, not beside the baseline, where somebody would commit it. The operating system gives it back when a process dies;
    // it is never deleted, since a process that waits for a deleted file would share its turn with one that made a new file.
    private static FileStream TakeTurn(string baseline)
    {
        string name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(baseline))).AsSpan(0, 8));
        string path = Path.Combine(Path.GetTempPath(), $"leakcheck-{Environment.UserName}-{name}.lock");
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (clock.Elapsed < s_patience)
            {
                Thread.Sleep(20);
            }
        }
    }
}
