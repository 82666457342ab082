namespace LeakCheck.Report;

/// <summary>Prose broken at words, with the later lines hanging under the first.</summary>
internal static class Wrapped
{
    /// <summary>The text behind a head, in lines of at most <see cref="SurvivorBlock.Width"/> characters unless a single word is longer.</summary>
    public static IEnumerable<string> Lines(string head, string text)
    {
        string line = head;
        bool empty = true;
        foreach (string word in Words.OneLine(text).Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > SurvivorBlock.Width)
            {
                yield return line.TrimEnd();
                line = new string(' ', head.Length);
                empty = true;
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        yield return line.TrimEnd();
    }
}
