using System.Collections.Immutable;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>What is put to public notice and published, and pinned by its digest.</summary>
public sealed record RankingContent(string Evaluation, string Plan, RankingResult Result);

/// <summary>
/// From the values in the standards to the order: the same inputs in any sequence give the same result, digit for digit.
/// </summary>
/// <remarks>
/// Clause 四(四), R53, R54, R58, P4.
/// Baselines (Q15): those in force on the cut-off day, each of them; the strictest is recorded.
/// Gate (Q14): no core indicator laxer than a baseline and at least one stricter than all of its own, or all stricter, as the plan says; in
/// a single-indicator ranking the lead indicator itself must be stricter. An indicator without a baseline passes and counts as neither;
/// with no baseline at all the gate is vacuous and marked (Q16). Laxer than a mandatory standard, in any indicator: excluded for that
/// (Q18). A core indicator that is missing or cannot be compared: not evaluable, neither worst nor excluded (Q17); where another one is
/// laxer, excluded. A value that the plan says to be impossible, in any indicator: excluded for that (Q63).
/// A range partly outside that of a baseline, or a limit that bounds the wrong end, can be compared: it is laxer (Q57).
/// In a single-indicator ranking only the lead indicator is needed for a place.
/// Points: of the first step of the scale that the value reaches; its number is the tier. Below the last step 0 points, tier 0.
/// Places (Q19): as many as are better, plus one. Composite: by the total, rounded once, and the tier is the rank of the total without
/// gaps. Single indicator: by the tier of the lead indicator, tier 0 last. Inside a place there is no order; entries of a place stand by
/// the id of their declaration, which means nothing.
/// Boards, by the practice of the programme: not published where two or more values are all equal; where that holds for every core
/// indicator there is nothing to publish.
/// </remarks>
public static class Ranking
{
    /// <summary>
    /// The ranking by what is recorded, without the enterprises that are barred: being barred comes before any other ground.
    /// </summary>
    public static RankingResult Draw(Evaluation evaluation, IReadOnlyDictionary<string, BanEntry> bans, int method = RankingMethod.Current)
    {
        if (!evaluation.Exists) return new([], [], [], [], false, null);
        var barred = evaluation.Pool.Where(c => bans.ContainsKey(c.Enterprise))
            .Select(c => new Exclusion(c.Declaration, c.Enterprise, c.Number, ExclusionGround.Barred, Barred.Detail(bans[c.Enterprise])));
        var byAct = evaluation.Pool.Where(c => evaluation.Exclusions.ContainsKey(c.Declaration))
            .Select(c => new Exclusion(
                c.Declaration,
                c.Enterprise,
                c.Number,
                evaluation.Exclusions[c.Declaration].Ground,
                evaluation.Exclusions[c.Declaration].Detail));
        return Draw(
            evaluation.Plan, evaluation.Pool, evaluation.Values, [.. barred, .. byAct, .. evaluation.LeftOutOfPool], evaluation.CutOffDay,
            method);
    }

    /// <summary>Places of the relative margin, in percent, rounded once.</summary>
    private const int MarginDecimals = 4;

    /// <summary>Places to which the share of one indicator is cut where it is a fraction; the sum shows far fewer.</summary>
    private const int FractionDecimals = 16;

