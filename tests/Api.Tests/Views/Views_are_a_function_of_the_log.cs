using System.Text;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Views;

/// <summary>
/// The views are a function of the log: folded again they are what they were, row by row and byte by byte. Traps 14 and 15.
/// </summary>
public sealed class Views_are_a_function_of_the_log : IAsyncLifetime
{
    private readonly ApiFixture _api = new() { Operators = ApiFixture.FreeAddress() };

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Trap", "14"), Trait("Trap", "15")]
    public async Task All_views_folded_again_equal_the_live_ones()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync(
            (new(world, new(2025, 1, 6)), Station.Revoked),
            (new(world, new(2025, 1, 20)), Station.ListPublished),
            (new(world, new(2025, 3, 1)), Station.RankingNoticed));

        await ShouldEqualTheLiveTablesAsync(_api, world.Position);

        // In pages of any length, as the daemon happens to cut them.
        var log = await _api.LogAsync();
        foreach (var view in LeaderViews.All) Lines(view, log, 1).ShouldBe(Lines(view, log, log.Count), $"{view.Name}, one fact at a time");
    }

    [Fact]
    public async Task A_rebuild_while_others_write_leaves_the_rows_that_live_views_would_have()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.Revoked));
        await _api.GetAsync("/v1/bans", world.Position);
        var before = await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)));

        // What a rebuild that was killed leaves behind, and rows that are wrong.
        await using (var damage = _api.Database.CreateCommand($"create table {ViewTables.Table(LeaderViews.Bans, "_rebuilt")} (x int); "
            + $"update {ViewTables.Table(LeaderViews.Titles)} set payload = '{{}}'; delete from {ViewTables.Table(LeaderViews.Bans)}"))
        {
            await damage.ExecuteNonQueryAsync();
        }
        var result = await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);
        result.Facts.ShouldBe((await _api.LogAsync()).Count);
        (await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)))).ShouldBe(before);

        var writing = Programme.TogetherAsync(
            (new(world, new(2026, 1, 5)), Station.Revoked),
            (new(world, new(2026, 1, 20)), Station.ListPublished),
            (new(world, new(2026, 3, 1)), Station.RankingNoticed));
        var rebuilds = 0;
        for (; !writing.IsCompleted; rebuilds++)
        {
            await new Rebuild(_api.Database, memory: 20_000, pageSize: 20).RunAsync(null, CancellationToken.None);
        }
        await writing;
        rebuilds.ShouldBeGreaterThan(0);
        await ShouldEqualTheLiveTablesAsync(_api, world.Position);
    }

    [Fact]
    public async Task What_a_killed_rebuild_left_is_dropped_at_the_next_start_and_what_one_makes_that_runs_is_not()
    {
        var left = ViewTables.Table(LeaderViews.Bans, "_rebuilt");
        await _api.ExecuteAsync($"create table {left} (x int); create table {ViewTables.Table(LeaderViews.Titles, "_rebuilt")} (x int)");
        await using (var running = await _api.Database.OpenConnectionAsync())
        {
            await using var transaction = await running.BeginTransactionAsync();
            await using var take = new Npgsql.NpgsqlCommand($"select pg_advisory_xact_lock({0x4C65_6164_6573})", running);
            await take.ExecuteNonQueryAsync();
            (await new Rebuild(_api.Database).ClearAsync(CancellationToken.None)).ShouldBe(0);
        }
        (await new Rebuild(_api.Database).ClearAsync(CancellationToken.None)).ShouldBe(2);
        (await _api.ScalarAsync<long>("select count(*) from pg_class where relname like '%_rebuilt'")).ShouldBe(0);
        (await new Rebuild(_api.Database).ClearAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Views_that_another_version_made_are_rebuilt_once_and_until_then_nobody_writes_to_them()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.ListPublished));
        await _api.GetAsync("/v1/bans", world.Position);
        (await new Rebuild(_api.Database).WhereOutdatedAsync(null, CancellationToken.None)).ShouldBeNull("they are ours");
        var before = await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)));

        await SqlAsync($"update leader.view_generation set version = 0; update {ViewTables.Table(LeaderViews.Titles)} set "
            + $"payload = '{{}}'");
        await Should.ThrowAsync<Npgsql.PostgresException>(() =>
            SqlAsync($"select leader.same_views((select generation from leader.view_generation), {LeaderViews.Version})"));
        var both = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => new Rebuild(_api.Database).WhereOutdatedAsync(null, CancellationToken.None)));
        both.ShouldContain(r => r != null);
        (await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)))).ShouldBe(before);
        (await new Rebuild(_api.Database).WhereOutdatedAsync(null, CancellationToken.None)).ShouldBeNull();
        await SqlAsync($"update leader.view_generation set version = version where version = {LeaderViews.Version}");
    }

    [Fact]
    public async Task After_an_upgrade_those_views_alone_are_rebuilt_whose_folds_have_changed()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.ListPublished));
        await _api.GetAsync("/v1/bans", world.Position);
        var (changed, before) = (LeaderViews.All.Where(v => v.Version == LeaderViews.Version).ToArray(), await FilesAsync());

        await SqlAsync("update leader.view_generation set version = version - 1");
        var result = await new Rebuild(_api.Database).WhereOutdatedAsync(null, CancellationToken.None);
        result!.Views.ShouldBe(changed);
        var after = await FilesAsync();
        LeaderViews.All.Where((_, i) => before[i] != after[i]).ShouldBe(changed);
        (await AuditAsync()).Differences.ShouldBeEmpty();

        LeaderViews.ChangedSince(LeaderViews.Version + 1).ShouldBe(LeaderViews.All, "what a newer program changed, only that one knows");

        // a table that was made anew has another file
        async Task<string[]> FilesAsync() =>
            await Task.WhenAll(LeaderViews.All.Select(v =>
                _api.ScalarAsync<string>($"select pg_relation_filepath('{ViewTables.Table(v)}')")));
    }

    [Fact]
    public async Task Lists_are_in_one_order_whatever_the_language_of_the_database()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.Revoked));
        await _api.GetAsync("/v1/bans", world.Position);
        var before = await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)));

        // Tables of an earlier version of the program, in a database of another language.
        foreach (var view in new View[] { LeaderViews.Bans, LeaderViews.Titles })
        {
            await ExecuteAsync($"alter table {ViewTables.Table(view)} alter column sort type text collate \"POSIX\", alter column key "
                + $"type text collate \"POSIX\"");
        }
        await _api.RestartAsync(() => ExecuteAsync("delete from leader.schema_version"));
        (await OtherwiseSortedAsync()).ShouldBe(0);
        (await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)))).ShouldBe(before);
        await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);
        (await OtherwiseSortedAsync()).ShouldBe(0);

        async Task ExecuteAsync(string sql)
        {
            await using var database = Npgsql.NpgsqlDataSource.Create(_api.ConnectionString);
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        Task<long> OtherwiseSortedAsync() => _api.ScalarAsync<long>("select count(*) from pg_attribute where attrelid::regclass::text "
            + "like 'leader.view\\_%' and attnum > 0 and attcollation not in (0, 'pg_catalog.\"C\"'::regcollation)");
    }

    [Fact]
    public async Task An_audit_finds_each_row_that_is_not_what_the_facts_give_and_names_the_first_fact()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.Revoked));
        await _api.GetAsync("/v1/bans", world.Position);

        var clean = await AuditAsync();
        clean.Differences.ShouldBeEmpty();
        clean.Results.ShouldBeGreaterThan(1);
        clean.Rows.ShouldBe((await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)))).Sum(v => v.Length));
        (await new Audit(_api.Database, memory: 20_000).RunAsync(null, CancellationToken.None)).Differences
            .ShouldBeEmpty("with little memory");

        var (bans, titles) = (ViewTables.Table(LeaderViews.Bans), ViewTables.Table(LeaderViews.Titles));
        const string Latest = "9223372036854775807";
        foreach (var (what, damage) in new[]
        {
            ("altered", $"update {titles} set payload = replace(payload::text, 'inForce', 'expired')::json"),
            ("altered", $"update {bans} set in_force_to = in_force_to - 1 where status = 'current'"),
            ("altered", $"update {bans} set status = 'ended'"),
            ("missing", $"delete from {bans} where status = 'current'"),
            ("unfounded", $"insert into {bans} select key || 'x', in_force_from, in_force_to, known_from, known_to, enterprise, category, "
                + $"cycle, sector, body, status, sort, payload from {bans}"),
            ("unfounded", $"insert into {bans} select key || 'x', in_force_from, in_force_to, known_from + 1000000, known_to, enterprise, "
                + $"category, cycle, sector, body, status, sort, payload from {bans}"),
            ("end", $"update {bans} set known_to = known_from + 1"),
            ("end", $"update {titles} set known_to = {Latest}"),
            ("end", $"update {titles} set known_to = known_to + 1 where known_to < {Latest}"),
        })
        {
            await SqlAsync(damage);
            var report = await AuditAsync();
            report.Differences.ShouldNotBeEmpty(damage);
            report.Differences[0].What.ShouldBe(what, damage);
            if (!damage.Contains("1000000")) report.Differences[0].Event.ShouldNotBeNull(damage);
            await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);
            (await AuditAsync()).Differences.ShouldBeEmpty("rebuilt");
        }
    }

    [Theory]
    [InlineData("ban_started.v1", "lastDay", "2099-01-01", "the ban ends on 2099-01-01")]
    [InlineData("ranking_drafted.v1", "contentHash", "00", "hash")]
    public async Task An_audit_recomputes_rankings_and_bans_from_their_inputs(string type, string field, string value, string said)
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.Revoked));
        await _api.GetAsync("/v1/bans", world.Position);
        await SqlAsync($"update leader.mt_events set data = jsonb_set(data, '{{{field}}}', '\"{value}\"') where type = '{type}'");
        // the views follow the forged fact: only the result betrays it, and that nobody asked for it
        await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);

        var differences = (await AuditAsync()).Differences;
        differences.Where(d => d.What != "result").ShouldAllBe(d => d.What == "decided");
        var difference = differences.Where(d => d.What == "result").ShouldHaveSingleItem();
        difference.Detail.ShouldContain(said);
        difference.Event!.ShouldStartWith(type);
    }

    [Fact]
    public async Task The_check_beside_the_service_goes_round_and_says_what_it_found()
    {
        var world = new ProgrammeWorld(_api);
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.Revoked));
        await _api.GetAsync("/v1/bans", world.Position);
        var check = _api.Services.GetRequiredService<ViewCheck>();

        await RoundAsync();
        check.State.ShouldBe(new CheckState(world.Position, 1, _api.Clock.Now.ToUniversalTime(), 0, null));

        await SqlAsync($"update {ViewTables.Table(LeaderViews.Bans)} set in_force_to = in_force_to - 1 where status = 'current'");
        await RoundAsync();
        await check.BiteAsync(CancellationToken.None); // the next round meets the same row
        var health = (await _api.GetAsync($"{_api.Operators}/health/ready")).GetProperty("check");
        health.GetProperty("differing").GetInt32().ShouldBe(1);
        health.GetProperty("first").GetProperty("view").GetString().ShouldBe("bans");

        await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);
        await RoundAsync(); // the one that had begun
        await RoundAsync();
        check.State.Differing.ShouldBe(0);
        (await _api.Http.GetStringAsync($"{_api.Operators}/metrics")).ShouldContain("leader_check_differences");

        async Task RoundAsync() { while (await check.BiteAsync(CancellationToken.None)) { } }
    }

    private Task<AuditReport> AuditAsync() => new Audit(_api.Database).RunAsync(null, CancellationToken.None);

    private async Task SqlAsync(string sql)
    {
        await using var command = _api.Database.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0, sql);
    }

    internal static async Task ShouldEqualTheLiveTablesAsync(ApiFixture api, long position)
    {
        await api.GetAsync("/v1/bans", position);
        var (log, live) = (await api.LogAsync(), Array.Empty<string[]>());
        for (var read = -1; read != log.Count; log = await api.LogAsync()) // a notice may be closed by its deadline meanwhile
        {
            read = log.Count;
            await api.GetAsync("/v1/bans", log[^1].Position);
            live = await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(api, v)));
        }
        foreach (var (view, rows) in LeaderViews.All.Zip(live))
        {
            var folded = Lines(view, log, log.Count).ToList();
            if (!folded.SequenceEqual(rows))
            {
                var differences = folded.Except(rows).Select(r => $"folded {r}").Concat(rows.Except(folded).Select(r => $"live   {r}"));
                Assert.Fail($"{view.Name}:\n{string.Join('\n', differences)}");
            }
        }
    }

    private static string[] Lines(View view, IReadOnlyList<Recorded> log, int pageSize)
    {
        var rows = new List<KnownRow>();
        foreach (var facts in log.Chunk(Math.Max(1, pageSize)))
        {
            var page = new ViewFold(view);
            foreach (var key in page.Missing(facts))
            {
                page.Load(key, [.. rows.Where(r => r.KnownTo == long.MaxValue && r.Row.Key == key)
                    .OrderBy(r => r.Row.From)
                    .Select(r => new HeldRow(r.Row, r.KnownFrom, true))]);
            }
            foreach (var fact in facts) page.Apply(fact);
            page.Finish();
            foreach (var (key, from, knownFrom, knownTo) in page.Closed)
            {
                var at = rows.FindIndex(r => r.Row.Key == key && r.Row.From == from && r.KnownFrom == knownFrom);
                rows[at] = rows[at] with { KnownTo = knownTo };
            }
            rows.AddRange(page.Opened);
        }
        return [.. rows.Select(r =>
            Line(r.Row.Key, r.Row.From, r.Row.To, r.KnownFrom, r.KnownTo, r.Row.Tags, Encoding.UTF8.GetString(r.Row.Payload)))
            .Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> LiveAsync(ApiFixture api, View view)
    {
        await using var command = api.Database.CreateCommand($"select key, in_force_from, in_force_to, known_from, known_to, enterprise, "
            + $"category, cycle, sector, body, status, sort, payload::text from {ViewTables.Table(view)}");
        await using var reader = await command.ExecuteReaderAsync();
        string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(Line(
                reader.GetString(0),
                reader.GetFieldValue<DateOnly>(1),
                reader.GetFieldValue<DateOnly>(2),
                reader.GetInt64(3),
                reader.GetInt64(4),
                new(Text(5), Text(6), reader.IsDBNull(7) ? null : reader.GetInt32(7), Text(8), Text(9), Text(10), reader.GetString(11)),
                reader.GetString(12)));
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static string Line(string key, DateOnly from, DateOnly to, long knownFrom, long knownTo, RowTags tags, string payload) =>
        $"{key}|{from:yyyy-MM-dd}|{to:yyyy-MM-dd}|{knownFrom}|{knownTo}|{tags}|{payload}";
}
