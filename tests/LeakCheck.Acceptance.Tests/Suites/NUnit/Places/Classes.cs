using LeakCheck;
using NUnit.Framework;

namespace Suite.Places;

public abstract class Inherited
{
    [Test]
    public void In_base() => Timers.Start();

    [Test]
    public virtual void Overridden()
    {
    }

    [Test]
    public void Clean()
    {
    }
}

public class Derived : Inherited
{
    public override void Overridden() => Timers.Start();
}

[AllowLeaks("the attribute of a derived class covers the tests it inherits")]
public class DerivedAllowed : Inherited;

[TestFixture(1)]
[TestFixture(2)]
public class Parameterised(int number)
{
    [Test]
    public void Test() => Leak.When(number == 2);
}

[TestFixture(typeof(int))]
[TestFixture(typeof(string))]
public class Generic<T>
{
    [Test]
    public void Test() => Leak.When(typeof(T) == typeof(string));
}

// Wrapper and actions of three levels meet here; one of them checks.
[VerifyNoLeaks]
public class OnEachLevel
{
    [Test, VerifyNoLeaks, MaxTime(60_000)]
    public void Reported_once() => Timers.Start();
}

public static class StaticFixture
{
    [Test]
    public static void Test() => Timers.Start();
}

public class Outer
{
    public class Nested
    {
        [Test]
        public void Test() => Timers.Start();
    }
}
