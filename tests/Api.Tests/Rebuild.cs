using System.Text;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Api.Tests;

/// <summary>The views are a function of the log: folded again they are what they were, row by row and byte by byte. Traps 14 and 15.</summary>
public sealed class Rebuild : IAsyncLifetime
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
            var page = new ViewPage(view);
            var keys = facts.SelectMany(f => view.KeysOf(f.Fact)).ToHashSet(StringComparer.Ordinal);
            foreach (var known in rows.Where(r => r.KnownTo == long.MaxValue && keys.Contains(r.Row.Key)).OrderBy(r => r.Row.Key, StringComparer.Ordinal).ThenBy(r => r.Row.From))
                page.Load(known.Row.Key, known.Row.From, known.Row.To, known.KnownFrom, known.Row.Payload);
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
