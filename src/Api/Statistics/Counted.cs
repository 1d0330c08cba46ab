using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Statistics;

/// <summary>By what a figure can be told apart.</summary>
public enum FigureBy
{
    Sector,

    /// <summary>Where the enterprise is.</summary>
    Region,
    Category,
    Cycle,

    /// <summary>The evaluation body.</summary>
    Body,

    /// <summary>Of the standard: national, industry, local, group, an enterprise's own.</summary>
    Kind,

    /// <summary>That the declarant claims.</summary>
    Level,

    /// <summary>On the last day of each year, as known at the clock of the answer.</summary>
    Year,
}

/// <summary>What a figure of the programme counts: told once, for the list of figures, their parts and the rows behind them.</summary>
/// <param name="What">Counted, in SQL.</param>
/// <param name="And">Of these rows, in SQL.</param>
/// <param name="Of">A figure in percent is of these, in SQL; null for counts.</param>
/// <param name="Target">The goal for the end of 2020 (R26).</param>
/// <param name="By">What it can be told apart by.</param>
/// <param name="Rows">Where the rows that it counts are listed.</param>
internal sealed record Counted(
    string Id,
    string Name,
    string NameZh,
    string Definition,
    string DefinitionZh,
    string Unit,
    View View,
    string What,
    string And,
    string? Of,
    decimal? Target,
    GoalSector? Sector,
    IReadOnlyList<FigureBy> By,
    string Rows)
{
    private const string InForce = "status = 'inForce'", OfItsOwn = InForce + " and strpos(key, '.Q~') > 0";
    private const string Held = "status in ('inForce', 'inGrace')";

    /// <summary>The last day of the goals (R26), in Beijing.</summary>
    public static readonly DateOnly TargetDay = new(2020, 12, 31);

    public static readonly IReadOnlyList<Counted> All =
    [
        new(
            "disclosed-standards",
            "Disclosed standards",
            "公开标准数",
            "Declarations in force. The number of standards in use is not known, so this is a count, not a share (R13).",
            "当日现行的自我声明公开标准。在用标准的总数无从得知，所以这是数量，不是比例。",
            "standards",
            LeaderViews.Declarations,
            "*",
            InForce,
            null,
            null,
            null,
            [FigureBy.Kind, FigureBy.Level, FigureBy.Region, FigureBy.Category, FigureBy.Year],
            "/v1/declarations?status=inForce"),
        new(
            "disclosed-own-standards",
            "Disclosed own standards",
            "公开的企业自定标准数",
            "Declarations in force of standards that the enterprise wrote itself (Q/).",
            "当日现行的、由企业自行制定的公开标准。",
            "standards",
            LeaderViews.Declarations,
            "*",
            OfItsOwn,
            null,
            null,
            null,
            [FigureBy.Level, FigureBy.Region, FigureBy.Category, FigureBy.Year],
            "/v1/declarations?status=inForce&kind=enterprise"),
        Stricter(
            "claimed-stricter",
            "Own standards claimed stricter",
            "自称严于国行标的比例",
            "Own standards in force that their declarant claims to be stricter 严于, a word of the closed list (R30), of own standards "
                + "in force (R14, Q45). Old claims in other words are not counted.",
            "企业自称“严于”国家标准或行业标准的自定标准，占现行自定标准的比例。其他写法的旧声明不计入。",
            "claimedLevel",
            Words.Of(ClaimedLevel.Stricter)),
        Stricter(
            "verified-stricter",
            "Own standards verified stricter",
            "经评估严于国行标的比例",
            "Own standards in force that a published ranking found stricter than a national or industry baseline, of own standards in "
                + "force (R14, Q45).",
            "经公布的排行评定严于国家标准或行业标准的自定标准，占现行自定标准的比例。",
            "verified",
            Words.Of(Projections.Views.Shapes.VerifiedLevel.Stricter)),
        .. Leaders(GoalSector.ConsumerGoods, 1000),
        .. Leaders(GoalSector.EquipmentAndEmerging, 500),
        .. Leaders(GoalSector.Services, 200),
        new(
            "bans-current",
            "Bans in force",
            "现行禁入",
            "Entries of the ban register that cover the day.",
            "禁入登记中覆盖当日的记录数。",
            "bans",
            LeaderViews.Bans,
            "*",
            "status = 'current'",
            null,
            null,
            null,
            [FigureBy.Body, FigureBy.Region, FigureBy.Year],
            "/v1/bans?status=current"),
    ];

    private static Counted Stricter(
        string id,
        string name,
        string nameZh,
        string definition,
        string definitionZh,
        string field,
        string word) => new(
            id,
            name,
            nameZh,
            definition,
            definitionZh,
            "percent",
            LeaderViews.Declarations,
            "*",
            $"{OfItsOwn} and {LeaderViews.Declarations.Fields.Single(f => f.Name == field).Value} = '{word}'",
            OfItsOwn,
            20,
            null,
            [FigureBy.Region, FigureBy.Category, FigureBy.Year],
            $"/v1/declarations?status=inForce&kind=enterprise&{field}={word}");

    private static IEnumerable<Counted> Leaders(GoalSector sector, int target)
    {
        var (zh, en) = Names.Of(sector);
        var (id, word) = (JsonNamingPolicy.KebabCaseLower.ConvertName(sector.ToString()), Words.Of(sector));
        var (held, rows) = ($"{Held} and sector = '{word}'", $"/v1/leaders?sector={word}");
        FigureBy[] by = [FigureBy.Category, FigureBy.Cycle, FigureBy.Region, FigureBy.Body, FigureBy.Year];
        return
        [
            new(
                $"leader-enterprises-{id}",
                $"Leaders: {en}",
                $"{zh}领跑者（企业）",
                "Distinct enterprises that hold a title in the sector (Q46: the headline).",
                "在该领域持有称号的企业数，一家企业只计一次。",
                "enterprises",
                LeaderViews.Titles,
                "distinct enterprise",
                held,
                null,
                target,
                sector,
                by,
                rows),
            new(
                $"leader-titles-{id}",
                $"Titles: {en}",
                $"{zh}领跑者（称号）",
                "Titles in force or in grace in the sector.",
                "该领域有效期内和宽限期内的称号数。",
                "titles",
                LeaderViews.Titles,
                "*",
                held,
                null,
                null,
                sector,
                by,
                rows),
            new(
                $"leader-standards-{id}",
                $"Leader standards: {en}",
                $"{zh}领跑者标准",
                "Distinct standards on which titles of the sector rest.",
                "该领域称号所依据的标准数，同一标准只计一次。",
                "standards",
                LeaderViews.Titles,
                "distinct payload->>'declaration'",
                held,
                null,
                null,
                sector,
                by,
                rows),
        ];
    }

    /// <summary>Whether the counts of the parts add up to that of the whole: not where one thing is counted in several parts.</summary>
    public bool AddsUp(FigureBy by) => by switch
    {
        FigureBy.Year => false,
        FigureBy.Region => true, // an enterprise is in one
        FigureBy.Category => !View.HasSeveralCategories && What == "*",
        _ => What == "*",
    };

    /// <summary>The part of a row, and what is joined to find it, in SQL.</summary>
    private (string Part, string With) PlaceOf(FigureBy by) => by switch
    {
        FigureBy.Region => ("region", ViewReader.RowsOf(LeaderViews.Enterprises, "payload->>'region'", "region")),
        FigureBy.Category when View.HasSeveralCategories =>
            ("one", "left join lateral unnest(string_to_array(category, ' ')) of_one(one) on true"),
        FigureBy.Kind or FigureBy.Level => (LeaderViews.Declarations.Fields.Single(f => f.Name == (by == FigureBy.Kind ? "kind"
            : "claimedLevel")).Value, ""),
        _ => (Words.Of(by), ""),
    };

    /// <param name="on">Another day than that of the answer.</param>
    public async Task<Amount> AmountAsync(Asked asked, DateOnly? on = null) => new(
        await CountAsync(asked, And, on),
        Of is null ? null : await CountAsync(asked, Of, on));

    private Task<long> CountAsync(Asked asked, string and, DateOnly? on) =>
        on is { } day ? asked.CountAsync(View, What, and, day) : asked.CountAsync(View, What, and);

    /// <summary>In the order of their words; those that nothing is known of are called by the empty text.</summary>
    public async Task<IReadOnlyList<(string Part, Amount Amount)>> PartsAsync(Asked asked, FigureBy by)
    {
        if (by == FigureBy.Year)
        {
            var years = new List<(string, Amount)>();
            for (var year = Math.Max(FirstYear, asked.Clocks.AsOf.Year - 9); year < asked.Clocks.AsOf.Year; year++)
            {
                var day = new DateOnly(year, 12, 31);
                years.Add(($"{day:yyyy-MM-dd}", await AmountAsync(asked, day)));
            }
            return years;
        }
        var (part, with) = PlaceOf(by);
        var counts = await asked.CountByAsync(View, What, And, part, with);
        if (Of is null) return [.. counts.Select(c => (c.Part, new Amount(c.Count, null)))];
        var wholes = await asked.CountByAsync(View, What, Of, part, with);
        var found = counts.ToDictionary(c => c.Part, c => c.Count, StringComparer.Ordinal);
        return [.. wholes.Select(w => (w.Part, new Amount(found.GetValueOrDefault(w.Part), w.Count)))];
    }

    /// <summary>The year of the policy.</summary>
    private const int FirstYear = 2018;
}

/// <summary>A count, and where it is told as a share the count that it is of.</summary>
internal readonly record struct Amount(long Count, long? Of)
{
    /// <summary>The count, or percent of the whole to one place, half to even; of nothing it is 0.</summary>
    public decimal Value => Of is not { } whole ? Count
        : whole == 0 ? 0 : decimal.Round(100m * Count / whole, 1, MidpointRounding.ToEven);
}
