namespace LeakCheck.Diagnosis.Hints;

/// <summary>A recurring cause of leaks.</summary>
/// <param name="Id">Its id, for reports, ignore rules and the page <c>docs/rules/ID.md</c>.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="Cause">The cause in one sentence.</param>
/// <param name="Applies">Whether a survivor shows it.</param>
/// <param name="Remedies">What to do, the most specific first; the last needs no names.</param>
internal sealed record HintRule(string Id, string Title, string Cause, Func<Survivor, HintFacts, bool> Applies, params Remedy[] Remedies)
{
    /// <summary>What to do about a survivor, in one sentence.</summary>
    public string RemedyFor(Survivor survivor, HintFacts facts) => Remedies.Select(r => r.Write(survivor, facts)).First(text => text is not null)!;

    /// <summary>The remedy that needs no names.</summary>
    public string GeneralRemedy => Remedies[^1].Template;
}
