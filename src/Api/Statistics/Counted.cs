using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Statistics;

/// <summary>By what a figure can be told apart.</summary>
public enum FigureBy
{
    /// <summary>That the key-field list gives the category (Q47).</summary>
    Sector,

    /// <summary>Where the enterprise is.</summary>
    Region,

    /// <summary>Of the core indicators that the evaluation ranked by (R17, R19, R21).</summary>
    Theme,
    Category,
    Cycle,

    /// <summary>The evaluation body.</summary>
    Body,

    /// <summary>
    /// Of the standard: national, industry, local, group, an enterprise's own. Of a use: what results are used for. Of a user: what it acts
    /// as.
    /// </summary>
    Kind,

    /// <summary>That the declarant claims.</summary>
    Level,

    /// <summary>On the last day of each year, as known at the clock of the answer.</summary>
    Year,
}

/// <summary>
/// What figures are about. A release holds all figures of its subject, and whoever asks at its clocks gets the same for ever (R100): no
/// figure is added to a subject. A new one has a new subject.
/// </summary>
public enum FigureSubject
{
    /// <summary>The goals of the programme. R13–R20.</summary>
    Goals,

    /// <summary>What results are used for, and by whom. R22, Q53, Q62.</summary>
    Use,
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
    private const string Enterprises = "distinct enterprise", Standards = "distinct payload->>'declaration'";
    private const string InForce = "status = 'inForce'", OfItsOwn = InForce + " and strpos(key, '.Q~') > 0";
    private const string Held = "status in ('inForce', 'inGrace')", OpenUse = "status = 'open'";

    /// <summary>Who can report a use of results.</summary>
    private static readonly OrganisationKind[] Users =
        [.. Enum.GetValues<AdoptionKind>().SelectMany(UsersOfResults.Of).Distinct().Order()];

    public FigureSubject Subject { get; private init; }

