using System.Collections.Concurrent;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC121 : RuleSample
{
    private readonly TaskCompletionSource _posted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dispatcher? _window;

    public override string Fix => "let the SynchronizationContext or TaskScheduler under which `LC121.LoadAsync` began run what is posted to it";

    public override Task Begun => _posted.Task;

    public override void Release() => _window?.RunPosted();

    #region leaky
    public override Task Leaky()
    {
        Dispatcher window = NewWindow();
        window.Invoke(() => { _ = LoadAsync(); });
        Feed.Read();
        return Task.CompletedTask; // and nobody runs the rest of it
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Dispatcher window = NewWindow();
        Task loading = Task.CompletedTask;
        window.Invoke(() => loading = LoadAsync());
        Feed.Read();
        while (!loading.IsCompleted)
        {
            await Task.Delay(1);
            window.RunPosted();
        }
    }
    #endregion

    #region both
    private async Task LoadAsync() => await Feed.WhenRead;

    /// <summary>Runs what is posted to it when it is told to, as the loop of a window does.</summary>
    private sealed class Dispatcher(Action posted) : SynchronizationContext
    {
        private readonly ConcurrentQueue<(SendOrPostCallback Run, object? State)> _queue = new();

        public override void Post(SendOrPostCallback d, object? state)
        {
            _queue.Enqueue((d, state));
            posted();
        }

        public void Invoke(Action action)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            action();
            SetSynchronizationContext(before);
        }

        public void RunPosted()
        {
            while (_queue.TryDequeue(out var next))
            {
                next.Run(next.State);
            }
        }
    }
    #endregion

    private Dispatcher NewWindow() => _window = new Dispatcher(() => _posted.TrySetResult());
}
