using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public class ThreadStartsTests
{
    private static readonly SourceLines s_lines = new(assembly => assembly == typeof(ThreadStartsTests).Assembly);

    [Fact]
    public void Each_thread_has_the_line_that_started_it_however_often_it_is_asked()
    {
        using var starts = new ThreadStarts(s_lines, new StackFrames(s_lines));
        using var end = new ManualResetEventSlim();
        int line = Here() + 1;
        var first = new Started(end);
        starts.Update();
        int nextLine = Here() + 1;
        var second = new Started(end);
        starts.Update();

        starts.Missing.Should().BeNull();
        foreach ((Started thread, int expected) in new[] { (first, line), (second, nextLine) })
        {
            LeakFrame[] ours = [.. starts.Of(thread.OsThread).Where(f => f.IsUserCode).Take(2)];
            ours.Select(f => f.Method).Should().Equal("ThreadStartsTests.Started.ctor", $"{nameof(ThreadStartsTests)}.{nameof(Each_thread_has_the_line_that_started_it_however_often_it_is_asked)}");
            ours[1].Line.Should().Be(expected);
        }

        end.Set();
        first.Thread.Join();
        SpinWait.SpinUntil(() => !OsThreads.All().Any(t => t.Id == first.OsThread), TimeSpan.FromMinutes(1)).Should().BeTrue();
        starts.Update();
        starts.Of(first.OsThread).Should().BeEmpty("what has ended is forgotten");
    }

    [Fact]
    public void Without_a_port_the_reason_is_said()
    {
        using var starts = new ThreadStarts(s_lines, new StackFrames(s_lines), new NoPort());
        starts.Update();

        starts.Missing.Should().Be("Who started the threads is not known. No thread stacks: it is switched off.");
        starts.Of(OsThreads.CurrentId()).Should().BeEmpty();
    }

    private static int Here([CallerLineNumber] int line = 0) => line;

    private sealed class NoPort : IDiagnosticsPort
    {
        public Stream Connect() => throw new StacksUnavailableException("it is switched off");
    }

    private sealed class Started
    {
        public Started(ManualResetEventSlim end)
        {
            using var running = new ManualResetEventSlim();
            Thread = new Thread(() =>
            {
                OsThread = OsThreads.CurrentId();
                running.Set();
                end.Wait();
            });
            Thread.Start();
            running.Wait();
        }

        public Thread Thread { get; }

        public long OsThread { get; private set; }
    }
}
