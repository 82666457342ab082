namespace LeakCheck.Core.Tests.Settings;

/// <summary>The classes whose attributes are resolved.</summary>
public partial class SettingsResolverTests
{
#pragma warning disable CA1822 // Stand-ins for test methods, which are instance methods.
    private sealed class Plain
    {
        public void Test() { }
    }

    private sealed class OnMethod
    {
        [VerifyNoLeaks]
        public void Bare() { }

        public void Other() { }
    }

    [VerifyNoLeaks(Tolerance = 2, SettleMilliseconds = 20)]
    private sealed class Levels
    {
        [VerifyNoLeaks(Tolerance = 1)]
        public void Test() { }

        [VerifyNoLeaks(Tolerance = 0)]
        public void BackToDefault() { }

        [VerifyNoLeaks(Enabled = false)]
        public void Out() { }

        public void Row<T>() => _ = typeof(T);
    }

    [VerifyNoLeaks(Tolerance = 2)]
    private class Common;

    [VerifyNoLeaks(Tolerance = 3, MaxLive = 3)]
    private sealed class Outer
    {
        public sealed class Inner : Common
        {
            public void Test() { }
        }
    }

    private class Base
    {
        [VerifyNoLeaks(Tolerance = 6, SettleMilliseconds = 7)]
        public virtual void Test() { }

        public void Inherited() { }
    }

    private sealed class Derived : Base
    {
        [VerifyNoLeaks(Tolerance = 1)]
        public override void Test() { }
    }

    [VerifyNoLeaks(Tolerance = 9)]
    private sealed class DerivedWithOption : Base;

    [VerifyNoLeaks(Tolerance = 4)]
    private sealed class Generic<T>
    {
        public T? Value { get; set; }

        public void Test() { }
    }

    [VerifyNoLeaks(Enabled = false)]
    private sealed class OptOut
    {
        [VerifyNoLeaks]
        public void Bare() { }

        [VerifyNoLeaks(Enabled = true)]
        public void BackIn() { }
    }

    [VerifyNoLeaks]
    [AllowLeaks("wide")]
    private sealed class Allowing
    {
        [AllowLeaks("near")]
        public void Near() { }

        public void Wide() { }
    }

    [IgnoreLeaks("base")]
    private class Ignoring
    {
        [IgnoreLeaks("overridden")]
        public virtual void Test() { }
    }

    [IgnoreLeaks("class")]
    private sealed class DerivedIgnoring : Ignoring
    {
        [IgnoreLeaks("method")]
        public override void Test() { }
    }

    [IgnoreLeaks("once")]
    private class SelfNested
    {
        public sealed class Inner : SelfNested;
    }
}
