using LeakCheck.Patterns;
using LeakCheck.Patterns.Web;

namespace LeakCheck.IsolatedHost;

/// <summary>The patterns this host can run.</summary>
internal static class Corpora
{
    public static IReadOnlyList<Pattern> All { get; } = [.. Corpus.All, .. WebCorpus.All];
}
