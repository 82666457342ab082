namespace LeakCheck.Diagnosis;

/// <summary>From a nested type to those in which it stands.</summary>
internal static class EnclosingTypes
{
    /// <summary>The outermost type; the type itself where it is not nested.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>The type in which its author wrote the code: that of a state machine or closure is the one around it.</summary>
    public static Type AsWritten(Type type)
    {
        while (type.DeclaringType is { } outer && type.Name.StartsWith('<'))
        {
            type = outer;
        }

        return type;
    }
}
