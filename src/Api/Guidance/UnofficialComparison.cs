using Leader.Api.Declarations;
using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Guidance;

/// <param name="Called">The title of the standard, as disclosed.</param>
public sealed record ComparedStandard(string Declaration, string Enterprise, string Number, int Version, string Status, string Called);

/// <param name="Value">As the standard states it; null where it does not.</param>
/// <param name="Best">None of the others is stricter, and one is laxer; null where there is no plan to tell by.</param>
public sealed record ComparedValue(string Declaration, string? Value, string? TestMethod, string? Clause, bool? Best);

/// <param name="Code">As in the standards.</param>
/// <param name="Direction">What is better by the plan of their category; null where no plan says it.</param>
public sealed record ComparedIndicator(string Code, string Name, string? NameZh, Direction? Direction, IReadOnlyList<ComparedValue> Values);

/// <summary>
/// Declared standards beside each other, indicator by indicator. 二, R10: a comparison outside of the programme, which evaluates nobody,
/// ranks nobody and is labelled so.
/// </summary>
/// <param name="Official">Always false.</param>
/// <param name="Plan">The official plan of a category of all of them, by which the better value is told; null where there is none.</param>
public sealed record UnofficialComparison(
    bool Official,
    string LabelZh,
    string LabelEn,
    string? Category,
    string? Plan,
    IReadOnlyList<ComparedStandard> Standards,
    IReadOnlyList<ComparedIndicator> Indicators)
{
    private const int Most = 6;

    internal static readonly Parameter[] Reads =
    [
        new("declaration", "The declarations to compare, 2 to 6.", Required: true, As: ReadAs.Key, Several: true,
            Of: LeaderViews.Declarations),
    ];

    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        var ids = (asked.Context.Request.Values("declaration") ?? []).Distinct(StringComparer.Ordinal).ToArray();
        if (ids.Length is < 2 or > Most)
        {
            return new(Problem: Problems.Malformed("declaration", "must name 2 to 6 different declarations."));
        }
        var all = new List<DeclarationDoc>();
        foreach (var id in ids)
        {
            if (await asked.GetAsync(LeaderViews.Declarations, id) is not { } declaration) return ViewRoutes.Unknown("declaration", id);
            all.Add(declaration);
        }
        var shared = all.Select(d => d.Disclosure.Categories.AsEnumerable()).Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal));
        var (call, plan) = (await DeclarationComparison.OfficialAsync(asked, [.. shared])).FirstOrDefault();
        var indicators = plan?.Content?.Indicators ?? [];
        var codes = indicators.Select(i => i.Code).Concat(all.SelectMany(d => Codes(d.Disclosure))).Distinct(StringComparer.Ordinal)
            .Where(c => all.Exists(d => Codes(d.Disclosure).Contains(c)));
        return ViewAnswer.Of(new UnofficialComparison(
            false,
            "非官方比对：只把企业公开的标准并列，不是评估，也不是排行榜。",
            "Unofficial: declared standards beside each other. This is no evaluation and no ranking.",
            call?.Category,
            plan?.Plan,
            [.. all.Select(d => new ComparedStandard(d.Declaration, d.Enterprise, d.Number, d.Version, d.Status, d.Disclosure.Title))],
            [.. codes.Select(c => Of(c, all, indicators.FirstOrDefault(i => i.Code == c)))]));
    }

    private static IEnumerable<string> Codes(Disclosure disclosure) =>
        disclosure.Indicators.Select(i => i.Code).Concat((disclosure.Qualities ?? []).Select(q => q.Code));

    private static ComparedIndicator Of(string code, IReadOnlyList<DeclarationDoc> all, PlanIndicator? indicator)
    {
        var levels = all.Select(d => indicator is null ? null : StatedClass.Of(d.Disclosure, indicator)?.Limit).ToList();
        var numbers = all.Select(d => d.Disclosure.Indicators.FirstOrDefault(i => i.Code == code)).ToList();
        var words = all.Select(d => d.Disclosure.Qualities?.FirstOrDefault(q => q.Code == code)).ToList();
        return new(
            code,
            indicator?.Name ?? numbers.Find(n => n is not null)?.Name ?? words.Find(w => w is not null)!.Name,
            indicator?.NameZh,
            indicator?.Direction,
            [.. all.Select((d, at) => new ComparedValue(
                d.Declaration,
                numbers[at]?.Limit.ToString() ?? words[at]?.Value,
                numbers[at]?.TestMethod ?? words[at]?.TestMethod,
                numbers[at]?.Clause ?? words[at]?.Clause,
                indicator is null || levels[at] is not { } own ? null : IsBest(own, at, levels, indicator.Direction)))]);
    }

    private static bool IsBest(Limit own, int at, IReadOnlyList<Limit?> levels, Direction direction)
    {
        var others = levels.Where((l, i) => i != at && l is not null).Select(l => Strictness.Compare(own, l!, direction)).ToList();
        return others.Contains(Verdict.Stricter) && others.TrueForAll(v => v is Verdict.Stricter or Verdict.Equal);
    }
}
