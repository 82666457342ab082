using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite;

public abstract class Inherited
{
    [TestMethod]
    public void LeaksInBase() => Leak.Task();

    [TestMethod]
    public virtual void LeaksWhenOverridden()
    {
    }

    [TestMethod]
    public void CleanInBase()
    {
    }
}

[TestClass]
public class Derived : Inherited
{
    [TestMethod]
    public override void LeaksWhenOverridden() => Leak.Task();
}

[TestClass, VerifyNoLeaks(Enabled = false)]
public class DerivedOptedOut : Inherited
{
    [TestMethod, VerifyNoLeaks]
    public void LeaksOptedInAgain() => Leak.Task();
}

public abstract class Generic<T>
{
    [TestMethod]
    public void LeaksForString()
    {
        if (typeof(T) == typeof(string))
        {
            Leak.Task();
        }
    }
}

[TestClass]
public class OfInt : Generic<int>;

[TestClass]
public class OfString : Generic<string>;

[TestClass]
public class Nesting
{
    [TestClass]
    public class Inner
    {
        [TestMethod]
        public void LeaksInNestedClass() => Leak.Task();
    }
}

/// <summary>Two methods of one name: each has its own attributes.</summary>
[TestClass]
public class Overloads
{
    [TestMethod, VerifyNoLeaks(Enabled = false)]
    public void LeaksInOne() => Leak.Task();

    [TestMethod]
    [DataRow(1)]
    public void LeaksInOne(int _) => Leak.Task();
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnTestMethodAttribute : TestMethodAttribute;

[TestClass]
public class OwnAttributes
{
    [OwnTestMethod]
    public void LeaksInOwnTestMethod() => Leak.Task();

    [OwnTestMethod]
    public void CleanInOwnTestMethod()
    {
    }
}
