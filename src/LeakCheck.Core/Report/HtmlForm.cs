using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>
/// Runs as one HTML page that needs nothing else: it works offline, from a file. The reports are embedded as JSON; the page builds what is in sight from them.
/// </summary>
internal static class HtmlForm
{
    private const string DataMark = "<!--data-->";

    private static readonly string[] s_scripts = ["model.js", "view.js", "detail.js"];

    /// <summary>Writes the page of one run.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, RunReport run) => Write(stream, json => JsonForm.Write(json, run));

    /// <summary>Writes a page of several runs.</summary>
    /// <param name="stream">Where the page goes, as UTF-8.</param>
    /// <param name="writeReports">Writes the reports, one JSON object after the other.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, Action<Utf8JsonWriter> writeReports)
    {
        string page = Resource("page.html")
            .Replace("/*style*/", Resource("page.css"), StringComparison.Ordinal)
            .Replace("/*script*/", string.Concat(s_scripts.Select(Resource)), StringComparison.Ordinal);
        int data = page.IndexOf(DataMark, StringComparison.Ordinal);
        stream.Write(Encoding.UTF8.GetBytes(page[..data]));

        // The default encoder escapes < and >, so no text of a report can end the script element.
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartArray();
            writeReports(json);
            json.WriteEndArray();
        }

        stream.Write(Encoding.UTF8.GetBytes(page[(data + DataMark.Length)..]));
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlForm).Assembly.GetManifestResourceStream("LeakCheck.Report.Page." + name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
