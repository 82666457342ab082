using System.IO.Pipelines;

namespace LeakCheck.Patterns.Web.Families;

/// <summary>In-memory pipelines with one end missing.</summary>
internal static class Pipelines
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("pipe/pipeline-read", ReadPipeline) with { Method = nameof(ReadPipeline) },
        Work.Here("pipe/pipeline-back-pressure", FlushPipeline) with { Method = nameof(FlushPipeline) },
        Work.Here("pipe/copy-to", CopyTo) with { Method = nameof(CopyTo) },
    ];

    private static async Task ReadPipeline(WorkControl control)
    {
        var pipe = new Pipe();
        control.Token.Register(() => pipe.Writer.Complete());
        await pipe.Reader.ReadAsync(); // stuck: pipe/pipeline-read
    }

    private static async Task FlushPipeline(WorkControl control)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 16, resumeWriterThreshold: 8));
        control.Token.Register(() => pipe.Reader.Complete());
        await pipe.Writer.WriteAsync(new byte[64]); // stuck: pipe/pipeline-back-pressure
    }

    private static async Task CopyTo(WorkControl control)
    {
        var pipe = new Pipe();
        control.Token.Register(() => pipe.Writer.Complete());
        await pipe.Reader.AsStream().CopyToAsync(Stream.Null); // stuck: pipe/copy-to
    }
}
