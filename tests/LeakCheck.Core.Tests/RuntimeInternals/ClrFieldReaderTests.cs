using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Core.Tests.RuntimeInternals;

public class ClrFieldReaderTests
{
    private const BindingFlags AnyField = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The three ways of working: what the newest runtimes offer, .NET 8 (such reads are harmless later too), and an unknown runtime.</summary>
    public enum Way
    {
        Query,
        RawStatics,
        NoInitialiserOnly,
    }

    [Theory]
    [InlineData(Way.Query, true)]
    [InlineData(Way.RawStatics, true)]
    [InlineData(Way.NoInitialiserOnly, false)]
    public void Reads_a_static_of_an_initialised_class(Way way, bool reads)
    {
        RuntimeHelpers.RunClassConstructor(typeof(Initialised).TypeHandle);
        bool read = Reader(way).TryReadStatic(Field(typeof(Initialised), nameof(Initialised.Value)), out object? value);
        read.Should().Be(reads);
        value.Should().Be(reads ? "set" : null);
    }

    [Theory]
    [InlineData(Way.Query)]
    [InlineData(Way.RawStatics)]
    [InlineData(Way.NoInitialiserOnly)]
    public void Reads_a_static_of_a_class_without_initialiser(Way way)
    {
        Plain.Value = "plain";
        Reader(way).TryReadStatic(Field(typeof(Plain), nameof(Plain.Value)), out object? value).Should().BeTrue();
        value.Should().Be("plain");
    }

    [Theory]
    [InlineData(Way.Query)]
    [InlineData(Way.RawStatics)]
    [InlineData(Way.NoInitialiserOnly)]
    public void Never_initialises_a_class(Way way)
    {
        ClrFieldReader reader = Reader(way);
        var holder = new Untouched { Slot = "slot" };

        reader.TryReadStatic(Field(typeof(Untouched), nameof(Untouched.Value)), out _).Should().BeFalse();
        reader.TryReadStatic(Field(typeof(UntouchedGeneric<string>), nameof(UntouchedGeneric<string>.Value)), out _).Should().BeFalse();
        object? slot = reader.ReadInstance(Field(typeof(Untouched), nameof(Untouched.Slot)), holder);

        slot.Should().Be(way == Way.NoInitialiserOnly ? null : "slot");
        Ran.Count.Should().Be(0);
    }

    [Theory]
    [InlineData(Way.Query)]
    [InlineData(Way.RawStatics)]
    [InlineData(Way.NoInitialiserOnly)]
    public void Statics_of_generic_classes_need_the_query(Way way)
    {
        RuntimeHelpers.RunClassConstructor(typeof(InitialisedGeneric<string>).TypeHandle);
        bool hasQuery = way == Way.Query && Environment.Version.Major > 8;
        Reader(way).TryReadStatic(Field(typeof(InitialisedGeneric<string>), nameof(InitialisedGeneric<string>.Value)), out object? value);
        value.Should().Be(hasQuery ? "set" : null);
        Reader(way).ReadsAllStatics.Should().Be(hasQuery);
    }

    [Fact]
    public void A_class_that_failed_to_initialise_holds_nothing()
    {
        Action initialise = () => RuntimeHelpers.RunClassConstructor(typeof(Failing).TypeHandle);
        initialise.Should().Throw<TypeInitializationException>();
        ClrFieldReader.Instance.TryReadStatic(Field(typeof(Failing), nameof(Failing.Value)), out _).Should().BeFalse();
    }

    [Fact]
    public void An_open_generic_class_holds_nothing() =>
        ClrFieldReader.Instance.TryReadStatic(Field(typeof(InitialisedGeneric<>), "Value"), out _).Should().BeFalse();

    [Fact]
    public void Structs_come_boxed()
    {
        var holder = new WithStruct { Pair = ("a", 7) };
        ClrFieldReader.Instance.ReadInstance(Field(typeof(WithStruct), nameof(WithStruct.Pair)), holder).Should().Be(("a", 7));
    }

    [Fact]
    public void Plain_reflection_would_have_run_the_static_constructor()
    {
        Ran.Probe = 0;
        Field(typeof(ReflectedUpon), nameof(ReflectedUpon.Slot)).GetValue(new ReflectedUpon { Slot = "slot" }).Should().Be("slot");
        Ran.Probe.Should().Be(1, "this is why the reader exists");
    }

    [Fact]
    public void This_runtime_passes_its_self_tests()
    {
        ClrFieldReader.Instance.ReadsAllStatics.Should().Be(Environment.Version.Major > 8);
        ClrFieldReader.Instance.Detail.Should().EndWith(".");
    }

    private static ClrFieldReader Reader(Way way) => way switch
    {
        Way.Query => ClrFieldReader.Instance,
        Way.RawStatics => new ClrFieldReader(null, RawFieldReads.TryBind(), readsUninitialised: true),
        _ => new ClrFieldReader(null, null, readsUninitialised: false),
    };

    private static FieldInfo Field(Type type, string name) => type.GetField(name, AnyField)!;

    private static class Ran
    {
        public static int Count;
        public static int Probe;

        public static string Note(string what)
        {
            Count++;
            return what;
        }
    }

    private static class Plain
    {
        public static object? Value;
    }

    private static class Initialised
    {
        public static readonly object Value = "set";
    }

    private static class InitialisedGeneric<T>
    {
        public static readonly object Value = "set";
    }

    private static class UntouchedGeneric<T>
    {
        public static readonly object Value = Ran.Note("generic");
    }

    private sealed class Untouched
    {
        public static readonly object Value = Ran.Note("static");
        public object? Slot;
    }

    private sealed class ReflectedUpon
    {
        public static readonly int Value = ++Ran.Probe;
        public object? Slot;
    }

    private static class Failing
    {
        public static readonly object Value = Throw();

        private static object Throw() => throw new InvalidOperationException();
    }

    private sealed class WithStruct
    {
        public (string, int) Pair;
    }
}
