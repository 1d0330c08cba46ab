using Leader.Domain.EvaluationPlans;
using Leader.Domain.Organisations;
using Leader.Domain.PublicNotices;
using Leader.Domain.RuleSets;

namespace Leader.Domain.Evaluations;

/// <summary>Who may act in an evaluation, and what stands against acting. Clause 四(三), 四(四), 四(五).</summary>
internal static class EvaluationGate
{
    /// <summary>
    /// The evaluation body acts for itself and only in its own evaluation; not while it depends on the working body, nor once disqualified.
    /// Refuses: unknown-evaluation, not-yours-to-do, evaluation-withdrawn, body-disqualified, body-not-independent.
    /// </summary>
    /// <remarks>R50, R57, P2, P3, Q36.</remarks>
    public static Refusal? Refusal(ILedger ledger, Evaluation evaluation, string id, Act act)
    {
        var organisations = ledger.Organisations();
        var rules = ledger.Rules(act.On);
        if (NotTheBody(evaluation, id, act) is { } forbidden) return forbidden;
        if (evaluation.Stage == EvaluationStage.Withdrawn)
            return new("evaluation-withdrawn", "Clause 四(四), Q13", $"Evaluation {id} was withdrawn.");
        return OfBody(organisations, evaluation.Body, act.On, rules);
    }

    /// <summary>Refuses: unknown-evaluation, not-yours-to-do.</summary>
    public static Refusal? NotTheBody(Evaluation evaluation, string id, Act act) =>
        !evaluation.Exists ? Domain.Refusal.NotFound("evaluation", id)
        : !act.By.Is(Role.EvaluationBody, evaluation.Body)
            ? Domain.Refusal.Forbidden("Clause 四(四)", $"Evaluation {id} is in the hands of evaluation body '{evaluation.Body}', and of nobody else.")
        : null;

    /// <summary>Refuses: body-disqualified, body-not-independent.</summary>
    public static Refusal? OfBody(OrganisationRegister organisations, string body, DateOnly on, RuleSet rules) =>
        organisations.IsDisqualifiedOn(body, on)
            ? new("body-disqualified", "Clause 四(三), Q36", $"Evaluation body '{body}' is disqualified on {on:yyyy-MM-dd}.")
            : Independence.RefusalFor(organisations, body, on, rules);

    /// <summary>
    /// What stands against any publication, besides the notice. Refuses: plan-not-official, fee-recorded.
    /// </summary>
    /// <remarks>R45, P1, R51, P10, Q36.</remarks>
    public static Refusal? RefusalToPublish(ILedger ledger, Evaluation evaluation)
    {
        var call = ledger.Call(evaluation.Id);
        var organisations = ledger.Organisations();
        if (call.OfficialPlan?.Id != evaluation.PlanId)
            return new("plan-not-official", "Clause 四(三), 四(四)", $"Plan {evaluation.PlanId} is no longer the official plan of {evaluation.Id}.");
        return organisations.Fees.FirstOrDefault(f => f.Organisation == evaluation.Body && f.Call == evaluation.Id) is { } fee
            ? new("fee-recorded", "Clause 四(三)", $"A fee that '{evaluation.Body}' took from {fee.Enterprise} for this evaluation was recorded on {fee.On:yyyy-MM-dd}. No fees may be charged.")
            : null;
    }

    /// <summary>
    /// A list rests on the ranking: it waits while a review of procedure, or an objection remitted after it, is undecided there, and is
    /// impossible once an objection to the published ranking was upheld; then the evaluation is withdrawn (Q13).
    /// Refuses: objection-stands.
    /// </summary>
    public static Refusal? RankingStands(ILedger ledger, Evaluation evaluation, DateOnly on)
    {
        if (evaluation.Ranking is not { } ranking) return null;
        return evaluation.Incidents.FirstOrDefault(i => i.Kind == RuleOnObjection.UpheldAfterPublication && i.On >= evaluation.OpenedOn) is { } upheld
            ? new("objection-stands", "Clause 四(四), Q7, Q13", $"Objection {upheld.Subject} to the published ranking was upheld on {upheld.On:yyyy-MM-dd}; the evaluation has to be withdrawn.")
            : NoticeGate.RefusalOfEarlier(ledger, evaluation.Id, NoticeSubject.Ranking, evaluation.FirstRankingVersion, ranking.Version + 1, on);
    }
}
