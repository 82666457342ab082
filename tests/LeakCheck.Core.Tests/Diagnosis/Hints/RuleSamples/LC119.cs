using System.IO.Pipelines;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC119 : RuleSample
{
    private Pipe? _leaked;

    public override string Fix => "call `CompleteAsync()` on both the reader and the writer of the pipe";

    public override void Release() => _leaked?.Writer.Complete();

    #region leaky
    public override async Task Leaky()
    {
        var pipe = new Pipe();
        _ = ReadAsync(pipe.Reader);
        await pipe.Writer.WriteAsync(new byte[10]);
        Remember(pipe);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        var pipe = new Pipe();
        Task reading = ReadAsync(pipe.Reader);
        try
        {
            await pipe.Writer.WriteAsync(new byte[10]);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
        }

        await reading;
    }
    #endregion

    #region both
    private static async Task ReadAsync(PipeReader reader)
    {
        ReadResult result;
        do
        {
            result = await reader.ReadAsync();
            reader.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);

        await reader.CompleteAsync();
    }
    #endregion

    private void Remember(Pipe pipe) => _leaked = pipe;
}
