using System.Text;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>
/// Writes a path for people: <c>static Registry.s_all -> List&lt;Poller&gt; -> Poller._loop -> async Poller.RunAsync</c>. Arrays, delegates and the fields of the runtime's
/// own types are left out, and the middle of a long path.
/// </summary>
internal sealed class PathWords(ClrHeap heap)
{
    private const int MostSteps = 10;

    public string Describe(IReadOnlyList<ulong> chain, IReadOnlyDictionary<ulong, Root> starts)
    {
        var steps = new List<string>();
        for (int i = 0; i < chain.Count; i++)
        {
            ClrObject value = heap.GetObject(chain[i]);
            bool last = i == chain.Count - 1;
            if (value.Type is null || (!last && IsPlumbing(value.Type)))
            {
                continue;
            }

            string name = Names.Of(value);
            string? field = last || Roots.IsRuntimes(value.Type) ? null : FieldTo(value, chain[i + 1]);
            steps.Add(field is null ? name : $"{name}.{field}");
        }

        if (steps.Count > MostSteps)
        {
            int left = steps.Count - MostSteps + 1;
            steps.RemoveRange(MostSteps / 2, left);
            steps.Insert(MostSteps / 2, $"({left} more)");
        }

        var path = new StringBuilder(starts.TryGetValue(chain[0], out Root? root) ? root.Words() : "an object of LeakCheck's");
        foreach (string step in steps)
        {
            path.Append(" -> ").Append(step);
        }

        return path.ToString();
    }

    /// <summary>What only hands on: arrays, delegates, and what the compiler's builders wrap around one while a debugger may look.</summary>
    private static bool IsPlumbing(ClrType type) =>
        type.IsArray || type.BaseType?.Name == "System.MulticastDelegate" || type.Name == "System.Runtime.CompilerServices.AsyncMethodBuilderCore+ContinuationWrapper";

    private static string? FieldTo(ClrObject holder, ulong held)
    {
        foreach (ClrReference reference in holder.EnumerateReferencesWithFields(carefully: false, considerDependantHandles: false))
        {
            if (reference.Object.Address == held)
            {
                return reference.Field?.Name is { } name ? Names.OfField(name) : null;
            }
        }

        return null;
    }
}
