using System.Text;
using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class JsonFormTests
{
    [Fact]
    public void The_whole_file_is_as_the_contract_has_it()
    {
        RunReport run = Sample.Run(Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer)) with { Sweep = Sample.Test("LeakCheck.FinalSweep", Sample.Singleton) };

        Json(run).Should().Be(
            """
            {
              "schema": 1,
              "tool": {
                "name": "LeakCheck",
                "version": "0.1.0"
              },
              "runtime": ".NET 8.0.11",
              "os": "Linux",
              "assembly": "Shop.Tests",
              "framework": "xUnit.net v3 4.0.2",
              "startedAt": "2025-03-14T09:26:53.000+01:00",
              "durationMs": 5123,
              "capabilities": [
                {
                  "name": "tasks",
                  "available": true,
                  "detail": "the runtime's list of active tasks"
                },
                {
                  "name": "timers",
                  "available": true,
                  "detail": "timer queues"
                },
                {
                  "name": "threads",
                  "available": true,
                  "detail": "thread handles"
                }
              ],
              "scopes": [
                {
                  "name": "Shop.Tests.CacheTests.Expires",
                  "kind": "test",
                  "outcome": "leaked",
                  "settleMs": 1000,
                  "survivors": [
                    {
                      "kind": "timer",
                      "class": "leak",
                      "fingerprint": "1b07aa53f0c2",
                      "what": "System.Threading.Timer -> Cache.Evict",
                      "state": "scheduled",
                      "method": "Cache.Evict",
                      "stack": [
                        {
                          "method": "Cache.Evict"
                        }
                      ],
                      "createdAt": [
                        {
                          "method": "Cache..ctor",
                          "file": "/_/src/Cache.cs",
                          "line": 21
                        },
                        {
                          "method": "CacheTests.Expires",
                          "file": "/_/tests/CacheTests.cs",
                          "line": 14
                        }
                      ],
                      "owner": "Shop.Tests.CacheTests.Expires",
                      "canComplete": null,
                      "roots": [
                        "static CacheRegistry.s_all -> List<Cache>[3] -> Cache._timer"
                      ],
                      "rule": "LC201",
                      "hint": "Cache is IDisposable but was not disposed: `using var cache = new Cache();`",
                      "count": 1,
                      "dueMs": 28400,
                      "periodMs": 30000
                    }
                  ]
                }
              ],
              "sweep": {
                "outcome": "clean",
                "survivors": [
                  {
                    "kind": "task",
                    "class": "processWide",
                    "fingerprint": "77aa01e2b3c4",
                    "what": "Metrics.FlushLoopAsync",
                    "state": "waiting",
                    "method": "Metrics.FlushLoopAsync",
                    "file": "/_/src/Metrics.cs",
                    "line": 88,
                    "canComplete": null,
                    "excuse": "owned by static Metrics.s_default",
                    "count": 1
                  }
                ]
              },
              "summary": {
                "scopes": 1204,
                "leakedScopes": 1,
                "tasks": 0,
                "timers": 1,
                "threads": 0,
                "classes": {
                  "leak": 1,
                  "processWide": 1,
                  "library": 0,
                  "allowed": 0,
                  "ignored": 0,
                  "baseline": 0,
                  "tolerated": 0
                }
              }
            }
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(SurvivorClass.Leak, "leaked")]
    [InlineData(SurvivorClass.Tolerated, "tolerated")]
    [InlineData(SurvivorClass.Allowed, "allowed")]
    [InlineData(SurvivorClass.Ignored, "allowed")]
    [InlineData(SurvivorClass.Baseline, "allowed")]
    [InlineData(SurvivorClass.ProcessWide, "clean")]
    [InlineData(SurvivorClass.Library, "clean")]
    public void The_outcome_follows_the_gravest_class(SurvivorClass value, string expected) =>
        JsonForm.Outcome(Sample.Test("T", Sample.Singleton, Sample.Poller with { Class = value })).Should().Be(expected);

    [Fact]
    public void Scopes_without_survivors_are_only_counted() =>
        Json(Sample.Run(Sample.Test("Clean.Test"))).Should().Contain("\"scopes\": []").And.NotContain("Clean.Test");

    [Fact]
    public void Rules_that_matched_nothing_and_problems_are_listed()
    {
        RunReport run = Sample.Run() with
        {
            UnusedRules = [new IgnoreRule { Reason = "upstream", TopMethod = "Poller.*", Kinds = WorkKinds.Tasks }],
            Problems = ["The baseline could not be read."],
            HooksNeverRun = ["Shop.Tests.A"],
        };

        Json(run).Should().EndWith(
            """
              "unusedRules": [
                {
                  "reason": "upstream",
                  "topMethod": "Poller.*",
                  "kinds": "Tasks"
                }
              ],
              "hooksNeverRun": [
                "Shop.Tests.A"
              ],
              "problems": [
                "The baseline could not be read."
              ]
            }
            """.ReplaceLineEndings("\n"));
    }

    internal static string Json(RunReport run)
    {
        using var stream = new MemoryStream();
        JsonForm.Write(stream, run);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
    }
}
