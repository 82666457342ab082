using LeakCheck.Report;

namespace LeakCheck.Tool;

/// <summary>Writes one page over every report in a folder and the folders below it, for runs of several test projects.</summary>
internal static class MergeCommand
{
    /// <returns>0 when the page holds every report; 1 when reports are lacking or nothing was written.</returns>
    public static int Run(string folder, TextWriter output, TextWriter errors)
    {
        try
        {
            WrittenFiles written = ReportMerge.Write(folder, Path.Combine(folder, ReportMerge.PageName));
            foreach (string page in written.Files)
            {
                output.WriteLine(page);
            }

            foreach (string problem in written.Problems)
            {
                errors.WriteLine("LeakCheck: " + problem);
            }

            return written.Problems.Count == 0 ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine("LeakCheck: " + e.Message);
            return 1;
        }
    }
}
