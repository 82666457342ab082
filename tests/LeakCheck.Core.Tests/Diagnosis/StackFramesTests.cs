using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class StackFramesTests
{
    private readonly StackFrames _frames = new(a => a == typeof(StackFramesTests).Assembly);

    [Fact]
    public void Frames_have_lines_names_and_assemblies()
    {
        (StackTrace trace, int line) = Capture();

        LeakFrame first = _frames.Of(trace)[0];

        first.Method.Should().Be("StackFramesTests.Capture");
        first.Line.Should().Be(line);
        first.File.Should().EndWith("StackFramesTests.cs");
        first.Assembly.Should().Be("LeakCheck.Core.Tests");
        first.IsUserCode.Should().BeTrue();
    }

    [Fact]
    public async Task An_async_method_stands_under_its_own_name_without_machinery()
    {
        StackTrace? trace = null;
        async Task Outer() => await Inner();
        async Task Inner()
        {
            await Task.Yield();
            trace = new StackTrace(false);
        }

        await Outer();

        IReadOnlyList<LeakFrame> frames = _frames.Of(trace!);
        frames[0].Method.Should().Be("StackFramesTests.An_async_method_stands_under_its_own_name_without_machinery.Inner");
        frames[0].Line.Should().BePositive();
        string[] machinery = ["ExecutionContext", "ThreadPoolWorkQueue", "Async"];
        frames.Should().NotContain(f => f.Method.Contains("MoveNext") || machinery.Any(m => f.Method.StartsWith(m)));
    }

    [Fact]
    public void What_arms_a_timer_shows_without_the_inside_of_the_timer()
    {
        using ArmedStack armed = new();
        using Timer timer = armed.Capture(() => new Timer(_ => { }, null, 100_000, -1), out StackTrace? trace);

        IReadOnlyList<LeakFrame> frames = _frames.Of(trace!);

        frames.Select(f => f.Method).Where(m => m != "Timer.ctor").Take(2).Should().Equal( // The constructor is inlined or not, as the runtime likes.
            "StackFramesTests.ArmedStack.OnEventWritten", "StackFramesTests.What_arms_a_timer_shows_without_the_inside_of_the_timer lambda");
    }

    [Fact]
    public void Frames_of_a_class_of_the_users_with_a_runtime_name_stay()
    {
        _frames.Of(Timer2.TimerQueue.Capture())[0].Method.Should().Be("StackFramesTests.Timer2.TimerQueue.Capture");
        RuntimeMachinery.Hides(new ThreadFrame(new LeakFrame("TimerQueue.Fire") { Assembly = "Shop" }, "", 0)).Should().BeFalse();
        RuntimeMachinery.Hides(new ThreadFrame(new LeakFrame("LeakScope.Begin") { Assembly = "LeakCheck.Core" }, "", 0)).Should().BeTrue();
        RuntimeMachinery.Hides(new ThreadFrame(new LeakFrame("TimerQueue.FireNextTimers") { Assembly = "System.Private.CoreLib" }, "", 0)).Should().BeTrue();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (StackTrace Trace, int Line) Capture() => (new StackTrace(false), Standpoints.Line());

    private static class Timer2
    {
        internal static class TimerQueue
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static StackTrace Capture() => new(false);
        }
    }

    /// <summary>Captures the stack in the event that the runtime raises for an armed timer, as the probe does.</summary>
    private sealed class ArmedStack : System.Diagnostics.Tracing.EventListener
    {
        private StackTrace? _trace;
        private int _thread;

        public T Capture<T>(Func<T> arm, out StackTrace? trace)
        {
            _thread = Environment.CurrentManagedThreadId;
            T result = arm();
            _thread = 0;
            trace = _trace;
            return result;
        }

        protected override void OnEventSourceCreated(System.Diagnostics.Tracing.EventSource eventSource)
        {
            if (eventSource.Name == "System.Diagnostics.Eventing.FrameworkEventSource")
            {
                EnableEvents(eventSource, System.Diagnostics.Tracing.EventLevel.Informational, (System.Diagnostics.Tracing.EventKeywords)0x10);
            }
        }

        protected override void OnEventWritten(System.Diagnostics.Tracing.EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "ThreadTransferSend" && _thread == Environment.CurrentManagedThreadId)
            {
                _trace = new StackTrace(false);
            }
        }
    }
}
