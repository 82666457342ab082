using System.Globalization;
using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>One search: the passes in order, with what they share. One thread, one use.</summary>
internal sealed class StaticOwnerRun
{
    /// <summary>Objects visited to find a hint (count); a hint is worth less than an excuse.</summary>
    private const int MaximumObjectsForHint = 20_000;

    private readonly CodeOrigins _origins;
    private readonly IFieldReader _fields;
    private readonly IReadOnlyList<OwnershipTarget> _targets;
    private readonly IReadOnlyDictionary<int, CodeOrigin> _ownCode;
    private readonly int _maximumObjects;
    private readonly SoughtObjects _sought;
    private readonly GenericStatics _generics;
    private readonly Dictionary<CodeOrigin, IReadOnlyList<StaticValue>> _roots = [];
    private readonly Dictionary<bool, TypePlans> _plans = [];

    public StaticOwnerRun(CodeOrigins origins, IFieldReader fields, IReadOnlyList<OwnershipTarget> targets, IReadOnlyDictionary<int, CodeOrigin> ownCode, int maximumObjects)
    {
        _origins = origins;
        _fields = fields;
        _targets = targets;
        _ownCode = ownCode;
        _maximumObjects = maximumObjects;
        _sought = new SoughtObjects(targets, ownCode);
        _generics = new GenericStatics(origins, fields);
    }

    /// <summary>Runs the passes.</summary>
    public IReadOnlyDictionary<int, StaticOwner> Find()
    {
        Walk(OwnershipPass.Excusing, _generics.Values, "a static field");
        Walk(OwnershipPass.Hint, _generics.Values, new WalkBudget(Math.Min(MaximumObjectsForHint, _maximumObjects)));
        return _sought.Owners;
    }

    /// <summary>Runs the passes for the program's own fields, from objects instead.</summary>
    public IReadOnlyDictionary<int, StaticOwner> FindFrom(IReadOnlyList<object> roots)
    {
        _roots[CodeOrigin.User] = [.. roots.Select(root => new StaticValue(null, root, CodeOrigin.User))];
        Walk(OwnershipPass.Excusing.Where(pass => pass.Roots == CodeOrigin.User), late: [], "a fixture");
        return _sought.Owners;
    }

    private void Walk(IEnumerable<OwnershipPass> passes, IReadOnlyList<StaticValue> late, string roots)
    {
        var budget = new WalkBudget(_maximumObjects);
        foreach (OwnershipPass pass in passes)
        {
            Walk(pass, late, budget);
        }

        if (budget.IsExhausted)
        {
            _sought.Remark(string.Create(CultureInfo.InvariantCulture, $"The search for {roots} that owns it stopped after {_maximumObjects:N0} objects."));
        }
    }

    private void Walk(OwnershipPass pass, IReadOnlyList<StaticValue> late, WalkBudget budget)
    {
        if (!budget.IsExhausted && _sought.IsAnySoughtIn(pass))
        {
            new OwnershipWalk(pass, PlansFor(pass), _fields, _sought, budget).Run(RootsOf(pass.Roots), late);
        }
    }

    private TypePlans PlansFor(OwnershipPass pass)
    {
        if (!_plans.TryGetValue(pass.Delegates, out TypePlans? plans))
        {
            _plans[pass.Delegates] = plans = new TypePlans(_origins, pass.Delegates, _generics.Met);
        }

        return plans;
    }

    private IReadOnlyList<StaticValue> RootsOf(CodeOrigin origin)
    {
        if (!_roots.TryGetValue(origin, out IReadOnlyList<StaticValue>? roots))
        {
            IReadOnlySet<Assembly>? family = origin == CodeOrigin.Package ? PackageFamily.Of(_targets, _ownCode, _origins, _fields) : null;
            _roots[origin] = roots = [.. new StaticFieldScan(_origins, _fields, _generics).ReadAll(origin, a => family?.Contains(a) ?? true)];
            _generics.Guess(_targets.Select(t => t.Target.GetType()).Distinct());
            _generics.Revisit();
        }

        return roots;
    }
}
