using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Time;
using Leader.Domain.Values;

namespace Leader.Api.Tests.Views;

/// <summary>
/// Every list that the OpenAPI document has, every filter that it says, and both directions of every order: held against the whole list,
/// read at the same two clocks and narrowed and sorted here, by where each document shows what is asked for.
/// </summary>
[Collection("history")]
public class Every_list_is_filtered_and_sorted_by_what_it_shows(HistoryFixture history)
{
    /// <summary>Where documents show what a parameter asks for; the member of the same name, if not told.</summary>
    private static readonly Dictionary<string, string> Shown = new()
    {
        ["adoptions.body"] = "user",
        ["adoptions.product"] = "models[]",
        ["bans.category"] = "ban",
        ["bans.cycle"] = "ban",
        ["calls.body"] = "plans[].body",
        ["calls.status"] = "stage",
        ["cases.category"] = "title",
        ["cases.cycle"] = "title",
        ["cases.ground"] = "establishedGround",
        ["categories.body"] = "cycles[^].body",
        ["categories.cycle"] = "cycles[^].cycle",
        ["categories.field"] = "cycles[^].field",
        ["categories.sector"] = "cycles[^].sector",
        ["complaints.status"] = "stage",
        ["declarations.category"] = "disclosure.categories[]",
        ["declarations.from"] = "versions[0].from",
        ["enterprises.enterprise"] = "creditCode",
        ["enterprises.region"] = "division",
        ["evaluations.declaration"] = "pool[].declaration",
        ["evaluations.enterprise"] = "pool[].enterprise",
        ["evaluations.status"] = "stage",
        ["findings.body"] = "authority",
        ["inspections.body"] = "authority",
        ["inspections.organisation"] = "subjectId",
        ["key-fields.category"] = "fields[].categories[].id",
        ["key-fields.sector"] = "fields[].sector",
        ["leaders.product"] = "products[]",
        ["notices.category"] = "call",
        ["notices.cycle"] = "call",
        ["organisations.body"] = "organisation",
        ["organisations.kind"] = "kinds[]",
        ["implementing-schemes.body"] = "issuer",
        ["implementing-schemes.responsible"] = "milestones[].responsible",
        ["policies.body"] = "issuer",
        ["policies.region"] = "division",
        ["quality-credits.body"] = "issuer",
        ["reports.category"] = "evaluation",
        ["reports.cycle"] = "evaluation",
        ["sampling-plans.body"] = "authority",
        ["sampling-plans.category"] = "categories[]",
        ["sampling-plans.enterprise"] = "samples[].enterprise",
        ["sampling-plans.title"] = "samples[].title",
        ["services.category"] = "categories[]",
        ["signing-keys.body"] = "holder",
        ["signing-keys.enterprise"] = "holder",
        ["titles.ground"] = "revocation.ground",
        ["titles.product"] = "products[]",
    };

    /// <summary>Days that an answer has, from the first to the last of each span.</summary>
    private static readonly Dictionary<string, (string List, string First, string Last)> Spans = new()
    {
        ["bans.covers"] = ("", "from", "lastDay"),
        ["enterprises.barredOn"] = ("bans", "from", "lastDay"),
        ["external-figures.periodOn"] = ("", "from", "to"),
        ["notices.openOn"] = ("", "openedOn", "lastDay"),
        ["organisations.disqualifiedOn"] = ("disqualifications", "from", "lastDay"),
        ["other-titles.validOn"] = ("", "validFrom", "validTo"),
        ["policies.validOn"] = ("", "validFrom", "validTo"),
        ["implementing-schemes.validOn"] = ("", "validFrom", "validTo"),
        ["signing-keys.validOn"] = ("", "from", "lastDay"),
    };

    /// <summary>What the public is not shown of documents, though it may ask by it; and the stage of cases, of which it is shown less.
    /// </summary>
    private static readonly string[] NotShown = ["complaints.enterprise", "cases.status", "inspections.enterprise"];

    /// <summary>Of what the demonstration history has nothing.</summary>
    private static readonly string[] NothingOf =
    [
        "field-proposals.decidedOnSince", "field-proposals.decidedOnUntil", "leaders.endedOnSince", "leaders.endedOnUntil",
        "signing-keys.revokedFromSince", "signing-keys.revokedFromUntil",
    ];

    private static readonly string[] Plumbing =
    [
        "asOf", "knownAt", "position", "minPosition", "Accept-Datetime", "limit", "total", "sort", "bom", "after", "format",
        "If-None-Match",
    ];

    private readonly string[] _clocks = [$"asOf=2026-11-23&position={history.Newest}", "knownAt=2022-03-01T12:00:00%2B08:00"];

