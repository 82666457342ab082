namespace LeakCheck.Patterns.Web;

/// <summary>The patterns of all assemblies of the corpus.</summary>
public static class WholeCorpus
{
    /// <summary>All patterns, in the order of their families.</summary>
    public static IReadOnlyList<Pattern> All { get; } = [.. Corpus.All, .. WebCorpus.All];
}
