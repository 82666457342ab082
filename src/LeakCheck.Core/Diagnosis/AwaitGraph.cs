using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>Turns the tasks one look saw into chains: one per place at which something is stuck, however many promises and callers hang on it.</summary>
internal static class AwaitGraph
{
    private const int MaxDepth = 20_000;

    public static List<AwaitChain> Build(IReadOnlyList<TaskSighting> sightings, ITaskShape shapes)
    {
        var next = new Dictionary<object, List<object>>(ReferenceEqualityComparer.Instance);
        var code = new List<object>();
        var seenCode = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var promises = new List<Task>();
        foreach (TaskSighting sighting in sightings)
        {
            if (HasCode(sighting.Task, shapes))
            {
                if (seenCode.Add(sighting.Task))
                {
                    code.Add(sighting.Task);
                }
            }
            else
            {
                promises.Add(sighting.Task);
            }
        }

        var sighted = new HashSet<object>(sightings.Select(s => (object)s.Task), ReferenceEqualityComparer.Instance);
        AddPooledBoxes(promises, code, seenCode, next, shapes);

        // What a node with code reaches outwards waits for that node; only nodes that wait for no other are stuck themselves.
        var waiting = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (object node in code)
        {
            // What is waiting was walked from already, and one of two that wait for each other has to stay.
            if (!waiting.Contains(node))
            {
                Walk(node, waiting, next, shapes);
            }
        }

        var leavesOf = new Dictionary<object, List<Task>>(ReferenceEqualityComparer.Instance);
        var chains = new List<AwaitChain>();
        foreach (Task promise in promises)
        {
            if (waiting.Contains(promise))
            {
                continue;
            }

            bool awaited = false;
            foreach (object outer in FirstCodes(promise, next, shapes))
            {
                awaited = true;
                (leavesOf.TryGetValue(outer, out List<Task>? leaves) ? leaves : leavesOf[outer] = []).Add(promise);
            }

            if (!awaited && !Next(promise, next, shapes).Any(sighted.Contains))
            {
                chains.Add(Chain(promise, []));
            }
        }

        foreach (object node in code)
        {
            if (!waiting.Contains(node))
            {
                chains.Add(Chain(node, leavesOf.TryGetValue(node, out List<Task>? leaves) ? leaves : []));
            }
        }

        return chains;

        AwaitChain Chain(object subject, List<Task> leaves)
        {
            List<object> outer = Path(subject, next, shapes);
            return new AwaitChain(subject, outer, leaves) { Root = outer.LastOrDefault(n => sighted.Contains(n) && HasCode(n, shapes)) ?? subject };
        }
    }

    /// <summary>
    /// True for a node whose own code is under way: an async method, or a task whose delegate is queued or runs. One that waits to be started, to be activated by what it
    /// continues, or for its children only stands between others, like a promise.
    /// </summary>
    public static bool HasCode(object node, ITaskShape shapes) =>
        shapes.IsAsyncBox(node) || (node is Task { Status: TaskStatus.WaitingToRun or TaskStatus.Running } task && shapes.Body(task) is not null);

    /// <summary>True for a node that can be shown as a frame.</summary>
    public static bool HasFrame(object node, ITaskShape shapes) => shapes.IsAsyncBox(node) || (node is Task task && shapes.Body(task) is not null);

    /// <summary>Pooled boxes are not tasks and in no list: they are found through the promise they wait for.</summary>
    private static void AddPooledBoxes(List<Task> promises, List<object> code, HashSet<object> seen, Dictionary<object, List<object>> next, ITaskShape shapes)
    {
        foreach (Task promise in promises)
        {
            foreach (object outer in FirstCodes(promise, next, shapes))
            {
                if (outer is not Task && seen.Add(outer))
                {
                    code.Add(outer);
                }
            }
        }
    }

    private static List<object> Next(object node, Dictionary<object, List<object>> next, ITaskShape shapes)
    {
        if (!next.TryGetValue(node, out List<object>? list))
        {
            list = [];
            shapes.AddNext(node, list);
            next[node] = list;
        }

        return list;
    }

    /// <summary>Adds everything reached outwards, the node itself left out. What was added before is not walked again: a chain costs what it is long.</summary>
    private static void Walk(object node, HashSet<object> reached, Dictionary<object, List<object>> next, ITaskShape shapes)
    {
        var pending = new Stack<object>(Next(node, next, shapes));
        while (pending.TryPop(out object? current))
        {
            if (!ReferenceEquals(current, node) && reached.Add(current))
            {
                foreach (object outer in Next(current, next, shapes))
                {
                    pending.Push(outer);
                }
            }
        }
    }

    /// <summary>The nodes with code that are nearest outwards, through promises only.</summary>
    private static List<object> FirstCodes(object promise, Dictionary<object, List<object>> next, ITaskShape shapes)
    {
        var found = new List<object>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { promise };
        var pending = new Stack<object>(Next(promise, next, shapes));
        while (pending.TryPop(out object? current) && seen.Count < MaxDepth)
        {
            if (!seen.Add(current))
            {
                continue;
            }

            if (HasCode(current, shapes))
            {
                found.Add(current);
                continue;
            }

            foreach (object outer in Next(current, next, shapes))
            {
                pending.Push(outer);
            }
        }

        return found;
    }

    /// <summary>The way outwards, taking the first waiter where there are several.</summary>
    private static List<object> Path(object node, Dictionary<object, List<object>> next, ITaskShape shapes)
    {
        var path = new List<object>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { node };
        object current = node;
        while (path.Count < MaxDepth && Next(current, next, shapes) is [var first, ..] && seen.Add(first))
        {
            path.Add(first);
            current = first;
        }

        return path;
    }
}