    [Fact]
    public async Task By_every_filter_and_in_every_order_and_on_pages_of_any_size()
    {
        var document = JsonElement.Parse(await history.Http.GetStringAsync("/openapi/v1.json"));
        var lists = document.GetProperty("paths").EnumerateObject().Where(p => !p.Name.Contains('{', StringComparison.Ordinal)
            && p.Value.TryGetProperty("get", out var get) && Names(get) is var names && names.Contains("limit") && names.Contains("asOf")
            && names.Contains("Accept-Datetime")).ToArray();
        lists.Length.ShouldBeGreaterThan(25);
        var nothing = new List<string>();
        foreach (var path in lists)
        {
            var (list, get) = (path.Name["/v1/".Length..], path.Value.GetProperty("get"));
            var sorts = get.GetProperty("parameters").EnumerateArray().Where(p => Name(p) == "sort").SelectMany(p => Words(document, p))
                .ToArray();
            sorts.Length.ShouldBeGreaterThan(1, $"{list} stands in no order but its own");
            sorts.Where(s => s[0] == '-').Select(s => s[1..]).ShouldBe(sorts.Where(s => s[0] != '-'), list);
            var times = document.GetProperty("paths").GetProperty(path.Name + "/timemap").GetProperty("get");
            Names(times).Except(Plumbing).Where(n => n != "page").Order()
                .ShouldBe(Names(get).Except(Plumbing).Order(), $"{list}: what narrows it narrows its time map");
            nothing.AddRange(await HoldAsync(list, [.. Names(get).Except(Plumbing)], sorts));
        }
        string.Join('\n', _faults).ShouldBeEmpty();
        nothing.Order().ShouldBe(NothingOf.Order(), "each filter finds something in the history");
    }

    private async Task<IEnumerable<string>> HoldAsync(string list, string[] filters, string[] sorts)
    {
        var whole = new List<JsonElement>[_clocks.Length];
        for (var i = 0; i < _clocks.Length; i++) whole[i] = await PagesAsync($"/v1/{list}?{_clocks[i]}&limit=1000");
        foreach (var sort in sorts) await HoldAsync(list, 0, whole[0], "", _ => true, sort);

        var (turn, nothing) = (0, new List<string>());
        foreach (var filter in filters.Where(f => !NotShown.Contains($"{list}.{f}")))
        {
            var known = whole.SelectMany(d => d).SelectMany(d => Values(list, filter, d)).Distinct().Order(StringComparer.Ordinal)
                .ToArray();
            if (known.Length == 0) nothing.Add($"{list}.{filter}");
            foreach (var value in known.Where((_, i) => i % ((known.Length / 6) + 1) == 0))
            {
                turn++;
                var at = turn % _clocks.Length;
                await HoldAsync(
                    list,
                    at,
                    whole[at],
                    $"&{filter}={Uri.EscapeDataString(value)}",
                    d => Fits(list, filter, d, value),
                    sorts[turn % sorts.Length]);
            }
        }
        return nothing;
    }

    /// <summary>All that is wrong, told at once.</summary>
    private readonly List<string> _faults = [];

    private async Task HoldAsync(string list, int at, List<JsonElement> whole, string query, Func<JsonElement, bool> fits, string sort)
    {
        var by = sort.TrimStart('-');
        var expected = whole.Where(fits).OrderBy(d => At(list, by, d).FirstOrDefault() ?? "", StringComparer.Ordinal)
            .ThenBy(d => Own(list, d), StringComparer.Ordinal).Select(d => Own(list, d));
        if (sort[0] == '-') expected = expected.Reverse();
        var ids = expected.ToArray();
        var address = $"/v1/{list}?{_clocks[at]}{query}&sort={sort}&limit={(ids.Length / 3) + 1}&total=exact";
        try
        {
            (await PagesAsync(address, ids.Length)).Select(d => Own(list, d)).ShouldBe(ids, address);
        }
        catch (ShouldAssertException e) { _faults.Add(e.Message); }
    }

    private static string Own(string list, JsonElement d) => list switch
    {
        "bans" => $"{d.GetProperty("ban")}@{d.GetProperty("enterprise")}",
        "products" => $"{d.GetProperty("product")}",
        _ => $"{d.EnumerateObject().First().Value}",
    };

