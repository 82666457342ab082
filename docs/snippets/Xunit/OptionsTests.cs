using LeakCheck;

namespace Snippets;

#region options
[VerifyNoLeaks(Kinds = WorkKinds.Tasks | WorkKinds.Threads, SettleMilliseconds = 5000)]
public class ImportTests
{
    [Fact]
    [AllowLeaks("the importer has no way to stop yet: issue 42")]
    public void Import_starts() => Importer.Start();

    [Fact]
    [IgnoreLeaks("the vendor's driver keeps a heartbeat", ThreadName = "vendor-heartbeat-*")]
    public void Driver_loads() => Importer.LoadDriver();

    [Fact]
    [VerifyNoLeaks(Enabled = false)]
    public void Version_is_known() => Assert.NotNull(Importer.Version);
}
#endregion

internal static class Importer
{
    public static Version Version { get; } = new(1, 0);

    public static void Start()
    {
    }

    public static void LoadDriver()
    {
    }
}
