using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>The rules that a SARIF run names: the diagnosis rules of its leaks, and one per kind for leaks that no rule explains.</summary>
internal sealed class SarifRules
{
    private readonly Dictionary<string, int> _index = [];
    private readonly List<RuleHelp> _rules = [];
    private readonly RunReport _run;

    public SarifRules(RunReport run, IEnumerable<Survivor> survivors)
    {
        _run = run;
        foreach (Survivor survivor in survivors)
        {
            string id = IdOf(survivor);
            if (_index.TryAdd(id, _rules.Count))
            {
                _rules.Add(HelpOf(survivor, id));
            }
        }
    }

    /// <summary>Id of the rule under which a survivor is reported.</summary>
    public static string IdOf(Survivor survivor) => survivor.Rule ?? "leaked-" + Words.Kind(survivor.Kind);

    /// <summary>Place of that rule in the list that <see cref="Write"/> writes.</summary>
    public int IndexOf(Survivor survivor) => _index[IdOf(survivor)];

    /// <summary>Writes the <c>rules</c> array.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("rules");
        foreach (RuleHelp rule in _rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", rule.Title);
            json.WriteEndObject();
            json.WriteStartObject("help");
            json.WriteString("text", rule.Help);
            json.WriteEndObject();
            if (rule.Page is { } page)
            {
                json.WriteString("helpUri", page.AbsoluteUri);
            }

            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", _run.OnlyWarns ? "warning" : "error");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private RuleHelp HelpOf(Survivor survivor, string id) => _run.Rules.FirstOrDefault(r => r.Id == id) ?? (survivor.Rule is null
        ? General(id, survivor.Kind)
        : new RuleHelp(id, $"A {Words.Kind(survivor.Kind)} outlives the test that started it", survivor.Hint ?? General(id, survivor.Kind).Help));

    private static RuleHelp General(string id, SurvivorKind kind) => kind switch
    {
        SurvivorKind.Task => new(id, "A task outlives the test that started it", "Cancel the task and await it before the test ends, for example in DisposeAsync."),
        SurvivorKind.Timer => new(id, "A timer outlives the test that armed it", "Dispose the timer, or the object that owns it, before the test ends."),
        _ => new(id, "A thread outlives the test that started it", "Tell the thread to stop and join it before the test ends, for example in Dispose."),
    };
}
