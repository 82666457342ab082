using System.Runtime.CompilerServices;

namespace LeakCheck.Settle;

/// <summary>
/// Awaiting it goes on through the thread pool. Carries no ExecutionContext beyond what the awaiting method has, and no synchronisation context.
/// </summary>
/// <param name="IsBehindAll">
/// False: through the calling thread's own queue, from a pool thread after its present work item has returned, unless another thread steals it. True: behind what was queued for everybody before.
/// </param>
internal readonly record struct PoolHop(bool IsBehindAll) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public PoolHop GetAwaiter() => this;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: !IsBehindAll);

    public void GetResult()
    {
    }
}
