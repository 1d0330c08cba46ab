using CsCheck;
using Leader.Api.Tests.Contract;
using Leader.Domain;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Marten;
using Npgsql;

namespace Leader.Api.Tests.Views;

/// <summary>
/// Histories that no rule would allow: any facts in any order, on any days, about so few things that they meet. The views are live in the
/// store's own daemon, rebuilt, and replayed to any position; what is served is asked at any two clocks.
/// </summary>
public class Whatever_is_recorded_the_three_hosts_agree
{
    private static readonly Type[] Types = [.. FactTypes.ByName.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Fact]
    public async Task Live_rebuilt_and_replayed_views_are_equal_byte_for_byte_at_any_two_clocks()
    {
        await using var database = NpgsqlDataSource.Create(await TestDatabase.EmptyAsync());
        await using var store = DocumentStore.For(o => { o.UseLeader(() => database); o.Connection(database); });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using (var tables = database.CreateCommand(LeaderRegister.Ddl)) await tables.ExecuteNonQueryAsync();
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        var views = new ViewReader(database, TimeProvider.System);

        await Gen.Select(Gen.Int, Gen.Int[1, 40].Array[1, 5], Gen.Bool).SampleAsync(async (seed, commits, rebuild) =>
        {
            var random = new Random(seed);
            foreach (var size in commits)
            {
                await using var session = store.LightweightSession();
                for (var i = 0; i < size; i++)
                {
                    var fact = new Sample(random: random).Of(Types[random.Next(Types.Length)]);
                    session.Events.Append(fact.Stream(), fact);
                }
                await session.SaveChangesAsync();
            }
            var log = new List<Recorded>();
            await foreach (var page in new FactLog(database).PagesAsync(0, long.MaxValue, 1000, CancellationToken.None)) log.AddRange(page);
            (await views.ReachesAsync(log[^1].Position, TimeSpan.FromSeconds(20))).ShouldBeTrue();

            await ShouldBeReplayedAsync(database, log, "live");
            if (rebuild)
            {
                await new Rebuild(database, memory: random.Next(50_000), pageSize: random.Next(5, 100))
                    .RunAsync(null, CancellationToken.None);
                await ShouldBeReplayedAsync(database, log, "rebuilt");
            }
            await views.NewestAsync(CancellationToken.None); // then it knows what is long ago
            for (var i = 0; i < 3; i++)
            {
                var (day, position) = (new DateOnly(2026, 5, 11).AddDays(random.Next(-45, 1200)), log[random.Next(log.Count)].Position);
                await ShouldBeServedAsync(views, log, new Clocks(day, null, position, true));
            }
        }, iter: 20, threads: 1);
    }

    private static ViewFold Folded(View view, IEnumerable<Recorded> facts)
    {
        var fold = new ViewFold(view);
        foreach (var fact in facts) fold.Apply(fact);
        return fold;
    }

    private static async Task ShouldBeReplayedAsync(NpgsqlDataSource database, List<Recorded> log, string host)
    {
        foreach (var view in LeaderViews.All)
        {
            var fold = Folded(view, log);
            fold.Finish();
            var replayed = fold.Opened.Select(r => $"{r.Row.Key}|{r.Row.From:yyyy-MM-dd}|{r.Row.To:yyyy-MM-dd}|{r.KnownFrom}|{r.KnownTo}|"
                + $"{Tags(r.Row.Tags)}|{System.Text.Encoding.UTF8.GetString(r.Row.Payload)}")
                .ToHashSet();
            var table = new HashSet<string>();
            await using var command = database.CreateCommand($"""
                select concat_ws('|', key, coalesce(to_char(in_force_from, 'YYYY-MM-DD'), '0001-01-01'),
                    coalesce(to_char(in_force_to, 'YYYY-MM-DD'), '9999-12-31'), known_from, known_to,
                    concat_ws('/', enterprise, category, cycle, sector, body, status, sort), payload::text) from {ViewTables.Table(view)}
                """);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) table.Add(reader.GetString(0)).ShouldBeTrue();
            if (!table.SetEquals(replayed))
            {
                var differences = table.Except(replayed).Take(5).Select(r => $"{host} {r}")
                    .Concat(replayed.Except(table).Take(5).Select(r => $"replayed {r}"));
                Assert.Fail($"{view.Name}, {host}:\n{string.Join('\n', differences)}");
            }
        }
    }

    private static string Tags(RowTags t) =>
        string.Join('/', new object?[] { t.Enterprise, t.Category, t.Cycle, t.Sector, t.Body, t.Status, t.Sort }.Where(v => v is not null));

    private static async Task ShouldBeServedAsync(ViewReader views, List<Recorded> log, Clocks at)
    {
        foreach (var view in LeaderViews.All)
        {
            var expected = Folded(view, log.Where(f => f.Position <= at.Position)).Current
                .Where(r => r.Row.From <= at.AsOf && at.AsOf < r.Row.To)
                .OrderBy(r => r.Row.Tags.Sort, StringComparer.Ordinal).ThenBy(r => r.Row.Key, StringComparer.Ordinal)
                .Select(r => System.Text.Encoding.UTF8.GetString(r.Row.Payload)).ToList();
            var served = new List<string>();
            for (var (after, more) = ((string?)null, true); more; more = after is not null)
            {
                var page = await views.ListAsync(view, new(), at, after, 7, CancellationToken.None, countAll: true);
                page.Total.ShouldBe(expected.Count);
                served.AddRange(page.Items.Select(System.Text.Encoding.UTF8.GetString));
                after = page.Next;
            }
            served.ShouldBe(expected, $"{view.Name} as of {at.AsOf:yyyy-MM-dd} as known at {at.Position}");
        }
    }
}
