using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Api.Statistics;

/// <summary>A figure that says what it counts. Two figures of different units never stand as one (trap 21).</summary>
/// <param name="Unit">What one is: standards, enterprises, titles, percent.</param>
/// <param name="Sector">Whose figure it is; null of those of the whole programme.</param>
/// <param name="Target">The programme's goal for the end of 2020, where there is one (R13–R20).</param>
public sealed record Figure(string Id, string Name, string NameZh, string Definition, string Unit, decimal Value, decimal? Target,
    GoalSector? Sector = null);

public sealed record FiguresDoc(IReadOnlyList<Figure> Items);

/// <summary>The programme's goals as figures: each with its definition and counting unit, at any two clocks. R13–R20, Q45, Q46.</summary>
internal static class StatisticsEndpoint
{
    public static void MapStatistics(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/statistics", new(async asked => ViewAnswer.Of(new FiguresDoc(await FiguresAsync(asked))), Costly: true))
            .Produces<FiguresDoc>().AsTable(_ => Columns);

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(Figure));

    private static async Task<List<Figure>> FiguresAsync(Asked asked)
    {
        const string inForce = "status = 'inForce'", ofItsOwn = $"{inForce} and payload->>'kind' = 'enterprise'";
        var disclosed = await asked.CountAsync(LeaderViews.Declarations, "*", inForce);
        var own = await asked.CountAsync(LeaderViews.Declarations, "*", ofItsOwn);
        var claimed = await asked.CountAsync(LeaderViews.Declarations, "*", $"{ofItsOwn} and payload->>'claimedLevel' = 'stricter'");
        var verified = await asked.CountAsync(LeaderViews.Declarations, "*", $"""
            {ofItsOwn} and exists (select from json_array_elements(payload->'evaluations') e where e->>'place' is not null
                and exists (select from json_array_elements(e->'results') r where r->>'baseline' is not null))
            """);
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
        foreach (var (sector, target) in new[]
        {
            (GoalSector.ConsumerGoods, 1000),
            (GoalSector.EquipmentAndEmerging, 500),
            (GoalSector.Services, 200),
        })
        {
            var (zh, en) = Names.Of(sector);
            var (id, held) = (
                System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(sector.ToString()),
                $"status in ('inForce', 'inGrace') and sector = '{Words.Of(sector)}'");
            figures.Add(new(
                $"leader-enterprises-{id}",
                $"Leaders: {en}",
                $"{zh}领跑者（企业）",
                "Distinct enterprises that hold a title in the sector (Q46: the headline).",
                "enterprises",
                await asked.CountAsync(LeaderViews.Titles, "distinct enterprise", held),
                target,
                sector));
            figures.Add(new(
                $"leader-titles-{id}",
                $"Titles: {en}",
                $"{zh}领跑者（称号）",
                "Titles in force or in grace in the sector.",
                "titles",
                await asked.CountAsync(LeaderViews.Titles, "*", held),
                null,
                sector));
            figures.Add(new(
                $"leader-standards-{id}",
                $"Leader standards: {en}",
                $"{zh}领跑者标准",
                "Distinct standards on which titles of the sector rest.",
                "standards",
                await asked.CountAsync(LeaderViews.Titles, "distinct payload->>'declaration'", held),
                null,
                sector));
        }
        figures.Add(new(
            "bans-current",
            "Bans in force",
            "现行禁入",
            "Entries of the ban register that cover the day.",
            "bans",
            await asked.CountAsync(LeaderViews.Bans, "*", "status = 'current'"),
            null));
        return figures;
    }

    private static decimal Percent(long part, long whole) =>
        whole == 0 ? 0 : decimal.Round(100m * part / whole, 1, MidpointRounding.ToEven);
}