    /// <param name="method">The version of these rules; see <see cref="RankingMethod"/>.</param>
    /// <param name="exclusions">By ground outside the values: of candidates in the pool, and of those left out of it. The first for a
    /// declaration counts.</param>
    public static RankingResult Draw(
        EvaluationPlan plan,
        IReadOnlyList<Candidate> pool,
        ImmutableDictionary<string, ImmutableList<EvaluatedValue>> values,
        IReadOnlyCollection<Exclusion> exclusions,
        DateOnly cutOffDay,
        int method = RankingMethod.Current)
    {
        var inForce = plan.Baselines.Where(b => b.IsInForceOn(cutOffDay)).OrderBy(b => b.Standard, StringComparer.Ordinal).ToList();
        var measures = plan.Indicators.Select(i => new Measure(plan, i, inForce, method)).ToList();
        var excluded = exclusions.DistinctBy(e => e.Declaration).ToDictionary(e => e.Declaration, StringComparer.Ordinal);

        List<NotEvaluable> notEvaluable = [];
        List<(Candidate Candidate, IReadOnlyList<Judged> Judged)> inOrder = [], onBoards = [];
        foreach (var candidate in pool.OrderBy(c => c.Declaration, StringComparer.Ordinal))
        {
            if (excluded.ContainsKey(candidate.Declaration)) continue;
            var judged = measures.Select(m => m.Judge(values.GetValueOrDefault(candidate.Declaration))).ToList();
            if (Excluded(plan, candidate, judged) is { } exclusion)
            {
                excluded[candidate.Declaration] = exclusion;
                continue;
            }
            var missing = judged.Where(j => IsNeeded(plan, j.Indicator) && !j.IsComparable).Select(j => j.Indicator.Code).ToList();
            if (missing.Count > 0) notEvaluable.Add(new(candidate.Declaration, candidate.Enterprise, candidate.Number, missing));
            else inOrder.Add((candidate, judged));
            if (missing.Count == 0 || plan.Form == RankingForm.SingleIndicator) onBoards.Add((candidate, judged));
        }

        var entries = Placed(plan, inOrder);
        var boards = plan.CoreIndicators.Select(i => BoardOf(plan, i, onBoards)).ToList();
        return new(entries, [.. excluded.Values.OrderBy(e => e.Declaration, StringComparer.Ordinal)], notEvaluable, boards,
            NoBaseline: !measures.Any(m => m.Indicator.Class == IndicatorClass.Core && m.HasBaseline),
            NothingToPublish: entries.Count == 0 ? "No standard is in the order."
                : boards.Any(b => b.Published) ? null
                : "All standards in the order are equal in every core indicator.");
    }

    /// <summary>
    /// What a standard states, beside the baselines of the plan that are in force on the day: outside of any ranking, by its rules. R33.
    /// </summary>
    /// <returns>Of each indicator of the plan that it states.</returns>
    public static IReadOnlyList<IndicatorResult> Beside(EvaluationPlan plan, Disclosure disclosure, DateOnly day) => Beside(
        plan,
        [.. plan.Indicators.Select(i => (i.Code, Stated: StatedClass.Of(disclosure, i))).Where(i => i.Stated is not null)
            .Select(i => new EvaluatedValue(i.Code, i.Stated!.Value.Limit, i.Stated.Value.Clause))],
        day);

    /// <summary>The same of values that no standard states yet.</summary>
    public static IReadOnlyList<IndicatorResult> Beside(EvaluationPlan plan, IReadOnlyList<EvaluatedValue> values, DateOnly day)
    {
        var inForce = plan.Baselines.Where(b => b.IsInForceOn(day)).OrderBy(b => b.Standard, StringComparer.Ordinal).ToList();
        return [.. plan.Indicators.Where(i => values.Any(v => v.Indicator == i.Code))
            .Select(i => new Measure(plan, i, inForce, RankingMethod.Current).Judge(values).Result)];
    }

    /// <summary>Steps of the scale that a value reaches: all of them by the first tier, none below the last. R12, R102.</summary>
    public static int StepsReached(PlanIndicator indicator, IndicatorResult result) =>
        result.Tier == 0 ? 0 : indicator.Scale.Count - result.Tier + 1;

    private static bool IsNeeded(EvaluationPlan plan, PlanIndicator indicator) =>
        indicator.Class == IndicatorClass.Core && (plan.Form == RankingForm.Composite || indicator.Code == plan.LeadIndicator);

