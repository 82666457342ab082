using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reactive.Disposables;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;

/// <summary>Work of a test that a static merely knows, wakes or keeps among others.</summary>
public static class Leaks
{
    public static IReadOnlyList<OwnershipCase> All =>
    [
        .. Collections(),
        .. OwnStructures(),
        .. Attached(),
        .. Woken(),
        .. Called(),
        .. Packages(),
        .. NotTheSingleton(),
        .. Containers(),
        .. InNoStatic(),
    ];

    private static readonly List<LoopWorker> s_list = [];
    private static readonly HashSet<LoopWorker> s_set = [];
    private static readonly ConcurrentBag<LoopWorker> s_bag = [];
    private static readonly Dictionary<string, LoopWorker> s_dictionary = [];
    private static readonly ConcurrentDictionary<string, LoopWorker> s_concurrent = [];
    private static readonly Queue<LoopWorker> s_queue = [];
    private static readonly ConcurrentQueue<LoopWorker> s_concurrentQueue = [];
    private static readonly Stack<LoopWorker> s_stack = [];
    private static readonly SortedDictionary<int, LoopWorker> s_sorted = [];
    private static readonly LinkedList<LoopWorker> s_linkedList = [];
    private static readonly PriorityQueue<LoopWorker, int> s_priority = new();
    private static readonly BlockingCollection<LoopWorker> s_blocking = [];
    private static readonly List<Task> s_tasks = [];
    private static readonly LoopWorker?[] s_array = new LoopWorker?[4];
    private static readonly (int Id, LoopWorker? Worker)[] s_structs = new (int, LoopWorker?)[4];
    private static readonly LoopWorker?[][] s_jagged = [new LoopWorker?[2]];
    private static readonly LoopWorker?[,] s_rectangle = new LoopWorker?[2, 2];
    private static ImmutableList<LoopWorker> s_immutable = [];
    private static ListNode? s_head;
    private static readonly TreeNode s_root = new();
    private static readonly Registry s_registry = new();
    private static readonly Cache s_cache = new();
    private static readonly object s_key = new();
    private static readonly ConditionalWeakTable<object, LoopWorker> s_attached = [];
    private static WeakReference? s_weak;
    private static WeakReference<LoopWorker>? s_weakOf;
    private static readonly AsyncLocal<LoopWorker?> s_asyncLocal = new();
    [ThreadStatic]
    private static LoopWorker? t_worker;
    private static TaskCompletionSource? s_completion;
    private static SemaphoreSlim? s_semaphore;
    private static Channel<int>? s_channel;
    private static readonly Queue<TaskCompletionSource> s_waiters = [];
    private static CancellationTokenSource? s_source;
    private static Action? s_action;
    private static readonly MemoryCache s_memoryCache = new(new MemoryCacheOptions());
    private static readonly Subject<int> s_subject = new();
    private static readonly CompositeDisposable s_composite = [];
    private static readonly One s_one = new();
    private static readonly IServiceProvider s_container = new ServiceCollection().AddTransient<LoopWorker>().AddScoped<Scoped>().BuildServiceProvider();

    private static event Action? Changed;

    private static OwnershipCase Leak(string name, Func<CaseWork> begin, string? hint = null) => new(name, SurvivorClass.Leak, begin) { Field = hint };

    /// <summary>A worker of the test's own that it puts somewhere.</summary>
    private static OwnershipCase Leak(string name, Action<LoopWorker> put, Action<LoopWorker> takeOut, string? hint = null) => Leak(
        name,
        () =>
        {
            var worker = new LoopWorker();
            put(worker);
            return new CaseWork(worker.Survivor, () =>
            {
                takeOut(worker);
                worker.Dispose();
            });
        },
        hint);

