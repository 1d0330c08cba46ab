using System.Globalization;
using System.Text.Json;
using Leader.Api.Tests.Seeding;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.Time;

/// <summary>Every figure against a naive count over the raw events, at several pairs of clocks; and the parts against the whole.</summary>
[Collection("history")]
public class Figures_are_what_the_events_say(HistoryFixture history)
{
    private static readonly Fact[] Facts = [.. The_demonstration_history.Played.Value.SelectMany(a => a.Facts)];

    /// <summary>The goals, before and after late entries, a day long past, now, and a day to come.</summary>
    public static TheoryData<string, int> Clocks => new()
    {
        { "2020-12-31", Facts.Length }, { "2020-12-31", 1800 }, { "2022-01-18", 3094 }, { "2022-01-18", Facts.Length },
        { "2019-03-01", 900 }, { "2024-03-01", 5000 }, { "2026-11-20", Facts.Length }, { "2027-06-30", Facts.Length },
        { "2017-01-01", Facts.Length },
    };

    [Theory, MemberData(nameof(Clocks)), Trait("Rule", "R13"), Trait("Rule", "R14"), Trait("Rule", "R16"), Trait("Rule", "R18")]
    [Trait("Rule", "R20"), Trait("Rule", "R26"), Trait("Rule", "T1"), Trait("Rule", "R99"), Trait("Rule", "Q45"), Trait("Rule", "Q46")]
    public async Task A_figure_is_what_a_count_over_the_raw_events_gives_at_both_clocks(string asOf, int position)
    {
        var day = DateOnly.Parse(asOf, CultureInfo.InvariantCulture);
        position = (int)await history.EndOfActAsync(position);
        var counted = Counted(day, position);
        var figures = (await GetAsync($"/v1/statistics?asOf={asOf}&position={position}")).GetProperty("items").EnumerateArray().ToList();

        figures.ToDictionary(f => f.GetProperty("id").GetString()!, f => f.GetProperty("value").GetDecimal())
            .ShouldBe(counted, ignoreOrder: true);
        foreach (var goal in figures.Where(f => f.GetProperty("onTargetDay").ValueKind != JsonValueKind.Null))
        {
            goal.GetProperty("onTargetDay").GetDecimal()
                .ShouldBe(Counted(new(2020, 12, 31), position)[goal.GetProperty("id").GetString()!]);
        }
        figures.Any(f => f.GetProperty("onTargetDay").ValueKind != JsonValueKind.Null).ShouldBe(day >= new DateOnly(2020, 12, 31));
    }

    [Fact, Trait("Rule", "Q47"), Trait("Rule", "R99"), Trait("Trap", "21")]
    public async Task The_parts_of_a_figure_make_the_whole_at_any_two_clocks_and_what_may_be_in_several_parts_says_so()
    {
        var random = new Random(20201231);
        var ids = (await GetAsync("/v1/statistics")).GetProperty("items").EnumerateArray().Select(f => f.GetProperty("id").GetString())
            .ToList();
        var told = 0;
        for (var i = 0; i < 4; i++)
        {
            var asOf = new DateOnly(2018, 3, 1).AddDays(random.Next(3300));
            var position = await history.EndOfActAsync(random.Next(1, Facts.Length + 1));
            foreach (var id in ids)
            {
                var address = $"/v1/statistics/{id}?asOf={asOf:yyyy-MM-dd}&position={position}";
                foreach (var by in (await GetAsync(address)).GetProperty("canBeToldBy").EnumerateArray().Select(b => b.GetString()))
                {
                    if (by == "year") continue;
                    var figure = await GetAsync($"{address}&by={by}");
                    var parts = figure.GetProperty("parts").EnumerateArray().ToList();
                    var (sum, whole) = (parts.Sum(p => p.GetProperty("count").GetInt64()), figure.GetProperty("count").GetInt64());
                    if (figure.GetProperty("addsUp").GetBoolean()) sum.ShouldBe(whole, $"{address} {by}");
                    else sum.ShouldBeGreaterThanOrEqualTo(whole, $"{address} {by}");
                    if (figure.GetProperty("addsUp").GetBoolean() && figure.GetProperty("of").ValueKind != JsonValueKind.Null)
                    {
                        parts.Sum(p => p.GetProperty("of").GetInt64()).ShouldBe(figure.GetProperty("of").GetInt64(), $"{address} {by}");
                    }
                    told += parts.Count;
                }
            }
        }
        told.ShouldBeGreaterThan(100);
    }

