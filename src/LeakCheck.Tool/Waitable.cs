using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>Words for objects in which a thread can wait.</summary>
internal static class Waitable
{
    /// <summary>Null for an object that adds nothing to the name of the call that waits.</summary>
    public static string? Describe(ClrObject value)
    {
        if (value.IsNull || value.Type is null)
        {
            return null;
        }

        for (ClrType? type = value.Type; type is not null; type = type.BaseType)
        {
            switch (type.Name)
            {
                case "System.Threading.Tasks.Task":
                    return Names.AsyncMethod(value) is { } method ? $"the task of {method}" : $"a {Names.Of(value.Type)} that is no async method's";
                case "System.Threading.WaitHandle":
                    return Names.Of(value.Type);
                case "System.Threading.Thread":
                    return value.TryReadStringField("_name", 100, out string? name) && name is { Length: > 0 } ? $"thread \"{name}\"" : "another thread";
                default:
                    continue;
            }
        }

        return null;
    }
}
