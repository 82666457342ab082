using System.Reflection;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class StaticConstructorsTests
{
    private const BindingFlags Declared = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void What_the_constructor_starts_itself_exists_once()
    {
        StaticConstructors.Started(Starter.Ran.Method).Should().BeTrue();
        StaticConstructors.Started(StateMachineIn(typeof(Starter))).Should().BeTrue();
    }

    [Fact]
    public void What_it_keeps_in_a_static_field_is_called_by_anybody()
    {
        StaticConstructors.Started(Keeper.Work.Method).Should().BeFalse();
        StaticConstructors.Started(StateMachineIn(typeof(Keeper))).Should().BeFalse();
    }

    [Fact]
    public void Other_methods_are_not_the_constructors()
    {
        StaticConstructors.Started(typeof(Keeper).GetMethod(nameof(Keeper.Plain))!).Should().BeFalse();
    }

    [Theory]
    [InlineData("Cache.cctor", true)]
    [InlineData("Cache.cctor lambda", false)]
    [InlineData("Cache.Load", false)]
    public void On_a_stack_only_the_constructor_itself_counts(string method, bool expected) =>
        StaticConstructors.Runs(new LeakFrame(method)).Should().Be(expected);

    private static Type StateMachineIn(Type type) => type.GetNestedTypes(Declared)
        .SelectMany(closure => closure.GetNestedTypes(Declared))
        .Single(machine => machine.Name.StartsWith("<<-cctor>", StringComparison.Ordinal));

    private static class Starter
    {
        static Starter()
        {
            // Written to an array, as Task.Run would keep it: in no static field.
            var started = new Delegate[] { () => { }, async () => await Task.Yield() };
            Ran = new Holder(started[0]);
        }

        public static Holder Ran { get; }
    }

    private static class Keeper
    {
        public static readonly Action Work = () => { };

        public static readonly Func<Task> WorkAsync = async () => await Task.Yield();

        public static void Plain() => GC.KeepAlive(WorkAsync);
    }

    private sealed record Holder(Delegate Started)
    {
        public MethodInfo Method => Started.Method;
    }
}
