using LeakCheck.Session;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Work that a test starts and a fixture holds, which outlives the test, each beside a twin that is a leak.</summary>
public sealed class FixtureWorkTests : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Fixture _fixture;

    public FixtureWorkTests() => _fixture = new Fixture(_end);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    [Fact]
    public async Task What_a_fixture_holds_is_no_leak_of_the_test_that_needed_it_first()
    {
        (await ClassesOf(() => _fixture.Lazy = new Loop(_end.Token).Begin())).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_the_fixture_the_same_work_is_a_leak()
    {
        (await ClassesOf(() => _fixture.Lazy = new Loop(_end.Token).Begin(), knowsFixture: false)).Should().Equal(SurvivorClass.Leak);
    }

    [Fact]
    public async Task Beside_it_the_tests_own_work_is_a_leak()
    {
        IReadOnlyList<SurvivorClass> classes = await ClassesOf(() =>
        {
            _fixture.Lazy = new Loop(_end.Token).Begin();
            new Loop(_end.Token).Begin();
        });

        classes.Should().Equal(SurvivorClass.Leak);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_program_that_waits_for_the_end_of_a_server_is_the_fixtures_where_the_server_is(bool held, bool blocks)
    {
        await using WebApplication app = Program();
        _fixture.Server = held ? app.Services.GetRequiredService<IHost>() : null;
        IReadOnlyList<SurvivorClass> classes = await ClassesOf(() =>
        {
            if (blocks)
            {
                new Thread(() => app.Run()) { IsBackground = true }.Start();
            }
            else
            {
                _ = RunAsync();
            }

            app.Lifetime.ApplicationStarted.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)).Should().BeTrue();
        });

        if (held)
        {
            classes.Should().NotContain(SurvivorClass.Leak);
        }
        else
        {
            classes.Should().Contain(SurvivorClass.Leak);
        }

        async Task RunAsync() => await app.RunAsync();
    }

    [Fact]
    public async Task What_is_put_into_a_list_of_the_fixture_is_a_leak()
    {
        (await ClassesOf(() => _fixture.Many.Add(new Loop(_end.Token).Begin()))).Should().Equal(SurvivorClass.Leak);
    }

    [Fact]
    public async Task A_second_one_from_the_same_place_is_a_leak_while_the_first_lives()
    {
        IReadOnlyList<SurvivorClass> first = await ClassesOf(() => _fixture.Early.Begin());
        IReadOnlyList<SurvivorClass> second = await ClassesOf(() => _fixture.Early.Begin());

        first.Should().BeEmpty();
        second.Should().Equal(SurvivorClass.Leak);
    }

    [Fact]
    public async Task Of_a_second_one_it_is_not_said_that_the_test_should_dispose_what_the_fixture_holds()
    {
        await ReportOf(() => _fixture.Outbox.Later());
        LeakReport second = await ReportOf(() => _fixture.Outbox.Later());
        LeakReport own = await ReportOf(() => new Outbox(_end).Later());

        own.Survivors.Should().ContainSingle().Which.Hint.Should().Contain("`FixtureWorkTests.Outbox` is IDisposable but was not disposed");
        Survivor survivor = second.Survivors.Should().ContainSingle().Subject;
        survivor.Hint.Should().NotContain("disposed");
        survivor.Rule.Should().Be("LC120");
    }

    [Fact]
    public async Task A_second_one_is_waited_for_before_it_is_a_leak()
    {
        var shared = new Loop(default);
        _fixture.Lazy = shared;
        using var endOfFirst = new CancellationTokenSource();
        using var endOfSecond = new CancellationTokenSource();

        IReadOnlyList<SurvivorClass> first = await ClassesOf(() => shared.Begin(endOfFirst.Token));
        IReadOnlyList<SurvivorClass> second = await ClassesOf(
            () =>
            {
                shared.Begin(endOfSecond.Token);
                LeakScope.Detached(() => endOfSecond.CancelAfter(TimeSpan.FromMilliseconds(600)));
            },
            settle: 60_000);
        await endOfFirst.CancelAsync();

        first.Should().BeEmpty();
        second.Should().BeEmpty();
    }

    [Fact]
    public async Task The_fixture_is_let_go_of_after_the_check()
    {
        LeakScope first = LeakScope.Begin("first");
        await LeakSession.EndAsync(first, passed: true, () => [_fixture]);
        LeakScope second = LeakScope.Begin("second");
        LeakSession.End(second, passed: true, () => [_fixture]);

        first.Fixtures.Should().BeNull();
        second.Fixtures.Should().BeNull();
    }

    private async Task<IReadOnlyList<SurvivorClass>> ClassesOf(Action body, bool knowsFixture = true, int settle = 200) =>
        [.. (await ReportOf(body, knowsFixture, settle)).Survivors.Select(s => s.Class)];

    private async Task<LeakReport> ReportOf(Action body, bool knowsFixture = true, int settle = 200)
    {
        using LeakScope scope = LeakScope.Begin("a test", new LeakOptions { SettleMilliseconds = settle });
        body();
        scope.Fixtures = knowsFixture ? () => [_fixture] : null;
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static WebApplication Program()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private sealed class Fixture(CancellationTokenSource end)
    {
        public Loop Early { get; } = new(end.Token);

        public Outbox Outbox { get; } = new(end);

        public Loop? Lazy { get; set; }

        public object? Server { get; set; }

        public List<Loop> Many { get; } = [];
    }

    private sealed class Loop(CancellationToken end)
    {
        private int _turns;

        public Loop Begin() => Begin(end);

        public Loop Begin(CancellationToken own)
        {
            _ = RunAsync(own);
            return this;
        }

        private async Task RunAsync(CancellationToken own)
        {
            while (_turns >= 0)
            {
                await Task.Delay(TimeSpan.FromMinutes(5), own);
                _turns++;
            }
        }
    }

    private sealed class Outbox(CancellationTokenSource stop) : IDisposable
    {
        private readonly CancellationTokenSource _stop = stop;
        private int _sent;

        public void Later() => _ = LaterAsync();

        public void Dispose() => _stop.Cancel();

        private async Task LaterAsync()
        {
            await Task.Delay(TimeSpan.FromMinutes(5), _stop.Token);
            _sent++;
        }
    }
}