    [Fact, Trait("Rule", "R99")]
    public async Task The_rows_that_a_figure_names_are_as_many_as_it_counts()
    {
        foreach (var figure in (await GetAsync("/v1/statistics?asOf=2024-03-01")).GetProperty("items").EnumerateArray()
            .Where(f => f.GetProperty("unit").GetString() is "titles" or "bans"
                || f.GetProperty("id").GetString()!.EndsWith("stricter") || f.GetProperty("id").GetString()!.StartsWith("disclosed")))
        {
            var rows = figure.GetProperty("rows").GetString()!;
            var one = await GetAsync($"/v1/statistics/{figure.GetProperty("id").GetString()}?asOf=2024-03-01");
            (await GetAsync($"{rows}&asOf=2024-03-01&limit=1&total=exact")).GetProperty("total").GetInt64()
                .ShouldBe(one.GetProperty("count").GetInt64(), rows);
        }
    }

    [Fact, Trait("Rule", "R100"), Trait("Rule", "D20")]
    public async Task A_release_is_what_the_register_answers_at_its_clocks_for_ever()
    {
        var releases = (await GetAsync("/v1/releases")).GetProperty("items").EnumerateArray().ToList();
        releases.ShouldNotBeEmpty();
        foreach (var release in releases)
        {
            var now = (await GetAsync(release.GetProperty("links").GetProperty("figures").GetString()!)).GetProperty("items")
                .EnumerateArray().Select(f => (
                    Id: f.GetProperty("id").GetString(),
                    Unit: f.GetProperty("unit").GetString(),
                    Value: f.GetProperty("value").ToString()))
                .ToList();
            release.GetProperty("figures").EnumerateArray().Select(f => (
                f.GetProperty("id").GetString(), f.GetProperty("unit").GetString(), f.GetProperty("value").ToString())).ShouldBe(now);
            var text = string.Join(',', now.Select(f => $$"""{"id":"{{f.Id}}","unit":"{{f.Unit}}","value":"{{f.Value}}"}"""));
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"[{text}]")))
                .ShouldBe(release.GetProperty("digest").GetString());
        }
    }

    [Fact, Trait("Rule", "R109"), Trait("Rule", "D21")]
    public async Task An_enterprise_is_told_which_policies_it_may_ask_for()
    {
        const string day = "?asOf=2026-11-20";
        var held = await GetAsync($"/v1/enterprises/91440606LP0000012E/policies{day}");
        held.GetProperty("items").EnumerateArray()
            .ToDictionary(p => p.GetProperty("policy").GetString()!, p => p.GetProperty("mayAsk").GetBoolean())
            .ShouldBe(new Dictionary<string, bool> { ["p-2024-equipment"] = true, ["p-2022-purchase"] = false }, ignoreOrder: true);
        (await GetAsync("/v1/enterprises/91440606LP0000012E/policies?asOf=2027-01-01")).GetProperty("items").EnumerateArray()
            .ShouldNotContain(p => p.GetProperty("policy").GetString() == "p-2022-purchase"); // ended by its issuer
        var barred = await GetAsync($"/v1/enterprises/91120116LP00005818/policies{day}");
        barred.GetProperty("mayClaimBenefits").GetBoolean().ShouldBeFalse();
        barred.GetProperty("items").EnumerateArray().ShouldAllBe(p => !p.GetProperty("mayAsk").GetBoolean());
    }

    [Fact, Trait("Rule", "D16"), Trait("Rule", "R72"), Trait("Rule", "Q33")]
    public async Task The_announcement_of_a_revocation_has_an_address_of_its_own_also_when_it_is_set_aside()
    {
        foreach (var revoked in Facts.OfType<TitleRevoked>())
        {
            var said = await GetAsync($"/v1/revocations/{revoked.Revocation}?asOf=2026-11-20&position={Facts.Length}");
            said.GetProperty("announcement").GetString().ShouldBe(revoked.Announcement);
            said.GetProperty("enterprise").GetString().ShouldBe(revoked.Enterprise);
            (said.GetProperty("setAside").ValueKind != JsonValueKind.Null)
                .ShouldBe(Facts.OfType<RevocationReversed>().Any(r => r.Revocation == revoked.Revocation));
        }
        Facts.OfType<RevocationReversed>().ShouldNotBeEmpty();
        var first = Facts.OfType<TitleRevoked>().First();
        ((int)(await history.AskAsync($"/v1/revocations/{first.Revocation}?asOf={first.On.AddDays(-1):yyyy-MM-dd}")).StatusCode)
            .ShouldBe(404);
    }

    [Fact]
    public async Task A_figure_cannot_be_told_by_what_it_does_not_have()
    {
        var answer = await history.AskAsync("/v1/statistics/bans-current?by=kind");
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.TextAsync()).ShouldContain("body, sector, region, theme, category, year");
        ((int)(await history.AskAsync("/v1/statistics/nothing")).StatusCode).ShouldBe(404);
    }

    [Fact, Trait("Rule", "R17"), Trait("Rule", "R19"), Trait("Rule", "R21")]
    public async Task Margins_over_the_baselines_are_told_by_theme_and_cycle()
    {
        var told = (await GetAsync($"/v1/statistics/margins?category=air-purifier&cycle=2020&asOf=2021-03-01&position={Facts.Length}"))
            .GetProperty("items").EnumerateArray().ToList();
        var ranking = Facts.OfType<RankingPublished>().Single(r => r.Evaluation == "2020-air-purifier");
        var plan = Facts.OfType<EvaluationOpened>().Single(e => e.Evaluation == "2020-air-purifier").Content;

        told.Sum(t => t.GetProperty("margins").GetInt32())
            .ShouldBe(ranking.Result.Entries.Sum(e => e.Results.Count(r => r.Margin is not null)));
        told.Sum(t => t.GetProperty("stricter").GetInt32())
            .ShouldBe(ranking.Result.Entries.Sum(e => e.Results.Count(r => r.Margin > 0)));
        var cadr = plan.Indicators.Single(i => i.Code == "cadr");
        cadr.Theme.ShouldBe("product function");
        var shares = ranking.Result.Entries.SelectMany(e => e.Results)
            .Where(r => plan.Indicators.Single(i => i.Code == r.Indicator).Theme == cadr.Theme && r.Margin is not null)
            .Select(r => 100 * r.Margin!.Value / r.BaselineLimit!.Value).Order().ToList();
        var theme = told.Single(t => t.GetProperty("theme").GetString() == "productFunction");
        theme.GetProperty("least").GetDecimal().ShouldBe(decimal.Round(shares[0], 2, MidpointRounding.ToEven));
        theme.GetProperty("greatest").GetDecimal().ShouldBe(decimal.Round(shares[^1], 2, MidpointRounding.ToEven));
    }

    [Fact, Trait("Rule", "R25")]
    public async Task Baselines_thresholds_and_best_values_are_shown_from_cycle_to_cycle()
    {
        var points = (await GetAsync($"/v1/categories/air-purifier/trends?asOf=2026-11-20&position={Facts.Length}"))
            .GetProperty("items").EnumerateArray().Where(p => p.GetProperty("indicator").GetString() == "cadr").ToList();

        points.Count.ShouldBeGreaterThan(2);
        points.Select(p => p.GetProperty("cycle").GetInt32()).ShouldBeInOrder();
        foreach (var point in points)
        {
            var evaluation = point.GetProperty("evaluation").GetString();
            var values = Facts.OfType<RankingPublished>().Last(r => r.Evaluation == evaluation).Result.Entries
                .SelectMany(e => e.Results).Where(r => r.Indicator == "cadr").Select(r => r.Value.Value).ToList();
            decimal.Parse(point.GetProperty("best").GetProperty("value").ToString(), CultureInfo.InvariantCulture).ShouldBe(values.Max());
            point.GetProperty("ranked").GetInt32().ShouldBe(values.Count);
        }
    }

    [Fact, Trait("Rule", "R99")]
    public async Task Monitoring_notices_what_fell_and_who_changed_much_on_one_day()
    {
        var many = Facts.OfType<StandardDeclared>().GroupBy(d => (d.Enterprise, d.On)).MaxBy(g => g.Count())!;
        var alerts = (await GetAsync($"/v1/statistics/alerts?asOf={many.Key.On.AddDays(3):yyyy-MM-dd}")).GetProperty("items")
            .EnumerateArray().ToList();
        alerts.Any(a => a.GetProperty("of").GetString() == "declared" && a.GetProperty("enterprise").GetString() == many.Key.Enterprise)
            .ShouldBe(many.Count() >= 5);

        // a category whose titles all ran out without a new list
        var lapse = (from month in Enumerable.Range(0, 90).Select(m => new DateOnly(2019, 6, 1).AddMonths(m))
                     let before = Titles(month.AddDays(-30), Facts.Length).GroupBy(t => t.Category).ToDictionary(g => g.Key, g => g.Count())
                     let now = Titles(month, Facts.Length).ToLookup(t => t.Category)
                     from b in before
                     let after = now[b.Key].Count()
                     where b.Value - after >= 5 && (b.Value - after) * 10 >= b.Value
                     select (Day: month, Category: b.Key, Before: b.Value, After: after)).FirstOrDefault();
        if (lapse.Category is null) return;
        var drops = (await GetAsync($"/v1/statistics/alerts?asOf={lapse.Day:yyyy-MM-dd}")).GetProperty("items").EnumerateArray();
        var drop = drops.Single(a => a.GetProperty("category").GetString() == lapse.Category);
        (drop.GetProperty("before").GetInt64(), drop.GetProperty("count").GetInt64()).ShouldBe((lapse.Before, lapse.After));
    }

    private async Task<JsonElement> GetAsync(string address)
    {
        var answer = await history.AskAsync(address);
        ((int)answer.StatusCode).ShouldBe(200, await answer.TextAsync());
        return await answer.JsonAsync();
    }

    private static Dictionary<string, decimal> Counted(DateOnly day, int position)
    {
        var known = Facts.Take(position).ToList();
        var effective = known.Where(f => f.On <= day).ToList();
        var abolished = effective.OfType<DeclarationAbolished>().Select(a => a.Declaration).ToHashSet();
        var disclosed = effective.OfType<StandardDeclared>().Where(d => !abolished.Contains(d.Declaration)).ToList();
        var own = disclosed.Where(d => d.Number.StartsWith("Q/", StringComparison.Ordinal)).Select(d => d.Declaration).ToHashSet();
        var newest = disclosed.ToDictionary(d => d.Declaration, d => d.Disclosure);
        foreach (var revision in effective.OfType<DeclarationRevised>()) newest[revision.Declaration] = revision.Disclosure;
        var claimed = own.Count(d => newest[d].LevelClaim?.Level is "stricter" or "严于");
        var verified = effective.OfType<RankingPublished>().SelectMany(r => r.Result.Entries)
            .Where(e => own.Contains(e.Declaration) && e.Results.Any(r => r.Baseline is not null))
            .Select(e => e.Declaration).Distinct().Count();
        var figures = new Dictionary<string, decimal>
        {
            ["disclosed-standards"] = disclosed.Count,
            ["disclosed-own-standards"] = own.Count,
            ["claimed-stricter"] = Percent(claimed, own.Count),
            ["verified-stricter"] = Percent(verified, own.Count),
        };
        var titles = Titles(day, position);
        foreach (var (sector, id) in new[]
        {
            (GoalSector.ConsumerGoods, "consumer-goods"), (GoalSector.EquipmentAndEmerging, "equipment-and-emerging"),
            (GoalSector.Services, "services"),
        })
        {
            var held = titles.Where(t => t.Sector == sector).ToList();
            figures[$"leader-enterprises-{id}"] = held.Select(t => t.Enterprise).Distinct().Count();
            figures[$"leader-titles-{id}"] = held.Count;
            figures[$"leader-standards-{id}"] = held.Select(t => t.Declaration).Distinct().Count();
        }
        var voided = known.OfType<BanVoided>().Select(b => (b.Enterprise, b.Ban)).ToHashSet();
        figures["bans-current"] = effective.OfType<BanStarted>().Select(b => (b.Enterprise, b.Ban, b.LastDay))
            .Concat(effective.OfType<BanInherited>().Select(b => (b.Enterprise, b.Ban, b.LastDay)))
            .Count(b => day <= b.LastDay && !voided.Contains((b.Enterprise, b.Ban)));
        return figures;
    }

    /// <summary>Those held on the day: in force, or in grace.</summary>
    internal static List<TitleAwarded> Titles(DateOnly day, int position)
    {
        var known = Facts.Take(position).ToList();
        var annulled = known.OfType<TitleAnnulled>().Select(t => t.Title).ToHashSet();
        var (ended, revoked) = (new HashSet<string>(), new HashSet<string>());
        var grace = new Dictionary<string, DateOnly>();
        foreach (var fact in known.OfType<TitleFact>().Where(f => f.On <= day).OrderBy(f => f.On))
        {
            switch (fact)
            {
                case TitleAwarded e: grace[e.Title] = e.GraceLastDay; break;
                case TitleGraceEnded e: grace[e.Title] = e.GraceLastDay; break;
                case TitleSuperseded or TitleLapsed or TitleWithdrawn: ended.Add(fact.Title); break;
                case TitleRevoked: revoked.Add(fact.Title); break;
                case RevocationReversed: revoked.Remove(fact.Title); break;
            }
        }
        return
        [
            .. known.OfType<TitleAwarded>().Where(t => t.On <= day && !annulled.Contains(t.Title) && !ended.Contains(t.Title)
                && !revoked.Contains(t.Title) && day <= grace[t.Title]),
        ];
    }

    private static decimal Percent(int part, int whole) =>
        whole == 0 ? 0 : decimal.Round(100m * part / whole, 1, MidpointRounding.ToEven);
}