    private static IEnumerable<OwnershipCase> Collections() =>
    [
        Leak("List", s_list.Add, w => s_list.Remove(w), "static Leaks.s_list"),
        Leak("HashSet", w => s_set.Add(w), w => s_set.Remove(w), "static Leaks.s_set"),
        Leak("ConcurrentBag", s_bag.Add, _ => s_bag.Clear()),
        Leak("Dictionary", w => s_dictionary["x"] = w, _ => s_dictionary.Clear(), "static Leaks.s_dictionary"),
        Leak("ConcurrentDictionary", w => s_concurrent["x"] = w, _ => s_concurrent.Clear(), "static Leaks.s_concurrent"),
        Leak("Queue", s_queue.Enqueue, _ => s_queue.Clear()),
        Leak("ConcurrentQueue", s_concurrentQueue.Enqueue, _ => s_concurrentQueue.Clear()),
        Leak("Stack", s_stack.Push, _ => s_stack.Clear()),
        Leak("SortedDictionary", w => s_sorted[1] = w, _ => s_sorted.Clear()),
        Leak("LinkedList", w => s_linkedList.AddLast(w), w => s_linkedList.Remove(w)),
        Leak("PriorityQueue", w => s_priority.Enqueue(w, 1), _ => s_priority.Clear()),
        Leak("BlockingCollection", s_blocking.Add, _ => s_blocking.Take()),
        Leak("List of tasks", w => s_tasks.Add(w.Survivor), _ => s_tasks.Clear(), "static Leaks.s_tasks"),
        Leak("ImmutableList", w => s_immutable = s_immutable.Add(w), _ => s_immutable = []),
    ];

    private static IEnumerable<OwnershipCase> OwnStructures() =>
    [
        Leak("array slot", w => s_array[2] = w, _ => s_array[2] = null, "static Leaks.s_array"),
        Leak("array of structs", w => s_structs[1] = (1, w), _ => s_structs[1] = default, "static Leaks.s_structs"),
        Leak("jagged array", w => s_jagged[0][1] = w, _ => s_jagged[0][1] = null),
        Leak("two-dimensional array", w => s_rectangle[0, 1] = w, _ => s_rectangle[0, 1] = null),
        Leak("own linked list", w => s_head = new ListNode(w, s_head), _ => s_head = null, "static Leaks.s_head"),
        Leak("own tree", w => s_root.Left = new TreeNode { Worker = w }, _ => s_root.Left = null),
        Leak("list inside an own class", w => s_registry.All.Add(w), _ => s_registry.All.Clear(), "static Leaks.s_registry"),
        Leak("cache keyed by id", w => s_cache.Put(7, w), _ => s_cache.Clear(), "static Leaks.s_cache"),
    ];

    private static IEnumerable<OwnershipCase> Attached() =>
    [
        Leak("ConditionalWeakTable", w => s_attached.Add(s_key, w), _ => s_attached.Remove(s_key)),
        Leak("WeakReference", w => s_weak = new WeakReference(w), _ => s_weak = null),
        Leak("WeakReference<T>", w => s_weakOf = new WeakReference<LoopWorker>(w), _ => s_weakOf = null),
        Leak("AsyncLocal", w => s_asyncLocal.Value = w, _ => s_asyncLocal.Value = null),
        Leak("ThreadStatic", w => t_worker = w, _ => t_worker = null),
    ];

    private static IEnumerable<OwnershipCase> Woken() =>
    [
        Leak("static TaskCompletionSource", () =>
        {
            s_completion = new TaskCompletionSource();
            return new CaseWork(AwaitAsync(s_completion.Task), () => s_completion.SetResult());
        }),
        Leak("static SemaphoreSlim", () =>
        {
            s_semaphore = new SemaphoreSlim(0);
            return new CaseWork(AwaitAsync(s_semaphore.WaitAsync()), () => s_semaphore.Release());
        }),
        Leak("static channel", () =>
        {
            s_channel = Channel.CreateUnbounded<int>();
            return new CaseWork(AwaitAsync(s_channel.Reader.WaitToReadAsync().AsTask()), () => s_channel.Writer.Complete());
        }),
        Leak("static queue of TaskCompletionSources", () =>
        {
            var waiter = new TaskCompletionSource();
            s_waiters.Enqueue(waiter);
            return new CaseWork(AwaitAsync(waiter.Task), () => s_waiters.Dequeue().SetResult());
        }),
    ];

