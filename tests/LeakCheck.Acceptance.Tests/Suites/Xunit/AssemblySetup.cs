using LeakCheck;
using Xunit;

// A short settle time, because nothing that leaks here will ever end; a clean twin that needs time has a longer one of its own.
[assembly: VerifyNoLeaks(SettleMilliseconds = 300)]
[assembly: AssemblyFixture(typeof(Suite.Fixtures.CleanAssemblyFixture))]
[assembly: AssemblyFixture(typeof(LeakChecked<Suite.Fixtures.AssemblyFixtureThatMayLeak>))]
