using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Rule R7, each with work that looks alike and is started by whoever calls.</summary>
public class StartedOnceTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 200 };

    private static readonly Dictionary<string, Action> s_starts = new()
    {
        [nameof(Outbox)] = Outbox.Post,
        [nameof(EventBus)] = EventBus.Publish,
        [nameof(Journal)] = Journal.Write,
        [nameof(Meter)] = Meter.Configure,
        [nameof(Audit)] = () => Audit.Count.Should().Be(0),
        [nameof(Scheduler)] = () => Scheduler.IsStarted.Should().BeTrue(),
        [nameof(Poller)] = Poller.Start,
        [nameof(Restartable)] = Restartable.Start,
        [nameof(Handlers)] = () => Handlers.All["poll"](),
        [nameof(Exposed)] = Exposed.Start,
        [nameof(Pusher)] = () => _ = new Pusher(),
        [nameof(Delegating)] = Delegating.Start,
    };

    [Theory]
    [InlineData(nameof(Outbox), "`StartedOnceTests.Outbox.s_running` guards its start")]
    [InlineData(nameof(Journal), "`StartedOnceTests.Journal.s_started` guards its start")]
    [InlineData(nameof(Meter), "`StartedOnceTests.Meter.s_name` guards its start")]
    [InlineData(nameof(EventBus), "a static constructor starts it")]
    [InlineData(nameof(Audit), "a static constructor starts it")]
    [InlineData(nameof(Scheduler), "a static constructor starts it")]
    public async Task Work_that_static_code_starts_once_is_the_processs(string name, string why)
    {
        Survivor survivor = await Single(name);

        survivor.Class.Should().Be(SurvivorClass.ProcessWide);
        survivor.Excuse.Should().Be("started once in the process: " + why);
    }

    [Theory]
    [InlineData(nameof(Poller))]
    [InlineData(nameof(Restartable))]
    [InlineData(nameof(Handlers))]
    [InlineData(nameof(Exposed))]
    [InlineData(nameof(Pusher))]
    [InlineData(nameof(Delegating))]
    public async Task Work_that_is_started_again_with_each_call_or_can_be_stopped_is_a_leak(string name) => (await Single(name)).Class.Should().Be(SurvivorClass.Leak);

    [Fact]
    public async Task What_a_test_class_starts_once_is_its_own()
    {
        LeakEngine engine = LeakEngine.Current;
        using LeakScope scope = engine.Begin("own", ScopeKind.Test, engine.SettingsOf(s_quick), typeof(StartedOnceTests).GetMethod(nameof(What_a_test_class_starts_once_is_its_own)));
        StartOwn();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        s_end.SetResult();

        report.Survivors.Should().ContainSingle().Which.Class.Should().Be(SurvivorClass.Leak);
    }

    private static readonly TaskCompletionSource s_end = new();
    private static bool s_isStarted;

    private static void StartOwn()
    {
        if (!s_isStarted)
        {
            s_isStarted = true;
            _ = OwnAsync();
        }
    }

    private static async Task OwnAsync() => await s_end.Task;

    private static async Task<Survivor> Single(string name)
    {
        using LeakScope scope = LeakScope.Begin(name, s_quick);
        s_starts[name]();
        return (await scope.CheckAsync(TestContext.Current.CancellationToken)).Survivors.Should().ContainSingle().Subject;
    }

    private static class Outbox
    {
        private static readonly object s_sync = new();
        private static readonly Channel<string> s_mails = Channel.CreateUnbounded<string>();
        private static bool s_running;

        public static void Post()
        {
            EnsureRunning();
            s_mails.Writer.TryWrite("a");
        }

        private static void EnsureRunning()
        {
            lock (s_sync)
            {
                if (s_running)
                {
                    return;
                }

                s_running = true;
                _ = Task.Run(SendAsync);
            }
        }

        private static async Task SendAsync()
        {
            await foreach (string mail in s_mails.Reader.ReadAllAsync())
            {
                GC.KeepAlive(mail);
            }
        }
    }

    private static class EventBus
    {
        private static readonly Channel<int> s_channel = Start();

        public static void Publish() => s_channel.Writer.TryWrite(1);

        private static Channel<int> Start()
        {
            Channel<int> channel = Channel.CreateUnbounded<int>();
            Task.Run(() => ConsumeAsync(channel.Reader));
            return channel;
        }

        private static async Task ConsumeAsync(ChannelReader<int> reader)
        {
            while (await reader.WaitToReadAsync())
            {
                reader.TryRead(out _);
            }
        }
    }

    private static class Journal
    {
        private static readonly BlockingCollection<string> s_lines = [];
        private static readonly ManualResetEventSlim s_begun = new();
        private static int s_started;

        public static void Write()
        {
            if (Interlocked.Exchange(ref s_started, 1) == 0)
            {
                new Thread(static () =>
                {
                    s_begun.Set();
                    foreach (string line in s_lines.GetConsumingEnumerable())
                    {
                        GC.KeepAlive(line);
                    }
                })
                { IsBackground = true }.Start();
            }

            s_begun.Wait();
        }
    }

    private static class Meter
    {
        private static string? s_name;

        public static void Configure()
        {
            if (Interlocked.CompareExchange(ref s_name, "meter", null) is null)
            {
                _ = FlushAsync();
            }
        }

        private static async Task FlushAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await timer.WaitForNextTickAsync())
            {
                GC.KeepAlive(s_name);
            }
        }
    }

    private static class Audit
    {
        private static readonly Channel<int> s_channel;

        static Audit()
        {
            s_channel = Channel.CreateUnbounded<int>();
            Task.Run(() => ConsumeAsync(s_channel.Reader));
        }

        public static int Count => s_channel.Reader.Count;

        private static async Task ConsumeAsync(ChannelReader<int> reader) => await reader.WaitToReadAsync();
    }

    private static class Scheduler
    {
        private static readonly ManualResetEventSlim s_begun = new();

        private static readonly Lazy<bool> s_start = new(() =>
        {
            new Thread(Run) { IsBackground = true }.Start();
            s_begun.Wait();
            return true;
        });

        public static bool IsStarted => s_start.Value;

        private static void Run()
        {
            s_begun.Set();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>Starts another each time.</summary>
    private static class Poller
    {
        public static void Start() => _ = PollAsync();

        private static async Task PollAsync() => await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Has a guard, and a way to stop what it guards.</summary>
    private static class Restartable
    {
        private static CancellationTokenSource s_end = new();
        private static bool s_on;

        public static void Start()
        {
            if (!s_on)
            {
                s_on = true;
                _ = PollAsync(s_end.Token);
            }
        }

        public static void Stop()
        {
            s_end.Cancel();
            s_end = new CancellationTokenSource();
            s_on = false;
        }

        private static async Task PollAsync(CancellationToken token) => await Task.Delay(Timeout.Infinite, token);
    }

    /// <summary>Made by the static constructor, to be called by anybody.</summary>
    private static class Handlers
    {
        public static Dictionary<string, Action> All { get; } = new() { ["poll"] = () => _ = PollAsync() };

        private static async Task PollAsync() => await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Guards one way to start it, but not the other.</summary>
    private static class Exposed
    {
        private static bool s_on;

        public static void Start()
        {
            if (!s_on)
            {
                s_on = true;
                StartNow();
            }
        }

        public static void StartNow() => _ = PollAsync();

        private static async Task PollAsync() => await Task.Delay(Timeout.Infinite);
    }

    /// <summary>The continuation of a static helper is not who started it, and the compiler's cache for its lambda is no guard.</summary>
    private sealed class Pusher
    {
        public Pusher() => Forget(PushAsync());

        public int Count { get; private set; }

        private static void Forget(Task task) => task.ContinueWith(t => GC.KeepAlive(t.Exception), TaskContinuationOptions.OnlyOnFaulted);

        private async Task PushAsync()
        {
            while (true)
            {
                Count++;
                await Task.Delay(40);
            }
        }
    }

    /// <summary>Starts another each time, through a lambda that the compiler keeps.</summary>
    private static class Delegating
    {
        public static void Start() => Task.Run(() => PollAsync());

        private static async Task PollAsync() => await Task.Delay(Timeout.Infinite);
    }
}
