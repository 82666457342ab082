namespace LeakCheck.Patterns.Families;

/// <summary>Process-wide loops and threads that only a static field holds, or none at all: born in a static constructor.</summary>
internal static class SingletonWorkers
{
    public static IEnumerable<Pattern> All =>
    [
        Singletons.Singleton("singleton/static-task-run", StaticTask.Another, StaticTask.Start) with { Method = nameof(StaticTask) },
        Singletons.Singleton("singleton/cctor-loop", CctorTask.Another, CctorTask.Touch) with { Method = nameof(CctorTask), AlsoListed = SurvivorClass.ProcessWide },
        Singletons.Singleton("singleton/static-thread", StaticThread.Another, StaticThread.Start) with { Kinds = [SurvivorKind.Thread], Method = nameof(StaticThread) },
        Singletons.Singleton("singleton/cctor-thread", CctorThread.Another, CctorThread.Touch) with { Kinds = [SurvivorKind.Thread], Method = nameof(CctorThread), AlsoListed = SurvivorClass.ProcessWide },
    ];

    private static class StaticTask
    {
        private static Task? s_loop;

        public static void Start() => s_loop ??= Task.Run(() => LoopAsync(CancellationToken.None));

        public static CancelOnDispose Another()
        {
            var stop = new CancellationTokenSource();
            _ = Task.Run(() => LoopAsync(stop.Token));
            return new CancelOnDispose(stop);
        }

        private static async Task LoopAsync(CancellationToken token)
        {
            while (true)
            {
                await Task.Delay(50, token); // stuck: singleton/static-task-run
            }
        }
    }

    private static class CctorTask
    {
        private static readonly Task Loop;

        static CctorTask() => Loop = Task.Run(() => LoopAsync(CancellationToken.None));

        public static void Touch() => GC.KeepAlive(Loop);

        public static CancelOnDispose Another()
        {
            var stop = new CancellationTokenSource();
            _ = LoopAsync(stop.Token);
            return new CancelOnDispose(stop);
        }

        private static async Task LoopAsync(CancellationToken token)
        {
            while (true)
            {
                await Task.Delay(50, token); // stuck: singleton/cctor-loop
            }
        }
    }

    private static class StaticThread
    {
        private static Thread? s_thread;

        public static void Start() => s_thread ??= Begin(new ManualResetEventSlim());

        public static CancelOnDispose Another()
        {
            var stop = new ManualResetEventSlim();
            Begin(stop);
            return new CancelOnDispose(stop);
        }

        private static Thread Begin(ManualResetEventSlim stop)
        {
            var begun = new ManualResetEventSlim();
            var thread = new Thread(() =>
            {
                begun.Set();
                Run(stop);
            })
            { IsBackground = true, Name = "static-thread" };
            thread.Start();
            begun.Wait(); // A busy machine might let the test end before.
            return thread;
        }

        private static void Run(ManualResetEventSlim stop)
        {
            stop.Wait(); // stuck: singleton/static-thread
        }
    }

    private static class CctorThread
    {
        private static readonly Thread Worker;

        static CctorThread() => Worker = Begin(new ManualResetEventSlim());

        public static void Touch() => GC.KeepAlive(Worker);

        public static CancelOnDispose Another()
        {
            var stop = new ManualResetEventSlim();
            Begin(stop);
            return new CancelOnDispose(stop);
        }

        private static Thread Begin(ManualResetEventSlim stop)
        {
            var begun = new ManualResetEventSlim();
            var thread = new Thread(() =>
            {
                begun.Set();
                Run(stop);
            })
            { IsBackground = true, Name = "cctor-thread" };
            thread.Start();
            begun.Wait(); // A busy machine might let the test end before.
            return thread;
        }

        private static void Run(ManualResetEventSlim stop)
        {
            stop.Wait(); // stuck: singleton/cctor-thread
        }
    }

    private sealed class CancelOnDispose : IDisposable
    {
        private readonly Action _end;

        public CancelOnDispose(CancellationTokenSource source) => _end = source.Cancel;

        public CancelOnDispose(ManualResetEventSlim signal) => _end = signal.Set;

        public void Dispose() => _end();
    }
}
