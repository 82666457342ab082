namespace LeakCheck.Report;

/// <summary>A file under a name of its own until it is moved to its final one; deleted when it never is.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private string? _path;

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The folder of the final file: a rename is atomic only within one file system.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file cannot be written; nothing is left behind.</exception>
    public TemporaryFile(string folder, Action<Stream> write)
    {
        _path = Path.Combine(folder, $".leakcheck-{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");
        try
        {
            using var stream = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            write(stream);
            stream.Flush(flushToDisk: false);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its final name.</summary>
    /// <exception cref="IOException">The name is taken and may not be overwritten, or the file cannot be moved.</exception>
    public void MoveTo(string path, bool overwrite)
    {
        File.Move(_path ?? throw new InvalidOperationException("The file was moved already."), path, overwrite);
        _path = null;
    }

    /// <summary>Deletes the file unless it was moved.</summary>
    public void Dispose()
    {
        string? path = _path;
        _path = null;
        if (path is null)
        {
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder can no longer be written; the error that brought us here is the one to tell.
        }
    }
}
