using LeakCheck.Report;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Runs what only adds to a report. Whatever goes wrong in it, what is alive stays a survivor: it is reported with less, and the report says what failed.
/// </summary>
internal static class Guarded
{
    /// <param name="what">What is being found out, as the beginning of a sentence: <c>The cause</c>.</param>
    /// <param name="diagnose">Finds it out.</param>
    /// <param name="without">The answer without it; gets the sentence for <see cref="Survivor.Missing"/>.</param>
    public static T Run<T>(string what, Func<T> diagnose, Func<string, T> without)
    {
        try
        {
            return diagnose();
        }
        catch (Exception e)
        {
            return without($"{what} could not be found out, which is a bug in LeakCheck ({e.GetType().Name}: {Words.OneLine(e.Message).TrimEnd('.')}).");
        }
    }
}
