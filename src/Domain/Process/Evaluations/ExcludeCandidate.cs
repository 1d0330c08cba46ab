using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// Takes a standard out of the ranking, with a public ground. Refuses: malformed, unknown-evaluation, not-yours-to-do,
/// evaluation-withdrawn, body-disqualified, body-not-independent, day-in-the-future, day-before-last-act, ranking-published,
/// unknown-candidate, ground-is-computed, ground-does-not-hold.
/// </summary>
/// <remarks>
/// Clause 四(四), R58, R89, Q38, Q52. Not stricter, laxer than a mandatory standard, impossible, and barred are found by the register alone,
/// from the values and the bans. A ground that the register can check must hold: abolished, flagged, linked, an open serious finding.
/// </remarks>
public sealed record ExcludeCandidate(string Declaration, ExclusionGround Ground, string Detail, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Declaration, "declaration", 300)
            .Text(Detail, "detail")
            .That(Enum.IsDefined(Ground), "ground", "is not known.");
        if (check.Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var declaration = ledger.Declaration(Declaration);
        var enterprise = ledger.Enterprise(evaluation.Candidate(Declaration)?.Enterprise ?? "");
        var organisations = ledger.Organisations();
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (evaluation.Candidate(Declaration) is not { } candidate) return EvaluationGate.NotACandidate(evaluation, Declaration);
        if (evaluation.Exclusions.TryGetValue(Declaration, out var known) && known.Ground == Ground && known.Detail == Detail)
        {
            return Decision.AlreadySo(Evaluation);
        }
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Ranking is not null) return EvaluationGate.Published(evaluation);

        var holds = Ground switch
        {
            ExclusionGround.NotStricter or ExclusionGround.LaxerThanMandatory or ExclusionGround.ImpossibleValue
                or ExclusionGround.Barred => (bool?)null,
            ExclusionGround.BelowRecommended =>
                declaration.Versions.Any(v => v.Number == candidate.Version && v.Disclosure.BelowRecommended),
            ExclusionGround.NotInForce => declaration.AbolishedOn <= act.On,
            ExclusionGround.OwnBrand => organisations.HasConflictWith(evaluation.Body, candidate.Enterprise, act.On),
            ExclusionGround.OpenFinding =>
                evaluation.Plan.OpenFindings == OpenFindingEffect.PassedOver && !enterprise.OpenSeriousFindings.IsEmpty,
            _ => true,
        };
        return holds switch
        {
            null => new Refusal(
                "ground-is-computed",
                "Clause 四(四), Q14",
                $"Ground '{Ground}' is found by the register from values and bans; record the values."),
            false => new Refusal(
                "ground-does-not-hold",
                "Clause 四(四)",
                $"The register holds nothing that bears ground '{Ground}' for {Declaration} on {act.On:yyyy-MM-dd}."),
            true => Decision.Record(Evaluation, new CandidateExcluded(Evaluation, Declaration, Ground, Detail, act.On)),
        };
    }
}
