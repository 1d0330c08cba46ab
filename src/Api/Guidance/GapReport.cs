using System.Globalization;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Guidance;

/// <summary>
/// An enterprise's own draft beside the ranking in force of a category (五(三), R101): how far each value is from the tiers of the plan,
/// and where the draft would have stood. It is reckoned by the rules of rankings, is nobody's decision, and nothing of it is recorded.
/// </summary>
/// <param name="Evaluation">Whose published ranking it is put beside.</param>
/// <param name="Indicators">Those of the plan, by which the draft is read.</param>
/// <param name="Draft">In the order of the plan.</param>
/// <param name="Place">Null where it would not have been in the order.</param>
/// <param name="Among">How many entries it would have been in the order with; annulled ones are not counted.</param>
/// <param name="LastLeaderPlace">The place of the last leader of the newest list; null where no list is published.</param>
/// <param name="Excluded">Why it would have been excluded; null where it would not.</param>
/// <param name="MissingIndicators">Core indicators without which it could not have been evaluated.</param>
public sealed record GapDoc(
    string Category,
    string Evaluation,
    string Plan,
    int Cycle,
    DateOnly PublishedOn,
    IReadOnlyList<PlanIndicator> Indicators,
    IReadOnlyList<DraftIndicator> Draft,
    int? Place,
    decimal? Total,
    int Among,
    int? LastLeaderPlace,
    ExclusionGround? Excluded,
    string? Detail,
    IReadOnlyList<string> MissingIndicators,
    string TextZh,
    string TextEn)
{
    internal static readonly Parameter[] Reads =
    [
        Parameters.CategoryInPath,
        new(
            "draft",
            "A value of the draft: the indicator of the plan, a colon and the value, in the unit of the plan or with its own, as noise:61 "
                + "or ph:6..8; of an indicator in words its class. It is not kept.",
            Several: true),
    ];

    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await Rankings.InForceAsync(asked, asked.Id) is not { } found) return ViewRoutes.Unknown("ranking", asked.Id);
        var (ranking, plan, content) = found;
        var draft = new List<EvaluatedValue>();
        foreach (var text in (asked.Context.Request.Values("draft") ?? []).Where(t => !t.TrimEnd().EndsWith(':')))
        {
            var (value, fault) = Drafts.Read(content, text.Trim());
            if (fault is null && draft.Any(v => v.Indicator == value!.Indicator)) fault = "names an indicator twice.";
            if (fault is not null) return new(Problem: Problems.Malformed("draft", fault));
            draft.Add(value!);
        }
        var standing = Drafts.Beside(
            content,
            [.. ranking.Entries.Where(e => e.Annulled is null).Select(e => (
                new Candidate(e.Declaration, e.DeclarationVersion, e.Enterprise, e.EnterpriseName, e.Number),
                (IReadOnlyList<EvaluatedValue>)[.. e.Results.Select(r => new EvaluatedValue(r.Indicator, r.Value, r.Clause))]))],
            draft,
            Beijing.Day(ranking.CutOff));
        return ViewAnswer.Of(new GapDoc(
            ranking.Category,
            ranking.Evaluation,
            plan.Plan,
            ranking.Cycle,
            ranking.PublishedOn ?? asked.Clocks.AsOf,
            content.Indicators,
            standing.Indicators,
            standing.Place,
            standing.Total,
            standing.Among,
            ranking.Lists.LastOrDefault()?.Leaders.Select(l => (int?)l.Place).Max(),
            standing.Excluded,
            standing.Detail,
            standing.Missing,
            Text(ranking, content, standing, zh: true),
            Text(ranking, content, standing, zh: false)));
    }

    /// <summary>As one would say it: the place first, then what is missing to the first tier.</summary>
    private static string Text(RankingDoc ranking, EvaluationPlan plan, DraftStanding standing, bool zh)
    {
        var place = standing switch
        {
            { Place: { } at } => zh
                ? $"这份草稿在{ranking.Cycle}年度排行榜中会列第{at}位（榜上有{standing.Among}项标准）。"
                : $"This draft would have been {Ordinal(at)} in the ranking of {ranking.Cycle}, beside {standing.Among} standards.",
            { Excluded: { } ground } => Labels.Value(nameof(ExclusionGround), Words.Of(ground)) is var (why, because) && zh
                ? $"这份草稿不会进入{ranking.Cycle}年度排行榜：{why}。"
                : $"This draft would not have been in the ranking of {ranking.Cycle}: {because}.",
            _ => zh ? "缺少核心指标，这份草稿无法评估。" : "Core indicators are missing, so this draft could not have been evaluated.",
        };
        var gaps = standing.Indicators.Where(i => i.ToFirst is not null).Select(i =>
        {
            var indicator = plan.Indicators.First(p => p.Code == i.Indicator);
            var (zhUnit, enUnit) = Labels.Unit(indicator.Unit);
            return zh
                ? $"{indicator.NameZh ?? indicator.Name}距第一档还差 {Number(i.ToFirst!.Missing)} {zhUnit}。"
                : $"{indicator.Name}: {Number(i.ToFirst!.Missing)} {enUnit} from the first tier.";
        });
        return string.Join(zh ? "" : " ", [place, .. gaps, zh ? "草稿不作登记。" : "Nothing of the draft is recorded."]);
    }

    private static string Number(decimal number) => number.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Ordinal(int place) => place.ToString(CultureInfo.InvariantCulture) + (place % 100 is >= 11 and <= 13 ? "th"
        : (place % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}