    private static Exclusion? Excluded(EvaluationPlan plan, Candidate candidate, IReadOnlyList<Judged> judged)
    {
        Exclusion Because(ExclusionGround ground, string detail) =>
            new(candidate.Declaration, candidate.Enterprise, candidate.Number, ground, detail);

        if (judged.Where(j => j.BelowMandatory is not null).ToList() is { Count: > 0 } unlawful)
        {
            return Because(ExclusionGround.LaxerThanMandatory, string.Join("; ", unlawful.Select(j => j.BelowMandatory)) + ".");
        }

        if (judged.Where(j => j.Impossible is not null).ToList() is { Count: > 0 } impossible)
        {
            return Because(ExclusionGround.ImpossibleValue, string.Join("; ", impossible.Select(j => j.Impossible)) + ".");
        }

        var core = judged.Where(j => j.Indicator.Class == IndicatorClass.Core).ToList();
        if (core.Where(j => j.Verdict == Verdict.Laxer).ToList() is { Count: > 0 } laxer)
        {
            return Because(ExclusionGround.NotStricter, string.Join("; ", laxer.Select(j => j.Laxer)) + ".");
        }

        // What cannot be compared may still turn out stricter or laxer: that is for the list of the not evaluable.
        if (core.Any(j => IsNeeded(plan, j.Indicator) && !j.IsComparable)) return null;

        var equal = core.Where(j => j.Verdict == Verdict.Equal).ToList();
        var lead = plan.Form == RankingForm.SingleIndicator ? equal.Where(j => j.Indicator.Code == plan.LeadIndicator).ToList() : [];
        if (lead.Count > 0) return Because(ExclusionGround.NotStricter, lead[0].Equalling + ".");
        if (plan.Gate == StricterRule.AllStricter ? equal.Count > 0 : equal.Count > 0 && core.All(j => j.Verdict != Verdict.Stricter))
        {
            return Because(
                ExclusionGround.NotStricter,
                string.Join("; ", equal.Select(j => j.Equalling)) + ".");
        }
        return null;
    }

    private static List<RankedEntry> Placed(EvaluationPlan plan, IReadOnlyList<(Candidate Candidate, IReadOnlyList<Judged> Judged)> inOrder)
    {
        var scored = inOrder.Select(e =>
        {
            var core = e.Judged.Where(j => j.Indicator.Class == IndicatorClass.Core).ToList();
            var lead = core.FirstOrDefault(j => j.Indicator.Code == plan.LeadIndicator);
            var single = plan.Form == RankingForm.SingleIndicator;
            var total = Rounding.HalfToEven(
                single ? lead?.Points ?? 0 : core.Sum(j => j.Indicator.Weight * j.Points) / 100m,
                plan.Decimals);
            return (e.Candidate, e.Judged, Core: core, Total: total,
                Rank: single ? -(lead is { Tier: > 0 } ? lead.Tier : int.MaxValue) : total);
        }).ToList();

        var ranks = scored.Select(s => s.Rank).Distinct().OrderDescending().ToList();
        var better = ranks.ToDictionary(r => r, r => scored.Count(s => s.Rank > r));
        return [.. scored
            .Select(s => new RankedEntry(
                better[s.Rank] + 1,
                plan.Form == RankingForm.SingleIndicator
                    ? s.Core.FirstOrDefault(j => j.Indicator.Code == plan.LeadIndicator)?.Tier ?? 0
                    : ranks.IndexOf(s.Rank) + 1,
                s.Candidate.Declaration,
                s.Candidate.Version,
                s.Candidate.Enterprise,
                s.Candidate.EnterpriseName,
                s.Candidate.Number,
                s.Total,
                s.Core.Count(j => j.Tier == 1),
                s.Judged.Count(j =>
                    j.Indicator.Class == IndicatorClass.Innovative && j.Value is not null && (j.Tier > 0 || j.Indicator.Scale.Count == 0)),
                Rounding.HalfToEven(s.Core.Sum(j => j.RelativeMargin), MarginDecimals),
                [.. s.Judged.Where(j => j.Value is not null).Select(j => j.Result)]))
            .OrderBy(e => e.Place).ThenBy(e => e.Declaration, StringComparer.Ordinal)];
    }

