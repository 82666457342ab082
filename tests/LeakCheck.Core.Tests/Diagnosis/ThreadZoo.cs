using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

/// <summary>A thread in every way of blocking, and one that runs. One sample of them all is taken when each stands where it should.</summary>
public sealed class ThreadZoo : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Inmate> _inmates = new();
    private readonly TaskCompletionSource<int> _task = new();
    private readonly ManualResetEventSlim _free = new();
    private readonly AutoResetEvent _waitHandle = new(false);
    private readonly SemaphoreSlim _semaphore = new(0);
    private readonly BlockingCollection<int> _items = [];
    private readonly BlockingCollection<int> _stream = [];
    private readonly CountdownEvent _countdown = new(1);
    private readonly ReaderWriterLockSlim _readers = new();
    private readonly Barrier _barrier = new(2);
    private readonly object _monitor = new();
    private readonly object _pulsed = new();
#if NET9_0_OR_GREATER
    private readonly Lock _lock = new();
#endif
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _idleListener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;
    private string[] _waiting = [];
    private volatile bool _stop;

    public ThreadZoo()
    {
        foreach (Socket socket in new[] { _listener, _idleListener })
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            socket.Listen();
        }

        _client.Connect(_listener.LocalEndPoint!);
        _server = _listener.Accept();
        Monitor.Enter(_monitor);
        _readers.EnterWriteLock();
#if NET9_0_OR_GREATER
        _lock.Enter();
#endif
        Open();
        Monitor.Exit(_monitor);
        _readers.ExitWriteLock();
#if NET9_0_OR_GREATER
        _lock.Exit();
