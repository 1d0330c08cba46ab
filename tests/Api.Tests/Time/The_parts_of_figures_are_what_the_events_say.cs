using System.Text.Json;
using Leader.Api.Tests.Seeding;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.Time;

/// <summary>
/// Every part of every figure, and the rows behind it, against a naive count over the raw events at random pairs of clocks.
/// </summary>
[Collection("history")]
public class The_parts_of_figures_are_what_the_events_say(HistoryFixture history)
{
    private static readonly Fact[] Facts = [.. The_demonstration_history.Played.Value.SelectMany(a => a.Facts)];

    /// <summary>One thing that is counted, and the parts that it stands in; of a share whether it is in the count.</summary>
    private sealed record Thing(string Id, Dictionary<string, string[]> In, bool Counts = true);

    public static TheoryData<string, int> Clocks
    {
        get
        {
            var data = new TheoryData<string, int>
            {
                { "2026-11-20", Facts.Length }, { "2022-01-18", 3094 }, { "2027-06-30", Facts.Length }, { "2020-12-31", 1800 },
            };
            var random = new Random(20261128);
            for (var i = 0; i < 8; i++)
            {
                data.Add($"{new DateOnly(2018, 6, 1).AddDays(random.Next(3200)):yyyy-MM-dd}", random.Next(1, Facts.Length + 1));
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Clocks)), Trait("Rule", "R99"), Trait("Rule", "R22"), Trait("Rule", "Q47"), Trait("Rule", "Q53")]
    [Trait("Rule", "Q62"), Trait("Rule", "R17"), Trait("Rule", "R19"), Trait("Rule", "R21"), Trait("Trap", "21")]
    public async Task A_part_counts_what_a_naive_count_gives_and_its_rows_are_those(string asOf, int position)
    {
        var day = DateOnly.ParseExact(asOf, "yyyy-MM-dd");
        position = (int)await history.EndOfActAsync(position);
        var expected = Things(day, position);
        foreach (var about in new[] { "goals", "use" })
        {
            foreach (var figure in (await GetAsync($"/v1/statistics?about={about}&asOf={asOf}&position={position}")).GetProperty("items")
                .EnumerateArray())
            {
                await HeldAsync(figure.GetProperty("id").GetString()!, expected, asOf, position);
                expected.Remove(figure.GetProperty("id").GetString()!);
            }
        }
        expected.Keys.ShouldBeEmpty();
    }

    private async Task HeldAsync(string id, Dictionary<string, List<Thing>> expected, string asOf, int position)
    {
        var (things, address) = (expected[id], $"/v1/statistics/{id}?asOf={asOf}&position={position}");
        var whole = await GetAsync(address);
        whole.GetProperty("count").GetInt64().ShouldBe(things.Where(t => t.Counts).Select(t => t.Id).Distinct().Count(), address);
        (await RowsAsync($"/v1/statistics/{id}/rows?", asOf, position))
            .ShouldBe(things.Where(t => t.Counts).Select(t => t.Id).Distinct().Order(StringComparer.Ordinal).ToList(), address);
        foreach (var by in whole.GetProperty("canBeToldBy").EnumerateArray().Select(b => b.GetString()!))
        {
            var told = await GetAsync($"{address}&by={by}");
            var parts = told.GetProperty("parts").EnumerateArray().ToList();
            if (by == "year")
            {
                foreach (var part in parts)
                {
                    var then = Things(DateOnly.ParseExact(part.GetProperty("part").GetString()!, "yyyy-MM-dd"), position)[id];
                    part.GetProperty("count").GetInt64()
                        .ShouldBe(then.Where(t => t.Counts).Select(t => t.Id).Distinct().Count(), $"{address} {part}");
                }
                continue;
            }
            var naive = things.SelectMany(t => t.In[by].Length == 0 ? [(Part: "", Thing: t)] : t.In[by].Select(p => (Part: p, Thing: t)))
                .GroupBy(p => p.Part, p => p.Thing).ToDictionary(g => g.Key, g => (
                    Count: (long)g.Where(t => t.Counts).Select(t => t.Id).Distinct().Count(),
                    Of: (long)g.Select(t => t.Id).Distinct().Count()));
            var share = whole.GetProperty("of").ValueKind != JsonValueKind.Null;
            parts.ToDictionary(p => p.GetProperty("part").GetString()!, p => (
                Count: p.GetProperty("count").GetInt64(),
                Of: share ? p.GetProperty("of").GetInt64() : p.GetProperty("count").GetInt64()))
                .ShouldBe(naive, ignoreOrder: true, $"{address} {by}");
            if (told.GetProperty("addsUp").GetBoolean())
            {
                parts.Sum(p => p.GetProperty("count").GetInt64()).ShouldBe(told.GetProperty("count").GetInt64(), $"{address} {by}");
            }
            foreach (var part in parts.Take(3).Append(parts.LastOrDefault()).Where(p => p.ValueKind != JsonValueKind.Undefined))
            {
                var name = part.GetProperty("part").GetString()!;
                (await RowsAsync(part.GetProperty("rows").GetString()! + "&", asOf, position)).ShouldBe(
                    things.Where(t => t.Counts && (t.In[by].Contains(name) || name.Length == 0 && t.In[by].Length == 0)).Select(t => t.Id)
                        .Distinct().Order(StringComparer.Ordinal).ToList(),
                    $"{address} {by} {name}");
            }
        }
    }

