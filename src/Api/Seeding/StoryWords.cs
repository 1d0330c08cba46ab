using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Leader.Api.Http;
using Leader.Domain;

namespace Leader.Api.Seeding;

/// <summary>
/// Short forms for people who write the files: <c>{chenfeng}</c> is the credit code of the enterprise with that key, and
/// <c>sha256:some words</c> the digest of those words: of a text file that holds just them.
/// </summary>
internal sealed partial class StoryWords
{
    public static readonly Actor Regulator = new("samr", Role.Regulator);
    public static readonly Actor Registrar = new("register", Role.Registrar);
    private readonly Dictionary<string, CsvRow> _enterprises;

    public StoryWords(IEnumerable<CsvRow> enterprises) => _enterprises = enterprises.ToDictionary(e => e["key"], StringComparer.Ordinal);

    public string Code(string key, string where) =>
        _enterprises.TryGetValue(key, out var row)
            ? row["code"]
            : throw new StoryException(where, "", $"there is no enterprise with the key '{key}'.");

    public string NameOf(string key) => $"{_enterprises[key]["name_zh"]} · {_enterprises[key]["name"]}";

    /// <summary>The files behind the digests that were expanded.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public string Expand(string text, string where)
    {
        text = Key().Replace(text, m => Code(m.Groups[1].Value, where));
        if (!text.StartsWith("sha256:", StringComparison.Ordinal)) return text;
        var file = Encoding.UTF8.GetBytes(text[7..]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        Files[digest] = file;
        return digest;
    }

    public JsonNode? Expand(JsonNode? node, string where) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(Expand(p.Key, where), Expand(p.Value, where)))),
        JsonArray a => new JsonArray([.. a.Select(n => Expand(n, where))]),
        JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(Expand(text, where)),
        _ => node?.DeepClone(),
    };

    /// <summary><c>evaluation-body:ehaa</c>, <c>enterprise:{chenfeng}</c>, <c>public</c>.</summary>
    public Actor Actor(string text, string where)
    {
        var parts = Expand(text, where).Split(':', 2);
        var role = Enum.GetValues<Role>().Where(r => Identity.Name(r) == parts[0]).Cast<Role?>().FirstOrDefault();
        return role is { } known && (parts.Length == 2 || known == Role.Public) ? new(parts.Length == 2 ? parts[1] : "public", known)
            : throw new StoryException(where, "", $"'{text}' is not an actor, as evaluation-body:ehaa.");
    }

    [GeneratedRegex(@"\{([a-z0-9-]+)\}")]
    private static partial Regex Key();
}
