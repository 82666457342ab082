using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Places;

public abstract class Inherited
{
    [TestMethod]
    public void In_base() => Timers.Start();

    [TestMethod]
    public virtual void Overridden()
    {
    }

    [TestMethod]
    public void Clean()
    {
    }
}

[TestClass]
public class Derived : Inherited
{
    [TestMethod]
    public override void Overridden() => Timers.Start();
}

[TestClass]
[AllowLeaks("the attribute of a derived class covers the tests it inherits")]
public class DerivedAllowed : Inherited;

public abstract class Generic<T>
{
    [TestMethod]
    public void Test() => Leak.When(typeof(T) == typeof(string));
}

[TestClass]
public class OfInt : Generic<int>;

[TestClass]
public class OfString : Generic<string>;

[TestClass]
[VerifyNoLeaks]
public class OnEachLevel
{
    [TestMethod, VerifyNoLeaks]
    public void Reported_once() => Timers.Start();
}

[TestClass]
public class Outer
{
    [TestClass]
    public class Nested
    {
        [TestMethod]
        public void Test() => Timers.Start();
    }
}

/// <summary>Two methods of one name: each has its own attributes.</summary>
[TestClass]
public class Overloads
{
    [TestMethod]
    [AllowLeaks("the suite checks that this passes")]
    public void Test() => Timers.Start();

    [TestMethod]
    [DataRow(1)]
    public void Test(int number) => Leak.When(number == 1);
}
