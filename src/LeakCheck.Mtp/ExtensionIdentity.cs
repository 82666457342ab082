using Microsoft.Testing.Platform.Extensions;

namespace LeakCheck.Mtp;

/// <summary>What every part of the extension says about itself.</summary>
internal abstract class ExtensionIdentity(string uid) : IExtension
{
    public string Uid => uid;

    public string Version => typeof(ExtensionIdentity).Assembly.GetName().Version!.ToString(3);

    public string DisplayName => "LeakCheck";

    public string Description => "Fails the run when a thread, timer or task outlives its test.";

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);
}
