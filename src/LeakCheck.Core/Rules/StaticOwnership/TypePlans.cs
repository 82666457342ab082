using System.Collections;
using System.Reflection;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Makes and keeps the <see cref="TypePlan"/>s of one walk. Looks at metadata only. Lives as long as the walk, so that no unloadable type is kept. One thread.
/// </summary>
/// <param name="origins">Whose code a type is.</param>
/// <param name="followDelegates">Whether receivers of delegates count.</param>
/// <param name="met">Called with each closed generic class on the way, as its statics cannot be enumerated from metadata.</param>
internal sealed class TypePlans(CodeOrigins origins, bool followDelegates, Action<Type> met)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<Type, TypePlan> _plans = [];

    /// <summary>The plan of a type.</summary>
    public TypePlan Of(Type type)
    {
        if (!_plans.TryGetValue(type, out TypePlan? plan))
        {
            plan = Make(type);
            _plans[type] = plan;
        }

        return plan;
    }

    private TypePlan Make(Type type)
    {
        try
        {
            return type.IsArray ? OfArray(type) : OfClassOrStruct(type);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return new TypePlan(type, CodeOrigin.Runtime, PlanShape.Leaf, []);
        }
    }

    private TypePlan OfArray(Type type)
    {
        Type element = type.GetElementType()!;
        bool enter = type.GetArrayRank() == 1 && CanLeadOn(element);
        return new TypePlan(type, CodeOrigin.Runtime, enter ? PlanShape.Elements : PlanShape.Leaf, []) { HoldsMany = true };
    }

    private TypePlan OfClassOrStruct(Type type)
    {
        CodeOrigin origin = origins.Of(type);
        bool isCollection = origin is (CodeOrigin.Runtime or CodeOrigin.Package) && IsInCollectionNamespace(type);
        if (type.IsCOMObject || IsStop(type))
        {
            return new TypePlan(type, origin, PlanShape.Leaf, []);
        }

        var fields = new List<FieldInfo>();
        for (Type? declaring = type; declaring is not null && declaring != typeof(object) && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            fields.AddRange(FieldsOf(declaring));
            if (declaring.IsGenericType)
            {
                met(declaring);
            }
        }

        return new TypePlan(type, isCollection ? CodeOrigin.Runtime : origin, fields.Count == 0 ? PlanShape.Leaf : PlanShape.Fields, fields)
        {
            HoldsMany = isCollection || typeof(Delegate).IsAssignableFrom(type),
            IsContainer = typeof(IServiceProvider).IsAssignableFrom(type),
            IsLinkedNode = origin == CodeOrigin.User && !type.IsValueType && fields.Exists(f => f.FieldType == type),
            IsPackageSequence = origin == CodeOrigin.Package && typeof(IEnumerable).IsAssignableFrom(type),
            IsDelegateCache = type.Name == "<>c",
        };
    }

    private IEnumerable<FieldInfo> FieldsOf(Type declaring)
    {
        FieldRule[] rules = [.. EdgeRules.Fields.Where(r => r.Type?.IsAssignableFrom(declaring) ?? r.Name == declaring.Name)];
        foreach (FieldInfo field in declaring.GetFields(Declared))
        {
            if (!Array.Exists(rules, r => r.Fields.Contains(field.Name) != r.Only) && FieldTypeOf(field) is { } fieldType && CanLeadOn(fieldType))
            {
                yield return field;
            }
        }
    }

    /// <summary>Null when the type cannot be loaded: then no object can stand there either.</summary>
    private static Type? FieldTypeOf(FieldInfo field)
    {
        try
        {
            return field.FieldType;
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null;
        }
    }

    private bool CanLeadOn(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer || type.IsByRef)
        {
            return false;
        }

        return type.IsValueType ? Of(type).Fields.Count > 0 : !IsStop(type) || Matches(EdgeRules.StopsThatMayBeTheSurvivor, type);
    }

    private bool IsStop(Type type) => !(followDelegates && typeof(Delegate).IsAssignableFrom(type)) && Matches(EdgeRules.Stops, type);

    private static bool Matches(IReadOnlyList<StopRule> rules, Type type)
    {
        string? name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;
        return rules.Any(r => r.Type is not null ? r.Type.IsAssignableFrom(type) : r.FullName == name);
    }

    private static bool IsInCollectionNamespace(Type type) =>
        type.Namespace is { } name && EdgeRules.CollectionNamespaces.Any(c => name.StartsWith(c, StringComparison.Ordinal) && (name.Length == c.Length || name[c.Length] == '.'));
}
