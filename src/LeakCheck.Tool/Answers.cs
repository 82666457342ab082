using System.Text.Json;
using LeakCheck.Diagnosis.Deep;

namespace LeakCheck.Tool;

/// <summary>The one answer that is written: the whole one, or what was known when time ran out. Safe for use from many threads.</summary>
internal sealed class Answers(TextWriter output)
{
    private readonly object _gate = new();
    private volatile DeepAnswer? _soFar;
    private bool _given;

    /// <summary>Keeps what is known so far.</summary>
    public void Keep(DeepAnswer answer) => _soFar = answer;

    /// <summary>Writes the whole answer.</summary>
    public void Give(DeepAnswer answer)
    {
        lock (_gate)
        {
            if (!_given)
            {
                _given = true;
                output.Write(JsonSerializer.Serialize(answer, DeepJson.Default.DeepAnswer));
                output.Flush();
            }
        }
    }

    /// <summary>Writes what is known; the reason when that is nothing.</summary>
    public void GiveUp(string reason) => Give(_soFar ?? new DeepAnswer { Refused = reason });
}
