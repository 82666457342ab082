using System.Text.Json;
using LeakCheck.Report;
using NJsonSchema;

namespace LeakCheck.Core.Tests.Report;

public class ReportSchemaTests
{
    private static readonly RunReport s_everything = Sample.Run(
        Sample.Test("Shop.Tests.OrderTests.Cancel_stops_polling", Sample.Poller with { IsDiscarded = true }, Sample.Singleton) with { Place = Sample.Frame("OrderTests.Cancel_stops_polling", "/_/t.cs", 30) },
        Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer) with { Kind = ScopeKind.Fixture },
        Sample.Test("Shop.Tests.QueueTests.Drains", Sample.Worker)) with
    {
        Sweep = Sample.Test("LeakCheck.FinalSweep", Sample.Worker with { Class = SurvivorClass.Tolerated }),
        Times = [new ScopeTime("Shop.Tests.CacheTests.Expires", 12.3, 1045.6)],
        UnusedRules = [new IgnoreRule { Reason = "r", TopMethod = "a", AnyMethod = "b", CreatedBy = "c", ThreadName = "d", Assembly = "e", Rule = "f", Kinds = WorkKinds.Tasks }],
        HooksNeverRun = ["Shop.Tests.Late"],
        StaleBaseline = ["9f3c (task A.B) was not seen: delete its line"],
        Problems = ["a problem"],
    };

    [Fact]
    public async Task A_report_with_everything_in_it_is_valid() =>
        (await Validate(JsonFormTests.Json(s_everything))).Should().BeEmpty();

    [Fact]
    public async Task An_empty_report_is_valid() =>
        (await Validate(JsonFormTests.Json(Sample.Run() with { Framework = null, Capabilities = [] }))).Should().BeEmpty();

    [Theory]
    [InlineData("\"state\": \"looping\"", "\"state\": \"dancing\"")]
    [InlineData("\"schema\": 1", "\"schema\": 2")]
    [InlineData("\"outcome\": \"leaked\"", "\"outcome\": 5")]
    [InlineData("\"fingerprint\"", "\"fingerprints\"")]
    public async Task A_report_that_breaks_the_schema_is_not_valid(string right, string wrong) =>
        (await Validate(JsonFormTests.Json(s_everything).Replace(right, wrong, StringComparison.Ordinal))).Should().NotBeEmpty();

    [Fact]
    public void Every_property_that_is_written_is_described()
    {
        using JsonDocument schema = JsonDocument.Parse(Verified.Text("report-schema.json"));
        using JsonDocument report = JsonDocument.Parse(JsonFormTests.Json(s_everything));

        Undescribed(report.RootElement, schema.RootElement, schema.RootElement, "$").Should().BeEmpty();
    }

    private static async Task<IEnumerable<string>> Validate(string json)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Verified.Text("report-schema.json"));
        return schema.Validate(json).Select(e => e.ToString());
    }

    private static IEnumerable<string> Undescribed(JsonElement value, JsonElement schema, JsonElement root, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = root.GetProperty("definitions").GetProperty(reference.GetString()!["#/definitions/".Length..]);
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().SelectMany(item => Undescribed(item, schema.GetProperty("items"), root, path + "[]"));
        }

        return value.ValueKind != JsonValueKind.Object ? [] : value.EnumerateObject().SelectMany(property =>
            schema.GetProperty("properties").TryGetProperty(property.Name, out JsonElement described)
                ? Undescribed(property.Value, described, root, $"{path}.{property.Name}")
                : [$"{path}.{property.Name}"]);
    }
}
