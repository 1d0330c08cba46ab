using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Leader.Architecture;

/// <summary>What a compiled assembly uses of others, read from its metadata: neither an alias nor a <c>using static</c> hides it.</summary>
internal static class Used
{
    public static IReadOnlyList<string> Assemblies(Assembly assembly) =>
        Read(assembly, m => m.AssemblyReferences.Select(r => m.GetString(m.GetAssemblyReference(r).Name)));

    /// <summary>Types, as <c>System.IO.File</c>.</summary>
    public static IReadOnlyList<string> Types(Assembly assembly) => Read(assembly, m => m.TypeReferences.Select(r => NameOf(m, r)));

    /// <summary>Members, as <c>System.DateTime.get_UtcNow</c>.</summary>
    public static IReadOnlyList<string> Members(Assembly assembly) => Read(assembly, m => m.MemberReferences
        .Select(m.GetMemberReference).Where(r => r.Parent.Kind == HandleKind.TypeReference)
        .Select(r => $"{NameOf(m, (TypeReferenceHandle)r.Parent)}.{m.GetString(r.Name)}"));

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    private static List<string> Read(Assembly assembly, Func<MetadataReader, IEnumerable<string>> what)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        return [.. what(file.GetMetadataReader()).Distinct().Order(StringComparer.Ordinal)];
    }
}
