using System.Collections.Frozen;
using System.Security.Cryptography;
using Leader.Api.Http;

namespace Leader.Api.Portal.Frame;

/// <summary>
/// The stylesheet and scripts of the pages, in the program itself. Addresses hold digests, so what is at one never changes; files of one
/// folder, which name each other, share the digest of all of them.
/// </summary>
internal static class PortalAssets
{
    public sealed record Asset(string Name, byte[] Bytes, string Type, string Address);

    private static readonly FrozenDictionary<string, Asset> All = typeof(PortalAssets).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith("portal/", StringComparison.Ordinal))
        .Select(n => (Name: n["portal/".Length..], Bytes: Load(n)))
        .OrderBy(f => f.Name, StringComparer.Ordinal)
        .GroupBy(f => f.Name.Contains('/', StringComparison.Ordinal) ? Path.GetDirectoryName(f.Name) : f.Name)
        .SelectMany(together => Addressed([.. together])).ToFrozenDictionary(a => a.Address);

    private static readonly FrozenDictionary<string, Asset> ByName = All.Values.ToFrozenDictionary(a => a.Name);

    /// <summary>The address of a file in the folder Assets.</summary>
    public static string Address(string name) => ByName[name].Address;

    public static Asset? Find(PathString path) => path.Value is { } address ? All.GetValueOrDefault(address) : null;

    public static Task SendAsync(HttpContext context, Asset asset)
    {
        context.MadeFrom().Program = true;
        return ViewAnswers.Bytes(context, asset.Bytes, asset.Type, forEver: true).ExecuteAsync(context);
    }

    private static byte[] Load(string resource)
    {
        using var stream = typeof(PortalAssets).Assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static IEnumerable<Asset> Addressed((string Name, byte[] Bytes)[] together)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(together.SelectMany(f => f.Bytes).ToArray()))[..12];
        return together.Select(f => new Asset(f.Name, f.Bytes, Path.GetExtension(f.Name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }, $"/assets/{digest}/{f.Name}"));
    }
}
