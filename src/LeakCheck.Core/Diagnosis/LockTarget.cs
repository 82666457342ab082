using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>What a method locks, as its code says it.</summary>
/// <param name="Name">For a report: <c>Store._gate</c>, <c>typeof(Store)</c>, <c>this Store</c>, or the name of a captured variable.</param>
/// <param name="Module">The module that defines it.</param>
/// <param name="Token">Token of the field, or of the type, in that module. Two targets with the same module and token are written the same way.</param>
/// <param name="IsOne">True when there is only one such object in the process, so that equal targets are the same lock.</param>
internal sealed record LockTarget(string Name, Module Module, int Token, bool IsOne)
{
    public static LockTarget Of(FieldInfo field)
    {
        string name = GeneratedNames.Member(field.Name);
        Type type = field.DeclaringType!;
        return new LockTarget(GeneratedNames.IsClosure(type.Name) ? name : $"{MethodNames.OfType(type)}.{name}", field.Module, field.MetadataToken, field.IsStatic && !type.IsGenericType);
    }

    /// <summary>The object whose method it is: <c>lock (this)</c>.</summary>
    public static LockTarget OfThis(Type type) => new($"this {MethodNames.OfType(type)}", type.Module, type.MetadataToken, IsOne: false);

    /// <summary>True when both are written the same way.</summary>
    public bool Matches(LockTarget other) => Token == other.Token && Module == other.Module;
}
