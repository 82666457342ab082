using System.Text.RegularExpressions;

namespace LeakCheck.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, relative to the root.</param>
/// <param name="Line">Line of the opening fence.</param>
/// <param name="Language">What the fence says.</param>
/// <param name="Marker">Text of the comment right above the fence; null when there is none.</param>
/// <param name="Text">Lines between the fences.</param>
internal sealed partial record CodeBlock(string Page, int Line, string Language, string? Marker, IReadOnlyList<string> Text)
{
    public string Place => $"{Page}:{Line}";

    public static IEnumerable<CodeBlock> In(string page)
    {
        string[] lines = Repository.Lines(page);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.IndexOf(lines, "```", i + 1);
            if (end < 0)
            {
                throw new InvalidDataException($"{page}:{i + 1}: the block has no end.");
            }

            string? marker = i > 0 && Comment().Match(lines[i - 1]) is { Success: true } comment ? comment.Groups[1].Value : null;
            yield return new CodeBlock(page, i + 1, lines[i][3..].Trim(), marker, lines[(i + 1)..end]);
            i = end;
        }
    }

    [GeneratedRegex("^<!-- (.*) -->$")]
    private static partial Regex Comment();
}
