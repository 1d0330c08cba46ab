using System.Globalization;
using System.Text.Json;
using Leader.Api.Tests.Seeding;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Api.Tests.Time;

/// <summary>Each against a naive computation from the raw events, at random pairs of clocks.</summary>
[Collection("history")]
public class Margins_trends_and_alerts_are_what_the_events_say(HistoryFixture history)
{
    private static readonly Fact[] Facts = [.. The_demonstration_history.Played.Value.SelectMany(a => a.Facts)];

    public static TheoryData<string, int> Clocks
    {
        get
        {
            var data = new TheoryData<string, int>
            {
                { "2026-11-20", Facts.Length }, { "2021-03-01", 2400 }, { "2028-01-01", Facts.Length },
            };
            var random = new Random(20180627);
            for (var i = 0; i < 9; i++)
            {
                data.Add($"{new DateOnly(2018, 9, 1).AddDays(random.Next(3100)):yyyy-MM-dd}", random.Next(600, Facts.Length + 1));
            }
            return data;
        }
    }

    private sealed record Ranked(EvaluationOpened Opened, IReadOnlyList<RankedEntry> Entries, IReadOnlyList<string> Leaders);

    /// <summary>Rankings that stand published on the day, with the entries that are not annulled.</summary>
    private static List<Ranked> Published(DateOnly day, int position)
    {
        var ranked = new Dictionary<string, Ranked>();
        var opened = new Dictionary<string, EvaluationOpened>();
        foreach (var fact in Facts.Take(position).Where(f => f.On <= day))
        {
            switch (fact)
            {
                case EvaluationOpened e: (opened[e.Evaluation], _) = (e, ranked.Remove(e.Evaluation)); break;
                case RankingPublished e: ranked[e.Evaluation] = new(opened[e.Evaluation], e.Result.Entries, []); break;
                case EvaluationWithdrawn e: ranked.Remove(e.Evaluation); break;
                case EntryAnnulled e when ranked.TryGetValue(e.Evaluation, out var of):
                    ranked[e.Evaluation] = of with { Entries = [.. of.Entries.Where(r => r.Declaration != e.Declaration)] };
                    break;
                case LeaderListPublished e when ranked.TryGetValue(e.Evaluation, out var of):
                    ranked[e.Evaluation] = of with { Leaders = [.. of.Leaders, .. e.Leaders.Select(l => l.Declaration)] };
                    break;
            }
        }
        return [.. ranked.Values];
    }

    /// <summary>How good a value is: more is better.</summary>
    private static decimal Good(Limit value, Direction direction) => (direction, value.Upper) switch
    {
        (Direction.HigherIsBetter, null) => value.Value,
        (Direction.LowerIsBetter, null) => -value.Value,
        _ => throw new NotSupportedException($"{direction} {value}"),
    };

    private static string? Theme(PlanIndicator indicator) => indicator.Theme is not { } theme ? null
        : theme == "safety of equipment" ? "safety"
        : JsonNamingPolicy.CamelCase.ConvertName(string.Concat(theme.Split(' ').Select(w => char.ToUpperInvariant(w[0]) + w[1..])));

    [Theory, MemberData(nameof(Clocks)), Trait("Rule", "R17"), Trait("Rule", "R19"), Trait("Rule", "R21")]
    public async Task Quartiles_of_the_margins(string asOf, int position)
    {
        position = (int)await history.EndOfActAsync(position);
        var rankings = Published(DateOnly.ParseExact(asOf, "yyyy-MM-dd"), position);
        foreach (var (narrowed, of) in new (string, Func<Ranked, bool>)[]
        {
            ("", _ => true), ("&sector=consumerGoods", r => r.Opened.Sector == GoalSector.ConsumerGoods),
            ("&category=three-phase-motor", r => r.Opened.Category == "three-phase-motor"),
        })
        {
            var shares = from ranking in rankings.Where(of)
                         from entry in ranking.Entries
                         from result in entry.Results
                         where result.BaselineLimit is not null
                         let indicator = ranking.Opened.Content.Indicators.Single(i => i.Code == result.Indicator)
                         let margin = Good(result.Value, indicator.Direction) - Good(result.BaselineLimit!, indicator.Direction)
                         select (Theme: Theme(indicator), ranking.Opened.Cycle,
                             Share: decimal.Round(100 * margin / Math.Abs(result.BaselineLimit!.Value), 2, MidpointRounding.ToEven));
            var expected = shares.GroupBy(s => $"{s.Cycle} {s.Theme}", s => s.Share).ToDictionary(g => g.Key, g => (
                g.Count(), g.Count(s => s > 0), g.Min(), Quarter(g, 1), Quarter(g, 2), Quarter(g, 3), g.Max()));
            if (narrowed.Length > 0 && expected.Count == 0) continue;

            var told = (await GetAsync($"/v1/statistics/margins?asOf={asOf}&position={position}{narrowed}")).GetProperty("items")
                .EnumerateArray().ToDictionary(m => $"{m.GetProperty("cycle").GetInt32()} {m.GetProperty("theme").GetString()}", m => (
                    m.GetProperty("margins").GetInt32(), m.GetProperty("stricter").GetInt32(), Of(m, "least"), Of(m, "lowerQuartile"),
                    Of(m, "median"), Of(m, "upperQuartile"), Of(m, "greatest")));
            told.ShouldBe(expected, ignoreOrder: true, $"{asOf} {position} {narrowed}");
        }

        static decimal Of(JsonElement told, string name) => told.GetProperty(name).GetDecimal();
        static decimal Quarter(IEnumerable<decimal> all, int quarters) =>
            all.Where(v => 4 * all.Count(s => s <= v) >= quarters * all.Count()).Min();
    }

