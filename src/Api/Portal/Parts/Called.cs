using System.Text.Json;
using Leader.Api.Portal.Frame;
using Leader.Api.Why;
using Leader.Domain;

namespace Leader.Api.Portal.Parts;

/// <summary>What ids are called, in the language of the page.</summary>
internal static class Called
{
    /// <summary>Who acts: an organisation or an enterprise by its name, others as they are recorded.</summary>
    public static async Task<string> WhoAsync(PageContext page, string id)
    {
        if (id == Actor.System.Subject) return page.T("登记系统", "the register");
        foreach (var (kind, address) in new[] { ("organisations", "/v1/organisations/"), ("enterprises", "/v1/enterprises/") })
        {
            if (page.Names.Of(kind, id) is not null) return page.Called(kind, id).Text;
            if (kind == "enterprises" && id.Length is not (18 or 20)) continue;
            if (await page.GetAsync(address + Uri.EscapeDataString(id)) is { Ok: true } found) return NameIn(page, found.Json);
        }
        return id;
    }

    /// <summary>Of a document that has <c>name</c>, and perhaps <c>nameZh</c>.</summary>
    public static string NameIn(PageContext page, JsonElement doc)
    {
        var name = doc.GetProperty("name").GetString()!;
        return !page.English && doc.TryGetProperty("nameZh", out var zh) && zh.GetString() is { Length: > 0 } chinese
            ? chinese
            : page.Name(name);
    }

    /// <summary>Names for all ids that the texts mention: organisations, enterprises, and categories in quotation marks.</summary>
    public static async Task<Dictionary<string, string>> AllAsync(PageContext page, IReadOnlyCollection<string> texts)
    {
        var mentioned = texts.SelectMany(Naming.Mentioned).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (mentioned.Count == 0) return names;
        var organisations = await page.GetAsync("/v1/organisations?limit=1000");
        if (organisations.Ok)
        {
            foreach (var one in organisations.Json.GetProperty("items").EnumerateArray())
            {
                if (one.GetProperty("organisation").GetString() is { } id && mentioned.Contains(id)) names[id] = NameIn(page, one);
            }
        }
        var quoted = mentioned.Where(id => texts.Any(t => t.Contains($"“{id}”", StringComparison.Ordinal))).Take(20);
        foreach (var address in mentioned.Where(id => id.Length is 18 or 20 && char.IsAsciiDigit(id[0])).Take(40)
            .Select(id => (Id: id, At: "/v1/enterprises/" + id)).Concat(quoted.Select(id => (Id: id, At: "/v1/categories/" + id))))
        {
            if (names.ContainsKey(address.Id)) continue;
            if (await page.GetAsync(address.At) is { Ok: true } found) names[address.Id] = NameIn(page, found.Json);
        }
        return names;
    }
}
