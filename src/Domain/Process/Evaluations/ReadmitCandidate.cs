using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// Takes an exclusion back, also one made when the pool was frozen. Refuses: malformed, unknown-evaluation, not-yours-to-do,
/// evaluation-withdrawn, body-disqualified, body-not-independent, day-in-the-future, day-before-last-act, ranking-published,
/// not-excluded, enterprise-barred, enterprise-merged-away, not-disclosed-at-cut-off.
/// </summary>
/// <remarks>Clause 四(四), Q9, Q33, Q49, Q51. What the register computes from the values cannot be readmitted; values can be
/// replaced.</remarks>
public sealed record ReadmitCandidate(string Declaration, string Reason, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Declaration, "declaration", 300).Text(Reason, "reason").Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var declaration = ledger.Declaration(Declaration);
        var leftOut = evaluation.LeftOutOfPool.FirstOrDefault(x => x.Declaration == Declaration);
        var enterprise = ledger.Enterprise(leftOut?.Enterprise ?? evaluation.Candidate(Declaration)?.Enterprise ?? "");
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (evaluation.Readmitted.TryGetValue(Declaration, out var known) && known == Reason && leftOut is null
            && !evaluation.Exclusions.ContainsKey(Declaration))
        {
            return Decision.AlreadySo(Evaluation);
        }
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Ranking is not null) return EvaluationGate.Published(evaluation);
        if (leftOut is null && !evaluation.Exclusions.ContainsKey(Declaration))
        {
            return new Refusal("not-excluded", "Clause 四(四)", $"{Declaration} is not excluded by an act that could be taken back.");
        }
        if (enterprise.BanWithin(evaluation.CutOffDay, act.On) is { } ban)
        {
            return Barred.Refusal("It may not take part.", enterprise.Code, enterprise.Name, ban);
        }
        if (enterprise.MergedAwayBy(act.On) is { } merger)
        {
            return new Refusal(
                "enterprise-merged-away",
                "Clause 四(四), Q39, Q61",
                $"{enterprise.Name} merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd}; it may not take part any more.");
        }
        if (leftOut is null) return Decision.Record(Evaluation, new CandidateReadmitted(Evaluation, Declaration, Reason, null, act.On));

        if (declaration.DisclosedBefore(evaluation.CutOff) is not { } version)
        {
            return new Refusal(
                "not-disclosed-at-cut-off",
                "Clause 四(四), Q49",
                $"{Declaration} was not disclosed and in force at the cut-off.");
        }
        return Decision.Record(Evaluation,
            new CandidateReadmitted(
                Evaluation,
                Declaration,
                Reason,
                new(Declaration, version.Number, enterprise.Code, enterprise.Name, leftOut.Number),
                act.On),
            new CandidacyEntered(enterprise.Code, Evaluation, act.On));
    }
}
