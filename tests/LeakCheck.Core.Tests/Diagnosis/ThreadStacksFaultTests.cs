using System.Text;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class ThreadStacksFaultTests : IDisposable
{
    private static readonly byte[] Accepted = [.. Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0"), 28, 0, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];

    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("DOTNET_EnableDiagnostics")]
    [InlineData("DOTNET_EnableDiagnostics_IPC")]
    public void A_port_that_is_switched_off_is_said_to_be(string variable)
    {
        string? missing = Sample(new DiagnosticsPort(_folder, n => n == variable ? "0" : null)).Missing;

        missing.Should().StartWith("No thread stacks: ").And.Contain(variable + "=0").And.Contain("without it");
    }

    [Fact]
    public void A_folder_without_a_socket_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a pipe, not a file.");

        Sample(new DiagnosticsPort(_folder, _ => null)).Missing.Should().Contain(_folder).And.Contain("writable");
        Sample(new DiagnosticsPort(Path.Combine(_folder, "none"), _ => null)).Missing.Should().Contain("no diagnostics socket");
    }

    [Fact]
    public void A_socket_that_nobody_serves_is_no_reason_to_throw()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a pipe, not a file.");
        File.WriteAllText(Path.Combine(_folder, $"dotnet-diagnostic-{Environment.ProcessId}-1-socket"), "");

        Sample(new DiagnosticsPort(_folder, _ => null)).Missing.Should().Contain("does not answer");
    }

    [Fact]
    public void A_port_that_never_answers_is_left_after_the_limit()
    {
        using SilentStream silent = new();

        ThreadStackSample sample = new ThreadStacks(new SourceLines(), new FixedPort(() => silent), TimeSpan.FromMilliseconds(100)).Sample();

        sample.ByOsThread.Should().BeEmpty();
        sample.Missing.Should().MatchRegex(@"within \d+(\.\d)? s;", "the time that was really waited is said, which a busy machine lengthens");
        silent.IsClosed.Should().BeTrue("a session that is left open would go on sampling");
    }

    [Fact]
    public void A_slow_port_gets_more_time_than_the_limit_while_its_trace_grows()
    {
        using SlowStream slow = new([.. Accepted, .. new byte[150]], TimeSpan.FromMilliseconds(10));

        ThreadStackSample sample = new ThreadStacks(new SourceLines(), SlowPort(slow), TimeSpan.FromMilliseconds(750)).Sample();

        sample.Missing.Should().Contain("broke off or has a form", "the trace was read to its end, not given up");
    }

    [Fact]
    public void A_port_that_answers_the_end_of_a_session_late_is_waited_for_while_its_trace_grows()
    {
        using SlowStream slow = new([.. Accepted, .. new byte[50]], TimeSpan.FromMilliseconds(10));
        using TimedReplyStream late = new(Accepted);

        ThreadStackSample sample = new ThreadStacks(new SourceLines(), SlowPort(slow, late), TimeSpan.FromSeconds(30)).Sample();

        sample.Missing.Should().Contain("broke off or has a form", "the trace was read to its end, not given up");
    }

    [Fact]
    public void A_trace_without_end_is_left_after_four_times_the_limit()
    {
        using SlowStream endless = new(Accepted, TimeSpan.FromMilliseconds(1)) { IsEndless = true };

        ThreadStackSample sample = new ThreadStacks(new SourceLines(), SlowPort(endless), TimeSpan.FromMilliseconds(100)).Sample();

        sample.Missing.Should().Contain("no complete answer");
    }

    [Fact]
    public void A_port_that_refuses_is_quoted()
    {
        byte[] refusal = [.. Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0"), 24, 0, 0xFF, 0xFF, 0, 0, 0x84, 0x13, 0x13, 0x80];

        Sample(new FixedPort(() => Replies(refusal))).Missing.Should().Contain("refused").And.Contain("0x80131384");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request, and then some more text of that kind")]
    public void Another_protocol_is_no_reason_to_throw(string reply)
    {
        ThreadStackSample sample = Sample(new FixedPort(() => Replies(Encoding.ASCII.GetBytes(reply))));

        sample.Missing.Should().StartWith("No thread stacks: ");
    }

    [Fact]
    public void A_trace_of_an_unknown_kind_is_said_to_be()
    {
        Sample(new FixedPort(() => Replies([.. Accepted, .. Encoding.ASCII.GetBytes("Nettrace of the year 2050")]))).Missing.Should().Contain("does not know");
    }

    [Fact]
    public void A_trace_that_breaks_off_anywhere_gives_what_came_before()
    {
        byte[] whole = new StackCollector(new DiagnosticsPort(), TimeSpan.FromSeconds(60)).Collect(TimeSpan.FromMilliseconds(15)).Trace.ToArray();
        int methods = NettraceReader.Read(whole).Methods.Count;
        methods.Should().BePositive();

        foreach (int length in Enumerable.Range(0, 100).Concat(Enumerable.Range(1, 30).Select(i => (int)((long)whole.Length * i / 31))))
        {
            NettraceReader.Read(whole.AsSpan(0, length)).Methods.Count.Should().BeInRange(0, methods);
        }
    }

    [Fact]
    public void A_damaged_trace_does_not_throw()
    {
        byte[] whole = new StackCollector(new DiagnosticsPort(), TimeSpan.FromSeconds(60)).Collect(TimeSpan.FromMilliseconds(15)).Trace.ToArray();
        Random random = new(1);
        for (int i = 0; i < 10; i++)
        {
            byte[] damaged = [.. whole];
            for (int j = 0; j < 20; j++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            FluentActions.Invoking(() => NettraceReader.Read(damaged)).Should().NotThrow();
        }
    }

    private static ThreadStackSample Sample(IDiagnosticsPort port)
    {
        ThreadStackSample sample = new ThreadStacks(new SourceLines(), port).Sample();
        sample.ByOsThread.Should().BeEmpty();
        return sample;
    }

    /// <summary>The session's own connection is slow; the one that ends it answers at once.</summary>
    private static FixedPort SlowPort(SlowStream data, Stream? control = null)
    {
        Stream? first = data;
        return new FixedPort(() => Interlocked.Exchange(ref first, null) ?? control ?? Replies(Accepted));
    }

    private static ReplyStream Replies(byte[] bytes) => new(bytes);

    private sealed class FixedPort(Func<Stream> connect) : IDiagnosticsPort
    {
        public Stream Connect() => connect();
    }

    /// <summary>Answers so late that every limit has passed.</summary>
    private sealed class TimedReplyStream(byte[] bytes) : ReplyStream(bytes)
    {
        public override bool CanTimeout => true;

        public override int ReadTimeout { get; set; } = 15_000;

        // The one that the base class's other reads end in.
        public override int Read(byte[] buffer, int offset, int count) =>
            ReadTimeout == Timeout.Infinite ? base.Read(buffer, offset, count) : throw new IOException("Connection timed out");
    }

    /// <summary>Takes every write and answers with the same bytes.</summary>
    private class ReplyStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }
    }

    /// <summary>The answer comes at once; what follows it comes byte by byte.</summary>
    private sealed class SlowStream(byte[] bytes, TimeSpan delay) : MemoryStream
    {
        private int _next;

        public bool IsEndless { get; init; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int next = Interlocked.Increment(ref _next) - 1;
            if (next >= Accepted.Length)
            {
                Thread.Sleep(delay);
            }

            if (next >= bytes.Length && !IsEndless)
            {
                return 0;
            }

            buffer[0] = next < bytes.Length ? bytes[next] : (byte)0;
            return 1;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }
    }

    /// <summary>Never answers; a read ends when the stream is closed.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private readonly ManualResetEventSlim _closed = new();

        public bool IsClosed => _closed.IsSet;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            _closed.Wait();
            throw new ObjectDisposedException(nameof(SilentStream));
        }

        protected override void Dispose(bool disposing)
        {
            _closed.Set();
            base.Dispose(disposing);
        }
    }
}
