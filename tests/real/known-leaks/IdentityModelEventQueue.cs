using Microsoft.IdentityModel.Tokens;

namespace KnownLeaks;

/// <summary>
/// AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet#1667: the cache of a factory starts two tasks that wait for events for good. A factory has nothing to dispose; its
/// provider is taken out of the cache and released, as the tracker asks for.
/// </summary>
internal static class IdentityModelEventQueue
{
    public static Task UseAsync()
    {
        var factory = new CryptoProviderFactory();
        var key = new SymmetricSecurityKey(new byte[64]) { CryptoProviderFactory = factory };
        SignatureProvider provider = factory.CreateForSigning(key, SecurityAlgorithms.HmacSha256);
        provider.Sign([1, 2, 3]);
        factory.CryptoProviderCache.TryRemove(provider);
        factory.ReleaseSignatureProvider(provider);
        return Task.CompletedTask;
    }
}
