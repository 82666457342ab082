using System.Collections.Concurrent;
using Shop;

namespace LeakCheck.AspNetCore.Tests;

/// <summary>Many tests at once on one server that was started outside all of them: the one whose request leaks is blamed, always and alone.</summary>
[Collection(nameof(OneAfterTheOther))]
public sealed class SharedServerTests
{
    private const int Parallel = 16;
    private const int Rounds = 100;

    [Theory]
    [InlineData("TestServer")]
    [InlineData("Kestrel")]
    public async Task Of_16_parallel_tests_the_one_with_the_leaking_request_is_blamed_100_times_of_100(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);
        var wrong = new ConcurrentQueue<string>();
        for (int round = 0; round < Rounds; round++)
        {
            int leaker = round % Parallel;
            LeakReport[] reports = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Run(() => RunAsync(server.Client, i, leaks: i == leaker))));
            for (int i = 0; i < Parallel; i++)
            {
                bool right = i == leaker
                    ? reports[i].Survivors is [{ Class: SurvivorClass.Leak, Request: "GET /orders/{id}/audit", Count: 1 } survivor] && survivor.Owner == NameOf(i) && survivor.What == "Audit.RecordAsync"
                    : reports[i].Survivors.Count == 0;
                if (!right)
                {
                    wrong.Enqueue($"round {round}, test {i} ({(i == leaker ? "leaks" : "clean")}):\n{reports[i]}");
                }
            }
        }

        Audit.StopAll();
        wrong.Should().BeEmpty();
    }

    private static string NameOf(int i) => $"OrderTests.Test_{i}";

    private static async Task<LeakReport> RunAsync(HttpClient client, int i, bool leaks)
    {
        // A leak is there however short the wait; a clean test gets all the time it may need.
        using LeakScope scope = LeakScope.Begin(NameOf(i), new LeakOptions { SettleMilliseconds = leaks ? 300 : 30_000 });
        await client.GetStringAsync($"/orders/{i}");
        await client.PostAsync("/orders", new StringContent(new string('x', 1000 + i)));
        if (leaks)
        {
            await client.GetStringAsync($"/orders/{i}/audit");
        }

        await client.GetStringAsync($"/orders/{i}");
        return await scope.CheckAsync();
    }
}
