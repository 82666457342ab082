namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>A temporary folder outside the repository for everything that one test run packs and builds. Kept when a test failed.</summary>
internal sealed class Workspace : IDisposable
{
    private volatile bool _keep;

    public string Root { get; } = Directory.CreateTempSubdirectory("leakcheck-acceptance-").FullName;

    /// <summary>Keeps the folder, so that a failed run can be looked at and repeated.</summary>
    public void Keep() => _keep = true;

    public string Folder(params string[] names) => Directory.CreateDirectory(Path.Combine([Root, .. names])).FullName;

    public void Dispose()
    {
        if (!_keep)
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