    private static Board BoardOf(
        EvaluationPlan plan,
        PlanIndicator indicator,
        IReadOnlyList<(Candidate Candidate, IReadOnlyList<Judged> Judged)> candidates)
    {
        var rows = candidates
            .Select(c => (c.Candidate, Judged: c.Judged.First(j => j.Indicator.Code == indicator.Code)))
            .Where(r => r.Judged.IsComparable && (plan.Form == RankingForm.Composite || r.Judged.Verdict is null or Verdict.Stricter))
            .ToList();
        var equal = rows.Count > 1
            && rows.All(r => Strictness.Compare(r.Judged.Value!.Limit, rows[0].Judged.Value!.Limit, indicator.Direction) == Verdict.Equal);
        return new(indicator.Code, rows.Count > 0 && !equal, [.. rows
            .OrderBy(r => r.Judged.Tier == 0).ThenBy(r => r.Judged.Tier).ThenBy(r => r.Candidate.Declaration, StringComparer.Ordinal)
            .Select(r => new BoardEntry(r.Judged.Tier, r.Candidate.Declaration, r.Candidate.Enterprise, r.Judged.Value!.Limit))]);
    }

    /// <summary>An indicator of the plan with what it is measured against.</summary>
    private sealed class Measure
    {
        private readonly ComparisonMethod _comparison;
        private readonly bool _first;
        private readonly IReadOnlyList<(Baseline Standard, BaselineValue Value)> _baselines;
        private readonly (Baseline Standard, BaselineValue Value)? _strictest;

        public Measure(EvaluationPlan plan, PlanIndicator indicator, IReadOnlyList<Baseline> inForce, int method)
        {
            (Indicator, _comparison, _first) = (indicator, plan.Comparison, method == RankingMethod.First);
            _baselines = [.. inForce.SelectMany(b => b.Values.Where(v => v.Indicator == indicator.Code).Select(v => (b, v)))];
            if (_baselines.Count == 0) return;
            var limit = Strictness.Strictest(_baselines.Select(b => b.Value.Limit), indicator.Direction);
            _strictest = _baselines.First(b => b.Value.Limit == limit);
        }

        public PlanIndicator Indicator { get; }
        public bool HasBaseline => _baselines.Count > 0;

        public Judged Judge(IReadOnlyList<EvaluatedValue>? values)
        {
            if (values?.FirstOrDefault(v => v.Indicator == Indicator.Code) is not { } value) return new(Indicator);

            var level = Level(value.Limit);
            var verdicts = _baselines.Select(b => (b.Standard, b.Value, Verdict: Compare(value.Limit, b.Value.Limit))).ToList();
            Verdict? verdict = verdicts.Count == 0 ? null
                : verdicts.Any(v => v.Verdict == Verdict.Laxer) ? Verdict.Laxer
                : verdicts.Any(v => v.Verdict == Verdict.NotComparable) ? Verdict.NotComparable
                : verdicts.Any(v => v.Verdict == Verdict.Equal) ? Verdict.Equal
                : Verdict.Stricter;
            var unlawful = verdicts.FirstOrDefault(v => v.Standard.Kind == BaselineKind.MandatoryNational && v.Verdict == Verdict.Laxer);
            var (points, tier) = level is { } reached ? Step(reached) : (0, 0);
            var (margin, relative) = level is { } own ? Margin(value.Limit, own) : (null, 0);
            return new(Indicator)
            {
                Value = value,
                IsComparable = level is not null && verdict != Verdict.NotComparable,
                Verdict = verdict,
                Points = points,
                Tier = tier,
                Baseline = _strictest?.Standard.Standard,
                BaselineLimit = _strictest?.Value.Limit,
                Margin = margin,
                RelativeMargin = relative,
                Impossible = Indicator.Possible is { } possible && !possible.Admits(value.Limit, Indicator.Unit)
                    ? $"{Indicator.Name}: {value.Limit} cannot be; by the plan the value is {possible.Text(Indicator.Unit)}" : null,
                BelowMandatory = unlawful.Standard is { } law
                    ? $"{Indicator.Name}: {value.Limit} is laxer than {unlawful.Value.Limit} of mandatory {law.Standard}"
                    : null,
            };
        }

