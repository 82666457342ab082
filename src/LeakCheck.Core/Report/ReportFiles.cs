using System.Security;
using LeakCheck.Settings;

namespace LeakCheck.Report;

/// <summary>What came of writing the report files.</summary>
/// <param name="Files">Full paths of the files that were written.</param>
/// <param name="Problems">One sentence per file that could not be written, naming the setting, the folder and the cause.</param>
internal sealed record WrittenFiles(IReadOnlyList<string> Files, IReadOnlyList<string> Problems);

/// <summary>
/// The report files of one test process. Each is written to a temporary name in the same folder and renamed, so a reader never sees half a file.
/// </summary>
internal static class ReportFiles
{
    private static readonly (ReportForms Form, string Ending, Action<Stream, RunReport> Write)[] s_forms =
    [
        (ReportForms.Json, ".leakcheck.json", JsonForm.Write),
        (ReportForms.Sarif, ".leakcheck.sarif", SarifForm.Write),
        (ReportForms.Html, ".leakcheck.html", HtmlForm.Write),
        (ReportForms.Text, ".leakcheck.txt", RunText.Write),
    ];

    /// <summary>Writes the forms that are asked for; with the page also one over all reports in the folder, where there are several. Never throws for the file system's sake.</summary>
    /// <param name="directory">The report folder; made when it is not there.</param>
    /// <param name="forms">The forms to write.</param>
    /// <param name="run">The run.</param>
    public static WrittenFiles Write(string directory, ReportForms forms, RunReport run)
    {
        var files = new List<string>();
        var problems = new List<string>();
        string? stem = null;
        foreach ((ReportForms form, string ending, Action<Stream, RunReport> write) in s_forms.Where(f => forms.HasFlag(f.Form)))
        {
            try
            {
                string folder = Directory.CreateDirectory(directory).FullName;
                using var temporary = new TemporaryFile(folder, stream => write(stream, run));
                if (stem is null)
                {
                    stem = ReportName.Claim(folder, ending, temporary, run);
                }
                else
                {
                    temporary.MoveTo(Path.Combine(folder, stem + ending), overwrite: true);
                }

                files.Add(Path.Combine(folder, stem + ending));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException)
            {
                problems.Add($"LEAKCHECK_REPORT_DIR is '{directory}': the {form.ToString().ToLowerInvariant()} report was not written there ({Words.OneLine(e.Message)}).");
            }
        }

        if (forms.HasFlag(ReportForms.Html) && files.Count > 0)
        {
            WrittenFiles merged = ReportMerge.WriteIfMany(Path.GetDirectoryName(files[0])!);
            files.AddRange(merged.Files);
            problems.AddRange(merged.Problems);
        }

        return new WrittenFiles(files, problems);
    }
}
