using System.Text.Json;
using Leader.Api.Portal.Frame;
using Leader.Api.Why;
using Leader.Domain.Record;

namespace Leader.Api.Portal.Parts;

/// <summary>What ids are called, in the language of the page.</summary>
internal static class Called
{
    /// <summary>Who acts: an organisation or an enterprise by its name, others as they are recorded.</summary>
    public static async Task<string> WhoAsync(PageContext page, string id)
    {
        if (id == Domain.Actor.System.Subject) return page.T("登记系统", "the register");
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

    /// <summary>A sentence with names for ids, and categories by their names in the language of the page.</summary>
    public static string Named(PageContext page, (string Zh, string En) sentence, Dictionary<string, string> names) =>
        page.Names.Local(Naming.In(page.T(sentence), names.GetValueOrDefault), page.English);

    /// <summary>Why the register refused, in Chinese and with names for ids; null where the table of reasons does not know it.</summary>
    public static async Task<string?> ReasonAsync(PageContext page, string said) =>
        Http.Reasons.InChinese(said) is var zh && zh == said ? null : Named(page, (zh, said), await AllAsync(page, [zh]));

    /// <summary>Names for all that the sentences of the facts mention, and who acted.</summary>
    public static async Task<Dictionary<string, string>> AllAsync(PageContext page, IReadOnlyCollection<Happening> facts)
    {
        var names = await AllAsync(page, [.. facts.SelectMany(f => new[] { page.T(f.Words), f.Actor ?? "" })]);
        foreach (var values in facts.Select(f => f.Fact).OfType<IndicatorsEvaluated>().GroupBy(v => v.Evaluation))
        {
            if (Domain.Ids.ParseCall(values.Key) is not { } of) continue;
            await page.GetAsync($"/v1/evaluations/{Uri.EscapeDataString(values.Key)}/ranking");
            foreach (var code in values.SelectMany(v => v.Values).Select(v => v.Indicator).Distinct())
            {
                if (page.Names.Of("indicators", $"{of.Category}/{code}") is not null)
                {
                    names[code] = page.Called("indicators", $"{of.Category}/{code}").Text;
                }
            }
        }
        return names;
    }

    /// <summary>
    /// Names for all ids that the texts mention: organisations, enterprises, categories in quotation marks, and what begins with the id of
    /// a call: evaluations, notices, titles, bans.
    /// </summary>
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
        foreach (var declaration in mentioned.Where(id => id.Contains('~', StringComparison.Ordinal)))
        {
            var number = declaration[(declaration.IndexOf('.', StringComparison.Ordinal) + 1)..];
            names[declaration] = number.Replace('~', '/').Replace('_', ' ');
        }
        var longer = mentioned.Where(id => char.IsAsciiDigit(id[0]) && Domain.Ids.ParseCall(id.Split('.')[0]) is not null).Take(60)
            .ToList();
        mentioned.UnionWith(longer.Select(id => id.Split('.')).Where(p => p.Length > 1).Select(p => p[1]));
        var categories = longer.Select(id => id.Split('.')[0][5..]).ToHashSet(StringComparer.Ordinal);
        foreach (var category in categories) await page.GetAsync("/v1/categories/" + category);
        var quoted = mentioned.Where(id => texts.Any(t => t.Contains($"“{id}”", StringComparison.Ordinal))).Take(20);
        foreach (var address in mentioned.Where(id => id.Length is 18 or 20 && char.IsAsciiDigit(id[0])).Take(40)
            .Select(id => (Id: id, At: "/v1/enterprises/" + id)).Concat(quoted.Select(id => (Id: id, At: "/v1/categories/" + id))))
        {
            if (names.ContainsKey(address.Id)) continue;
            if (await page.GetAsync(address.At) is { Ok: true } found) names[address.Id] = NameIn(page, found.Json);
        }
        foreach (var id in longer)
        {
            // a category may have had no name at the time
            var (cycle, category) = Domain.Ids.ParseCall(id.Split('.')[0])!.Value;
            var called = page.CycleOf(id) is var name && name != id ? name : page.T($"{cycle}年度“{category}”", $"“{category}” {cycle}");
            var holder = id.Split('.') is [_, var second, ..] ? names.GetValueOrDefault(second) : null;
            names[id] = called + (holder is null ? "" : page.T($"·{holder}", $", {holder}"));
        }
        return names;
    }
}
