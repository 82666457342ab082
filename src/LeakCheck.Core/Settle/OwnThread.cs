using LeakCheck.Diagnosis;

namespace LeakCheck.Settle;

/// <summary>Runs a function on a fresh thread without any context: its frames hold nothing of the caller's, and what it does is nobody's work.</summary>
internal static class OwnThread
{
    public static T Run<T>(Func<T> function)
    {
        var run = new Invocation<T>(function);
        run.Start().Join();
        return run.Result;
    }

    public static Task<T> RunAsync<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Invocation<T>(function, completion).Start();
        return completion.Task;
    }

    private sealed class Invocation<T>(Func<T> function, TaskCompletionSource<T>? completion = null)
    {
        private T _result = default!;
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _error;

        public T Result
        {
            get
            {
                _error?.Throw();
                return _result;
            }
        }

        public Thread Start() => BackgroundThread.Start("LeakCheck verdict", Execute);

        private void Execute()
        {
            try
            {
                _result = function();
                completion?.SetResult(_result);
            }
            catch (Exception e)
            {
                _error = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
                completion?.SetException(e);
            }
        }
    }
}
