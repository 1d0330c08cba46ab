using System.Text.Json;
using Leader.Api.Portal.Frame;
using Leader.Domain.Values;

namespace Leader.Api.Portal.Forms;

/// <summary>What the register knows that may stand in a field: short lists, to choose from while typing.</summary>
internal static class Suggestions
{
    private const int Most = 200;

    /// <summary>Members that hold ids, and the list of what they may name.</summary>
    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["category"] = "categories",
        ["categories"] = "categories",
        ["body"] = "organisations",
        ["organisation"] = "organisations",
        ["parent"] = "organisations",
        ["to"] = "organisations",
        ["departments"] = "organisations",
        ["call"] = "calls",
        ["title"] = "leaders",
        ["case"] = "cases",
        ["declaration"] = "declarations",
        ["replaces"] = "declarations",
        ["successor"] = "declarations",
        ["enterprise"] = "enterprises",
        ["other"] = "enterprises",
        ["heirs"] = "enterprises",
    };

    /// <summary>By what the address begins with, for the id in it.</summary>
    private static readonly string[] Addressed =
        ["categories", "calls", "evaluations", "notices", "cases", "findings", "declarations", "organisations", "complaints", "policies"];

    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<(string Id, string Name)>>> ForAsync(PageContext page, FormKind kind)
    {
        var wanted = Names(kind.Fields).Where(Lists.ContainsKey).Distinct().Select(n => (Name: n, List: Lists[n])).ToList();
        if (kind.Address is ["id"] && Addressed.Contains(kind.Concept)) wanted.Add(("@id", kind.Concept));
        if (kind.Address.Contains("creditCode")) wanted.Add(("@creditCode", "enterprises"));
        if (kind.Pattern.StartsWith("/v1/titles/", StringComparison.Ordinal)) wanted.Add(("@id", "leaders"));
        var found = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
        foreach (var (name, list) in wanted)
        {
            if (await ShortAsync(page, list) is { Count: > 0 } items) found[name] = items;
        }
        if (Names(kind.Fields).Contains("unit")) found["unit"] = [.. Units.All.Select(u => (u, ""))];
        return found;
    }

    /// <summary>Empty where the list is long: then the id is typed, or comes with the link to the form.</summary>
    private static async Task<IReadOnlyList<(string Id, string Name)>> ShortAsync(PageContext page, string list)
    {
        var answer = await page.Register.GetAsync($"/v1/{list}?limit={Most}");
        if (!answer.Ok || answer.Json.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String) return [];
        return [.. answer.Json.GetProperty("items").EnumerateArray().Select(One).Where(i => i.Id.Length > 0)];

        (string Id, string Name) One(JsonElement item)
        {
            var id = Text("id") ?? Text(Singular(list)) ?? Text("title") ?? Text("creditCode") ?? "";
            var name = page.T(Text("nameZh") ?? "", "") is { Length: > 0 } zh ? zh : Text("name") ?? Text("enterpriseName") ?? "";
            return (id, name == id ? "" : name);

            string? Text(string member) => item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
    }

    private static string Singular(string list) => list switch
    {
        "categories" => "category",
        "policies" => "policy",
        "enterprises" => "creditCode",
        "leaders" => "title",
        _ => list[..^1],
    };

    private static IEnumerable<string> Names(IEnumerable<Field> fields) => fields.SelectMany(f =>
        f.Kind == FieldKind.Group ? Names(f.Members)
        : f.Item is { Kind: FieldKind.Group } item ? Names(item.Members)
        : [f.Name]);
}
