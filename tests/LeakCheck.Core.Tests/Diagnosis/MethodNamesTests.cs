using System.Reflection;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class MethodNamesTests
{
    [Theory]
    [InlineData("Shop.PricePoller+<RunAsync>d__3", "MoveNext", "PricePoller.RunAsync")]
    [InlineData("Shop.PricePoller+<RunAsync>d__3`1[System.__Canon]", "MoveNext", "PricePoller.RunAsync")]
    [InlineData("Shop.PricePoller+<Ticks>d__4", "<>m__Finally1", "PricePoller.Ticks")]
    [InlineData("Shop.PricePoller+<Ticks>d__4", "System.IAsyncDisposable.DisposeAsync", "PricePoller.Ticks.DisposeAsync")]
    [InlineData("OrderTests+<>c", "<Foo>b__0_1", "OrderTests.Foo lambda")]
    [InlineData("OrderTests+<>c__DisplayClass1_0", "<Foo>b__0", "OrderTests.Foo lambda")]
    [InlineData("OrderTests", "<Foo>g__Bar|0_1", "OrderTests.Foo.Bar")]
    [InlineData("OrderTests+<>c__DisplayClass1_0+<<Foo>g__Bar|0>d", "MoveNext", "OrderTests.Foo.Bar")]
    [InlineData("OrderTests+<>c+<<Foo>b__0_1>d", "MoveNext", "OrderTests.Foo lambda")]
    [InlineData("Shop.Cache`1[System.Int32]", "Evict", "Cache.Evict")]
    [InlineData("Shop.Cache`2+Entry[[System.Int32, System.Private.CoreLib],[System.String, System.Private.CoreLib]]", "Evict", "Cache.Entry.Evict")]
    [InlineData("Shop.Cache", ".ctor", "Cache.ctor")]
    [InlineData("Shop.Cache", ".cctor", "Cache.cctor")]
    [InlineData("Shop.Cache+<>c", "<.ctor>b__1_0", "Cache.ctor lambda")]
    [InlineData("Shop.Cache", "System.IDisposable.Dispose", "Cache.Dispose")]
    [InlineData("Shop.Cache", "System.Collections.Generic.IEnumerable<Shop.Entry>.GetEnumerator", "Cache.GetEnumerator")]
    [InlineData("Shop.Cache+<System-Collections-Generic-IAsyncEnumerable<Shop-Entry>-GetAsyncEnumerator>d__0", "MoveNext", "Cache.GetAsyncEnumerator")]
    [InlineData("Program+<<Main>$>d__0", "MoveNext", "Program.Main")]
    [InlineData("Program", "<Main>$", "Program.Main")]
    [InlineData("Program+<>c", "<<Main>$>b__0_0", "Program.Main lambda")]
    [InlineData("Program", "<<Main>$>g__Poll|0_0", "Program.Main.Poll")]
    [InlineData("Shop.<Orders>FEA5EB2B1CF4E5C2D47E1F0FF6B4E3C9A1D2B3C4D5E6F708192A3B4C5D6E7F8091__Hidden", "Run", "Hidden.Run")]
    [InlineData("Shop.Poller+VB$StateMachine_3_RunAsync", "MoveNext", "Poller.RunAsync")]
    [InlineData("", "lambda_method1", "lambda_method1")]
    public void Names_are_those_of_the_source(string type, string method, string expected) => MethodNames.Of(type, method).Should().Be(expected);

    [Theory]
    [InlineData("Shop.Prices.PricePoller+<RunAsync>d__3", "MoveNext", "Shop.Prices.PricePoller.RunAsync")]
    [InlineData("OrderTests+<>c", "<Foo>b__0_1", "OrderTests.Foo lambda")]
    [InlineData("Shop.Cache`2+Entry", "Evict", "Shop.Cache.Entry.Evict")]
    public void Full_names_add_the_namespace(string type, string method, string expected) => MethodNames.FullOf(type, method).Should().Be(expected);

    [Fact]
    public void Names_of_loaded_methods_are_the_same()
    {
        Func<int> lambda = () => 1;
        MethodNames.Of(lambda.Method).Should().Be("MethodNamesTests.Names_of_loaded_methods_are_the_same lambda");
        MethodNames.FullOf(typeof(Dictionary<int, string>).GetMethod("Add")!).Should().Be("System.Collections.Generic.Dictionary.Add");
        MethodNames.Of(typeof(AwaitPositions.Box<int>).GetConstructor([])!).Should().Be("AwaitPositions.Box.ctor");
        MethodNames.OfType(typeof(Dictionary<int, string>.Enumerator)).Should().Be("Dictionary.Enumerator");
        MethodNames.OfType(lambda.Method.DeclaringType!).Should().Be("MethodNamesTests");
    }

    [Fact]
    public void A_state_machine_leads_back_to_the_method_that_creates_it()
    {
        KickoffMethods kickoffs = KickoffMethods.Instance;
        Type plain = new Standpoints().Run(at => AwaitPositions.Plain(at))[0].Machine;
        Type generic = new Standpoints().Run(at => AwaitPositions.Box<string>.Within(at, ""))[0].Machine;
        Type lambda = new Standpoints().Run(at => AwaitPositions.Lambda(at))[0].Machine;
        Type local = new Standpoints().Run(at => AwaitPositions.LocalFunction(at))[0].Machine;
        Type iterator = AwaitPositions.Iterator(new Standpoints()).GetType();

        kickoffs.Of(plain).Should().BeSameAs(typeof(AwaitPositions).GetMethod(nameof(AwaitPositions.Plain)));
        kickoffs.Of(generic)!.Name.Should().Be("Within");
        kickoffs.Of(iterator).Should().BeSameAs(typeof(AwaitPositions).GetMethod(nameof(AwaitPositions.Iterator)));
        MethodNames.Of(kickoffs.Of(lambda)!).Should().Be("AwaitPositions.Lambda lambda");
        MethodNames.Of(kickoffs.Of(local)!).Should().Be("AwaitPositions.LocalFunction.Inner");
        kickoffs.Of(typeof(string)).Should().BeNull();
    }
}
