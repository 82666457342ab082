namespace LeakCheck.Settings;

/// <summary>Finds the known name that a mistyped one most likely meant.</summary>
internal static class NearestName
{
    private const int ShortestPrefix = 3;

    /// <summary>Returns the nearest of the known names, ignoring case; null when none is near enough to be meant.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in known)
        {
            int distance = Distance(word, name);
            if (distance < least && (distance <= Math.Max(2, word.Length / 3) || BeginsAlike(word, name)))
            {
                (nearest, least) = (name, distance);
            }
        }

        return least >= Math.Max(word.Length, nearest?.Length ?? 0) ? null : nearest;
    }

    /// <summary>An abbreviation or a longer form (<c>settleMs</c>, <c>taskss</c>): more than half of the word is the name's beginning.</summary>
    private static bool BeginsAlike(string word, string name)
    {
        int same = 0;
        while (same < Math.Min(word.Length, name.Length) && Same(word[same], name[same]))
        {
            same++;
        }

        return same >= ShortestPrefix && same * 2 > word.Length;
    }

    /// <summary>Levenshtein distance: insertions, deletions and replacements that turn one into the other.</summary>
    private static int Distance(string word, string name)
    {
        int[] above = [.. Enumerable.Range(0, name.Length + 1)];
        for (int i = 0; i < word.Length; i++)
        {
            int[] row = new int[name.Length + 1];
            row[0] = i + 1;
            for (int j = 0; j < name.Length; j++)
            {
                int replaced = above[j] + (Same(word[i], name[j]) ? 0 : 1);
                row[j + 1] = Math.Min(replaced, Math.Min(above[j + 1], row[j]) + 1);
            }

            above = row;
        }

        return above[^1];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
