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

    /// <summary>The first test to need the server starts it; it is the fixture's all the same.</summary>
    public class CleanAndLazy
    {
        private readonly LazyPoller _server = new();

        [OneTimeTearDown]
        public async Task TearDown() => await _server.DisposeAsync();

        [Test]
        public void First() => _server.Use();

        [Test]
        public void Second() => _server.Use();
    }

    public class LazyAndForgotten
    {
        private LazyPoller? _server;

        [OneTimeSetUp]
        public void SetUp() => _server = new LazyPoller();

        [OneTimeTearDown]
        public void TearDown() => _server = null;

        [Test]
        public void Test() => _server!.Use();
    }

    /// <summary>Nobody is there who could stop it after the test.</summary>
    public class LazyWithoutCleanUp
    {
        private readonly LazyPoller _server = new();

        [Test]
        public void Test() => _server.Use();
    }

    /// <summary>What a test puts into a field of the fixture is the test's: the next one puts another there.</summary>
    public class InAFieldOfItsOwn
    {
        private Poller? _poller;

        [SetUp]
        public void SetUp() => _poller = Poller.Start();

        [Test]
        public void First() => Assert.That(_poller, Is.Not.Null);

        [Test]
        public void Second() => Assert.That(_poller, Is.Not.Null);
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
