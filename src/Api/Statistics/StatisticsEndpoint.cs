using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Statistics;

/// <summary>A figure that says what it counts. Two figures of different units never stand as one (trap 21).</summary>
/// <param name="Unit">What one is: standards, enterprises, titles, percent.</param>
/// <param name="Target">The programme's goal for the end of 2020, where there is one (R13–R20).</param>
public sealed record Figure(string Id, string Name, string NameZh, string Definition, string Unit, decimal Value, decimal? Target);

public sealed record FiguresDoc(IReadOnlyList<Figure> Items);

/// <summary>The programme's goals as figures: each with its definition and counting unit, at any two clocks. R13–R20, Q45, Q46.</summary>
internal static class StatisticsEndpoint
{
    public static void MapStatistics(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/statistics", new(
            async (asked, clocks) => ViewAnswer.Of(new FiguresDoc(await FiguresAsync(
                asked.Context.RequestServices.GetRequiredService<NpgsqlDataSource>(),
                clocks,
                asked.Aborted))),
            _ => Task.FromResult(new Sources([.. new View[] { LeaderViews.Declarations, LeaderViews.Titles, LeaderViews.Bans }
                .Select(v => new Source(v, new()))])), Costly: true)).Produces<FiguresDoc>();

    private const string Then = "in_force_from <= $1 and in_force_to > $1 and known_from <= $2 and known_to > $2";

    private static async Task<List<Figure>> FiguresAsync(NpgsqlDataSource database, Clocks clocks, CancellationToken ct)
    {
        var disclosed = await CountAsync("select count(*) from {0} where {1} and status = 'inForce'", LeaderViews.Declarations);
        var own = await CountAsync(
            "select count(*) from {0} where {1} and status = 'inForce' and payload->>'kind' = 'enterprise'",
            LeaderViews.Declarations);
        var claimed = await CountAsync(
            "select count(*) from {0} where {1} and status = 'inForce' and payload->>'kind' = 'enterprise' and payload->>'claimedLevel' = "
                + "'stricter'",
            LeaderViews.Declarations);
        var verified = await CountAsync("""
            select count(*) from {0} where {1} and status = 'inForce' and payload->>'kind' = 'enterprise'
            and exists (select from json_array_elements(payload->'evaluations') e where e->>'place' is not null
                and exists (select from json_array_elements(e->'results') r where r->>'baseline' is not null))
            """, LeaderViews.Declarations);
        List<Figure> figures =
        [
            new(
                "disclosed-standards",
                "Disclosed standards",
                "公开标准数",
                "Declarations in force. The number of standards in use is not known, so this is a count, not a share (R13).",
                "standards",
                disclosed,
                null),
            new(
                "disclosed-own-standards",
                "Disclosed own standards",
                "公开的企业自定标准数",
                "Declarations in force of standards that the enterprise wrote itself (Q/).",
                "standards",
                own,
                null),
            new(
                "claimed-stricter",
                "Own standards claimed stricter",
                "自称严于国行标的比例",
                "Own standards in force that their declarant claims to be stricter 严于, a word of the closed list (R30), of own standards "
                    + "in force (R14, Q45). Old claims in other words are not counted.",
                "percent",
                Percent(claimed, own),
                20),
            new(
                "verified-stricter",
                "Own standards verified stricter",
                "经评估严于国行标的比例",
                "Own standards in force that a published ranking found stricter than a national or industry baseline, of own standards in "
                    + "force (R14, Q45).",
                "percent",
                Percent(verified, own),
                20),
        ];
        foreach (var (sector, zh, target) in new[]
        {
            (GoalSector.ConsumerGoods, "消费品", 1000),
            (GoalSector.EquipmentAndEmerging, "装备制造和新兴产业", 500),
            (GoalSector.Services, "服务", 200),
        })
        {
            var (id, held) = (
                System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(sector.ToString()),
                $"select count({{2}}) from {{0}} where {{1}} and status in ('inForce', 'inGrace') and sector = '{Words.Of(sector)}'");
            figures.Add(new(
                $"leader-enterprises-{id}",
                $"Leaders: {sector}",
                $"{zh}领跑者（企业）",
                "Distinct enterprises that hold a title in the sector (Q46: the headline).",
                "enterprises",
                await CountAsync(held, LeaderViews.Titles, "distinct enterprise"),
                target));
            figures.Add(new(
                $"leader-titles-{id}",
                $"Titles: {sector}",
                $"{zh}领跑者（称号）",
                "Titles in force or in grace in the sector.",
                "titles",
                await CountAsync(held, LeaderViews.Titles, "*"),
                null));
            figures.Add(new(
                $"leader-standards-{id}",
                $"Leader standards: {sector}",
                $"{zh}领跑者标准",
                "Distinct standards on which titles of the sector rest.",
                "standards",
                await CountAsync(held, LeaderViews.Titles, "distinct payload->>'declaration'"),
                null));
        }
        figures.Add(new(
            "bans-current",
            "Bans in force",
            "现行禁入",
            "Entries of the ban register that cover the day.",
            "bans",
            await CountAsync("select count(*) from {0} where {1} and status = 'current'", LeaderViews.Bans),
            null));
        return figures;

        async Task<long> CountAsync(string sql, View view, string what = "")
        {
            await using var command = database.CreateCommand(string.Format(
                System.Globalization.CultureInfo.InvariantCulture,
                sql,
                ViewTables.Table(view),
                Then,
                what));
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
            return (long)(await command.ExecuteScalarAsync(ct))!;
        }
    }

    private static decimal Percent(long part, long whole) =>
        whole == 0 ? 0 : decimal.Round(100m * part / whole, 1, MidpointRounding.ToEven);
}
