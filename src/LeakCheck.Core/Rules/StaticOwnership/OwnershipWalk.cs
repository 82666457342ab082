using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// One breadth-first walk along references that own. Takes no lock and tolerates a graph that changes meanwhile. One thread, one use.
/// </summary>
internal sealed class OwnershipWalk(OwnershipPass pass, TypePlans plans, IFieldReader fields, SoughtObjects sought, WalkBudget budget)
{
    /// <summary>Elements of one array that are looked at (count); longer ones hold data. Keeps the queue of objects small as well.</summary>
    private const int MaximumElements = 10_000;

    /// <summary>How far up the path an object of the same type is looked for (count).</summary>
    private const int MaximumAncestors = 40;

    private readonly List<OwnershipNode> _nodes = [];
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Walks until everybody is excused, nothing is left to visit, or the budget is spent.</summary>
    /// <param name="roots">Static fields, or objects, to begin at.</param>
    /// <param name="late">Static fields of generic classes met on the way; grows while we walk.</param>
    public void Run(IEnumerable<StaticValue> roots, IReadOnlyList<StaticValue> late)
    {
        foreach (StaticValue root in roots)
        {
            AddRoot(root);
        }

        int nextLate = 0;
        for (int i = 0; sought.IsAnySoughtIn(pass); i++)
        {
            for (; i == _nodes.Count && nextLate < late.Count; nextLate++)
            {
                AddRoot(late[nextLate]);
            }

            if (i == _nodes.Count || !budget.TryVisit())
            {
                return;
            }

            Expand(i);
        }
    }

    private void AddRoot(StaticValue root)
    {
        if (root.Origin == pass.Roots)
        {
            Add(new OwnershipNode(root.Value, plans.Of(root.Value.GetType()), -1, root.Field, -1) { Owner = root.Origin });
        }
    }

    private void Expand(int index)
    {
        OwnershipNode node = _nodes[index];
        TypePlan plan = node.Plan;
        bool mayEnterCollection = pass.UserCollections || (node.Owner != CodeOrigin.User && (pass.PackageCollections || node.InContainer));
        bool isUsersCollection = plan.IsPackageSequence && pass is { Roots: CodeOrigin.User, PackageCollections: false } && !node.InContainer;
        if (isUsersCollection || ((plan.HoldsMany || plan.IsLinkedNode) && !mayEnterCollection))
        {
            return;
        }

        if (plan.Shape == PlanShape.Fields)
        {
            ExpandFields(index, node.Value, plan, -1, null);
        }
        else if (plan.Shape == PlanShape.Elements)
        {
            ExpandElements(index, (Array)node.Value);
        }
    }

    private void ExpandElements(int index, Array array)
    {
        int length = Math.Min(array.Length, MaximumElements);
        if (array is object?[] references)
        {
            for (int i = 0; i < length; i++)
            {
                AddChild(index, references[i], null, i);
            }

            return;
        }

        TypePlan element = plans.Of(array.GetType().GetElementType()!);
        for (int i = 0; i < length; i++)
        {
            // A Nullable<T> without a value comes as null.
            if (array.GetValue(i) is { } boxed)
            {
                ExpandFields(index, boxed, element, i, null);
            }
        }
    }

    /// <summary>Structs inside are flattened: their fields count as the outer field's.</summary>
    private void ExpandFields(int index, object holder, TypePlan plan, int element, FieldInfo? outer)
    {
        foreach (FieldInfo field in plan.Fields)
        {
            if (fields.ReadInstance(field, holder) is not { } value)
            {
                continue;
            }

            if (field.FieldType.IsValueType)
            {
                ExpandFields(index, value, plans.Of(value.GetType()), element, outer ?? field);
            }
            else
            {
                AddChild(index, value, outer ?? field, element);
            }
        }
    }

    private void AddChild(int parent, object? value, FieldInfo? field, int element)
    {
        if (value is not null)
        {
            OwnershipNode from = _nodes[parent];
            Add(new OwnershipNode(value, plans.Of(value.GetType()), parent, field, element)
            {
                Owner = from.Owner,
                InContainer = from.InContainer,
                ThroughCollection = from.ThroughCollection || from.Plan.HoldsMany || from.Plan.IsPackageSequence,
            });
        }
    }

    private void Add(OwnershipNode candidate)
    {
        TypePlan plan = candidate.Plan;
        OwnershipNode node = candidate with
        {
            Owner = plan.Origin is CodeOrigin.User or CodeOrigin.Package ? plan.Origin : candidate.Owner,
            InContainer = candidate.InContainer || plan.IsContainer,
        };

        // What a test framework or LeakCheck holds is a test's, unless it was given to begin at; closures without captured variables belong to nobody.
        bool isGiven = node is { Parent: < 0, Field: null };
        bool isNobodys = (plan.Origin is CodeOrigin.Framework or CodeOrigin.Self && !isGiven) || plan.IsDelegateCache;
        if (!isNobodys && !RepeatsItself(node) && _seen.Add(node.Value))
        {
            _nodes.Add(node);
            sought.Reached(node.Value, pass, node.ThroughCollection, node.InContainer, verdict => PathText.Describe(_nodes, verdict));
        }
    }

    /// <summary>A type that comes twice on one path makes a linked structure, and that can hold many.</summary>
    private bool RepeatsItself(OwnershipNode node)
    {
        if (pass.UserCollections || node.Plan.Origin == CodeOrigin.Runtime || (pass.PackageCollections && node.Owner != CodeOrigin.User))
        {
            return false;
        }

        int ancestor = node.Parent;
        for (int steps = 0; ancestor >= 0 && steps < MaximumAncestors; steps++)
        {
            if (ReferenceEquals(_nodes[ancestor].Plan, node.Plan))
            {
                return true;
            }

            ancestor = _nodes[ancestor].Parent;
        }

        return false;
    }
}
