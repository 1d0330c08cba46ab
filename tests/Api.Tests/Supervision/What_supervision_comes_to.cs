using System.Globalization;
using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Time;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Supervision;

/// <summary>The oracle counts the raw events of the log, by a second way that knows no view.</summary>
[Collection("history")]
public class What_supervision_comes_to(HistoryFixture history)
{
    private const string Day = "asOf=2026-11-20";

    private static string? Maybe(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task<List<(string Type, JsonElement Data)>> EventsAsync(params string[] types)
    {
        await using var command = history.Database.CreateCommand(
            "select type, data::text from leader.mt_events where split_part(type, '.', 1) = any($1) order by seq_id");
        command.Parameters.AddWithValue(types);
        var all = new List<(string, JsonElement)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) all.Add((reader.GetString(0).Split('.')[0], JsonDocument.Parse(reader.GetString(1)).RootElement));
        return all;
    }

    private static DateOnly On(JsonElement data) => DateOnly.Parse(Text(data, "on"), CultureInfo.InvariantCulture);

    [Theory, Trait("Rule", "R98"), Trait("Rule", "R68")]
    [InlineData(2020)]
    [InlineData(2021)]
    [InlineData(2022)]
    [InlineData(2025)]
    [InlineData(2026)]
    public async Task Who_raised_what_with_what_result_and_in_how_many_days(int year)
    {
        var events = await EventsAsync(
            "complaint_received", "complaint_refused", "complaint_concluded", "objection_lodged", "objection_upheld",
            "objection_dismissed", "objection_withdrawn", "objection_found_inadmissible", "finding_received", "finding_closed",
            "mandatory_breach_reported", "complaint_appealed", "complaint_appeal_decided");
        var ends = new Dictionary<string, (DateOnly On, string Result)>();
        foreach (var (type, data) in events)
        {
            if (type == "complaint_refused") ends[Text(data, "complaint")] = (On(data), "refused");
            if (type == "complaint_concluded") ends[Text(data, "complaint")] = (On(data), Text(data, "outcome"));
            if (type == "complaint_appeal_decided")
            {
                ends["appeal " + Text(data, "complaint")] = (On(data), data.GetProperty("upheld").GetBoolean() ? "upheld" : "notUpheld");
                if (Maybe(data, "outcome") is { } outcome)
                {
                    ends[Text(data, "complaint")] = ends[Text(data, "complaint")] with { Result = outcome };
                }
            }
            if (type == "finding_closed") ends[Text(data, "finding")] = (On(data), "closed");
            if (type.StartsWith("objection_", StringComparison.Ordinal) && type != "objection_lodged")
            {
                ends[Text(data, "objection")] = (On(data), type["objection_".Length..].Replace("found_", ""));
            }
        }
        var raised = events.Where(e => e.Type is "complaint_received" or "complaint_appealed" or "objection_lodged" or "finding_received"
            or "mandatory_breach_reported" && On(e.Data).Year == year).Where(e => On(e.Data).Year == year).ToArray();
        var doc = await history.GetAsync($"/v1/supervision?year={year}&{Day}");
        var shown = Items(doc, "matters").ToDictionary(m => Text(m, "kind") + " " + Text(m, "id"));
        shown.Count.ShouldBe(raised.Length);
        raised.Length.ShouldBeGreaterThan(1);
        foreach (var (type, data) in raised.Where(r => r.Type != "mandatory_breach_reported"))
        {
            var kind = type == "complaint_appealed" ? "appeal" : type.Split('_')[0];
            var id = (kind == "appeal" ? "appeal " : "") + Text(data, kind == "appeal" ? "complaint" : kind);
            var one = shown[kind == "appeal" ? id : $"{kind} {id}"];
            Text(one, "on").ShouldBe($"{On(data):yyyy-MM-dd}");
            Maybe(one, "resultOn").ShouldBe(ends.TryGetValue(id, out var end) ? $"{end.On:yyyy-MM-dd}" : null, id);
            if (end.Result is null) continue;
            Maybe(one, "result")!.ToLowerInvariant().ShouldBe(end.Result.ToLowerInvariant());
            one.GetProperty("days").GetInt32().ShouldBe((int)(end.On.ToDateTime(default) - On(data).ToDateTime(default)).TotalDays);
        }
        Items(doc, "counts").Sum(c => c.GetProperty("raised").GetInt32()).ShouldBe(raised.Length);
        foreach (var count in Items(doc, "counts"))
        {
            new[] { "open", "upheld", "notUpheld", "notTaken", "withdrawn", "closed" }.Sum(p => count.GetProperty(p).GetInt32())
                .ShouldBe(count.GetProperty("raised").GetInt32(), count.ToString());
            int[] days = [.. shown.Values.Where(m => Text(m, "kind") == Text(count, "kind") && Text(m, "by") == Text(count, "by"))
                .Where(m => Maybe(m, "resultOn") is not null).Select(m => m.GetProperty("days").GetInt32()).Order()];
            if (days.Length == 0) continue;
            count.GetProperty("longestDays").GetInt32().ShouldBe(days.Max());
            days.Count(d => d <= count.GetProperty("medianDays").GetDecimal()).ShouldBeGreaterThanOrEqualTo((days.Length + 1) / 2);
            days.Count(d => d >= count.GetProperty("medianDays").GetDecimal()).ShouldBeGreaterThanOrEqualTo((days.Length + 1) / 2);
        }
    }

