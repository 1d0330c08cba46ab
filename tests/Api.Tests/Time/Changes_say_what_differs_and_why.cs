using System.Net;
using System.Text.Json;
using CsCheck;
using Leader.Domain;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;
using Npgsql;

namespace Leader.Api.Tests.Time;

[Collection("history")]
public class Changes_say_what_differs_and_why(HistoryFixture history)
{
    [Fact]
    public async Task Between_any_two_states_exactly_the_documents_that_differ_are_named()
    {
        var day = Gen.Int[0, 3000].Select(n => new DateOnly(2018, 9, 1).AddDays(n));
        var side = Gen.Select(day, Gen.Long[0, history.Newest]);
        var most = Gen.OneOf(Gen.Int[1, 40], Gen.Int[90, 250]);
        await Gen.Select(Gen.Int[0, LeaderViews.All.Count - 1], side, side, most).SampleAsync(async (which, a, b, limit) =>
        {
            var view = LeaderViews.All[which];
            var from = new ClockPair(a.Item1 < b.Item1 ? a.Item1 : b.Item1, Math.Min(a.Item2, b.Item2));
            var to = new ClockPair(a.Item1 < b.Item1 ? b.Item1 : a.Item1, Math.Max(a.Item2, b.Item2));
            var (was, now) = (await StateAsync(view, from), await StateAsync(view, to));
            var expected = was.Keys.Union(now.Keys).Where(k => was.GetValueOrDefault(k) != now.GetValueOrDefault(k)).ToHashSet();
            var found = new List<Change>();
            for (var after = ""; after is not null;)
            {
                (var page, after) = await new ViewChanges(history.Database)
                    .BetweenAsync(view, null, from, to, after, limit, (_, d) => d, CancellationToken.None);
                found.AddRange(page);
            }
            found.Select(c => c.Key).ShouldBeUnique();
            return expected.SetEquals(found.Select(c => c.Key))
                && found.All(c => c.Facts.All(p => p > from.Position && p <= to.Position) && c.Cause.Position <= to.Position)
                // a rule version may be either
                && found.All(c =>
                    c.Kind == ChangeKind.RuleVersion || (c.Cause.Position > from.Position) == (c.Kind != ChangeKind.LapseOfTime))
                && found.All(c => c.Facts.Contains(c.Cause.Position) == c.Cause.Position > from.Position);
        }, iter: 300, threads: 1);
    }

