using System.Security.Cryptography;
using System.Text;

namespace LeakCheck.Diagnosis;

/// <summary>A short name for a kind of leak: the same in every run, and after edits elsewhere. Made of kinds, full method names and await numbers.</summary>
internal static class Fingerprint
{
    public static string Of(string signature) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(signature)).AsSpan(0, 4)).ToLowerInvariant();

    /// <summary>Replaces digits, so that <c>worker-3</c> and <c>worker-14</c> are one kind of thread.</summary>
    public static string WithoutNumbers(string name) => string.Concat(name.Select(c => char.IsDigit(c) ? '#' : c)).Replace("##", "#", StringComparison.Ordinal);
}
