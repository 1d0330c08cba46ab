using System.Net;
using Leader.Domain;

namespace Leader.Api.Tests.Time;

/// <summary>
/// What one request records is one act: one identity, one recorded time, and no position at which half of it is known. Traps 13, 16.
/// </summary>
public sealed class An_act_is_one_instant : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private Programme _programme = null!;

    /// <summary>A title revoked over HTTP, by a clock that goes on between any two looks at it.</summary>
    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Tick = TimeSpan.FromMicroseconds(7);
        _programme = await new Programme(new(_api, overHttp: true), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        await _api.GetAsync("/v1/bans", _programme.World.Position);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "Q55")]
    public async Task Its_facts_have_one_identity_one_recorded_time_and_positions_side_by_side()
    {
        var log = await _api.ActsAsync();
        log.ShouldAllBe(f => f.Act != null);
        foreach (var act in log.GroupBy(f => f.Act))
        {
            act.Select(f => f.At).Distinct().ShouldHaveSingleItem($"{act.First().Type}");
            act.Select(f => f.Correlation).Distinct().ShouldHaveSingleItem();
            (act.Last().Position - act.First().Position).ShouldBe(act.Count() - 1);
        }
        log.GroupBy(f => f.Act).Count().ShouldBe(log.Select(f => f.Correlation).Distinct().Count(), "a request is an act");
        var revocation = log.Where(f => f.Act == log.Single(r => r.Type == "title_revoked.v1").Act).Select(f => f.Type).ToArray();
        foreach (var type in new[] { "title_revoked.v1", "ban_started.v1", "case_executed.v1", "entry_struck.v1" })
        {
            revocation.ShouldContain(type);
        }
    }

    [Fact]
    public async Task Its_recorded_time_is_the_instant_that_it_was_decided_with()
    {
        foreach (var fact in await _api.LogAsync())
        {
            if (fact.Fact is Domain.Record.StandardDeclared declared) declared.DisclosedAt.ShouldBe(fact.At);
        }
        (await _api.LogAsync()).ShouldContain(f => f.Fact is Domain.Record.StandardDeclared);
    }

    [Fact, Trait("Rule", "Q55")]
    public async Task At_no_position_and_at_no_instant_is_a_title_revoked_whose_enterprise_may_take_part()
    {
        var log = await _api.ActsAsync();
        var (asked, inside) = (0, 0);
        foreach (var position in Enumerable.Range((int)log[0].Position - 1, log.Count + 1))
        {
            var complete = position < log[0].Position
                || log.FirstOrDefault(f => f.Position > position) is not { } next
                || next.Act != log.Last(f => f.Position <= position).Act;
            var answer = await _api.Http.GetAsync($"/v1/enterprises/{_programme.A}/standing?position={position}");
            if (!complete)
            {
                inside++;
                var act = log.Where(f => f.Act == log.Last(g => g.Position <= position).Act).ToArray();
                var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
                var said = problem.GetProperty("errors").GetProperty("position")[0].GetString()!;
                said.ShouldContain($"{act[0].Position - 1}");
                said.ShouldContain($"{act[^1].Position}");
                continue;
            }
            asked++;
            await ConsistentAsync($"position={position}", position);
        }
        asked.ShouldBeGreaterThan(20);
        inside.ShouldBeGreaterThan(20);
        foreach (var fact in log.SkipWhile(f => f.Type != "case_decided.v1"))
        {
            foreach (var around in new[] { -1, 0, 1, 3 })
            {
                var at = fact.At.AddMicroseconds(around);
                var known = at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", System.Globalization.CultureInfo.InvariantCulture);
                await ConsistentAsync($"knownAt={Uri.EscapeDataString(known)}", null);
            }
        }

        async Task ConsistentAsync(string clock, long? position)
        {
            var (title, standing) = (
                await _api.Http.GetAsync($"/v1/titles/{_programme.TitleOfA}?{clock}"),
                await _api.Http.GetAsync($"/v1/enterprises/{_programme.A}/standing?{clock}"));
            if (title.StatusCode == HttpStatusCode.NotFound) return;
            title.StatusCode.ShouldBe(HttpStatusCode.OK, clock);
            var (revoked, mayTakePart) = (
                (await title.JsonAsync()).GetProperty("status").GetString() == "revoked",
                (await standing.JsonAsync()).GetProperty("mayTakePart").GetBoolean());
            mayTakePart.ShouldBe(!revoked, clock);
            var at = (await standing.JsonAsync()).GetProperty("position").GetInt64();
            if (position is { } asked)
            {
                at.ShouldBe(asked);
            }
            else
            {
                (log.FirstOrDefault(f => f.Position > at)?.Act)
                    .ShouldNotBe(log.Last(f => f.Position <= at).Act, "a position that the register gives is a complete one");
            }
        }
    }

    [Fact]
    public async Task Why_a_title_was_revoked_leads_through_the_decision_and_the_facts_to_the_complaint_and_the_ranking()
    {
        var why = await _api.GetAsync($"/v1/titles/{_programme.TitleOfA}/why");
        var types = why.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("type").GetString()!).ToArray();
        foreach (var needed in new[]
        {
            "standard_declared.v1", "ranking_published.v1", "title_awarded.v1", "complaint_received.v1", "case_opened.v1",
            "facts_stated.v1", "case_decided.v1", "title_revoked.v1",
        })
        {
            types.ShouldContain(needed);
        }
    }
}

/// <summary>A fact with what was recorded of its act.</summary>
internal sealed record StoredRow(long Position, string Stream, string Type, DateTimeOffset At, string? Act, string? Correlation);

internal static class TheActs
{
    /// <summary>Every fact, as it stands in the table.</summary>
    public static async Task<List<StoredRow>> ActsAsync(this ApiFixture api)
    {
        await using var command = api.Database.CreateCommand("select seq_id, stream_id, type, timestamp, headers->>'act', correlation_id "
            + "from leader.mt_events where type <> 'tombstone' order by seq_id");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<StoredRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        }
        return rows;
    }
}
