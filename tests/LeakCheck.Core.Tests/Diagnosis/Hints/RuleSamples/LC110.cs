namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC110 : RuleSample
{
    public override string Fix => "complete or cancel the TaskCompletionSource that `LC110.AnswerAsync` awaits";

    #region leaky
    public override Task Leaky()
    {
        var answer = new TaskCompletionSource<int>();
        _ = AnswerAsync(answer.Task);
        return Task.CompletedTask; // and forgets the source
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        var answer = new TaskCompletionSource<int>();
        Task<int> answering = AnswerAsync(answer.Task);
        answer.TrySetResult(42);
        await answering;
    }
    #endregion

    #region both
    private static async Task<int> AnswerAsync(Task<int> answer) => await answer;
    #endregion
}
