using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class TextFormTests
{
    [Fact]
    public void A_looping_task_is_told_with_its_await_line_its_callers_its_start_and_its_remedy() =>
        Text(Sample.Test("Shop.Tests.OrderTests.Cancel_stops_polling", Sample.Poller)).Should().Be(
            """
            LeakCheck: 1 leak. Task PricePoller.RunAsync is still alive after OrderTests.Cancel_stops_polling (await at src/PricePoller.cs:42)

              [1] task   PricePoller.RunAsync                            leak 9f3c21d07a54
                  stuck    src/PricePoller.cs:42  in PricePoller.PauseAsync
                             await Task.Delay(_interval, ct)
                  awaited  src/PricePoller.cs:29  in PricePoller.RunAsync
                             await PauseAsync(ct)
                  started  src/PricePoller.cs:17  in PricePoller..ctor  <- tests/OrderTests.cs:31
                             _ = RunAsync(default)
                  waits    the next tick of a Task.Delay, in 140 ms
                  verdict  LOOPS: moved on at least 5 times in the 1 s we waited; 2.6 s old
                  token    ct is CancellationToken.None: nothing can cancel it
                  held by  timer queue -> Task.Delay -> PricePoller.RunAsync -> PricePoller
                           (+ 3.1 MB)
                  trace    4bf92f3577b34da6a3ce929d0e0e4736  GET /orders
                  fix      keep the Task, cancel its token and await it in DisposeAsync
                           (LC101)

              settled 1,000 of 1,000 ms, 63 looks
              accept it: [IgnoreLeaks("reason", TopMethod = "PricePoller.PauseAsync")]
            Stack trace:
               at PricePoller.PauseAsync() in /_/src/PricePoller.cs:line 42
               at PricePoller.RunAsync() in /_/src/PricePoller.cs:line 29
               at PricePoller..ctor() in /_/src/PricePoller.cs:line 17
               at OrderTests.Cancel_stops_polling() in /_/tests/OrderTests.cs:line 31
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Work_of_a_request_names_it() =>
        Text(Sample.Test("Shop.Tests.OrderTests.Cancel_stops_polling", Sample.Poller with { Request = "GET /orders/{id}" })).Should().Contain(
            """
                             _ = RunAsync(default)
                  request  GET /orders/{id}
                  waits    the next tick of a Task.Delay, in 140 ms
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void An_armed_timer_is_told_with_the_line_that_armed_it() =>
        Text(Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer)).Should().Be(
            """
            LeakCheck: 1 leak. Timer Cache.Evict (every 30 s) is still armed after CacheTests.Expires (armed at src/Cache.cs:21)

              [1] timer  System.Threading.Timer -> Cache.Evict           leak 1b07aa53f0c2
                  armed    src/Cache.cs:21  in Cache..ctor
                             _timer = new Timer(Evict, null, 0, 30_000)
                  started  tests/CacheTests.cs:14  in CacheTests.Expires
                             var cache = new Cache()
                  verdict  PERIODIC: ticks every 30 s; next tick in 28.4 s
                  held by  static CacheRegistry.s_all -> List<Cache>[3] -> Cache._timer
                  fix      Cache is IDisposable but was not disposed: `using var cache = new
                           Cache();` (LC201)

              settled 1,000 of 1,000 ms, 63 looks
              accept it: [IgnoreLeaks("reason", TopMethod = "Cache.Evict")]
            Stack trace:
               at Cache..ctor() in /_/src/Cache.cs:line 21
               at CacheTests.Expires() in /_/tests/CacheTests.cs:line 14
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_foreground_thread_is_told_with_its_own_stack_and_what_is_not_known_about_it() =>
        Text(Sample.Test("Shop.Tests.QueueTests.Drains", Sample.Worker)).Should().Be(
            """
            LeakCheck: 1 leak. Thread "worker-3" (FOREGROUND: keeps the process alive) still runs after QueueTests.Drains (src/Queue.cs:58)

              [1] thread worker-3, foreground, id 14                     leak c4410e9917ab
                  stuck    src/Queue.cs:58  var item = _items.Take()  in Queue.Loop
                  under    src/Queue.cs:40  Loop()  in Queue.Run
                  waits    an item of a BlockingCollection
                  verdict  BLOCKED: its thread stands in a wait
                  fix      call CompleteAdding() and Join() in Dispose, or set IsBackground
                           (LC301)
                  note     a foreground thread keeps the process alive until it ends

              settled 1,000 of 1,000 ms, 63 looks
              accept it: [IgnoreLeaks("reason", TopMethod = "Queue.Loop")]
              not known: the line that started it: set LEAKCHECK_CREATION_STACKS=all
            Stack trace:
               at Queue.Loop() in /_/src/Queue.cs:line 58
               at Queue.Run() in /_/src/Queue.cs:line 40
               at Shop.Tests.QueueTests.Drains()
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void More_than_three_groups_are_one_line_each_and_excused_ones_are_only_counted()
    {
        Survivor[] survivors = [Sample.Poller, Sample.CacheTimer, Sample.Worker, Sample.Poller with { Count = 4 }, Sample.CacheTimer, Sample.Singleton];

        string text = TextForm.Message(Sample.Test("Shop.Tests.QueueTests.Drains(row: 1)", survivors), Sample.View).ReplaceLineEndings("\n");

        text.Should().StartWith(
            "LeakCheck: 8 leaks (5 tasks, 2 timers, 1 thread) after QueueTests.Drains; first: Task PricePoller.RunAsync (await at src/PricePoller.cs:42)\n");
        text.Should().EndWith(
            """

              [4] task   PricePoller.RunAsync x 4 (await at src/PricePoller.cs:42)  leak 9f3c21d07a54
              [5] timer  System.Threading.Timer -> Cache.Evict (armed at src/Cache.cs:21)  leak 1b07aa53f0c2

              settled 1,000 of 1,000 ms, 63 looks
              also alive, but excused: 1 process-wide
              accept it: [IgnoreLeaks("reason", TopMethod = "PricePoller.PauseAsync")]
              not known: the line that started it: set LEAKCHECK_CREATION_STACKS=all
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_report_without_leaks_lists_what_is_excused_and_why() =>
        TextForm.Message(Sample.Test("Shop.Tests.MetricsTests.Counts", Sample.Singleton), Sample.View).ReplaceLineEndings("\n").Should().Be(
            """
            LeakCheck: no leak after MetricsTests.Counts; still alive, but excused: 1 process-wide

              process-wide task   Metrics.FlushLoopAsync (await at src/Metrics.cs:88): owned by static Metrics.s_default
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_clean_report_is_one_line() =>
        TextForm.Message(Sample.Test("Shop.Tests.MetricsTests.Counts"), Sample.View).Should().Be("LeakCheck: no leak after MetricsTests.Counts");

    [Fact]
    public void A_survivor_of_which_little_is_known_shows_no_empty_label()
    {
        var bare = new Survivor { Kind = SurvivorKind.Task, What = "Task", State = SurvivorState.Scheduled };

        TextForm.Message(new LeakReport { Scope = "block", Survivors = [bare] }, Sample.View).ReplaceLineEndings("\n").Should().Be(
            """
            LeakCheck: 1 leak. Task is still alive after block

              [1] task   Task
                  verdict  QUEUED: not begun at the last look
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_exception_carries_message_and_trace_of_the_leak()
    {
        var exception = new LeakException(Sample.Test("Shop.Tests.QueueTests.Drains", Sample.Worker));

        exception.Message.Should().StartWith("LeakCheck: 1 leak. Thread \"worker-3\"");
        exception.StackTrace.Should().StartWith("   at Queue.Loop() in /_/src/Queue.cs:line 58");
    }

    [Fact]
    public void The_trace_ends_with_the_test_where_its_own_line_is_known()
    {
        LeakReport report = Sample.Test("Shop.Tests.QueueTests.Drains", Sample.Worker) with { Place = new LeakFrame("QueueTests.Drains", "/_/tests/QueueTests.cs", 19) };

        TextForm.StackTrace(report).Should().EndWith("   at QueueTests.Drains() in /_/tests/QueueTests.cs:line 19");
    }

    private static string Text(LeakReport report) => string.Join('\n', TextForm.Message(report, Sample.View), "Stack trace:", TextForm.StackTrace(report)).ReplaceLineEndings("\n");
}
