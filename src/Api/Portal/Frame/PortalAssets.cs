using System.Collections.Frozen;
using System.Security.Cryptography;
using Leader.Api.Http;

namespace Leader.Api.Portal.Frame;

/// <summary>The stylesheet and scripts of the pages, in the program itself. Addresses hold digests, and so never change.</summary>
internal static class PortalAssets
{
    public sealed record Asset(string Name, byte[] Bytes, string Type, string Address);

    private static readonly FrozenDictionary<string, Asset> All = typeof(PortalAssets).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith("portal/", StringComparison.Ordinal)).Select(Load).ToFrozenDictionary(a => a.Address);

    private static readonly FrozenDictionary<string, Asset> ByName = All.Values.ToFrozenDictionary(a => a.Name);

    /// <summary>The address of a file in the folder Assets.</summary>
    public static string Address(string name) => ByName[name].Address;

    public static Asset? Find(PathString path) => path.Value is { } address ? All.GetValueOrDefault(address) : null;

    public static Task SendAsync(HttpContext context, Asset asset)
    {
        context.MadeFrom().Program = true;
        return ViewAnswers.Bytes(context, asset.Bytes, asset.Type, forEver: true).ExecuteAsync(context);
    }

    private static Asset Load(string resource)
    {
        var name = resource["portal/".Length..];
        using var stream = typeof(PortalAssets).Assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
        return new(name, bytes, Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        }, $"/assets/{digest}/{name}");
    }
}