    [Fact, Trait("Rule", "R98"), Trait("Rule", "Q48"), Trait("Trap", "22")]
    public async Task Who_complained_is_not_in_it_and_a_year_is_a_year()
    {
        (await history.GetAsync($"/v1/supervision?year=2020&{Day}")).ToString().ShouldNotContain("secretHash");
        using var refused = await history.AskAsync("/v1/supervision?year=soon");
        await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Items(await history.GetAsync($"/v1/supervision?year=1999&{Day}"), "matters").ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R67"), Trait("Rule", "R114")]
    public async Task What_supervision_brought_up_is_at_hand_for_the_next_evaluation_with_what_came_of_it()
    {
        var decided = (await EventsAsync("case_decided")).ToDictionary(e => Text(e.Data, "case"), e => e.Data);
        var opened = (await EventsAsync("case_opened")).Select(e => e.Data).ToArray();
        opened.Length.ShouldBeGreaterThan(5);
        foreach (var category in opened.Select(o => Text(o, "title").Split('.')[0][5..]).Distinct())
        {
            var feedback = await history.GetAsync($"/v1/categories/{category}/feedback?{Day}");
            var cases = Items(feedback, "matters").Where(m => Text(m, "kind") == "case").ToDictionary(m => Text(m, "id"));
            cases.Keys.ShouldBe(
                opened.Where(o => Text(o, "title").Split('.')[0][5..] == category).Select(o => Text(o, "case")), ignoreOrder: true);
            foreach (var (id, one) in cases)
            {
                one.GetProperty("open").GetBoolean().ShouldBe(!decided.ContainsKey(id));
                Maybe(one, "result").ShouldBe(
                    !decided.TryGetValue(id, out var data) ? null : Maybe(data, "ground") is null ? "notEstablished" : "established");
            }
            feedback.GetProperty("open").GetInt32().ShouldBe(Items(feedback, "matters").Count(m => m.GetProperty("open").GetBoolean()));
        }
        using var none = await history.AskAsync("/v1/categories/no-such-thing/feedback");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("Rule", "R87"), Trait("Rule", "R89"), Trait("Rule", "D19")]
    public async Task A_finding_leads_to_cases_and_rows_of_rankings()
    {
        // of the story: f-2021-001 cost Chenfeng its title of 2020; f-2020-001 kept a standard out of the ranking of 2020
        var struck = await history.GetAsync($"/v1/findings/f-2021-001/consequences?{Day}");
        Items(struck, "cases").Select(c => (Text(c, "title"), Maybe(c, "revocation"))).ShouldBe(
            [("2020-room-air-conditioner.91440606LP0000012E", "2020-room-air-conditioner.91440606LP0000012E.r1")]);
        Items(struck, "rows").Where(r => Text(r, "evaluation") == "2020-room-air-conditioner").Select(r => Text(r, "consequence"))
            .ShouldContain("struck");
        var excluded = await history.GetAsync($"/v1/findings/f-2020-001/consequences?{Day}");
        Items(excluded, "rows").Where(r => Text(r, "evaluation") == "2020-room-air-conditioner").Select(r => Text(r, "consequence"))
            .ShouldContain("excluded");
        using var none = await history.AskAsync("/v1/findings/f-1999-001/consequences");
        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-finding");
    }

    [Fact, Trait("Rule", "R90"), Trait("Rule", "D14")]
    public async Task A_commitment_has_an_address_and_names_the_titles_that_it_covers()
    {
        var given = (await EventsAsync("commitment_given")).Select(e => e.Data).ToArray();
        var one = given.First(g => Maybe(g, "category") == "air-purifier" && On(g).Year == 2026 || Maybe(g, "category") == "air-purifier");
        var at = $"/v1/enterprises/{Text(one, "enterprise")}/commitments";
        var shown = await history.GetAsync($"{at}/{Text(one, "commitment")}?{Day}");
        (Text(shown, "text"), Text(shown, "signer"), Text(shown, "on")).ShouldBe((Text(one, "text"), Text(one, "signer"), Text(one, "on")));
        var titles = Items(await history.GetAsync($"/v1/leaders?enterprise={Text(one, "enterprise")}&category=air-purifier&{Day}"), "items")
            .Select(t => Text(t, "title"));
        Items(shown, "titles").Select(t => t.GetString()).ShouldBe(titles);
        Items(await history.GetAsync($"{at}?{Day}"), "items").Select(c => Text(c, "commitment")).ShouldBe(
            given.Where(g => Text(g, "enterprise") == Text(one, "enterprise")).Select(g => Text(g, "commitment")), ignoreOrder: true);
        Items(await history.GetAsync($"{at}?category=air-purifier&{Day}"), "items").Select(c => Maybe(c, "category")).Distinct()
            .ShouldBeSubsetOf([null, "air-purifier"]);
        using var none = await history.AskAsync($"{at}/no-such-thing");
        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-commitment");
    }
}