    private static IEnumerable<OwnershipCase> Called() =>
    [
        Leak(
            "static event",
            w => Changed += w.Dispose,
            w =>
            {
                Changed?.Invoke();
                Changed -= w.Dispose;
            },
            "static Leaks.Changed"),
        Leak("static Action", w => s_action = w.Dispose, _ => s_action = null, "static Leaks.s_action"),
        Leak("registration on a static CancellationTokenSource", w => (s_source = new CancellationTokenSource()).Token.Register(w.Dispose), _ => s_source!.Cancel()),
        Leak("ProcessExit handler", () =>
        {
            var worker = new LoopWorker();
            EventHandler handler = (_, _) => worker.Dispose();
            AppDomain.CurrentDomain.ProcessExit += handler;
            return new CaseWork(worker.Survivor, () =>
            {
                AppDomain.CurrentDomain.ProcessExit -= handler;
                worker.Dispose();
            });
        }),
        Leak("loop in a lambda without captured variables", () =>
        {
            var gate = new Gate();
            Func<Gate, Task> loop = static async g => await g.Opened;
            return new CaseWork(loop(gate), gate.Open);
        }),
    ];

    private static IEnumerable<OwnershipCase> Packages() =>
    [
        Leak("MemoryCache", w => s_memoryCache.Set("x", w), _ => s_memoryCache.Remove("x")),
        Leak("Rx Subject", () =>
        {
            var worker = new LoopWorker();
            IDisposable subscription = s_subject.Subscribe(_ => worker.Dispose());
            return new CaseWork(worker.Survivor, () =>
            {
                subscription.Dispose();
                worker.Dispose();
            });
        }),
        Leak("Rx CompositeDisposable", s_composite.Add, w => s_composite.Remove(w)),
    ];

    private static IEnumerable<OwnershipCase> NotTheSingleton() =>
    [
        Leak("second instance of a singleton's class", () =>
        {
            var second = new One();
            return new CaseWork(second.Survivor, second.Dispose) { Local = s_one };
        }),
        Leak("holder of a singleton", () =>
        {
            var holder = new HolderOfOne(s_one);
            return new CaseWork(holder.Survivor, holder.Dispose);
        }),
    ];

    private static IEnumerable<OwnershipCase> Containers() =>
    [
        Leak("transient service of a static container", () => Of(s_container.GetRequiredService<LoopWorker>())),
        Leak("scoped service of a static container", () =>
        {
            IServiceScope scope = s_container.CreateScope();
            return Of(scope.ServiceProvider.GetRequiredService<Scoped>()) with { Local = scope };
        }),
        Leak("singleton of a local container", () =>
        {
            ServiceProvider local = new ServiceCollection().AddSingleton<LoopWorker>().BuildServiceProvider();
            return new CaseWork(local.GetRequiredService<LoopWorker>().Survivor, local.Dispose);
        }),
    ];

    private static IEnumerable<OwnershipCase> InNoStatic() =>
    [
        Leak("local object with a timer", () =>
        {
            var worker = new TimerWorker();
            return new CaseWork(worker.Survivor, worker.Dispose) { Local = worker };
        }),
    ];

    private static CaseWork Of(LoopWorker worker) => new(worker.Survivor, worker.Dispose);

    private static async Task AwaitAsync(Task task) => await task;

    private sealed record ListNode(LoopWorker Worker, ListNode? Next);

    private sealed class TreeNode
    {
        public TreeNode? Left { get; set; }

        public TreeNode? Right { get; set; }

        public LoopWorker? Worker { get; set; }
    }

    private sealed class Registry
    {
        public List<LoopWorker> All { get; } = [];
    }

    private sealed class Cache
    {
        private readonly Dictionary<int, LoopWorker> _byId = [];

        public void Put(int id, LoopWorker worker) => _byId[id] = worker;

        public void Clear() => _byId.Clear();
    }

    private sealed class Scoped : LoopWorker;

    private sealed class One : LoopWorker;

    private sealed class HolderOfOne(One one) : LoopWorker
    {
        public One One { get; } = one;
    }
}
