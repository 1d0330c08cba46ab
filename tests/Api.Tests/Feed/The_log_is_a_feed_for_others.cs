using System.Net;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Leader.Api.Tests.Proof;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Proof;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Feed;

/// <summary>
/// A database of its own: what is in the log is known to the last fact. The events are read by the CloudEvents project's own reader.
/// </summary>
public sealed class The_log_is_a_feed_for_others : IAsyncLifetime
{
    private static readonly JsonEventFormatter Format = new();
    private readonly ApiFixture _api = new();
    private int _organisations;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_fact_is_a_valid_CloudEvent_with_the_data_as_stored_and_who_when_and_why()
    {
        var programme = await new Programme(new(_api), new(2025, 1, 6)).UpToAsync(Station.Revoked);
        await _api.GetAsync("/v1/events", programme.World.Position);
        var rows = await StoredAsync(programme.World.Position);

        var events = new List<CloudEvent>();
        for (var next = "/v1/events?limit=7"; next is not null;)
        {
            var answer = await AskAsync(next, "application/cloudevents-batch+json", Asking.Samr);
            answer.Content.Headers.ContentType!.ToString().ShouldBe("application/cloudevents-batch+json");
            events.AddRange(Format.DecodeBatchModeMessage(
                await answer.Content.ReadAsByteArrayAsync(),
                new ContentType("application/cloudevents-batch+json"),
                null));
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        events.Count.ShouldBe(rows.Count);
        events.Count.ShouldBeGreaterThan(60);
        foreach (var (e, row) in events.Zip(rows))
        {
            e.IsValid.ShouldBeTrue();
            (e.Id, e.Type, e.Subject, e.Source!.ToString(), e.DataContentType, e.SpecVersion)
                .ShouldBe((row.Position.ToString(), row.Type, row.Stream, "/v1/events", "application/json", CloudEventsSpecVersion.V1_0));
            e.Time.ShouldBe(row.At);
            (e["actor"], e["role"], e["rules"], e["correlation"]).ShouldBe((
                row.Actor,
                JsonNamingPolicy.KebabCaseLower.ConvertName(row.Role!), // as in tokens
                row.Rules,
                row.Correlation));
        }
        events.Select(e => (string)e["sequence"]!).ShouldBe(
            events.OrderBy(e => long.Parse(e.Id!)).Select(e => (string)e["sequence"]!).Order(StringComparer.Ordinal),
            "sequences are ordered as text");
        foreach (var row in rows) // the very text: no number or letter is written in another way
        {
            (await (await AskAsync($"/v1/events/{row.Position}", by: Asking.Samr)).TextAsync()).ShouldEndWith($"\"data\":{row.Data}}}");
        }
    }

    [Fact, Trait("Rule", "Q32")]
    public async Task With_the_first_fact_of_an_act_stands_what_was_asked_and_the_digest_in_its_entry_is_of_that_text()
    {
        var programme = await new Programme(new(_api), new(2025, 1, 6)).UpToAsync(Station.Revoked);
        await _api.LoggedAsync();
        var (log, seen) = (new LogReader(_api.Database, ApiFixture.LogKey.Name), new Dictionary<(bool Open, bool Shown), int>());
        foreach (var row in await StoredAsync(programme.World.Position))
        {
            var asked = await _api.ScalarAsync<string>(
                $"select coalesce(headers->>'request', '') from leader.mt_events where seq_id = {row.Position}");
            var open = !asked.Contains("\"salt\"", StringComparison.Ordinal);
            foreach (var by in new Actor?[] { Asking.Samr, null })
            {
                var text = await (await AskAsync($"/v1/events/{row.Position}", by: by)).TextAsync();
                var shown = JsonNode.Parse(text)!["request"]?.ToString();
                (shown is not null).ShouldBe(asked.Length > 0 && (open || by is not null), $"{row.Position} {row.Type} {by}");
                if (shown is null) continue;
                JsonNode.DeepEquals(JsonNode.Parse(shown), JsonNode.Parse(asked)).ShouldBeTrue();
                seen[(open, by is not null)] = seen.GetValueOrDefault((open, by is not null)) + 1;
                var entry = JsonNode.Parse((await log.InclusionAsync(row.Position, null, CancellationToken.None))!.Entry.Bytes)!;
                if (entry["request"]?["sha256"] is { } digest) digest.ToString().ShouldBe(LogEntry.Digest(Encoding.UTF8.GetBytes(shown)));
                else if (entry["sha256"] is null) JsonNode.DeepEquals(entry["request"], JsonNode.Parse(shown)).ShouldBeTrue();
            }
        }
        seen[(true, false)].ShouldBeGreaterThan(30);
        seen[(false, true)].ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_page_is_asked_as_a_list_as_lines_or_as_a_batch()
    {
        var positions = await RecordAsync(5);

        var list = await _api.GetAsync($"/v1/events?limit=2&after={positions[0]}");
        list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ShouldBe([
            $"{positions[1]}",
            $"{positions[2]}",
        ]);
        list.GetProperty("position").GetInt64().ShouldBe(positions[2]);
        list.GetProperty("next").GetString().ShouldBe($"/v1/events?cursor={positions[2]}.{await MarkAsync(positions[2])}&limit=2");
        var end = await _api.GetAsync($"/v1/events?limit=2&after={positions[2]}");
        end.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null, "the page is full, and the log at its end");
        end.GetProperty("position").GetInt64().ShouldBe(positions[^1]);
        (await _api.GetAsync($"/v1/events?after={positions[^1]}")).GetProperty("items").GetArrayLength().ShouldBe(0);

        var lines = await AskAsync($"/v1/events?limit=3&after={positions[0]}", "application/x-ndjson");
        lines.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        (await lines.TextAsync()).TrimEnd('\n').Split('\n').Select(l => JsonNode.Parse(l)!["id"]!.ToString())
            .ShouldBe(positions[1..4].Select(p => $"{p}"));
    }

    [Fact]
    public async Task A_page_that_is_full_never_changes_and_one_at_the_end_does()
    {
        var positions = await RecordAsync(3);
        var closed = await AskAsync("/v1/events?limit=2");
        closed.Headers.CacheControl!.ToString().ShouldContain("immutable");
        var open = await AskAsync($"/v1/events?after={positions[0]}");
        open.Headers.CacheControl!.ToString().ShouldBe("public, no-cache");

        await RecordAsync(2);

        var again = await AskAsync("/v1/events?limit=2");
        again.Headers.ETag!.Tag.ShouldBe(closed.Headers.ETag!.Tag);
        again.Headers.ETag.IsWeak.ShouldBeFalse();
        (await again.TextAsync()).ShouldBe(await closed.TextAsync());
        (await _api.SendAsync(HttpMethod.Get, "/v1/events?limit=2", ("If-None-Match", closed.Headers.ETag.Tag))).StatusCode
            .ShouldBe(HttpStatusCode.NotModified);
        (await AskAsync($"/v1/events?after={positions[0]}")).Headers.ETag!.Tag.ShouldNotBe(open.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Pages_end_at_a_size_too_so_that_none_is_large_in_memory()
    {
        await RecordAsync(1);
        // one fact, as large as the largest ranking
        await _api.ExecuteAsync("update leader.mt_events set data = data || jsonb_build_object('filler', repeat('x', 700000))");
        var position = await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");
        await _api.ExecuteAsync($"""
            insert into leader.mt_events select (r).* from (
                select jsonb_populate_record(e, jsonb_build_object('seq_id', {position} + n, 'id', gen_random_uuid(),
                    'version', {position} + n, 'headers', e.headers || jsonb_build_object('act', n))) r
                from leader.mt_events e, generate_series(1, 30) n) x
            """);
        await _api.ExecuteAsync($"update leader.mt_event_progression set last_seq_id = {position + 30} where name like 'Views%'");

        var (seen, pages) = (0, 0);
        for (var next = $"/v1/events?limit=1000&minPosition={position + 30}"; next is not null; pages++)
        {
            var answer = await AskAsync(next);
            var body = await answer.Content.ReadAsByteArrayAsync();
            body.Length.ShouldBeLessThan(3 << 20);
            var page = JsonSerializer.Deserialize<JsonElement>(body);
            seen += page.GetProperty("items").GetArrayLength();
            next = page.GetProperty("next").GetString();
        }
        seen.ShouldBe(31);
        pages.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("/v1/events?after=x", "after")]
    [InlineData("/v1/events?after=-1", "after")]
    [InlineData("/v1/events?after=99999999", "after")]
    [InlineData("/v1/events?after=99999999999999999999", "after")]
    [InlineData("/v1/events?minPosition=x", "minPosition")]
    [InlineData("/v1/events?limit=0", "limit")]
    [InlineData("/v1/events?limit=1001", "limit")]
    [InlineData("/v1/events/stream?after=1.5", "after")]
    [InlineData("/v1/events/stream?after=99999999", "after")]
    public async Task What_is_no_position_is_told(string address, string field)
    {
        await RecordAsync(1);
        await (await AskAsync(address)).ShouldBeMalformedAsync(field);
    }

    [Fact]
    public async Task A_token_that_does_not_hold_is_told()
    {
        await (await _api.SendAsync(HttpMethod.Get, "/v1/events", ("Authorization", "Bearer nonsense")))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Theory]
    [InlineData("99999999")]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task A_last_id_that_the_log_never_had_is_told_in_the_stream_which_goes_on(string id)
    {
        var before = await RecordAsync(2);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events/stream") { Headers = { { "Last-Event-ID", id } } };
        using var answer = await _api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, "a browser that is answered with an error does not come back");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        while (lines.Count(l => l.Length == 0) < 2) lines.Add((await reader.ReadLineAsync())!);
        var mark = await MarkAsync(before[^1]);
        lines[..3].ShouldBe(["retry: 2000", $"id: {before[^1]}.{mark}", ""]);
        (lines[3], lines[5]).ShouldBe(("event: problem", $"id: {before[^1]}.{mark}"));
        var said = JsonNode.Parse(lines[4]["data: ".Length..])!;
        ((string)said["type"]!, (long)said["position"]!).ShouldBe(("/problems/unknown-position", before[^1]));

        var next = await RecordAsync(1);
        (await reader.ReadLineAsync()).ShouldBe($"id: {next[0]}.{await MarkAsync(next[0])}");
    }

    /// <summary>Of the log up to there, in the ids of a stream.</summary>
    private async Task<string> MarkAsync(long position) =>
        (await _api.ScalarAsync<Guid>($"select id from leader.mt_events where seq_id = {position}")).ToString()[^8..];

    [Fact]
    public async Task Who_read_a_history_that_a_restore_took_back_is_told_though_the_log_has_such_a_position_again()
    {
        var positions = await RecordAsync(2);
        using var source = new EventSource(_api.Http, $"/v1/events/stream?after={positions[0] - 1}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await source.ConnectAsync(patience.Token);
        foreach (var position in positions) Id((await source.NextAsync(patience.Token))!).ShouldBe(position);

        await source.ConnectAsync(patience.Token);
        var next = await RecordAsync(1);
        Id((await source.NextAsync(patience.Token))!).ShouldBe(next[0], "of the same log it goes on");

        // as after a restore to before it: another fact stands there
        await _api.ExecuteAsync($"update leader.mt_events set id = gen_random_uuid() where seq_id = {next[0]}");
        await source.ConnectAsync(patience.Token);
        var said = JsonNode.Parse((await source.NextAsync(patience.Token))!)!;
        ((string)said["type"]!, (long)said["position"]!).ShouldBe(("/problems/unknown-position", next[0]));
        var after = await RecordAsync(1);
        Id((await source.NextAsync(patience.Token))!).ShouldBe(after[0], "and goes on from the newest");
    }

    [Fact]
    public async Task A_cursor_goes_on_in_its_log_and_is_refused_by_another_that_has_such_a_position_too()
    {
        var first = (await RecordAsync(1))[0];
        var cursor = (await _api.GetAsync($"/v1/events?after={first - 1}")).GetProperty("cursor").GetString();
        cursor.ShouldBe($"{first}.{await MarkAsync(first)}");
        (await AskAsync($"/v1/events?cursor={cursor}", "application/x-ndjson")).Headers.GetValues("Leader-Cursor").ShouldBe([cursor]);

        var next = (await RecordAsync(1))[0];
        var page = await _api.GetAsync($"/v1/events?cursor={cursor}");
        page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ShouldBe([$"{next}"]);
        await (await AskAsync($"/v1/events?after={next + 1}")).ShouldBeMalformedAsync("after");
        await (await AskAsync($"/v1/events?cursor={next + 1}.{cursor![^8..]}"))
            .ShouldBeProblemAsync(HttpStatusCode.Gone, "unknown-position");

        await _api.ExecuteAsync($"update leader.mt_events set id = gen_random_uuid() where seq_id = {first}"); // as after a restore
        await (await AskAsync($"/v1/events?cursor={cursor}")).ShouldBeProblemAsync(HttpStatusCode.Gone, "unknown-position");
        (await _api.GetAsync($"/v1/events?after={first}")).GetProperty("items").GetArrayLength()
            .ShouldBe(1, "a position alone says nothing of it");
        await (await AskAsync($"/v1/events?cursor={first}")).ShouldBeMalformedAsync("cursor");
        await (await AskAsync($"/v1/events?cursor={cursor}&after=0")).ShouldBeMalformedAsync("cursor");
    }

    [Fact]
    public async Task Who_listens_while_another_log_takes_the_place_of_the_one_is_told_before_anything_of_it()
    {
        var position = (await RecordAsync(1))[0];
        using var source = new EventSource(_api.Http, $"/v1/events/stream?after={position - 1}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await source.ConnectAsync(patience.Token);
        Id((await source.NextAsync(patience.Token))!).ShouldBe(position);

        // as after a failover that lost acts
        await _api.ExecuteAsync($"update leader.mt_events set id = gen_random_uuid() where seq_id = {position}");
        var next = (await RecordAsync(1))[0];
        var said = JsonNode.Parse((await source.NextAsync(patience.Token))!)!;
        ((string)said["type"]!, (long)said["position"]!).ShouldBe(("/problems/unknown-position", next));
        var after = (await RecordAsync(1))[0];
        Id((await source.NextAsync(patience.Token))!).ShouldBe(after, "and goes on from the newest");
    }

    [Fact]
    public async Task A_position_that_was_read_at_one_node_is_known_at_every_other()
    {
        await using var other = ApiFixture.Build(_api.ConnectionString, _api.Clock, configure: b =>
            b.Configuration["Nodes:Several"] = "true");
        await other.StartAsync();
        using var http = new HttpClient { BaseAddress = new(other.Urls.First()) };
        await ApiFixture.ReadyAsync(http);
        for (var round = 0; round < 10; round++)
        {
            var (position, reached) = ((await RecordAsync(1))[0], 0L);
            while (reached < position) // at the one node, while the other has just looked
            {
                (await http.GetAsync("/v1/events?limit=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
                reached = (await _api.GetAsync($"/v1/events?limit=1&after={position - 1}&minPosition={position}"))
                    .GetProperty("position").GetInt64();
            }
            using var asked = await http.GetAsync($"/v1/events?after={position}");
            asked.StatusCode.ShouldBe(HttpStatusCode.OK, await asked.TextAsync());
            (await http.GetAsync($"/v1/events/{position}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        await other.StopAsync();
    }

    /// <summary>Two bodies and two enterprises are registered; the numbers say which of the four are found.</summary>
    [Theory]
    [InlineData("type=standard_declared.v1")]
    [InlineData("type=organisation_registered.v1", 0, 1)]
    [InlineData("type=enterprise_registered", 2, 3)] // in any version
    [InlineData("type=organisation_registered,enterprise_registered.v1", 0, 1, 2, 3)]
    [InlineData("subject=organisations", 0, 1)]
    [InlineData("subject=enterprise", 2, 3)]
    [InlineData("subject=FIRST", 2)]
    [InlineData("subject=FIRST,organisations&type=enterprise_registered.v1", 2)] // both have to hold
    [InlineData("subject=FIRST&type=standard_declared.v1")]
    public async Task Events_are_asked_for_by_type_and_subject_in_pages_and_in_the_stream(string asked, params int[] found)
    {
        var positions = (await RecordAsync(2)).ToList();
        var codes = new[] { ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode() };
        await _api.KnownAsync(Asking.Registrar, OrganisationKind.Registrar);
        var after = await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");
        foreach (var code in codes)
        {
            var outcome = await _api.DecideAsync(new RegisterEnterprise(code, $"示例企业 {code}"), Asking.Registrar);
            positions.Add(outcome.Position - outcome.Decision.Facts.Count + 1);
        }
        await _api.GetAsync("/v1/events?limit=1", positions[^1]);
        asked = asked.Replace("FIRST", $"enterprise%2F{codes[0]}");
        var expected = found.Select(f => positions[f]).ToArray();

        var got = new List<long>();
        for (var next = $"/v1/events?limit=1&after={positions[0] - 1}&{asked}"; next is not null;)
        {
            var page = await _api.GetAsync(next);
            got.AddRange(page.GetProperty("items").EnumerateArray().Select(e => long.Parse(e.GetProperty("id").GetString()!)));
            next = page.GetProperty("next").GetString();
        }
        got.Where(p => p <= positions[1] || p > after).ShouldBe(expected);
        if (found.Length == 0) return;
        using var source = new EventSource(_api.Http, $"/v1/events/stream?after={positions[0] - 1}&{asked}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await source.ConnectAsync(patience.Token);
        for (var i = 0; i < got.Count; i++) Id((await source.NextAsync(patience.Token))!).ShouldBe(got[i]);
    }

    [Fact, Trait("Trap", "22")]
    public async Task By_no_filter_it_is_learnt_whether_a_file_was_deposited()
    {
        await RecordAsync(1);
        using var content = new StringContent($"a file {Guid.NewGuid()}", Encoding.UTF8, "text/plain");
        var deposit = await (await _api.Http.PostAsync("/v1/evidence", content)).JsonAsync();
        var (digest, position) = (deposit.GetProperty("id").GetString()!, deposit.GetProperty("position").GetInt64());
        await RecordAsync(1);
        foreach (var form in new[]
        {
            "subject={0}", "subject={0}&limit=1", "subject={0},enterprise&limit=1", "subject={0}&type=evidence_deposited",
        })
        {
            async Task<string> AskedAsync(string file) =>
                (await _api.Http.GetStringAsync("/v1/events?" + string.Format(form, Uri.EscapeDataString($"evidence/{file}"))))
                    .Replace(file, "");
            (await AskedAsync(digest)).ShouldBe(await AskedAsync(new string('0', 64)), form);
        }
        (await _api.GetAsync("/v1/events?subject=evidence")).GetProperty("items").EnumerateArray().Last().GetProperty("id").GetString()
            .ShouldBe($"{position}", "that some file was, all may know");
        await (await AskAsync("/v1/events?type=enterprise_registred.v1")).ShouldBeMalformedAsync("type");
    }

    [Fact]
    public async Task Numbers_that_no_fact_has_are_unknown_and_tombstones_are_not_shown()
    {
        var positions = await RecordAsync(2);
        // As Marten fills a number that was drawn for an append which then failed.
        await _api.ExecuteAsync($"""
            insert into leader.mt_streams (id, type, version) values ('mt_tombstone', null, 1) on conflict do nothing;
            insert into leader.mt_events select (r).* from (
                select jsonb_populate_record(e, jsonb_build_object('seq_id', nextval('leader.mt_events_sequence'), 'id', gen_random_uuid(),
                    'version', 1, 'stream_id', 'mt_tombstone', 'type', 'tombstone',
                    'mt_dotnet_type', 'JasperFx.Events.Tombstone, JasperFx.Events', 'data', jsonb_build_object())) r
                from leader.mt_events e limit 1) x
            """);
        var after = await RecordAsync(1);
        var tombstone = await _api.ScalarAsync<long>("select seq_id from leader.mt_events where type = 'tombstone'");
        tombstone.ShouldBeInRange(positions[^1] + 1, after[0] - 1);

        (await _api.Http.GetStringAsync("/v1/events")).ShouldNotContain("tombstone");
        (await _api.GetAsync($"/v1/events?after={positions[^1]}")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("id").GetString().ShouldBe($"{after[0]}");
        foreach (var number in new[] { $"{tombstone}", "0", "-1", "999999", "x", "1e3", "99999999999999999999" })
        {
            await (await AskAsync($"/v1/events/{number}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-event");
        }
        using var source = new EventSource(_api.Http, $"/v1/events/stream?after={positions[0]}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await source.ConnectAsync(patience.Token);
        (Id((await source.NextAsync(patience.Token))!), Id((await source.NextAsync(patience.Token))!)).ShouldBe((positions[1], after[0]));
    }

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public async Task What_the_views_keep_from_the_public_the_feed_keeps_too()
    {
        var world = new ProgrammeWorld(_api, overHttp: true);
        var programme = await new Programme(world, new(2025, 1, 6)).UpToAsync(Station.Reviewed);
        await _api.GetAsync("/v1/events", world.Position);
        string[] competing = ["plan_submitted.v1", "expert_panel_formed.v2", "plan_reviewed.v1"];

        (await WithheldAsync(null)).ShouldBe(competing, ignoreOrder: true, "plans compete");
        (await _api.Http.GetStringAsync("/v1/events?limit=1000"))
            .ShouldNotContain("expert-1", Shouldly.Case.Sensitive, "who reviews is not public yet");
        (await WithheldAsync(ProgrammeWorld.Cheari)).ShouldBe(competing, ignoreOrder: true, "and for a rival all the more");
        (await WithheldAsync(Asking.Samr)).ShouldBeEmpty();
        (await AskAsync("/v1/events?limit=1000")).Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        var submitted = (await _api.LogAsync()).First<Domain.Record.PlanSubmitted>()!.Position;
        var hidden = await AskAsync($"/v1/events/{submitted}");
        hidden.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        var e = Format.DecodeStructuredModeMessage(
            await hidden.Content.ReadAsByteArrayAsync(),
            new ContentType("application/cloudevents+json"),
            [CloudEventAttribute.CreateExtension("withheld", CloudEventAttributeType.Boolean)]);
        (e.IsValid, e.Data, e["withheld"]).ShouldBe((true, null, true));

        await programme.UpToAsync(Station.Complained);
        await _api.GetAsync("/v1/events", world.Position);
        (await WithheldAsync(null)).ShouldBe(["complaint_received.v1"], "a complaint is shown with its secret only");
        (await AskAsync($"/v1/events/{submitted}")).Headers.CacheControl!.ToString().ShouldContain("immutable");
        (await _api.Http.GetStringAsync("/v1/events?limit=1000")).ShouldNotContain("delivers 310");
        (await (await AskAsync("/v1/events?limit=1000", by: Asking.Samr)).TextAsync()).ShouldContain("delivers 310");
    }

    [Fact]
    public async Task A_panel_of_the_time_when_facts_held_names_is_shown_to_nobody_in_public()
    {
        await RecordAsync(1);
        await _api.ExecuteAsync(
            """
            update leader.mt_events set type = 'expert_panel_formed.v1',
            data = '{"call": "2024-fan", "experts": [{"id": "e01", "name": "Wang Fang", "affiliation": "THU"}], "on": "2024-03-11"}'
            """);

        (await _api.Http.GetStringAsync("/v1/events")).ShouldNotContain("Wang Fang");
    }

    [Fact]
    public async Task A_reader_that_is_cut_off_again_and_again_gets_every_fact_once_and_in_order()
    {
        var first = await RecordAsync(3);
        using var source = new EventSource(_api.Http, "/v1/events/stream?after=0");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await source.ConnectAsync(patience.Token);
        var (got, random) = (new List<long>(), new Random(5));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                // numbers are drawn in one order and committed in another
                await Task.WhenAll(RecordOneAsync(), RecordOneAsync(), RecordOneAsync());
                await Task.Delay(5);
            }
        });
        while (got.Count < 3 + 120)
        {
            if (await source.NextAsync(patience.Token) is { } e) got.Add(Id(e));
            if (random.Next(6) == 0) await source.ConnectAsync(patience.Token);
        }
        await writing;

        got.ShouldBe((await StoredAsync(got[^1])).Select(r => r.Position));
        got[..3].ShouldBe(first);
        source.Retry.ShouldBe("2000");
    }

    [Fact]
    public async Task A_reader_without_a_last_id_gets_what_comes_from_now_on_even_if_it_is_cut_off_before_that()
    {
        var before = await RecordAsync(2);
        using var source = new EventSource(_api.Http, "/v1/events/stream");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await source.ConnectAsync(patience.Token);
        var nothing = source.NextAsync(patience.Token);
        for (var i = 0; i < 50 && source.LastEventId is null; i++) await Task.Delay(20);
        source.LastEventId.ShouldBe($"{before[^1]}.{await MarkAsync(before[^1])}");
        source.Disconnect();
        await Should.ThrowAsync<Exception>(nothing);

        var missed = await RecordAsync(1);
        await source.ConnectAsync(patience.Token);
        Id((await source.NextAsync(patience.Token))!).ShouldBe(missed[0]);
    }

    [Fact]
    public async Task A_reader_that_is_slow_holds_up_nobody_and_misses_nothing()
    {
        await RecordAsync(1);
        await _api.ExecuteAsync("update leader.mt_events set data = data || jsonb_build_object('filler', repeat('x', 100000))");
        using var slow = new TcpClient { ReceiveBufferSize = 8192 };
        await slow.ConnectAsync(_api.Http.BaseAddress!.Host, _api.Http.BaseAddress.Port);
        await slow.GetStream().WriteAsync("GET /v1/events/stream?after=0 HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        for (var i = 0; i < 10; i++)
        {
            await RecordAsync(20);
            await _api.ExecuteAsync("update leader.mt_events set data = data || jsonb_build_object('filler', repeat('x', 20000)) where "
                + "not data ? 'filler'");
        }
        var positions = (await StoredAsync(long.MaxValue)).Select(r => r.Position).ToArray();
        using var quick = new EventSource(_api.Http, "/v1/events/stream?after=0");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await quick.ConnectAsync(patience.Token);
        foreach (var position in positions) Id((await quick.NextAsync(patience.Token))!).ShouldBe(position);

        // Kestrel lets go of who takes nothing for seconds; whoever does take, however slowly, gets all.
        var (text, buffer, ids) = (new StringBuilder(), new byte[64 << 10], new List<long>());
        while (ids.Count < positions.Length && await slow.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var read)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (text.ToString().LastIndexOf("\n\n", StringComparison.Ordinal) is var whole and > 0)
            {
                ids.AddRange(text.ToString(0, whole)
                    .Split('\n')
                    .Where(l => l.StartsWith("data: ", StringComparison.Ordinal) || l.Contains("{\"specversion\""))
                    .Select(l => long.Parse(l.Split("\"id\":\"")[1].Split('"')[0])));
                text.Remove(0, whole);
            }
        }
        ids.ShouldNotBeEmpty();
        using var resumed = new EventSource(_api.Http, $"/v1/events/stream?after={ids[^1]}");
        await resumed.ConnectAsync(patience.Token);
        while (ids.Count < positions.Length) ids.Add(Id((await resumed.NextAsync(patience.Token))!));
        ids.ShouldBe(positions);
    }

    [Fact]
    public async Task Silence_is_filled_and_the_register_stops_though_readers_are_there()
    {
        await RecordAsync(1);
        var database = _api.ConnectionString;
        var node = LeaderApi.Build(database, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = ApiFixture.SigningKey;
            b.Configuration["Feed:HeartbeatSeconds"] = "0.2";
            b.Configuration["Feed:Streams"] = "1";
            b.Configuration["Urls"] = "http://127.0.0.1:0";
            b.Services.AddSingleton<TimeProvider>(_api.Clock);
        });
        await node.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        await ApiFixture.ReadyAsync(http);
        using var source = new EventSource(http, "/v1/events/stream");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await source.ConnectAsync(patience.Token);
        var reading = source.NextAsync(patience.Token);
        for (var i = 0; i < 100 && source.Comments < 3; i++) await Task.Delay(50);
        source.Comments.ShouldBeGreaterThanOrEqualTo(3);
        await (await http.GetAsync("/v1/events/stream")).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await node.StopAsync();
        await node.DisposeAsync();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        (await reading).ShouldBeNull("the stream has ended");
    }

    private sealed record StoredRow(
        long Position,
        string Stream,
        string Type,
        DateTimeOffset At,
        string Data,
        string? Actor,
        string? Role,
        string? Rules,
        string? Correlation);

    private async Task<List<StoredRow>> StoredAsync(long upTo)
    {
        await using var command = _api.Database.CreateCommand("select seq_id, stream_id, type, timestamp, data::text, user_name, "
            + "headers->>'role', headers->>'rules', correlation_id from leader.mt_events where seq_id <= $1 and type <> 'tombstone' order "
            + "by seq_id");
        command.Parameters.Add(new() { Value = upTo });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<StoredRow>();
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        while (await reader.ReadAsync())
        {
            rows.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4),
                Text(5), Text(6), Text(7), Text(8)));
        }
        return rows;
    }

    private async Task<string[]> WithheldAsync(Actor? by)
    {
        var page = await (await AskAsync("/v1/events?limit=1000", by: by)).JsonAsync();
        page.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        return [.. page.GetProperty("items").EnumerateArray().Where(e => !e.TryGetProperty("data", out _))
            .Select(e => e.GetProperty("type").GetString()!).Distinct()];
    }

    private Task<HttpResponseMessage> AskAsync(string address, string? accept = null, Actor? by = null) =>
        _api.SendAsync(HttpMethod.Get, address,
            [.. new[] { ("Accept", accept), ("Authorization", by is null ? null : $"Bearer {ApiFixture.Token(by.Role, by.Subject)}") }
                .Where(h => h.Item2 is not null)
                .Select(h => (h.Item1, h.Item2!))]);

    /// <summary>In a stream of its own.</summary>
    private async Task RecordOneAsync() => await Evidence.Files.DepositedAsync(_api, Evidence.Files.Pdf(50));

    /// <summary>So many facts, one after the other, that the views have reached.</summary>
    private async Task<long[]> RecordAsync(int count)
    {
        var positions = new List<long>();
        for (var i = 0; i < count; i++)
        {
            positions.Add(
                (await _api.DecideAsync(
                    new RegisterOrganisation(
                        $"org-{Interlocked.Increment(ref _organisations)}",
                        "Body",
                        [OrganisationKind.IndustryAssociation]),
                    Asking.Samr)).Position);
        }
        await _api.GetAsync("/v1/events?limit=1", positions[^1]);
        return [.. positions];
    }

    private static long Id(string e) => long.Parse(JsonNode.Parse(e)!["id"]!.ToString());
}
