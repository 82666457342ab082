using System.Reflection;
using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class SourceLinesAwaitTests
{
    private static readonly Dictionary<string, Func<Standpoints, object?>> Positions = new()
    {
        ["AwaitPositions.Plain"] = at => AwaitPositions.Plain(at),
        ["AwaitPositions.Loops"] = at => AwaitPositions.Loops(at),
        ["AwaitPositions.Protected"] = at => AwaitPositions.Protected(at),
        ["AwaitPositions.Unreachable"] = at => AwaitPositions.Unreachable(at),
        ["AwaitPositions.EachItem"] = at => AwaitPositions.EachItem(at),
        ["AwaitPositions.UsingDeclaration"] = at => AwaitPositions.UsingDeclaration(at),
        ["AwaitPositions.UsingBlock"] = at => AwaitPositions.UsingBlock(at),
        ["AwaitPositions.DisposedByHand"] = at => AwaitPositions.DisposedByHand(at),
        ["AwaitPositions.Switched"] = at => AwaitPositions.Switched(at),
        ["AwaitPositions.OfValueTask"] = at => AwaitPositions.OfValueTask(at).AsTask(),
        ["AwaitPositions.OfVoid"] = at => Void(() => AwaitPositions.OfVoid(at)),
        ["AwaitPositions.Generic"] = at => AwaitPositions.Generic(at, "text"),
        ["AwaitPositions.LocalFunction.Inner"] = at => AwaitPositions.LocalFunction(at),
        ["AwaitPositions.Lambda lambda"] = at => AwaitPositions.Lambda(at),
        ["AwaitPositions.StaticLambda lambda"] = at => AwaitPositions.StaticLambda(at),
        ["AwaitPositions.Box.Within"] = at => AwaitPositions.Box<int>.Within(at, 1),
        ["AwaitPositions.Iterator"] = at => AwaitPositions.Drain(AwaitPositions.Iterator(at).GetAsyncEnumerator(TestContext.Current.CancellationToken)),
    };

    private readonly SourceLines _lines = new();

    public static TheoryData<string> Names => [.. Positions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_await_is_found_on_its_line(string name)
    {
        IReadOnlyList<Standpoint> stood = new Standpoints().Run(Positions[name]);

        stood.Should().NotBeEmpty();
        foreach (Standpoint standpoint in stood)
        {
            LeakFrame frame = _lines.AwaitPoint(standpoint.Machine, standpoint.State);
            frame.Line.Should().Be(standpoint.Line, "state {0} of {1} stands there", standpoint.State, standpoint.Machine);
            frame.File.Should().EndWith("AwaitPositions.cs");
            frame.Method.Should().Be(name);
            frame.Assembly.Should().Be("LeakCheck.Core.Tests");
        }
    }

    [Fact]
    public async Task A_yield_at_which_an_async_iterator_stands_is_found_on_its_line()
    {
        IAsyncEnumerator<int> items = Yields().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        List<int> states = [];
        while (await items.MoveNextAsync())
        {
            states.Add(Standpoints.StateOf(items));
            _lines.AwaitPoint(items.GetType(), states[^1]).Line.Should().Be(items.Current);
        }

        states.Should().HaveCount(3).And.OnlyContain(s => s <= -4);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-2)]
    [InlineData(-3)]
    [InlineData(99)]
    public void A_state_that_stands_nowhere_gives_the_start_of_the_method(int state)
    {
        Type machine = new Standpoints().Run(at => AwaitPositions.Plain(at))[0].Machine;
        LeakFrame start = _lines.MethodStart(typeof(AwaitPositions).GetMethod(nameof(AwaitPositions.Plain))!);

        LeakFrame frame = _lines.AwaitPoint(machine, state);

        frame.Should().Be(start);
        frame.Line.Should().BePositive();
    }

    [Fact]
    public void The_compilers_list_of_awaits_agrees_where_every_await_can_be_reached()
    {
        ModuleSymbols symbols = ModuleSymbols.Open(typeof(AwaitPositions).Assembly.Location);
        foreach (Standpoint standpoint in new Standpoints().Run(at => AwaitPositions.Loops(at)))
        {
            MethodInfo body = standpoint.Machine.GetMethod("MoveNext", BindingFlags.NonPublic | BindingFlags.Instance)!;
            const int sizeOfStore = 5;
            IReadOnlyList<IlInstruction> code = AwaitPoints.Code(body);
            int? store = AwaitPoints.StoreOf(code, standpoint.State) is { } at ? code[at].Offset : null;
            (store + sizeOfStore).Should().NotBeNull().And.Be(symbols.YieldOffset(body.MetadataToken, standpoint.State));
        }
    }

    private static object? Void(Action start)
    {
        start();
        return null;
    }

    private static async IAsyncEnumerable<int> Yields()
    {
        yield return Standpoints.Line();
        await Task.Yield();
        for (int i = 0; i < 1; i++)
        {
            yield return Standpoints.Line();
        }

        try
        {
            yield return Standpoints.Line();
        }
        finally
        {
            await Task.Yield();
        }
    }
}
