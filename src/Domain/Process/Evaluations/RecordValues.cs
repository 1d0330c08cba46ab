using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// Records what the disclosed standard states for the indicators of the plan; the whole sheet of one declaration, replacing an earlier one.
/// An empty sheet says that the standard states none of them.
/// Refuses: malformed, unknown-evaluation, not-yours-to-do, evaluation-withdrawn, body-disqualified, body-not-independent,
/// day-in-the-future, day-before-last-act, ranking-published, unknown-candidate, enterprise-barred, indicator-not-in-plan,
/// value-not-disclosed, disclosed-value-left-out.
/// </summary>
/// <remarks>
/// Clause 四(四), R2, R51, R52, R73, P10, P12. The value is that of the named clause in the version disclosed at the cut-off, as it is or
/// converted exactly; not that of a brochure or a test. A core indicator that the standard states cannot be left out as missing.
/// </remarks>
public sealed record RecordValues(string Declaration, IReadOnlyList<EvaluatedValue> Values, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Declaration, "declaration", 300);
        foreach (var (i, value) in Values.Index())
        {
            check.That(value is not null, $"values[{i}]", "is required.");
            if (value is null) continue;
            check.Text(value.Indicator, $"values[{i}].indicator", 64).Text(value.Clause, $"values[{i}].clause", 200)
                .That(value.Limit is not null, $"values[{i}].limit", "is required.")
                .That(Values.Take(i).All(v => v?.Indicator != value.Indicator), $"values[{i}].indicator", "is given twice.");
        }
        if (check.Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var declaration = ledger.Declaration(Declaration);
        var candidate = evaluation.Candidate(Declaration);
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (candidate is null) return EvaluationGate.NotACandidate(evaluation, Declaration);
        if (evaluation.Values.TryGetValue(Declaration, out var known) && known.SequenceEqual(Values)) return Decision.AlreadySo(Evaluation);
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Ranking is not null) return EvaluationGate.Published(evaluation);
        if (Barred.From(ledger, evaluation, candidate.Enterprise, act.On) is { } ban)
        {
            return Barred.Refusal("It may not take part.", candidate.Enterprise, candidate.EnterpriseName, ban);
        }

        if (declaration.Versions.FirstOrDefault(v => v.Number == candidate.Version)?.Disclosure is not { } disclosure)
        {
            return EvaluationGate.NotACandidate(evaluation, Declaration);
        }
        var plan = evaluation.Plan;
        return (NotInPlan(plan) ?? NotDisclosed(plan, disclosure) ?? LeftOut(plan, disclosure)) is { } wrong
            ? wrong
            : Decision.Record(Evaluation, new IndicatorsEvaluated(Evaluation, Declaration, Values, act.On));
    }

    private Refusal? NotInPlan(EvaluationPlan plan) =>
        Values.FirstOrDefault(v => plan.Indicators.All(i => i.Code != v.Indicator)) is { } foreign
            ? new(
                "indicator-not-in-plan",
                "Clause 四(四)",
                $"Indicator '{foreign.Indicator}' is not in the "
                    + $"plan{Nearest.Hint(foreign.Indicator, plan.Indicators.Select(i => i.Code))}; evaluated is by the plan and by "
                    + "nothing else.")
            : null;

    private Refusal? NotDisclosed(EvaluationPlan plan, Disclosure disclosure)
    {
        foreach (var value in Values)
        {
            var indicator = plan.Indicators.First(i => i.Code == value.Indicator);
            if (StatedClass.Of(disclosure, indicator) is not var (stated, clause) || clause != value.Clause)
            {
                return new(
                    "value-not-disclosed",
                    "Clause 四(四)",
                    $"Clause '{value.Clause}' of the disclosed standard states no '{value.Indicator}'.");
            }
            if (!IsSame(value.Limit, stated))
            {
                return new(
                    "value-not-disclosed",
                    "Clause 四(四)",
                    $"Clause '{value.Clause}' of the disclosed standard states {Said(stated, indicator)} for '{value.Indicator}', not "
                        + $"{Said(value.Limit, indicator)}.");
            }
        }
        return null;
    }

    private Refusal? LeftOut(EvaluationPlan plan, Disclosure disclosure) =>
        plan.CoreIndicators.FirstOrDefault(c =>
            Values.All(v => v.Indicator != c.Code) && StatedClass.Of(disclosure, c) is not null) is { } core
            ? new(
                "disclosed-value-left-out",
                "Clause 四(四), Q17",
                $"The disclosed standard states core indicator '{core.Code}' "
                    + $"({Said(StatedClass.Of(disclosure, core)!.Value.Limit, core)}); it is not missing.")
            : null;

    /// <summary>A class by its word and its place.</summary>
    private static string Said(Limit limit, PlanIndicator indicator) =>
        StatedClass.Told(limit, indicator) is { } word
            ? $"'{word}', class {limit.Value:0} of {indicator.Classes!.Count},"
            : limit.ToString();

    private static bool IsSame(Limit one, Limit other) =>
        one.Operator == other.Operator && Units.Exactly(one.Value, one.Unit, other.Unit) == new Exact(other.Value)
        && (one.Upper is { } upper && other.Upper is { } end
            ? Units.Exactly(upper, one.Unit, other.Unit) == new Exact(end)
            : one.Upper is null && other.Upper is null);
}
