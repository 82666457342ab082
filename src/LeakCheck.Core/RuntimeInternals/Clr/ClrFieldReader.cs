using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>The field reader of CoreCLR. What it may do is decided by self-tests, once per process.</summary>
internal sealed class ClrFieldReader : IFieldReader
{
    /// <summary>The class <c>&lt;Module></c>; its static constructor is the module initialiser.</summary>
    private const int ModuleTypeToken = 0x02000001;

    private readonly Func<IntPtr, bool>? _isInitialised;
    private readonly RawFieldReads? _raw;
    private readonly bool _readsUninitialised;

    /// <param name="isInitialised">The query of <see cref="ClassInitialisation"/>; null when it is missing.</param>
    /// <param name="raw">Reads that initialise nothing; null when they are missing.</param>
    /// <param name="readsUninitialised">Whether the storage of a reference field exists before its class is initialised.</param>
    internal ClrFieldReader(Func<IntPtr, bool>? isInitialised, RawFieldReads? raw, bool readsUninitialised)
    {
        _isInitialised = isInitialised;
        _raw = raw;
        _readsUninitialised = readsUninitialised && raw is not null;
    }

    /// <summary>
    /// The reader for this process. A self-test needs a class before its first use, so it can run only once.
    /// On .NET 8 the storage of reference fields is allocated with their module (measured, 8.0.33: 581 fields of loaded and of never used assemblies);
    /// no other runtime promises that, and a wrong guess is a crash that no self-test survives.
    /// </summary>
    public static ClrFieldReader Instance { get; } = new(ClassInitialisation.TryBind(), RawFieldReads.TryBind(), readsUninitialised: Environment.Version.Major == 8);

    /// <inheritdoc/>
    public bool ReadsAllStatics => _isInitialised is not null;

    /// <inheritdoc/>
    public string Detail => this switch
    {
        { _isInitialised: not null } => "The runtime says which classes are initialised; static fields of every one of them are read.",
        { _readsUninitialised: true } => "This runtime does not say which classes are initialised: static fields of struct type and of generic classes are read only where no initialiser could run.",
        _ => "This runtime does not say which classes are initialised: static fields are read only where no initialiser could run.",
    };

    /// <inheritdoc/>
    public bool TryReadStatic(FieldInfo field, [NotNullWhen(true)] out object? value)
    {
        try
        {
            value = ReadStatic(field);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            value = null;
        }

        return value is not null;
    }

    /// <inheritdoc/>
    public object? ReadInstance(FieldInfo field, object holder)
    {
        try
        {
            Type type = field.DeclaringType!;
            return _raw is not null ? _raw.Read(field, holder)
                : type.TypeInitializer is null || _isInitialised?.Invoke(type.TypeHandle.Value) == true ? field.GetValue(holder)
                : null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return null;
        }
    }

    private object? ReadStatic(FieldInfo field)
    {
        if (field.DeclaringType is not { ContainsGenericParameters: false } type)
        {
            return null;
        }

        // Raw reads even of an initialised class: they cannot block should the answer come while its constructor still runs on another thread.
        bool hasStorage = _isInitialised?.Invoke(type.TypeHandle.Value) ?? (_readsUninitialised && HasStorageBeforeInitialisation(field, type));
        return hasStorage && _raw is not null ? _raw.Read(field, null)
            : hasStorage || (_isInitialised is null && HasNothingToRun(type)) ? field.GetValue(null)
            : null;
    }

    /// <summary>A kind of field that reflection does not read, a class that failed to initialise, or a type whose assembly is missing.</summary>
    private static bool IsRefusal(Exception e) =>
        LoadErrors.Is(e) || e is TargetException or TypeInitializationException;

    /// <summary>Structs are boxed and generic, collectible and emitted classes get their storage at initialisation: reading those before it crashes.</summary>
    private static bool HasStorageBeforeInitialisation(FieldInfo field, Type type) =>
        !field.FieldType.IsValueType && !type.IsGenericType && !type.IsCollectible && !type.Assembly.IsDynamic;

    /// <summary>The first use of a class also runs the initialiser of its module.</summary>
    private static bool HasNothingToRun(Type type) =>
        type.TypeInitializer is null && !type.Assembly.IsDynamic
        && Type.GetTypeFromHandle(type.Module.ModuleHandle.ResolveTypeHandle(ModuleTypeToken)) is { TypeInitializer: null };
}