    [Fact, Trait("Rule", "R99")]
    public async Task The_rows_of_a_part_come_in_pages_and_one_that_the_figure_does_not_have_is_refused()
    {
        const string rows = "/v1/statistics/disclosed-standards/rows";
        var all = await RowsAsync($"{rows}?limit=1000&", "2026-11-20", Facts.Length);
        var paged = new List<string>();
        for (var next = $"{rows}?limit=37&asOf=2026-11-20&position={Facts.Length}"; next is not null;)
        {
            var page = await GetAsync(next);
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("row").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        paged.ShouldBe(all);
        all.Count.ShouldBeGreaterThan(100);
        var one = (await GetAsync($"{rows}?limit=1")).GetProperty("items")[0];
        (await GetAsync(one.GetProperty("address").GetString()!)).GetProperty("declaration").GetString()
            .ShouldBe(one.GetProperty("row").GetString());
        var of = $"&limit=1000&asOf=2026-11-20&position={Facts.Length}";
        (await GetAsync($"{rows}?by=region&part={Uri.EscapeDataString("广东 Guangdong")}{of}")).GetProperty("items").GetRawText()
            .ShouldBe((await GetAsync($"{rows}?by=region&part=guangdong{of}")).GetProperty("items").GetRawText(), "as a release named it");
        foreach (var wrong in new[] { "?by=region&part=Atlantis", "?part=x", "?by=year", "?by=body", "?after=x", "?limit=0" })
        {
            ((int)(await history.AskAsync(rows + wrong)).StatusCode).ShouldBe(400, wrong);
        }
    }

    [Fact, Trait("Rule", "Q53"), Trait("Rule", "Q62")]
    public async Task A_use_is_flagged_in_the_figures_as_its_own_page_says()
    {
        var uses = (await GetAsync($"/v1/adoptions?limit=1000&asOf=2026-11-20&position={Facts.Length}")).GetProperty("items")
            .EnumerateArray().ToList();
        (await RowsAsync("/v1/statistics/uses-flagged/rows?", "2026-11-20", Facts.Length)).ShouldBe(
            uses.Where(u => u.GetProperty("titleEnd").ValueKind != JsonValueKind.Null).Select(u => u.GetProperty("adoption").GetString()!)
                .Order(StringComparer.Ordinal));
    }

    /// <summary>A release names the figures of its subject: one more of them and it would be another release.</summary>
    [Fact, Trait("Rule", "R100")]
    public async Task No_figure_is_added_to_a_subject_that_was_released()
    {
        (await IdsAsync("/v1/statistics")).ShouldBe(await IdsAsync("/v1/statistics?about=goals"));
        (await IdsAsync("/v1/statistics")).ShouldBe(
        [
            "disclosed-standards", "disclosed-own-standards", "claimed-stricter", "verified-stricter",
            "leader-enterprises-consumer-goods", "leader-titles-consumer-goods", "leader-standards-consumer-goods",
            "leader-enterprises-equipment-and-emerging", "leader-titles-equipment-and-emerging", "leader-standards-equipment-and-emerging",
            "leader-enterprises-services", "leader-titles-services", "leader-standards-services",
            "bans-current",
        ]);
        (await IdsAsync("/v1/statistics?about=use")).ShouldBe(["users-registered", "uses-reported", "uses-in-force", "uses-flagged"]);

        async Task<IEnumerable<string>> IdsAsync(string address) => (await GetAsync(address)).GetProperty("items").EnumerateArray()
            .Select(f => f.GetProperty("id").GetString()!).ToList();
    }

    private async Task<List<string>> RowsAsync(string address, string asOf, int position)
    {
        var rows = new List<string>();
        for (var next = address.Contains("asOf=", StringComparison.Ordinal) ? address : $"{address}asOf={asOf}&position={position}";
            next is not null;)
        {
            var page = await GetAsync(next);
            rows.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("row").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        return rows;
    }

    private async Task<JsonElement> GetAsync(string address)
    {
        var answer = await history.AskAsync(address);
        ((int)answer.StatusCode).ShouldBe(200, $"{address} {await answer.TextAsync()}");
        return await answer.JsonAsync();
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>What each figure counts, from the facts in force on the day among those known.</summary>
    private static Dictionary<string, List<Thing>> Things(DateOnly day, int position)
    {
        var facts = Facts.Take(position).Where(f => f.On <= day).ToList();
        var regions = facts.OfType<EnterpriseRegistered>().ToDictionary(e => e.Enterprise, e => e.Region);
        string[] Region(string enterprise) =>
            regions[enterprise] is { } region ? [Camel(string.Concat(region.Where(char.IsAsciiLetter)))] : [];
        var opened = facts.OfType<EvaluationOpened>().GroupBy(e => e.Evaluation).ToDictionary(g => g.Key, g => g.Last());
        string[] Themes(string evaluation) =>
        [
            .. opened[evaluation].Content.Indicators.Where(i => i.Class == IndicatorClass.Core && i.Theme is not null)
                .Select(i => i.Theme == "safety of equipment" ? "safety"
                    : Camel(string.Concat(i.Theme!.Split(' ').Select(w => char.ToUpperInvariant(w[0]) + w[1..])))).Distinct(),
        ];
        var things = new Dictionary<string, List<Thing>>();

        var newest = facts.OfType<StandardDeclared>().ToDictionary(d => d.Declaration, d => d.Disclosure);
        foreach (var revision in facts.OfType<DeclarationRevised>()) newest[revision.Declaration] = revision.Disclosure;
        var abolished = facts.OfType<DeclarationAbolished>().Select(a => a.Declaration).ToHashSet();
        var ranked = facts.OfType<RankingPublished>().SelectMany(r => r.Result.Entries)
            .Where(e => e.Results.Any(r => r.Baseline is not null)).Select(e => e.Declaration).ToHashSet();
        var sectors = new Dictionary<string, (int Cycle, GoalSector Sector)>();
        foreach (var list in facts.OfType<KeyFieldListPublished>())
        {
            foreach (var (category, sector) in list.Fields.SelectMany(f => f.Categories.Select(c => (c.Id, f.Sector))))
            {
                if (!sectors.TryGetValue(category, out var known) || known.Cycle <= list.Cycle) sectors[category] = (list.Cycle, sector);
            }
        }
        var standards = facts.OfType<StandardDeclared>().Where(d => !abolished.Contains(d.Declaration)).Select(d => (
            Declared: d,
            Thing: new Thing(d.Declaration, new()
            {
                ["kind"] = [Camel(d.Kind.ToString())],
                ["level"] = Level(newest[d.Declaration].LevelClaim?.Level),
                ["sector"] = [.. newest[d.Declaration].Categories.Select(c => sectors.TryGetValue(c, out var s) ? Camel($"{s.Sector}") : "")
                    .Distinct()],
                ["region"] = Region(d.Enterprise),
                ["category"] = [.. newest[d.Declaration].Categories.Distinct()],
            }))).ToList();
        var own = standards.Where(s => s.Declared.Number.StartsWith("Q/", StringComparison.Ordinal)).Select(s => s.Thing).ToList();
        things["disclosed-standards"] = [.. standards.Select(s => s.Thing)];
        things["disclosed-own-standards"] = own;
        things["claimed-stricter"] = [.. own.Select(t => t with { Counts = t.In["level"] is ["stricter"] })];
        things["verified-stricter"] = [.. own.Select(t => t with { Counts = ranked.Contains(t.Id) })];

        var held = Figures_are_what_the_events_say.Titles(day, position);
        var standard = new Dictionary<string, string>();
        foreach (var fact in facts)
        {
            if (fact is TitleAwarded t) standard[t.Title] = t.Declaration;
            if (fact is TitleFollowedRevision to) standard[to.Title] = to.Declaration;
        }
        foreach (var (sector, name) in new[]
        {
            (GoalSector.ConsumerGoods, "consumer-goods"), (GoalSector.EquipmentAndEmerging, "equipment-and-emerging"),
            (GoalSector.Services, "services"),
        })
        {
            var titles = held.Where(t => t.Sector == sector).ToList();
            things[$"leader-titles-{name}"] = [.. titles.Select(t => Told(t, t.Title))];
            things[$"leader-enterprises-{name}"] = [.. titles.Select(t => Told(t, t.Enterprise))];
            things[$"leader-standards-{name}"] = [.. titles.Select(t => Told(t, standard[t.Title]))];
        }
        Thing Told(TitleAwarded t, string id, params (string By, string[] Parts)[] more) => new(
            id,
            new Dictionary<string, string[]>
            {
                ["sector"] = [Camel($"{t.Sector}")],
                ["region"] = Region(t.Enterprise),
                ["theme"] = Themes(t.Evaluation),
                ["category"] = [t.Category],
                ["cycle"] = [$"{t.Cycle}"],
                ["body"] = [t.Body],
            }.Concat(more.Select(m => KeyValuePair.Create(m.By, m.Parts))).GroupBy(p => p.Key)
                .ToDictionary(g => g.Key, g => g.Last().Value));

        var awarded = Facts.Take(position).OfType<TitleAwarded>().ToDictionary(t => t.Title);
        var voided = Facts.Take(position).OfType<BanVoided>().Select(b => (b.Enterprise, b.Ban)).ToHashSet();
        var revoked = Facts.Take(position).OfType<TitleRevoked>().ToDictionary(r => r.Revocation, r => r.Title);
        things["bans-current"] =
        [
            .. facts.OfType<BanStarted>().Select(b => (b.Enterprise, b.Ban, b.LastDay, Body: (string[])(b.Body is null ? [] : [b.Body])))
                .Concat(facts.OfType<BanInherited>().Select(b => (b.Enterprise, b.Ban, b.LastDay, Body: Array.Empty<string>())))
                .Where(b => day <= b.LastDay && !voided.Contains((b.Enterprise, b.Ban)))
                .Select(b => Told(awarded[revoked[b.Ban]], $"{b.Ban}@{b.Enterprise}", ("body", b.Body), ("region", Region(b.Enterprise)))),
        ];

        var users = new[]
        {
            OrganisationKind.AwardOrganiser, OrganisationKind.Department, OrganisationKind.LocalAuthority, OrganisationKind.BrandEvaluator,
            OrganisationKind.Purchaser, OrganisationKind.Fund, OrganisationKind.FinancialInstitution, OrganisationKind.PlatformEnterprise,
        };
        things["users-registered"] =
        [
            .. facts.OfType<OrganisationRegistered>().Where(o => o.Kinds.Any(users.Contains)).Select(o => new Thing(
                o.Organisation,
                new() { ["kind"] = [.. o.Kinds.Where(users.Contains).Select(k => Camel($"{k}")).Distinct()] })),
        ];
        var ended = facts.OfType<AdoptionEnded>().Select(e => e.Adoption).ToHashSet();
        var uses = facts.OfType<AdoptionRecorded>()
            .Select(u => (Use: u, Thing: Told(awarded[u.Title], u.Adoption, ("kind", [Camel(u.Kind)]), ("region", Region(u.Enterprise)))))
            .ToList();
        var open = uses.Where(u => !ended.Contains(u.Use.Adoption)).ToList();
        var stands = held.Select(t => t.Title).ToHashSet();
        things["uses-reported"] = [.. uses.Select(u => u.Thing)];
        things["uses-in-force"] = [.. open.Select(u => u.Thing)];
        things["uses-flagged"] = [.. open.Where(u => !stands.Contains(u.Use.Title)).Select(u => u.Thing)];
        return things;
    }

    private static string[] Level(string? claimed) => claimed switch
    {
        "stricter" or "严于" => ["stricter"],
        "equal" or "等同" => ["equal"],
        "lower" or "低于" => ["lower"],
        "internationalLeading" or "国际领先" => ["internationalLeading"],
        "internationalAdvanced" or "国际先进" => ["internationalAdvanced"],
        "domesticLeading" or "国内领先" => ["domesticLeading"],
        "domesticAdvanced" or "国内先进" => ["domesticAdvanced"],
        _ => [],
    };
}
