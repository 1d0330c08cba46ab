using System.Text.Json;
using Leader.Api.Http;
using Leader.Api.Portal.Frame;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Log;

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
        ["issuer"] = "organisations",
        ["parent"] = "organisations",
        ["to"] = "organisations",
        ["departments"] = "organisations",
        ["call"] = "calls",
        ["title"] = "titles",
        ["titles"] = "titles",
        ["case"] = "cases",
        ["complaint"] = "complaints",
        ["declaration"] = "declarations",
        ["replaces"] = "declarations",
        ["successor"] = "declarations",
        ["enterprise"] = "enterprises",
        ["other"] = "enterprises",
        ["heirs"] = "enterprises",
    };

    /// <summary>By what the address begins with, for the id in it.</summary>
    private static readonly string[] Addressed =
    [
        "categories", "calls", "evaluations", "notices", "cases", "findings", "declarations", "organisations", "complaints", "plans",
        "policies", "inspections", "quality-credits", "sampling-plans", "titles", "services", "activities", "other-titles",
        "implementing-schemes",
    ];

    /// <summary>Where a region is recorded as text: all of the closed list, in both languages, so that one is written in one way.</summary>
    private static readonly IReadOnlyList<(string, string)> Regions =
    [
        .. Enum.GetValues<Region>().Select(r => Labels.Value(nameof(Region), Words.Of(r))).Select(r => ($"{r.Zh} {r.En}", "")),
    ];

    /// <param name="ids">In the address of the command, as far as they are filled in.</param>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<(string Id, string Name)>>> ForAsync(
        PageContext page,
        FormKind kind,
        IReadOnlyDictionary<string, string> ids)
    {
        var names = Names(kind.Fields).ToHashSet(StringComparer.Ordinal);
        var wanted = names.Where(Lists.ContainsKey).Select(n => (Name: n, List: Lists[n])).ToList();
        if (kind.Address is ["id"] && Addressed.Contains(kind.Concept)) wanted.Add(("@id", kind.Concept));
        if (kind.Address.Contains("creditCode")) wanted.Add(("@creditCode", "enterprises"));
        var found = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
        foreach (var (name, list) in wanted)
        {
            if (await ShortAsync(page, list) is { Count: > 0 } items) found[name] = items;
        }
        if (PlanTemplates.Fit(kind)
            && await page.GetAsync("/v1/indicators") is { Ok: true, Json: var dictionary })
        {
            foreach (var (field, of) in new[] { ("code", "indicator"), ("meaning", "meaning"), ("meaningZh", "meaningZh") })
            {
                found[field] = [.. dictionary.GetProperty("items").EnumerateArray().Where(i => Text(i, of) is not null)
                    .Select(i => (Text(i, of)!, page.T(Text(i, "nameZh") ?? "", Text(i, "name") ?? ""))).DistinctBy(i => i.Item1)];
            }
        }
        if (names.Contains("unit")) found["unit"] = [.. Units.All.Select(u => (u, ""))];
        if (names.Contains("theme")) found["theme"] = [.. Themes.List.Select(t => (t, ""))];
        if (kind.Fields.Any(f => f is { Name: "region", Kind: FieldKind.Text })) found["region"] = Regions;
        if (kind.Concept == "evaluations" && ids.GetValueOrDefault("id") is { Length: > 0 } evaluation)
        {
            await OfEvaluationAsync(page, evaluation, names, found);
        }
        return found;
    }

    /// <summary>Within one evaluation the declarations of its pool, and the indicators of its plan.</summary>
    private static async Task OfEvaluationAsync(
        PageContext page,
        string evaluation,
        HashSet<string> names,
        Dictionary<string, IReadOnlyList<(string, string)>> found)
    {
        if (await page.GetAsync($"/v1/evaluations/{Uri.EscapeDataString(evaluation)}") is not { Ok: true, Json: var of }) return;
        if (names.Contains("declaration")) found["declaration"] = All("pool", "declaration", p => $"{Text(p, "number")} {Called(page, p)}");
        if (names.Contains("indicator"))
        {
            found["indicator"] = All("indicators", "code", i => page.T(Text(i, "nameZh") ?? "", Text(i, "name") ?? ""));
        }

        IReadOnlyList<(string, string)> All(string list, string id, Func<JsonElement, string> name) =>
            of.TryGetProperty(list, out var all) ? [.. all.EnumerateArray().Select(one => (Text(one, id) ?? "", name(one)))] : [];
    }

    /// <summary>Empty where the list is long: then the id is typed, or comes with the link to the form.</summary>
    private static async Task<IReadOnlyList<(string Id, string Name)>> ShortAsync(PageContext page, string list)
    {
        var answer = await page.GetAsync($"/v1/{(list == "plans" ? "calls" : list)}?limit={Most}{Own(page, list)}");
        if (!answer.Ok || answer.Json.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String) return [];
        var items = answer.Json.GetProperty("items").EnumerateArray();
        return list == "plans"
            ? [.. items.SelectMany(c => c.GetProperty("plans").EnumerateArray()).Select(p => Named(page, p, "plan"))]
            : [.. items.Select(i => Named(page, i, Forms.Called.One(list))).Where(i => i.Id.Length > 0)];
    }

    /// <summary>Of long lists those that the reader can do something about: its own, and what is open.</summary>
    private static string Own(PageContext page, string list) => (list, page.Reader) switch
    {
        ("notices", _) => "&status=open",
        ("declarations" or "titles" or "cases", { Role: Role.Enterprise, Subject: var enterprise }) => $"&enterprise={enterprise}",
        ("evaluations" or "titles" or "cases", { Role: Role.EvaluationBody, Subject: var body }) => $"&body={Uri.EscapeDataString(body)}",
        ("services" or "activities" or "other-titles", { Subject: var body }) => $"&body={Uri.EscapeDataString(body)}",
        ("titles", _) => "&status=inForce",
        _ => "",
    };

    /// <summary>By its own name, by the cycle and category that its id begins with, and by the enterprise that it is about.</summary>
    private static (string Id, string Name) Named(PageContext page, JsonElement item, string own)
    {
        var id = Text(item, own) ?? "";
        var name = page.T(Text(item, "nameZh") ?? "", "") is { Length: > 0 } zh ? zh
            : Text(item, "name") is { } written ? page.Name(written)
            : string.Join(" ", new[]
            {
                page.CycleOf(Text(item, "title") ?? id), Text(item, "number"), Called(page, item),
            }.Where(n => n is { Length: > 0 } && n != id));
        return (id, name == id ? "" : name);
    }

    private static string Called(PageContext page, JsonElement item) =>
        Text(item, "enterprise") is { } enterprise ? page.Called("enterprises", enterprise, Text(item, "enterpriseName")).Text
        : Text(item, "body") is { } body ? page.Called("organisations", body).Text
        : "";

    private static string? Text(JsonElement item, string member) =>
        item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Names(IEnumerable<Field> fields) => fields.SelectMany(f =>
        f.Kind == FieldKind.Group ? Names(f.Members)
        : f.Item is { Kind: FieldKind.Group } item ? Names(item.Members)
        : [f.Name]);
}