    [Theory, MemberData(nameof(Clocks)), Trait("Rule", "R25")]
    public async Task Trends_of_baselines_tiers_and_best_values(string asOf, int position)
    {
        position = (int)await history.EndOfActAsync(position);
        var points = 0;
        foreach (var of in Published(DateOnly.ParseExact(asOf, "yyyy-MM-dd"), position).GroupBy(r => r.Opened.Category))
        {
            var told = (await GetAsync($"/v1/categories/{of.Key}/trends?asOf={asOf}&position={position}")).GetProperty("items")
                .EnumerateArray().ToDictionary(p => $"{p.GetProperty("evaluation").GetString()} {p.GetProperty("indicator").GetString()}");
            foreach (var ranking in of)
            {
                foreach (var indicator in ranking.Opened.Content.Indicators.Where(i => i.Class == IndicatorClass.Core))
                {
                    told.Remove($"{ranking.Opened.Evaluation} {indicator.Code}", out var point).ShouldBeTrue();
                    var stated = ranking.Entries.SelectMany(e => e.Results.Where(r => r.Indicator == indicator.Code)
                        .Select(r => (e.Declaration, Result: r))).ToList();
                    var leaders = stated.Where(s => ranking.Leaders.Contains(s.Declaration)).ToList();
                    point.GetProperty("ranked").GetInt32().ShouldBe(stated.Count);
                    point.GetProperty("tiers").EnumerateArray().Select(t => t.GetDecimal())
                        .ShouldBe(indicator.Scale.Select(s => s.Value).ToList());
                    Value(point, "best").ShouldBe(Most(stated.Select(s => s.Result.Value), most: true));
                    Value(point, "ofLeaders").ShouldBe(Most(leaders.Select(s => s.Result.Value), most: false));
                    Value(point, "baseline").ShouldBe(
                        Most(stated.Select(s => s.Result.BaselineLimit).OfType<Limit>().Distinct(), most: true));
                    if (stated.Count > 0)
                    {
                        Good(stated.Single(s => s.Declaration == point.GetProperty("bestOf").GetString()).Result.Value, indicator.Direction)
                            .ShouldBe(stated.Max(s => Good(s.Result.Value, indicator.Direction)));
                    }
                    points++;

                    decimal? Most(IEnumerable<Limit> values, bool most) => values.ToList() is not { Count: > 0 } all ? null
                        : (most ? all.MaxBy(v => Good(v, indicator.Direction)) : all.MinBy(v => Good(v, indicator.Direction)))!.Value;
                }
            }
            told.Keys.ShouldBeEmpty();
        }
        points.ShouldBeGreaterThan(3);

        static decimal? Value(JsonElement point, string name) => point.GetProperty(name) is { ValueKind: JsonValueKind.Object } limit
            ? decimal.Parse(limit.GetProperty("value").ToString(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Days on which something is to be noticed, and random ones.</summary>
    public static TheoryData<string, int> AlertClocks
    {
        get
        {
            var data = Clocks;
            foreach (var bulk in Facts.OfType<StandardDeclared>().GroupBy(d => (d.Enterprise, d.On)).OrderByDescending(g => g.Count())
                .Take(3))
            {
                data.Add($"{bulk.Key.On.AddDays(29):yyyy-MM-dd}", Facts.Length);
                data.Add($"{bulk.Key.On.AddDays(30):yyyy-MM-dd}", Facts.Length);
            }
            foreach (var ends in Facts.OfType<TitleAwarded>().GroupBy(t => t.GraceLastDay).OrderByDescending(g => g.Count()).Take(4))
            {
                data.Add($"{ends.Key.AddDays(3):yyyy-MM-dd}", Facts.Length);
            }
            return data;
        }
    }

    [Fact, Trait("Rule", "R99")]
    public async Task On_a_day_that_is_asked_the_titles_of_a_category_fell()
    {
        var alerts = new List<JsonElement>();
        foreach (var row in AlertClocks)
        {
            var position = await history.EndOfActAsync((int)row[1]);
            var told = await GetAsync($"/v1/statistics/alerts?asOf={row[0]}&position={position}");
            alerts.AddRange(told.GetProperty("items").EnumerateArray());
        }
        alerts.ShouldContain(a => a.GetProperty("kind").GetString() == "suddenDrop", "or the days below would hold nothing");
    }

    [Theory, MemberData(nameof(AlertClocks)), Trait("Rule", "R99")]
    public async Task Alerts_of_bulk_changes_and_sudden_drops(string asOf, int position)
    {
        var day = DateOnly.ParseExact(asOf, "yyyy-MM-dd");
        position = (int)await history.EndOfActAsync(position);
        var (since, known) = (day.AddDays(-30), Facts.Take(position).ToList());
        var expected = new List<string>();
        // of several changes of a standard on one day the last counts
        foreach (var bulk in known.OfType<DeclarationFact>()
            .Where(f => f is StandardDeclared or DeclarationRevised or DeclarationAbolished && since < f.On && f.On <= day)
            .GroupBy(f => (f.Declaration, f.On), (_, all) => all.Last())
            .GroupBy(f => (Of: f switch { StandardDeclared => "declared", DeclarationRevised => "revised", _ => "abolished" },
                Enterprise: f.Declaration.Split('.')[0], f.On)).Where(g => g.Count() >= 5))
        {
            expected.Add($"bulkChange {bulk.Key.Of} {bulk.Key.Enterprise} {bulk.Key.On:yyyy-MM-dd} {bulk.Count()}");
        }
        foreach (var (id, own) in new[] { ("disclosed-standards", false), ("disclosed-own-standards", true) })
        {
            Fell(id, "", Standing(since, own), Standing(day, own));
        }
        var (then, now) = (Held(since), Held(day));
        foreach (var (key, before) in then) Fell(key.Figure, key.Category, before, now.GetValueOrDefault(key));

        (await GetAsync($"/v1/statistics/alerts?asOf={asOf}&position={position}")).GetProperty("items").EnumerateArray().Select(a =>
            Text(a, "kind") == "bulkChange"
                ? $"bulkChange {Text(a, "of")} {Text(a, "enterprise")} {Text(a, "on")} {Text(a, "count")}"
                : $"suddenDrop {Text(a, "figure")} {Text(a, "category")} {Text(a, "before")} {Text(a, "count")}")
            .ShouldBe(expected, ignoreOrder: true, $"{asOf} {position}");

        void Fell(string figure, string category, int before, int after)
        {
            if (before - after >= 5 && (before - after) * 10 >= before) expected.Add($"suddenDrop {figure} {category} {before} {after}");
        }

        int Standing(DateOnly on, bool own)
        {
            var facts = known.Where(f => f.On <= on).ToList();
            var gone = facts.OfType<DeclarationAbolished>().Select(a => a.Declaration).ToHashSet();
            return facts.OfType<StandardDeclared>()
                .Count(d => !gone.Contains(d.Declaration) && (!own || d.Number.StartsWith("Q/", StringComparison.Ordinal)));
        }

        Dictionary<(string Figure, string Category), int> Held(DateOnly on) => Figures_are_what_the_events_say.Titles(on, position)
            .GroupBy(t => ("leader-titles-" + JsonNamingPolicy.KebabCaseLower.ConvertName($"{t.Sector}"), t.Category))
            .ToDictionary(g => g.Key, g => g.Count());

        static string Text(JsonElement alert, string name) => alert.GetProperty(name).ToString();
    }

    private async Task<JsonElement> GetAsync(string address)
    {
        var answer = await history.AskAsync(address);
        ((int)answer.StatusCode).ShouldBe(200, $"{address} {await answer.TextAsync()}");
        return await answer.JsonAsync();
    }
}
