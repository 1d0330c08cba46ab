using System.Text;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Api.Tests.Views;

/// <summary>The views are a function of the log: folded again they are what they were, row by row and byte by byte. Traps 14 and 15.</summary>
public sealed class Views_are_a_function_of_the_log : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

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
        await Programme.TogetherAsync((new(world, new(2025, 1, 6)), Station.Revoked), (new(world, new(2025, 1, 20)), Station.ListPublished), (new(world, new(2025, 3, 1)), Station.RankingNoticed));

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
        await using (var damage = _api.Database.CreateCommand($"create table {ViewTables.Table(LeaderViews.Bans, "_rebuilt")} (x int); update {ViewTables.Table(LeaderViews.Titles)} set payload = '{{}}'; delete from {ViewTables.Table(LeaderViews.Bans)}"))
            await damage.ExecuteNonQueryAsync();
        var result = await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);
        result.Facts.ShouldBe((await _api.LogAsync()).Count);
        (await Task.WhenAll(LeaderViews.All.Select(v => LiveAsync(_api, v)))).ShouldBe(before);

        var writing = Programme.TogetherAsync((new(world, new(2026, 1, 5)), Station.Revoked), (new(world, new(2026, 1, 20)), Station.ListPublished), (new(world, new(2026, 3, 1)), Station.RankingNoticed));
        var rebuilds = 0;
        for (; !writing.IsCompleted; rebuilds++) await new Rebuild(_api.Database, memory: 20_000).RunAsync(null, CancellationToken.None);
        await writing;
        rebuilds.ShouldBeGreaterThan(1);
        await ShouldEqualTheLiveTablesAsync(_api, world.Position);
    }

    internal static async Task ShouldEqualTheLiveTablesAsync(ApiFixture api, long position)
    {
        await api.GetAsync("/v1/bans", position);
        var log = await api.LogAsync();
        foreach (var view in LeaderViews.All) Lines(view, log, log.Count).ShouldBe(await LiveAsync(api, view), $"view {view.Name}");
    }

    private static string[] Lines(View view, IReadOnlyList<Recorded> log, int pageSize)
    {
        var rows = new List<KnownRow>();
        foreach (var facts in log.Chunk(Math.Max(1, pageSize)))
        {
            var page = new ViewFold(view);
            foreach (var key in page.Missing(facts))
                page.Load(key, [.. rows.Where(r => r.KnownTo == long.MaxValue && r.Row.Key == key).OrderBy(r => r.Row.From).Select(r => new HeldRow(r.Row, r.KnownFrom, true))]);
            foreach (var fact in facts) page.Apply(fact);
            page.Finish();
            foreach (var (key, from, knownFrom, knownTo) in page.Closed)
            {
                var at = rows.FindIndex(r => r.Row.Key == key && r.Row.From == from && r.KnownFrom == knownFrom);
                rows[at] = rows[at] with { KnownTo = knownTo };
            }
            rows.AddRange(page.Opened);
        }
        return [.. rows.Select(r => Line(r.Row.Key, r.Row.From, r.Row.To, r.KnownFrom, r.KnownTo, r.Row.Tags, Encoding.UTF8.GetString(r.Row.Payload))).Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> LiveAsync(ApiFixture api, View view)
    {
        await using var command = api.Database.CreateCommand($"select key, in_force_from, in_force_to, known_from, known_to, enterprise, category, cycle, sector, body, status, sort, payload::text from {ViewTables.Table(view)}");
        await using var reader = await command.ExecuteReaderAsync();
        string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(Line(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<DateOnly>(2), reader.GetInt64(3), reader.GetInt64(4),
                new(Text(5), Text(6), reader.IsDBNull(7) ? null : reader.GetInt32(7), Text(8), Text(9), Text(10), reader.GetString(11)), reader.GetString(12)));
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static string Line(string key, DateOnly from, DateOnly to, long knownFrom, long knownTo, RowTags tags, string payload) =>
        $"{key}|{from:yyyy-MM-dd}|{to:yyyy-MM-dd}|{knownFrom}|{knownTo}|{tags}|{payload}";
}
