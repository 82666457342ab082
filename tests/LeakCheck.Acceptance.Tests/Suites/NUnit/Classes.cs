using LeakCheck;
using NUnit.Framework;

namespace Suite;

public abstract class Inherited
{
    [Test]
    public void LeaksInBase() => Leak.Task();

    [Test]
    public virtual void LeaksWhenOverridden()
    {
    }

    [Test]
    public void CleanInBase()
    {
    }
}

public class Derived : Inherited
{
    public override void LeaksWhenOverridden() => Leak.Task();
}

[VerifyNoLeaks(Enabled = false)]
public class DerivedOptedOut : Inherited
{
    [Test, VerifyNoLeaks]
    public void LeaksOptedInAgain() => Leak.Task();
}

[TestFixture(1)]
[TestFixture(2)]
public class Parameterised(int row)
{
    [Test]
    public void LeaksInTwo()
    {
        if (row == 2)
        {
            Leak.Task();
        }
    }
}

[TestFixture(typeof(int))]
[TestFixture(typeof(string))]
public class Generic<T>
{
    [Test]
    public void LeaksForString()
    {
        if (typeof(T) == typeof(string))
        {
            Leak.Task();
        }
    }
}

[VerifyNoLeaks(SettleMilliseconds = 0)]
public class AttributeOnEachLevel
{
    [Test, VerifyNoLeaks, MaxTime(60_000)]
    public void LeaksOnce() => Leak.Task();
}

public static class StaticFixture
{
    [Test]
    public static void LeaksInStaticClass() => Leak.Task();
}

public class Nesting
{
    public class Inner
    {
        [Test]
        public void LeaksInNestedClass() => Leak.Task();
    }
}