    private static IEnumerable<string> Values(string list, string filter, JsonElement d)
    {
        if (Spans.TryGetValue($"{list}.{filter}", out var span))
        {
            return Read(d, span.List.Length == 0 ? span.First : $"{span.List}[].{span.First}");
        }
        if (filter.EndsWith("Since", StringComparison.Ordinal) || filter.EndsWith("Until", StringComparison.Ordinal))
        {
            return At(list, filter[..^5], d).Select(DateOnly.Parse).SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) })
                .Select(day => $"{day:yyyy-MM-dd}");
        }
        return At(list, filter, d);
    }

    private static bool Fits(string list, string filter, JsonElement d, string value)
    {
        if (Spans.TryGetValue($"{list}.{filter}", out var span))
        {
            return (span.List.Length == 0 ? [d] : d.GetProperty(span.List).EnumerateArray().AsEnumerable())
                .Any(s => !(s.TryGetProperty("void", out var isVoid) && isVoid.GetBoolean())
                    && string.CompareOrdinal(Text(s, span.First), value) <= 0
                    && string.CompareOrdinal(Text(s, span.Last) ?? "9999", value) >= 0
                    && (list != "signing-keys" || string.CompareOrdinal(Text(s, "revokedFrom") ?? "9999", value) > 0));
        }
        var all = At(list, filter.EndsWith("Since", StringComparison.Ordinal) || filter.EndsWith("Until", StringComparison.Ordinal)
            ? filter[..^5] : filter, d);
        return filter.EndsWith("Since", StringComparison.Ordinal) ? all.Any(day => string.CompareOrdinal(day, value) >= 0)
            : filter.EndsWith("Until", StringComparison.Ordinal) ? all.Any(day => string.CompareOrdinal(day, value) <= 0)
            : all.Contains(value);
    }

    /// <summary>What the document shows of what is asked for.</summary>
    private static IEnumerable<string> At(string list, string asked, JsonElement d)
    {
        var found = Read(d, Shown.GetValueOrDefault($"{(list == "leaders" ? "titles" : list)}.{asked}", asked));
        return (list, asked) switch
        {
            ("bans" or "cases" or "notices" or "reports", "category") => found.Select(id => id.Split('.')[0].Split('@')[0][5..]),
            ("bans" or "cases" or "notices" or "reports", "cycle") => found.Select(id => id[..4]),
            ("categories", "status") => [Read(d, "cycles[^].stage").FirstOrDefault() ?? "unlisted"],
            ("enterprises", "status") => [Read(d, "heirs.kind").FirstOrDefault() switch
            {
                null => "registered",
                "merger" => "merged",
                _ => "split",
            }],
            ("declarations", "verified") => d.GetProperty("evaluations").EnumerateArray().Any(e => Text(e, "place") is not null
                && e.GetProperty("results").EnumerateArray().Any(r => Text(r, "baseline") is not null)) ? ["stricter"] : [],
            ("signing-keys", "enterprise") => found.Where(h => CreditCode.TryParse(h, out _)),
            ("signing-keys", "body") => found.Where(h => !CreditCode.TryParse(h, out _)),
            ("signing-keys", "revoked") => [Text(d, "revokedFrom") is null ? "false" : "true"],
            ("inspections", "organisation") => Text(d, "subject")?.ToLowerInvariant() == "organisation" ? found : [],
            _ => found,
        };
    }

    private static string? Text(JsonElement of, string member) => Read(of, member).FirstOrDefault();

    private static IEnumerable<string> Read(JsonElement of, string path)
    {
        if (path.Length == 0)
        {
            return of.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.String => [of.GetString()!.All(char.IsAsciiLetter) ? Small(of.GetString()!) : of.GetString()!],
                _ => [of.GetRawText()],
            };
        }
        var (here, rest) = path.Split('.', 2) is [var first, var then] ? (first, then) : (path, "");
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(here.Split('[')[0], out var value)) return [];
        if (!here.EndsWith(']')) return Read(value, rest);
        var items = value.EnumerateArray().ToArray();
        return (here.EndsWith("[0]", StringComparison.Ordinal) ? items.Take(1) : here.EndsWith("[^]", StringComparison.Ordinal)
            ? items.TakeLast(1) : items).SelectMany(i => Read(i, rest));
    }

    /// <summary>Some documents begin a word with a capital.</summary>
    private static string Small(string word) => word.Length > 0 && word.Any(char.IsAsciiLetterLower)
        ? char.ToLowerInvariant(word[0]) + word[1..]
        : word;

    private static string Name(JsonElement parameter) => parameter.GetProperty("name").GetString()!;

    private static string[] Names(JsonElement operation) => operation.TryGetProperty("parameters", out var all)
        ? [.. all.EnumerateArray().Select(Name)] : [];

    private static IEnumerable<string> Words(JsonElement document, JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var at))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(at.GetString()!.Split('/')[^1]);
        }
        return schema.GetProperty("enum").EnumerateArray().Select(w => w.GetString()!);
    }

    private async Task<List<JsonElement>> PagesAsync(string address, int? total = null)
    {
        var (items, next) = (new List<JsonElement>(), (string?)address);
        while (next is not null)
        {
            using var answer = await history.AskAsync(next);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{next}: {await answer.TextAsync()}");
            var page = await answer.JsonAsync();
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (total is { } exact) page.GetProperty("total").GetInt32().ShouldBe(exact, next);
            next = page.GetProperty("next").GetString();
        }
        return items;
    }
}