#endif
    }

    internal ThreadStackSample Sample { get; private set; } = null!;

    /// <summary>The stack of an inmate, innermost frame first.</summary>
    internal IReadOnlyList<ThreadFrame> Stack(string name) => Sample.ByOsThread[_inmates[name].OsId];

    /// <summary>The line on which an inmate stands.</summary>
    public int LineOf(string name) => _inmates[name].Line;

    /// <summary>True when the runtime said of an inmate, at the time of the sample, that it waits.</summary>
    public bool WasWaiting(string name) => _waiting.Contains(name);

    public void Dispose()
    {
        _stop = true;
        _free.Set();
        _task.SetResult(1);
        _waitHandle.Set();
        _semaphore.Release();
        _items.Add(1);
        _stream.CompleteAdding();
        _countdown.Signal();
        _barrier.RemoveParticipant();
        lock (_pulsed)
        {
            Monitor.PulseAll(_pulsed);
        }

        _inmates["Thread.Sleep"].Thread.Interrupt();
        foreach (Socket socket in new[] { _listener, _client, _server, _idleListener })
        {
            socket.Dispose();
        }

        foreach (Inmate inmate in _inmates.Where(i => i.Key != "pool").Select(i => i.Value))
        {
            inmate.Thread.Join();
        }
    }

    private void Open()
    {
        Keep("running", me => { while (!_stop) { me.Line = Here(); } });
        Keep("Thread.Sleep", me => { Thread.Sleep(me.At(-1)); me.Left(); });
        Keep("Thread.Join", me => { _inmates["running"].Thread.Join(me.At(-1)); me.Left(); });
        Keep("Monitor.Wait", me => { lock (_pulsed) { Monitor.Wait(_pulsed, me.At(-1)); me.Left(); } });
        Keep("lock (Monitor.Enter)", me => { lock (me.At(_monitor)) { me.Left(); } });
#if NET9_0_OR_GREATER
        Keep("lock (Lock.Enter)", me => { lock (me.Lock(_lock)) { me.Left(); } });
#endif
        Keep("ManualResetEventSlim.Wait", me => { _free.Wait(me.At(-1)); me.Left(); });
        Keep("SemaphoreSlim.Wait", me => { _semaphore.Wait(me.At(-1)); me.Left(); });
        Keep("WaitHandle.WaitOne", me => { _waitHandle.WaitOne(me.At(-1)); me.Left(); });
        Keep("WaitHandle.WaitAny", me => { WaitHandle.WaitAny([_free.WaitHandle], me.At(-1)); me.Left(); });
        Keep("CountdownEvent.Wait", me => { _countdown.Wait(me.At(-1)); me.Left(); });
        Keep("Barrier.SignalAndWait", me => { _barrier.SignalAndWait(me.At(-1)); me.Left(); });
        Keep("ReaderWriterLockSlim", me => { _readers.TryEnterReadLock(me.At(-1)); me.Left(); });
        Keep("Task.Wait", me => { _task.Task.Wait(me.At(-1)); me.Left(); });
        Keep("Task.WaitAll", me => { Task.WaitAll([_task.Task], me.At(-1)); me.Left(); });
        Keep("Task.Result", me => { _ = me.At(_task).Task.Result; me.Left(); });
        Keep("Task.GetAwaiter().GetResult", me => { me.At(_task).Task.GetAwaiter().GetResult(); me.Left(); });
        Keep("BlockingCollection.Take", me => { _items.TryTake(out _, me.At(-1)); me.Left(); });
        Keep("BlockingCollection.GetConsumingEnumerable", me => { foreach (int _ in me.At(_stream).GetConsumingEnumerable()) { me.Left(); } });
        Keep("ToBlockingEnumerable", me => { foreach (int _ in me.At(ItemsAsync()).ToBlockingEnumerable()) { me.Left(); } });
        Keep("Socket accept", me => { me.Ends<SocketException>(() => { me.At(_idleListener).Accept(); me.Left(); }); });
        Keep("Socket receive", me => { me.Ends<SocketException>(() => { _client.Receive(me.At(new byte[1])); me.Left(); }); });
        Keep("pool", me => { _free.Wait(me.At(-1)); me.Left(); }, pool: true);
        Settle();
    }

    private async IAsyncEnumerable<int> ItemsAsync()
    {
        yield return await _task.Task;
    }

    private static int Here([CallerLineNumber] int line = 0) => line;

    private void Keep(string name, Action<Inmate> stand, bool pool = false)
    {
        using ManualResetEventSlim started = new();
        void Live()
        {
            Inmate me = _inmates[name] = new Inmate(Thread.CurrentThread, OsThreads.CurrentId());
            started.Set();
            me.Ends<ThreadInterruptedException>(() => stand(me));
        }

        if (pool)
        {
            ThreadPool.QueueUserWorkItem(_ => Live());
        }
        else
        {
            new Thread(Live) { IsBackground = true, Name = name }.Start();
        }

        started.Wait();
    }

    /// <summary>Samples until every inmate stands on its line.</summary>
    private void Settle()
    {
        DateTime deadline = DateTime.UtcNow + Limit;
        ThreadStacks stacks = new(new SourceLines(a => a == typeof(ThreadZoo).Assembly));
        do
        {
            Sample = stacks.Sample();
        }
        while (DateTime.UtcNow < deadline && !_inmates.Values.All(Stands));
        _waiting = [.. _inmates.Where(i => (i.Value.Thread.ThreadState & ThreadState.WaitSleepJoin) != 0).Select(i => i.Key)];
    }

    private bool Stands(Inmate inmate) =>
        Sample.ByOsThread.TryGetValue(inmate.OsId, out IReadOnlyList<ThreadFrame>? frames)
        && frames.Any(f => f.Display.IsUserCode && f.Display.Line == inmate.Line)
        && !frames.Any(f => f.Display.Method.StartsWith("SpinWait.")); // On its way to the wait.

    private sealed class Inmate(Thread thread, long osId)
    {
        public Thread Thread { get; } = thread;

        public long OsId { get; } = osId;

        public volatile int Line;

        /// <summary>Notes the line of the call in whose arguments it is used.</summary>
        public T At<T>(T value, [CallerLineNumber] int line = 0)
        {
            Line = line;
            return value;
        }

#if NET9_0_OR_GREATER
        /// <summary>As At; a <see cref="System.Threading.Lock"/> must not become a type argument.</summary>
        public Lock Lock(Lock value, [CallerLineNumber] int line = 0)
        {
            Line = line;
            return value;
        }
#endif

        /// <summary>Code after the call, so that the compiler cannot make it a jump.</summary>
        public void Left() => GC.KeepAlive(this);

        public void Ends<T>(Action body)
            where T : Exception
        {
            try
            {
                body();
            }
            catch (T)
            {
                Left();
            }
        }
    }
}
