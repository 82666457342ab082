using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using LeakCheck.RuntimeInternals;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Finds the static fields that can hold an object. Reads the assemblies' metadata where it is mapped already, so only classes with such a field are ever loaded. One thread.
/// </summary>
internal sealed class StaticFieldScan(CodeOrigins origins, IFieldReader fields, GenericStatics generics)
{
    /// <summary>Reads the static fields of all loaded assemblies of one origin.</summary>
    /// <param name="origin">Whose assemblies.</param>
    /// <param name="accept">Which of them.</param>
    public IEnumerable<StaticValue> ReadAll(CodeOrigin origin, Func<Assembly, bool> accept)
    {
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && origins.Of(a) == origin && accept(a)))
        {
            foreach ((Type type, List<int> tokens) in ClassesWithStatics(assembly))
            {
                if (type.ContainsGenericParameters)
                {
                    generics.AddDefinition(type, tokens.Select(t => Resolve(type, t)).OfType<FieldInfo>().Select(f => f.Name));
                    continue;
                }

                foreach (int token in tokens)
                {
                    if (Resolve(type, token) is { } field && fields.TryReadStatic(field, out object? value))
                    {
                        yield return new StaticValue(field, value, origin);
                    }
                }
            }
        }
    }

    private static FieldInfo? Resolve(Type type, int token)
    {
        try
        {
            return type.Module.ResolveField(token, type.IsGenericType ? type.GetGenericArguments() : null, null);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null;
        }
    }

    private static List<(Type Type, List<int> Fields)> ClassesWithStatics(Assembly assembly)
    {
        List<(Type, List<int>)> classes = [];
        if (Metadata(assembly) is not { } metadata)
        {
            return classes;
        }

        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition definition = metadata.GetTypeDefinition(handle);
            List<int>? tokens = null;
            foreach (FieldDefinitionHandle field in definition.GetFields())
            {
                if (CanHoldWork(metadata, metadata.GetFieldDefinition(field)))
                {
                    (tokens ??= []).Add(MetadataTokens.GetToken(field));
                }
            }

            if (tokens is not null && !IsCompilerCache(metadata.GetString(definition.Name)) && Resolve(assembly.ManifestModule, MetadataTokens.GetToken(handle)) is { } type)
            {
                classes.Add((type, tokens));
            }
        }

        return classes;
    }

    private static unsafe MetadataReader? Metadata(Assembly assembly) =>
        assembly.TryGetRawMetadata(out byte* blob, out int length) ? new MetadataReader(blob, length) : null;

    private static Type? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveType(token);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null; // Needs an optional assembly that is not there; a class that cannot be loaded holds nothing.
        }
    }

    /// <summary>Lambda and constant caches (<c>&lt;>c</c>, <c>&lt;PrivateImplementationDetails></c>). File-local (<c>&lt;File>F0__X</c>) and F# start-up classes are real ones.</summary>
    private static bool IsCompilerCache(string typeName) =>
        typeName.StartsWith("<>", StringComparison.Ordinal) || typeName.StartsWith("<PrivateImpl", StringComparison.Ordinal);

    private static bool CanHoldWork(MetadataReader metadata, FieldDefinition field)
    {
        const FieldAttributes NoStorage = FieldAttributes.Literal | FieldAttributes.HasFieldRVA;
        if ((field.Attributes & FieldAttributes.Static) == 0 || (field.Attributes & NoStorage) != 0)
        {
            return false;
        }

        BlobReader signature = metadata.GetBlobReader(field.Signature);
        signature.ReadSignatureHeader();
        bool isPlain = signature.ReadSignatureTypeCode() is (>= SignatureTypeCode.Void and <= SignatureTypeCode.String)
            or SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.IntPtr or SignatureTypeCode.UIntPtr or SignatureTypeCode.FunctionPointer;
        return !isPlain && !IsThreadStatic(metadata, field);
    }

    /// <summary>What one thread keeps for itself is no owner for the process; it could not be read from here anyway.</summary>
    private static bool IsThreadStatic(MetadataReader metadata, FieldDefinition field)
    {
        foreach (CustomAttributeHandle handle in field.GetCustomAttributes())
        {
            EntityHandle constructor = metadata.GetCustomAttribute(handle).Constructor;
            if (constructor.Kind == HandleKind.MemberReference
                && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, nameof(ThreadStaticAttribute)))
            {
                return true;
            }
        }

        return false;
    }
}
