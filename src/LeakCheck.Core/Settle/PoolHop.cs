using System.Runtime.CompilerServices;

namespace LeakCheck.Settle;

/// <summary>
/// Awaiting it goes on through the calling thread's own queue of the pool: from a pool thread that is after its present work item has returned, unless another thread steals it.
/// Carries no ExecutionContext beyond what the awaiting method has, and no synchronisation context.
/// </summary>
internal readonly struct PoolHop : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public PoolHop GetAwaiter() => this;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: true);

    public void GetResult()
    {
    }
}
