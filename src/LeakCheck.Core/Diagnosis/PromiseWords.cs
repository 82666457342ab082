namespace LeakCheck.Diagnosis;

/// <summary>Names of tasks that have no code of their own, by their type.</summary>
internal static class PromiseWords
{
    public static string Of(object promise)
    {
        string name = promise.GetType().Name;
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        return (arity < 0 ? name : name[..arity]) switch
        {
            "DelayPromise" or "DelayPromiseWithCancellation" => "Task.Delay",
            "WhenAllPromise" => "Task.WhenAll",
            "TwoTaskWhenAnyPromise" or "CompleteOnInvokePromise" => "Task.WhenAny",
            "UnwrapPromise" => "Task.Unwrap",
            "CancellationPromise" => "Task.WaitAsync",
            "TaskNode" or "CancelablePromise" => "SemaphoreSlim.WaitAsync",
            _ => "Task",
        };
    }
}