        private Exact? Level(Limit limit) =>
            !_first || RankingMethod.FirstLevels(limit, Indicator.Unit)
                ? Strictness.Level(limit, Indicator.Direction, Indicator.Unit)
                : null;

        private Verdict Compare(Limit own, Limit baseline) =>
            _first && !RankingMethod.FirstCompares(own, baseline, Indicator.Direction, _comparison) ? Verdict.NotComparable
            : Strictness.Compare(own, baseline, Indicator.Direction, _comparison, RankingMethod.Places(baseline));

        private (decimal Points, int Tier) Step(Exact level)
        {
            var step = Indicator.Scale.Index()
                .FirstOrDefault(s => level >= (Indicator.Direction == Direction.HigherIsBetter ? s.Item.Value : -s.Item.Value));
            return step.Item is null ? (0, 0) : (step.Item.Points, step.Index + 1);
        }

        /// <summary>In the indicator's unit; and in percent of the baseline, by the weight of the indicator.</summary>
        private (decimal? Margin, decimal Relative) Margin(Limit own, Exact level)
        {
            // Far beyond any real indicator, and far from where decimals end.
            const decimal large = 1_000_000_000_000m;
            if (_strictest is not { } baseline || Level(baseline.Value.Limit) is not { } floor || Exact.Abs(level) > large
                || Exact.Abs(floor) > large
                || Strictness.Margin(own, baseline.Value.Limit, Indicator.Direction, Indicator.Unit) is not { } margin)
            {
                return (null, 0);
            }
            if (Exact.Abs(floor) < 1 / large || Indicator.Classes is not null) return (margin, 0); // an order of words has no percent
            if (Written(own) is not null && Written(baseline.Value.Limit) is { } mark)
            {
                return (margin, margin / Math.Abs(mark) * Indicator.Weight);
            }
            return (margin, ((level - floor) / Exact.Abs(floor) * Indicator.Weight).Rounded(FractionDecimals).TryDecimal(out var relative)
                ? relative
                : 0);
        }

        private decimal? Written(Limit limit) => Strictness.Written(limit, Indicator.Direction, Indicator.Unit);
    }

    private sealed record Judged(PlanIndicator Indicator)
    {
        public EvaluatedValue? Value { get; init; }
        public bool IsComparable { get; init; }
        public Verdict? Verdict { get; init; }
        public decimal Points { get; init; }
        public int Tier { get; init; }
        public string? Baseline { get; init; }
        public Limit? BaselineLimit { get; init; }
        public decimal? Margin { get; init; }
        public decimal RelativeMargin { get; init; }
        public string? BelowMandatory { get; init; }
        public string? Impossible { get; init; }

        public IndicatorResult Result =>
            new(Indicator.Code, Value!.Limit, Value.Clause, Points, Tier, Baseline, BaselineLimit, Margin, Verdict);
        public string Laxer => $"{Indicator.Name}: {Said(Value!.Limit)} is laxer than {Said(BaselineLimit!)} of {Baseline}";

        public string Equalling =>
            $"{Indicator.Name}: {Said(Value!.Limit)} equals, and is not stricter than, {Said(BaselineLimit!)} of {Baseline}";

        private string Said(Limit limit) => StatedClass.Told(limit, Indicator) is { } word ? $"'{word}'" : limit.ToString();
    }
}