    /// <summary>What its condition needs.</summary>
    private Joined With { get; init; } = Joined.Nothing;

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
            [FigureBy.Kind, FigureBy.Level, FigureBy.Sector, FigureBy.Region, FigureBy.Category, FigureBy.Year],
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
            [FigureBy.Level, FigureBy.Sector, FigureBy.Region, FigureBy.Category, FigureBy.Year],
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
            [FigureBy.Body, FigureBy.Sector, FigureBy.Region, FigureBy.Theme, FigureBy.Category, FigureBy.Year],
            "/v1/bans?status=current"),
        .. OfUse(),
    ];

    public static IEnumerable<Counted> About(FigureSubject subject) => All.Where(f => f.Subject == subject);

    private static IEnumerable<Counted> OfUse()
    {
        FigureBy[] by =
        [
            FigureBy.Kind, FigureBy.Sector, FigureBy.Region, FigureBy.Theme, FigureBy.Category, FigureBy.Cycle, FigureBy.Body,
            FigureBy.Year,
        ];
        Counted[] all =
        [
            new(
                "users-registered",
                "Users of results",
                "采信方",
                "Organisations registered as one that reports uses of results: award organisers, brand evaluators, purchasers, banks, "
                    + "funds, platforms, and authorities, which buy, fund and give awards themselves (R22).",
                "登记为可报告采信的组织：评奖组织者、品牌评价机构、采购人、金融机构、基金、平台企业，以及自行采购、资助、评奖的政府部门。",
                "organisations",
                LeaderViews.Organisations,
                "*",
                Such(LeaderViews.Organisations, "kind", [.. Users.Select(Words.Of)]),
                null,
                null,
                null,
                [FigureBy.Kind, FigureBy.Year],
                $"/v1/organisations?kind={string.Join(',', Users.Select(Words.Of))}"),
            new(
                "uses-reported",
                "Uses of results",
                "采信",
                "Uses of results that were reported, those that have ended among them (R22).",
                "已报告的采信，含已结束的。",
                "uses",
                LeaderViews.Uses,
                "*",
                "true",
                null,
                null,
                null,
                by,
                "/v1/adoptions"),
            new(
                "uses-in-force",
                "Uses in force",
                "现行采信",
                "Uses that have not ended.",
                "当日尚未结束的采信。",
                "uses",
                LeaderViews.Uses,
                "*",
                OpenUse,
                null,
                null,
                null,
                by,
                "/v1/adoptions?status=open"),
            new(
                "uses-flagged",
                "Uses whose title has ended",
                "称号已终止的采信",
                "Uses in force that rest on a title which is held no longer, however it ended: flagged, and their users told (Q53, Q62). "
                    + "What they do then is theirs to decide.",
                "当日尚未结束、而所依据的称号已终止的采信：予以标记并告知采信方，如何处理由其自行决定。",
                "uses",
                LeaderViews.Uses,
                "*",
                $"{OpenUse} and title_is not in ('inForce', 'inGrace')",
                null,
                null,
                null,
                by,
                "/v1/statistics/uses-flagged/rows")
            {
                With = Joined.Of(LeaderViews.Titles, "status", "title_is", "v.payload->>'title'"),
            },
        ];
        return all.Select(f => f with { Subject = FigureSubject.Use });
    }

    /// <summary>Rows of which a field is one of the words, in SQL.</summary>
    private static string Such(View view, string field, string[] words) =>
        FieldOf(view, field) is var of && of.Kind == FieldKind.Texts
            ? of.Where(Compare.Is, $"array['{string.Join("', '", words.Select(Typed.Fold))}']")
            : of.Where(Compare.Is, $"array['{string.Join("', '", words)}']");

    private static Field FieldOf(View view, string name) => view.Fields.Single(f => f.Name == name);

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
            $"{OfItsOwn} and {Such(LeaderViews.Declarations, field, [word])}",
            OfItsOwn,
            20,
            null,
            [FigureBy.Sector, FigureBy.Region, FigureBy.Category, FigureBy.Year],
            $"/v1/declarations?status=inForce&kind=enterprise&{field}={word}");

    private static IEnumerable<Counted> Leaders(GoalSector sector, int target)
    {
        var (zh, en) = Names.Of(sector);
        var (id, word) = (JsonNamingPolicy.KebabCaseLower.ConvertName(sector.ToString()), Words.Of(sector));
        var (held, rows) = ($"{Held} and sector = '{word}'", $"/v1/leaders?sector={word}");
        FigureBy[] by =
            [FigureBy.Category, FigureBy.Cycle, FigureBy.Region, FigureBy.Theme, FigureBy.Body, FigureBy.Year];
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
                Enterprises,
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
                Standards,
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
        FigureBy.Year or FigureBy.Theme => false,
        FigureBy.Region => true, // an enterprise is in one
        FigureBy.Category or FigureBy.Sector => !View.HasSeveralCategories && What == "*",
        FigureBy.Kind => View is not OrganisationView,
        _ => What == "*",
    };

    /// <summary>The enumeration that its parts are words of; null where they are ids, texts, years or days.</summary>
    public Type? WordsOf(FigureBy by) => by switch
    {
        FigureBy.Sector => typeof(GoalSector),
        FigureBy.Theme => typeof(Theme),
        FigureBy.Region => typeof(Region),
        FigureBy.Level => typeof(ClaimedLevel),
        FigureBy.Kind => FieldOf(View, "kind").Words,
        _ => null,
    };

    /// <summary>The evaluation that a row goes back to, in SQL.</summary>
    private string Evaluation => View switch
    {
        TitleView => "v.payload->>'evaluation'",
        UseView => "split_part(v.payload->>'title', '.', 1)",
        BanView => "split_part(v.payload->>'ban', '.', 1)",
        _ => throw new InvalidOperationException($"{View.Name} go back to no evaluation."),
    };

    /// <summary>The part of a row, what more is asked of it, and what is joined to find it; in SQL.</summary>
    private async Task<(string Part, string And, Joined With)> PlaceOfAsync(FigureBy by, Asked asked) => by switch
    {
        FigureBy.Region => ("region", "true",
            With.And(Joined.Of(LeaderViews.Enterprises, "payload->>'division'", "region", "v.enterprise", stays: true))),
        FigureBy.Category when View.HasSeveralCategories => ("one", "true", With.And(Joined.EachCategory)),
        FigureBy.Category when View.Fields.FirstOrDefault(f => f.Kind == FieldKind.Category) is { } field => (field.Value, "true", With),
        FigureBy.Sector when View.HasSeveralCategories => ("sector_is", "true",
            With.And(Joined.EachCategory).And(Joined.Of(LeaderViews.Categories, "sector", "sector_is", "one"))),
        FigureBy.Sector => ("sector_is", "true",
            With.And(Joined.Of(LeaderViews.Rankings, "sector", "sector_is", Evaluation, stays: true))),
        FigureBy.Cycle or FigureBy.Body when View is UseView => ($"{Words.Of(by)}_is", "true",
            With.And(Joined.Of(LeaderViews.Rankings, Words.Of(by), $"{Words.Of(by)}_is", Evaluation, stays: true))),
        FigureBy.Theme => ("theme", "true", With.And(Joined.Told(await ThemesAsync(asked), "theme", Evaluation))),
        FigureBy.Kind when View is OrganisationView => ("item #>> '{}'",
            $"item #>> '{{}}' = any(array['{string.Join("', '", Users.Select(Words.Of))}'])", With.And(Joined.Each("v.payload->'kinds'"))),
        FigureBy.Kind => (FieldOf(View, "kind").Value, "true", With),
        FigureBy.Level => (FieldOf(View, "claimedLevel").Value, "true", With),
        _ => (Words.Of(by), "true", With),
    };

    /// <summary>The themes of each evaluation, by its core indicators. They stand from its opening on.</summary>
    private static async Task<IReadOnlyList<(string Evaluation, string Theme)>> ThemesAsync(Asked asked)
    {
        const string both = "key || ' ' || (item->>'theme')", core = "item->>'class' = 'core'";
        return
        [
            .. (await asked.CountByAsync(LeaderViews.Rankings, "*", core, both, Joined.Each("v.payload->'indicators'")))
                .Select(p => p.Part.Split(' ', 2)).Where(p => p.Length == 2)
                .Select(p => (p[0], Theme: Themes.Of(p[1]))).Where(p => p.Theme is not null)
                .Select(p => (p.Item1, Words.Of(p.Theme!.Value))).Distinct(),
        ];
    }

    /// <param name="on">Another day than that of the answer.</param>
    public async Task<Amount> AmountAsync(Asked asked, DateOnly? on = null) => new(
        await asked.CountAsync(View, What, And, With, on),
        Of is null ? null : await asked.CountAsync(View, What, Of, With, on));

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
        var (part, and, with) = await PlaceOfAsync(by, asked);
        var what = by == FigureBy.Sector && What == "*" ? "distinct key" : What; // once in a sector, in however many of its categories
        var counts = await asked.CountByAsync(View, what, $"{And} and {and}", part, with);
        if (Of is null) return [.. counts.Select(c => (c.Part, new Amount(c.Count, null)))];
        var wholes = await asked.CountByAsync(View, what, $"{Of} and {and}", part, with);
        var found = counts.ToDictionary(c => c.Part, c => c.Count, StringComparer.Ordinal);
        return [.. wholes.Select(w => (w.Part, new Amount(found.GetValueOrDefault(w.Part), w.Count)))];
    }

    /// <summary>What is counted, one by one in the order of its ids, with the enterprise that it is of.</summary>
    /// <param name="by">Null for the whole.</param>
    /// <param name="part">As <see cref="PartsAsync"/> calls it.</param>
    /// <param name="after">The empty text for the first page.</param>
    public async Task<List<(string Id, string? Enterprise)>> RowsAsync(Asked asked, FigureBy? by, string part, string after, int limit)
    {
        var id = What == "*" ? "key" : What["distinct ".Length..];
        if (by is not { } apart) return await asked.CountedAsync(View, id, And, null, "", With, after, limit);
        var (of, and, with) = await PlaceOfAsync(apart, asked);
        return await asked.CountedAsync(View, id, $"{And} and {and}", of, part, with, after, limit);
    }

    /// <summary>Where one that is counted stands.</summary>
    public string AddressOf(string id) => (What, View) switch
    {
        (Enterprises, _) => Links.To(IdKind.Enterprise, id)!,
        (Standards, _) or (_, DeclarationView) => Links.To(IdKind.Declaration, id)!,
        (_, TitleView) => Links.To(IdKind.Title, id)!,
        (_, OrganisationView) => Links.To(IdKind.Organisation, id)!,
        (_, UseView) => $"/v1/adoptions/{Uri.EscapeDataString(id)}",
        (_, BanView) => $"/v1/bans/{id[(id.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
        _ => throw new InvalidOperationException($"{View.Name} have no address here."),
    };

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
