using NUnit.Framework;

namespace Suite.Fixtures
{
    /// <summary>Works as long as the tests below it run, and ends in its clean-up. Never a leak, of nobody.</summary>
    [SetUpFixture]
    public class CleanSetUpFixture
    {
        private Poller? _server;

        [OneTimeSetUp]
        public async Task SetUp()
        {
            await Task.Yield();
            _server = Poller.Start();
        }

        [OneTimeTearDown]
        public async Task TearDown() => await _server!.DisposeAsync();
    }

    public class CleanFixture
    {
        private Poller? _server;

        [OneTimeSetUp]
        public async Task SetUp()
        {
            await Task.Yield();
            _server = Poller.Start();
        }

        [OneTimeTearDown]
        public async Task TearDown() => await _server!.DisposeAsync();

        [Test]
        public void Test()
        {
        }

        [Test]
        public void Leaks() => Timers.Start();
    }

    public sealed class CleanInDispose : IDisposable
    {
        private readonly Timer _timer = Timers.Start();

        public void Dispose() => _timer.Dispose();

        [Test]
        public void Test()
        {
        }
    }

    public class LeakyFixture
    {
        [OneTimeSetUp]
        public async Task SetUp()
        {
            await Task.Yield();
            Poller.Start();
        }

        [Test]
        public void Test()
        {
        }
    }

    public class LeakyConstructor
    {
        public LeakyConstructor() => _ = new Worker("forgotten by a fixture");

        [Test]
        public void Test()
        {
        }
    }

    public class BrokenFixture
    {
        [OneTimeSetUp]
        public void SetUp() => throw new InvalidOperationException("the fixture's own failure");

        [Test]
        public void Test()
        {
        }
    }
}

namespace Suite.Fixtures.Below
{
    [SetUpFixture]
    public class LeakySetUpFixture
    {
        [OneTimeSetUp]
        public void SetUp() => Timers.Start();
    }

    public class InALeakyNamespace
    {
        [Test]
        public void Test()
        {
        }
    }
}
