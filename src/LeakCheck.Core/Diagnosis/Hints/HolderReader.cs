using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>
/// Describes the program's object behind a survivor. Reads fields through the reader that runs nothing of the program's, and instructions of its dispose methods.
/// </summary>
internal sealed class HolderReader(IFieldReader fields, NamedFieldReader named, Func<Type, bool> isUserCode)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>How a test method is told: by the attributes of the three frameworks and what derives from them. A test class is no holder: its runner disposes it.</summary>
    private static readonly string[] s_testAttributes = ["FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute"];

    private static readonly string[] s_flags = ["disposed", "isdisposed", "disposedvalue"];

    /// <summary>The first candidate that is the program's own object, looking through captured variables.</summary>
    /// <param name="candidates">Objects whose methods are stuck, the innermost first.</param>
    /// <param name="part">The survivor's own task or timer, to find the field that keeps it.</param>
    /// <param name="awaited">What its method waits for, to find the field that keeps that.</param>
    /// <param name="testClass">The class of the test, where it is known.</param>
    public HolderFacts? Of(IEnumerable<object?> candidates, object? part, object? awaited, Type? testClass)
    {
        foreach (object? candidate in candidates)
        {
            object? holder = candidate;
            for (int i = 0; i < 8 && holder is not null && GeneratedNames.IsClosure(holder.GetType().Name); i++)
            {
                holder = named.Read(holder, AwaiterFields.CapturedThis);
            }

            if (holder is not null && IsHolder(holder.GetType(), testClass))
            {
                return Describe(holder, part, awaited, testClass);
            }
        }

        return null;
    }

    /// <summary>What the type alone tells, where no object is at hand.</summary>
    public HolderFacts? OfType(Type? type, Type? testClass)
    {
        type = type is null ? null : EnclosingTypes.AsWritten(type);
        return type is not null && IsHolder(type, testClass) && !(type.IsAbstract && type.IsSealed) ? Facts(type, testClass) : null;
    }

    /// <summary>True for a class that a generic host starts and stops.</summary>
    public static bool IsHostedService(Type type) => Array.Exists(type.GetInterfaces(), i => i.FullName == "Microsoft.Extensions.Hosting.IHostedService");

    private bool IsHolder(Type type, Type? testClass) =>
        isUserCode(type) && !type.IsValueType && type.Name[0] != '<' && testClass?.IsAssignableTo(type) != true && !IsTestClass(type);

    private static bool IsTestClass(Type type)
    {
        try
        {
            return type.GetMethods().Any(m => m.GetCustomAttributesData().Any(a => IsTestAttribute(a.AttributeType)));
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return false; // A signature names an assembly that is not there.
        }
    }

    private static bool IsTestAttribute(Type? attribute)
    {
        for (; attribute is not null && attribute != typeof(Attribute); attribute = attribute.BaseType)
        {
            if (Array.IndexOf(s_testAttributes, attribute.Name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private HolderFacts Facts(Type type, Type? testClass) => new()
    {
        Type = MethodNames.OfType(type),
        IsDisposable = type.IsAssignableTo(typeof(IDisposable)),
        IsAsyncDisposable = type.IsAssignableTo(typeof(IAsyncDisposable)),
        IsHostedService = IsHostedService(type),
        DisposeCalls = StopCode.Of(type).Calls,
        QueueField = QueueOf(type),
        IsOutOfReach = testClass is not null && !type.IsVisible && type.Assembly != testClass.Assembly && !IsFriend(type.Assembly, testClass.Assembly),
        TakesArguments = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(c => c.GetParameters().Length > 0),
    };

    private static bool IsFriend(Assembly assembly, Assembly other) => assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
        .Any(friend => string.Equals(friend.AssemblyName.Split(',')[0].Trim(), other.GetName().Name, StringComparison.OrdinalIgnoreCase));

    private string? QueueOf(Type type)
    {
        List<string> found = [];
        for (Type? declaring = type; declaring is not null && isUserCode(declaring); declaring = declaring.BaseType)
        {
            found.AddRange(declaring.GetFields(Declared).Where(f => IsQueue(f.FieldType)).Select(f => GeneratedNames.Member(f.Name)));
        }

        return found is [var only] ? only : null;
    }

    private static bool IsQueue(Type type) =>
        type is { Namespace: "System.Threading.Channels", Name: "Channel`1" } || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(System.Collections.Concurrent.BlockingCollection<>));

    private HolderFacts Describe(object holder, object? part, object? awaited, Type? testClass)
    {
        Type type = holder.GetType();
        StopCode stop = StopCode.Of(type);
        var sources = new List<SourceFacts>();
        bool? disposed = null;
        string? partField = null;
        bool usesPart = false;
        string? awaitedField = null;
        bool usesAwaited = false;
        for (Type? declaring = type; declaring is not null && isUserCode(declaring); declaring = declaring.BaseType)
        {
            foreach (FieldInfo field in declaring.GetFields(Declared))
            {
                string name = GeneratedNames.Member(field.Name);
                if (IsFlag(field))
                {
                    disposed = fields.ReadInstance(field, holder) is true or > 0;
                }
                else if (field.FieldType.IsValueType || fields.ReadInstance(field, holder) is not { } value)
                {
                    continue;
                }
                else if (value is CancellationTokenSource source)
                {
                    sources.Add(new SourceFacts(name, source.IsCancellationRequested, stop.Fields.Contains(field.Name) && stop.Calls.Any(IsCancel)));

                    // Disposed sources are refused by every later call: whoever disposed this one meant to end.
                    disposed ??= named.Read(source, "_disposed") is true ? true : null;
                }
                else if (part is not null && Keeps(value, part))
                {
                    partField = name;
                    usesPart = stop.Fields.Contains(field.Name);
                    disposed ??= usesPart && part is not Task ? false : null;
                }
                else if (awaited is not null && value is PeriodicTimer && Keeps(value, awaited))
                {
                    awaitedField = name;
                    usesAwaited = stop.Fields.Contains(field.Name);
                    disposed ??= usesAwaited && stop.Calls.Contains("PeriodicTimer.Dispose") ? false : null;
                }
            }
        }

        // Had its dispose method run, the source that it cancels would be cancelled.
        disposed ??= sources.Any(s => s is { IsCancelled: false, IsCancelledByDispose: true }) ? false : null;

        // Nobody else cancels a source that the dispose method cancels, as a rule.
        disposed ??= sources.Any(s => s is { IsCancelled: true, IsCancelledByDispose: true }) ? true : null;
        return Facts(type, testClass) with { IsDisposed = disposed, Sources = sources, PartField = partField ?? KeptByBase(type, holder, part), DisposeUsesPart = usesPart, AwaitedField = awaitedField, DisposeUsesAwaited = usesAwaited, WasAskedToStop = WasAskedToStop(type, holder) };
    }

    /// <summary>True where a class of a framework, such as <c>BackgroundService</c>, has cancelled the source whose token it gave to what derives from it.</summary>
    private bool WasAskedToStop(Type type, object holder)
    {
        for (Type? declaring = type.BaseType; declaring is not null; declaring = declaring.BaseType)
        {
            if (!isUserCode(declaring) && Array.Exists(declaring.GetFields(Declared), f => f.FieldType == typeof(CancellationTokenSource) && fields.ReadInstance(f, holder) is CancellationTokenSource { IsCancellationRequested: true }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The field in which a class of a framework, such as <c>BackgroundService</c>, keeps the task of what derives from it.</summary>
    private string? KeptByBase(Type type, object holder, object? part)
    {
        for (Type? declaring = part is Task ? type.BaseType : null; declaring is not null; declaring = declaring.BaseType)
        {
            if (!isUserCode(declaring) && Array.Find(declaring.GetFields(Declared), f => f.FieldType.IsAssignableTo(typeof(Task)) && ReferenceEquals(fields.ReadInstance(f, holder), part)) is { } field)
            {
                return GeneratedNames.Member(field.Name);
            }
        }

        return null;
    }

    private static bool IsFlag(FieldInfo field) =>
        (field.FieldType == typeof(bool) || field.FieldType == typeof(int))
        && Array.IndexOf(s_flags, GeneratedNames.Member(field.Name).TrimStart('_').ToLowerInvariant()) >= 0;

    private static bool IsCancel(string method) => method is "CancellationTokenSource.Cancel" or "CancellationTokenSource.CancelAsync";

    /// <summary>True when the field's value is the part itself or the public object around it.</summary>
    private bool Keeps(object value, object part) => ReferenceEquals(value, part) || value switch
    {
        Timer timer => named.Read(timer, "_timer") is { } inner && ReferenceEquals(named.Read(inner, "_timer"), part),
        PeriodicTimer periodic => ReferenceEquals(named.Read(periodic, "_timer"), part) || ReferenceEquals(named.Read(periodic, "_state"), part),
        System.Timers.Timer timer => named.Read(timer, "_timer") is { } inner && Keeps(inner, part),
        _ => false,
    };
}