    private async Task<Dictionary<string, string>> StateAsync(View view, ClockPair at)
    {
        await using var command = history.Database.CreateCommand($"select key, payload::text from {ViewTables.Table(view)} where "
            + $"in_force_from <= $1 and in_force_to > $1 and known_from <= $2 and known_to > $2");
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = at.AsOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = at.Position });
        await using var reader = await command.ExecuteReaderAsync();
        var state = new Dictionary<string, string>();
        while (await reader.ReadAsync()) state[reader.GetString(0)] = reader.GetString(1);
        return state;
    }

    [Fact]
    public async Task A_ban_that_runs_out_is_a_lapse_of_time_that_its_start_had_named()
    {
        var ban = (await (await history.AskAsync("/v1/bans?asOf=2024-06-01")).JsonAsync()).GetProperty("items").EnumerateArray()
            .First(b => b.GetProperty("status").GetString() == "ended" && b.GetProperty("title").ValueKind == JsonValueKind.String);
        var eligible = DateOnly.Parse(ban.GetProperty("eligibleFrom").GetString()!, null);
        var change = (await ChangesAsync($"from={eligible.AddDays(-1):yyyy-MM-dd}@{history.Newest}&to={eligible:yyyy-MM-dd}@"
            + $"{history.Newest}&view=bans"))
            .Single(c => c.GetProperty("key").GetString() == BanView.Key(
                ban.GetProperty("ban").GetString()!,
                ban.GetProperty("enterprise").GetString()!));
        change.GetProperty("kind").GetString().ShouldBe("lapseOfTime");
        change.GetProperty("inForceFrom").GetString().ShouldBe($"{eligible:yyyy-MM-dd}");
        change.GetProperty("cause").GetProperty("event").GetString().ShouldBe("ban_started.v1");
        change.GetProperty("changed")
            .EnumerateArray()
            .Select(p => (p.GetProperty("property").GetString(), p.GetProperty("before").GetString(), p.GetProperty("after").GetString()))
            .ShouldBe([("status", "current", "ended")]);
    }

    [Fact]
    public async Task What_was_known_then_and_what_was_corrected_since_differ_by_the_correction()
    {
        var reversed = (await (await history.AskAsync("/v1/bans?status=void&limit=1000")).JsonAsync()).GetProperty("items").EnumerateArray()
            .First();
        var day = reversed.GetProperty("from").GetString();
        var before = (await (await history.AskAsync("/v1/bans/timemap", ("Accept", "application/json"))).JsonAsync())
            .GetProperty("mementos")
            .EnumerateArray()
            .First(m => string.CompareOrdinal(m.GetProperty("asOf").GetString(), day) >= 0).GetProperty("position").GetInt64();
        var change = (await ChangesAsync($"from={day}@{before}&to={day}@{history.Newest}&view=bans"))
            .Single(c => c.GetProperty("key").GetString() == BanView.Key(
                reversed.GetProperty("ban").GetString()!,
                reversed.GetProperty("enterprise").GetString()!));
        change.GetProperty("kind").GetString().ShouldBe("correction");
        change.GetProperty("cause").GetProperty("event").GetString().ShouldBe("ban_voided.v1");
    }

    [Fact]
    public async Task All_changes_of_all_views_come_page_by_page()
    {
        var (from, to) = (
            $"2021-05-01@{await history.EndOfActAsync(history.Newest / 3)}",
            $"2021-09-01@{await history.EndOfActAsync(history.Newest / 2)}");
        var whole = await ChangesAsync($"from={from}&to={to}&limit=1000");
        whole.Select(c => c.GetProperty("view").GetString()).Distinct().Count().ShouldBeGreaterThan(5);
        var paged = new List<string>();
        for (var address = $"/v1/changes?from={from}&to={to}&limit=7"; address is not null;)
        {
            var answer = await history.AskAsync(address);
            var page = await answer.JsonAsync();
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetRawText()));
            address = page.GetProperty("next").GetString();
            if (address is not null) answer.Headers.GetValues("Link").ShouldBe([$"<{address}>; rel=\"next\""]);
        }
        var all = new List<JsonElement>(whole);
        for (var next = (await (await history.AskAsync($"/v1/changes?from={from}&to={to}&limit=1000")).JsonAsync())
            .GetProperty("next")
            .GetString(); next is not null;)
        {
            var page = await (await history.AskAsync(next)).JsonAsync();
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        paged.ShouldBe(all.Select(c => c.GetRawText()));
    }

    [Theory]
    [InlineData("", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2024-05-01", "from")]
    [InlineData("from=2024-05-01@", "from")]
    [InlineData("from=2024-05-01@99999999", "from")]
    [InlineData("from=99999999", "from")]
    [InlineData("from=2030-01-01T00:00:00Z", "from")]
    [InlineData("from=5&to=4", "to")]
    [InlineData("from=2024-05-02@5&to=2024-05-01@5", "to")]
    [InlineData("from=5&to=2030-01-01T00:00:00Z", "to")]
    [InlineData("from=5&view=everything", "view")]
    [InlineData("from=5&limit=0", "limit")]
    [InlineData("from=5&after=x", "after")]
    [InlineData("from=5&asOf=2024-05-01", "asOf")]
    [InlineData("from=5&key=%00", "key")]
    public async Task What_is_no_two_instants_is_malformed(string query, string field) =>
        await (await history.AskAsync($"/v1/changes?{query}")).ShouldBeMalformedAsync(field);

    [Fact]
    public async Task Sealed_words_of_complaints_are_not_among_the_changes()
    {
        var changes = await ChangesAsync($"from=0&to={history.Newest}&view=complaints");
        changes.ShouldNotBeEmpty();
        changes.SelectMany(c => c.GetProperty("changed").EnumerateArray().Select(p => p.GetProperty("property").GetString()))
            .ShouldNotContain("facts");
        changes.SelectMany(c => c.GetProperty("changed").EnumerateArray().Select(p => p.GetProperty("property").GetString()))
            .ShouldNotContain("secretHash");
    }

    private async Task<JsonElement[]> ChangesAsync(string query)
    {
        var answer = await history.AskAsync($"/v1/changes?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
        return [.. (await answer.JsonAsync()).GetProperty("items").EnumerateArray()];
    }
}
