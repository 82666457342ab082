using LeakCheck;
using NUnit.Framework;

namespace Suite.Shared
{
    /// <summary>Starts a server for a namespace and stops it again: nobody's leak.</summary>
    [SetUpFixture]
    public class StopsItsServer
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _server = Task.CompletedTask;

        [OneTimeSetUp]
        public async Task Start()
        {
            await Task.Yield();
            _server = Serve(_stop.Token);
        }

        [OneTimeTearDown]
        public async Task Stop()
        {
            await _stop.CancelAsync();
            await Task.WhenAny(_server);
            _stop.Dispose();
        }

        private static async Task Serve(CancellationToken stop)
        {
            while (true)
            {
                await Task.Delay(20, stop);
            }
        }
    }

    public class UsesTheServer
    {
        [Test]
        public void Clean()
        {
        }

        [Test]
        public void Leaks() => Leak.Task();
    }

    /// <summary>Its timer lives from the constructor to <c>Dispose</c>.</summary>
    public sealed class StopsInDispose : IDisposable
    {
        private readonly Timer _timer = new(static _ => { }, null, 10, 10);

        public void Dispose() => _timer.Dispose();

        [Test]
        public void Clean()
        {
        }
    }
}

namespace Suite.Forgotten
{
    [SetUpFixture]
    public class ForgetsItsServer
    {
        [OneTimeSetUp]
        public void Start() => Leak.Timer();
    }

    public class ForgetsItsLoop
    {
        [OneTimeSetUp]
        public async Task Start()
        {
            await Task.Yield();
            Leak.Task();
        }

        [Test]
        public void Clean()
        {
        }
    }

    public class ForgetsItsThread
    {
        public ForgetsItsThread() => Leak.Thread();

        [Test]
        public void Clean()
        {
        }
    }

    public class BrokenOneTimeSetUp
    {
        [OneTimeSetUp]
        public void Start() => throw new InvalidOperationException("primary");

        [Test]
        public void FailsInOneTimeSetUp()
        {
        }
    }
}
