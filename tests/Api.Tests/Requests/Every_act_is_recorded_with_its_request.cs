using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Tests.Contract;
using Leader.Api.Tests.Seeding;
using Leader.Api.Tests.Time;
using Leader.Domain;
using Leader.Domain.Process;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Why;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;

namespace Leader.Api.Tests.Requests;

[Collection("history")]
public class Every_act_is_recorded_with_its_request(HistoryFixture history)
{
    [Fact]
    public async Task Decided_again_on_the_past_before_it_every_act_of_the_demonstration_gives_its_facts()
    {
        var acts = await Acts.ReadAsync(history.Database);
        acts.Count.ShouldBe(The_demonstration_history.Played.Value.Count);
        acts.ShouldAllBe(a => a.Request != null);
        var ledger = new MemoryLedger();
        foreach (var act in acts)
        {
            act.ShouldGiveItsFactsAgain(ledger);
            ledger.Append(act.Facts.Select(f => f.Fact));
        }
    }

    [Fact]
    public async Task It_is_recorded_once_with_the_first_fact_of_the_act()
    {
        await using var command = history.Database.CreateCommand("""
            select count(*) from (
                select headers->>'act', array_agg(headers ? 'request' order by seq_id) as has from leader.mt_events group by 1) acts
            where not has[1] or true = any(has[2:])
            """);
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task What_was_asked_is_what_was_played()
    {
        var acts = await Acts.ReadAsync(history.Database);
        foreach (var (recorded, played) in acts.Zip(The_demonstration_history.Played.Value))
        {
            Canonical.Json(recorded.Request!).ShouldBe(Canonical.Json(played.Request));
            (recorded.Act.By, recorded.Act.On).ShouldBe((played.By, played.On));
            recorded.Act.At.UtcDateTime.ShouldBe(played.At.UtcDateTime);
        }
    }

    /// <summary>An open request may be read by everybody: it must not say what no fact of its act says.</summary>
    [Fact, Trait("Rule", "Q32"), Trait("Rule", "Q48"), Trait("Rule", "D15")]
    public void An_open_request_says_nothing_that_its_facts_do_not()
    {
        var open = The_demonstration_history.Played.Value.Where(a => !Seals.Withholds(a.Request, a.Facts)).ToArray();
        open.Select(a => a.Request.GetType()).Distinct().Count().ShouldBeGreaterThan(35);
        var declared = open.SelectMany(a => a.Facts).OfType<ProductDeclared>().SelectMany(Texts).ToHashSet(StringComparer.Ordinal);
        foreach (var act in open)
        {
            var said = act.Facts.SelectMany(Texts).ToHashSet(StringComparer.Ordinal);
            said.UnionWith(act.Facts.OfType<ProductWithdrawn>().Select(f => $"{f.Declaration}@{f.Number}")); // of which it is the id
            if (act.Request is RecordAdoption { Models: not null }) said.UnionWith(declared); // by barcodes of products, which are open
            var asked = Texts(act.Request);
            asked.Where(t => t.Length > 0 && !said.Contains(t)).ShouldBeEmpty($"{act.Request}");
        }
    }

    private static IEnumerable<string> Texts(object content) =>
        Texts(JsonSerializer.SerializeToElement(content, content.GetType(), LeaderJson.Stored));

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    [Fact, Trait("Rule", "D15"), Trait("Rule", "Q32")]
    public void A_request_is_as_closed_as_the_facts_that_came_of_it()
    {
        var moved = new CaseReassigned("k", "caq", "cheari", "It is accused.", new(2026, 6, 1), new(2026, 5, 11));
        Seals.Withholds(new ReassignCase("cheari", "It is accused.", null, "k"), [moved]).ShouldBeFalse();
        // That it is accused in this complaint stands in no fact.
        Seals.Withholds(new ReassignCase("cheari", "It is accused.", "complaint-1", "k"), [moved]).ShouldBeTrue();
        foreach (var type in FactTypes.ByName.Values)
        {
            Seals.Withholds(new CloseNotice("n"), [moved, new Sample().Of(type)])
                .ShouldBe(Seals.Withholds(type) && type != typeof(ActEnteredLate), type.Name);
        }
        Seals.ShowsRequest(isOpen: true, Reader.Anyone).ShouldBeTrue();
        Seals.ShowsRequest(isOpen: false, new(new("caq", Role.EvaluationBody), [])).ShouldBeFalse();
        Seals.ShowsRequest(isOpen: false, new(new("samr", Role.Regulator), [])).ShouldBeTrue();
    }
}

/// <summary>Requests over HTTP, and what the register does by itself.</summary>
public sealed class What_the_host_decides_is_recorded_with_its_request : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    private Task<Programme> UpToAsync(Station station) => new Programme(new(_api), new(2026, 6, 1)).UpToAsync(station);

