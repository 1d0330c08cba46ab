using System.Globalization;
using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Proof;
using Leader.Api.Tests.Time;
using Leader.Api.Why;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Tests.Why;

/// <summary>One programme: A and B are leaders, C is third; A's title is revoked.</summary>
[Collection(nameof(RevokedTitle))]
public class A_supervisor_asks_why(RevokedTitle revoked)
{
    private readonly ApiFixture api = revoked.Api;
    private readonly Programme _programme = revoked.Programme;

    private Task<JsonElement> AskAsync(string address) => api.GetAsync(address, _programme.World.Position);
    private static string[] Types(JsonElement why) =>
        [.. why.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("type").GetString()!)];

    [Fact]
    public async Task Why_was_the_title_revoked_the_complaint_the_facts_the_decision_and_what_the_title_was_won_by()
    {
        var why = await AskAsync($"/v1/titles/{_programme.TitleOfA}/why");
        why.GetProperty("answer").GetProperty("en").GetString()!.ShouldContain("was revoked on");
        var types = Types(why);
        foreach (var needed in new[]
        {
            "standard_declared.v1", "indicators_evaluated.v1", "ranking_published.v1", "leader_number_decided.v1", "commitment_given.v1",
            "title_awarded.v1", "complaint_received.v1", "case_opened.v1", "facts_stated.v1", "case_decided.v1", "title_revoked.v1",
        })
        {
            types.ShouldContain(needed);
        }
        types.ShouldNotContain("adoption_recorded.v1"); // somebody used the title: no reason for anything
        var steps = why.GetProperty("steps").EnumerateArray().ToArray();
        steps.Where(s => s.TryGetProperty("distance", out var d) && d.GetInt32() == 0)
            .Select(s => s.GetProperty("type").GetString())
            .ShouldBe(["title_awarded.v1", "title_revoked.v1"]);
        steps.Select(s => s.GetProperty("position").GetInt64()).ShouldBeInOrder();
        // Q48
        steps.Single(s => s.GetProperty("type").GetString() == "complaint_received.v1")
            .GetProperty("actor").ValueKind
            .ShouldBe(JsonValueKind.Null);
        var revoked = steps.Single(s => s.GetProperty("type").GetString() == "title_revoked.v1");
        revoked.GetProperty("clause").GetString()!.ShouldContain("四(六)");
        revoked.GetProperty("evidence").GetArrayLength().ShouldBeGreaterThan(0);
        revoked.GetProperty("because").EnumerateArray().Select(b => b.GetInt64())
            .ShouldContain(steps.Single(s => s.GetProperty("type").GetString() == "case_decided.v1").GetProperty("position").GetInt64());
        await api.LoggedAsync();
        foreach (var step in new[] { steps[0], revoked })
        {
            foreach (var link in new[] { "event", "proof" })
            {
                (await api.Http.GetAsync(step.GetProperty(link).GetString())).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
        why.GetProperty("prov").GetProperty("entity").EnumerateObject().Count().ShouldBe(steps.Length);
    }

    [Fact]
    public async Task The_competitor_that_changes_nothing_is_no_reason_but_its_evaluation_is()
    {
        var why = await AskAsync($"/v1/titles/{_programme.TitleOfA}/why");
        var streams = why.GetProperty("steps").EnumerateArray()
            .Select(s => (Stream: s.GetProperty("stream").GetString()!, Type: s.GetProperty("type").GetString()!)).ToArray();
        // without C, A would be first all the same
        streams.ShouldNotContain(s => s.Stream == $"declaration/{_programme.Declaration(_programme.C)}");
        streams.Count(s => s.Type == "indicators_evaluated.v1").ShouldBe(3); // but no ranking while one of the pool is not evaluated
    }

    [Fact]
    public async Task Why_is_C_no_leader_the_number_was_two_and_this_is_how_far_it_was()
    {
        var why = await AskAsync($"/v1/enterprises/{_programme.C}/standing/why?category={_programme.Category}");
        why.GetProperty("answer").GetProperty("en").GetString()!.ShouldContain("The number of leaders was 2.");
        Types(why).ShouldContain("leader_number_decided.v1");
        var distance = why.GetProperty("distances").EnumerateArray().First();
        distance.GetProperty("total").GetDecimal().ShouldBeLessThan(0);
        distance.GetProperty("decisive").EnumerateArray().First().GetProperty("indicator").GetString().ShouldBe("noise");
    }

    [Fact]
    public async Task Why_is_A_barred_and_where_does_B_stand()
    {
        Types(await AskAsync($"/v1/bans/{_programme.RevocationOfA}/why")).ShouldContain("ban_started.v1");
        var place = await AskAsync($"/v1/evaluations/{_programme.Evaluation}/ranking/"
            + $"{Uri.EscapeDataString(_programme.Declaration(_programme.B))}/why");
        place.GetProperty("answer").GetProperty("en").GetString()!.ShouldContain("place 2 of 3");
        place.GetProperty("distances").GetArrayLength().ShouldBe(2);
        Types(await AskAsync($"/v1/enterprises/{_programme.A}/standing/why")).ShouldContain("ban_started.v1");
    }

    [Fact]
    public async Task It_reads_aloud_in_Chinese_and_English_and_at_any_position()
    {
        await api.GetAsync("/v1/bans", _programme.World.Position);
        (await api.Http.GetStringAsync($"/v1/titles/{_programme.TitleOfA}/why?format=text&lang=zh")).ShouldContain("取消称号并公告");
        (await api.Http.GetStringAsync($"/v1/titles/{_programme.TitleOfA}/why?format=text"))
            .ShouldContain("The title is revoked and this is made public");
        var awarded = (await api.LogAsync($"title/{_programme.TitleOfA}"))[0];
        var acts = await api.ActsAsync();
        var whole = acts.Last(f => f.Act == acts.Single(a => a.Position == awarded.Position).Act).Position;
        var then = await AskAsync($"/v1/titles/{_programme.TitleOfA}/why?position={whole}&asOf={awarded.Fact.On:yyyy-MM-dd}");
        then.GetProperty("answer").GetProperty("en").GetString()!.ShouldContain("is held");
        Types(then).ShouldNotContain("complaint_received.v1");
        (await api.Http.GetAsync("/v1/titles/nothing/why")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Http.GetAsync("/v1/bans/nothing.r1/why")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_found_before_is_told_again_as_if_it_were_searched_anew_at_every_act()
    {
        var rows = await api.ActsAsync();
        var awarded = rows.First(r => r.Stream == $"title/{_programme.TitleOfA}").Position;
        var ends = rows.GroupBy(r => r.Act).Select(a => a.Max(r => r.Position)).Where(p => p >= awarded).Order().ToArray();
        using var found = new FoundCauses();
        var different = new HashSet<string>();
        foreach (var end in ends.Where((_, i) => i % 3 == 0).Append(ends[^1]).Concat(ends.Where((_, i) => i % 5 == 0).Reverse()))
        {
            foreach (var (i, ask) in Asks.Index())
            {
                using var anew = new FoundCauses();
                var known = await TellAsync(found, end, ask);
                known.ShouldBe(await TellAsync(anew, end, ask), $"question {i} at {end}");
                different.Add($"{i} {known}");
            }
        }
        different.Count.ShouldBeGreaterThan(Asks.Length); // they did not stay the same

        async Task<string> TellAsync(FoundCauses causes, long position, Func<LogPast, DateOnly, Question?> ask)
        {
            var clocks = new Clocks(new(2027, 12, 1), null, position, true);
            return JsonSerializer.Serialize(
                await WhyEndpoints.AnswerAsync(
                    api.Database,
                    (at, ct) => ActFollower.ReachAsync(api.Database, at, null, ct),
                    causes,
                    clocks,
                    ask,
                    Reader.Anyone,
                    CancellationToken.None),
                LeaderJson.Http);
        }
    }

    [Fact]
    public async Task Acts_are_followed_once_whoever_does_it_and_however_far_each_time()
    {
        var ends = (await api.ActsAsync()).GroupBy(r => r.Act).Select(a => a.Max(r => r.Position)).Order().ToArray();
        await using var one = await api.Database.OpenConnectionAsync();
        await using var other = await api.Database.OpenConnectionAsync();
        var kept = new List<string>();
        foreach (var every in new[] { ends.Length, 20 })
        {
            await TextAsync("truncate leader.followed_progress, leader.followed_acts, leader.followed_consequences");
            FollowedActs.UpTo(new LogPast(one, ends[^1])).ShouldBe(0);
            foreach (var end in ends.Where((_, i) => i % every == every - 1).Append(ends[^1])) // two who do not know of each other
            {
                await Task.WhenAll(FollowToAsync(one, end), FollowToAsync(other, end));
            }
            FollowedActs.UpTo(new LogPast(one, ends[^1])).ShouldBe(ends[^1]);
            kept.Add(await TextAsync("select count(*) || md5(string_agg(a::text, ' ' order by act)) from leader.followed_acts a")
                + await TextAsync("select md5(string_agg(c::text, ' ' order by act, stream, nr)) from leader.followed_consequences c"));
        }
        kept[1].ShouldBe(kept[0]);
        kept[0].ShouldStartWith(ends.Length.ToString(CultureInfo.InvariantCulture));
        (await TextAsync("select count(*) > 100 and count(instead) > 10 and sum(octet_length(instead)) < 300 * count(instead) "
            + "from leader.followed_consequences")).ShouldBe("True");

        async Task<string> TextAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, one);
            return (await command.ExecuteScalarAsync())?.ToString() ?? "";
        }
    }

    private static async Task FollowToAsync(NpgsqlConnection connection, long upTo)
    {
        while (await ActFollower.StepAsync(connection, upTo, CancellationToken.None)) { }
    }

    private Func<LogPast, DateOnly, Question?>[] Asks =>
    [
        (past, day) => Questions.Title(past, _programme.TitleOfA, day),
        (past, _) => Questions.Ban(past, _programme.RevocationOfA, null),
        (past, _) => Questions.Place(past, _programme.Evaluation, _programme.Declaration(_programme.B)),
        (past, day) => Questions.Standing(past, _programme.A, null, day),
        (past, day) => Questions.Standing(past, _programme.C, _programme.Category, day),
    ];
}