    [Fact]
    public async Task Every_act_of_a_programme_has_one_and_gives_its_facts_again()
    {
        await UpToAsync(Station.Revoked);
        var (acts, ledger) = (await Acts.ReadAsync(_api.Database), new MemoryLedger());
        acts.Count.ShouldBeGreaterThan(40);
        foreach (var act in acts)
        {
            act.Request.ShouldNotBeNull($"{act.Facts[0]}");
            act.ShouldGiveItsFactsAgain(ledger);
            ledger.Append(act.Facts.Select(f => f.Fact));
        }
    }

    [Fact]
    public async Task What_the_register_does_by_itself_has_one_and_what_records_nothing_leaves_none()
    {
        var programme = await UpToAsync(Station.RankingNoticed);
        var notice = (await _api.LogAsync(Streams.Notice(programme.RankingNotice))).Select(f => f.Fact).OfType<NoticeOpened>().Single();
        var deadline = new Deadline(DeadlineKind.NoticeEnds, programme.RankingNotice, Beijing.Start(notice.LastDay.AddDays(1)));
        var before = (await Acts.ReadAsync(_api.Database)).Count;
        foreach (var at in new[] { deadline.DueAt.AddHours(-1), deadline.DueAt, deadline.DueAt.AddHours(1) })
        {
            _api.Clock.Now = at;
            await using var scope = _api.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(deadline);
        }

        var acts = await Acts.ReadAsync(_api.Database);
        acts.Count.ShouldBe(before + 1);
        acts[^1].Request.ShouldBe(new CloseNotice(programme.RankingNotice));
        acts[^1].Act.By.ShouldBe(Actor.System);
    }

    /// <summary>As a register has it that was written before requests were recorded.</summary>
    [Fact]
    public async Task Where_none_was_recorded_the_reasons_are_told_from_the_facts_as_they_ever_were()
    {
        var programme = await UpToAsync(Station.Revoked);
        var with = await StepsAsync(programme);
        await _api.ExecuteAsync("update leader.mt_events set headers = headers - 'request'");
        (await Acts.ReadAsync(_api.Database)).ShouldAllBe(a => a.Request == null);
        var without = await StepsAsync(programme);
        without.Length.ShouldBeGreaterThan(20);
        without.ShouldBe(with);
    }

    private async Task<long[]> StepsAsync(Programme programme) =>
        [.. (await _api.GetAsync($"/v1/titles/{programme.TitleOfA}/why", programme.World.Position))
            .GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("position").GetInt64())];
}

internal static class Acts
{
    public static void ShouldGiveItsFactsAgain(this PastAct act, MemoryLedger past) => act.Request!.Enter(act.Act, past).Facts
        .Select(Canonical.Json).Order()
        .ShouldBe(act.Facts.Select(f => Canonical.Json(f.Fact)).Order(), $"{act.Request} at position {act.Position}");

    /// <summary>The whole log, act by act, as <c>why</c> reads it.</summary>
    public static async Task<IReadOnlyList<PastAct>> ReadAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var streams = new List<string>();
        await using (var command = new NpgsqlCommand("select distinct stream_id from leader.mt_events", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) streams.Add(reader.GetString(0));
        }
        var past = new Api.Why.LogPast(connection, long.MaxValue);
        return [.. streams.SelectMany(past.ActsOn).Distinct().OrderBy(a => a.Position)];
    }
}
