using Leader.Domain.Record;

namespace Leader.Domain.Rules;

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
        {
            return new("evaluation-withdrawn", "Clause 四(四), Q13", $"Evaluation {id} was withdrawn.");
        }
        return OfBody(organisations, evaluation.Body, act.On, rules);
    }

    /// <summary>Refuses: unknown-evaluation, not-yours-to-do.</summary>
    public static Refusal? NotTheBody(Evaluation evaluation, string id, Act act) =>
        !evaluation.Exists ? Domain.Refusal.NotFound("evaluation", id)
        : !act.By.Is(Role.EvaluationBody, evaluation.Body)
            ? Domain.Refusal.Forbidden(
                "Clause 四(四)",
                $"Only evaluation body '{evaluation.Body}' acts in evaluation {id}.")
        : null;

    /// <summary>Refuses: body-disqualified, body-not-independent.</summary>
    public static Refusal? OfBody(OrganisationRegister organisations, string body, DateOnly on, RuleSet rules) =>
        EvaluationBodies.Disqualified(organisations, body, on) ?? Independence.RefusalFor(organisations, body, on, rules);

    /// <summary>
    /// What stands against any publication, besides the notice. Refuses: plan-not-official, fee-recorded.
    /// </summary>
    /// <remarks>R45, P1, R51, P10, Q36.</remarks>
    public static Refusal? RefusalToPublish(ILedger ledger, Evaluation evaluation)
    {
        var call = ledger.Call(evaluation.Id);
        var organisations = ledger.Organisations();
        if (call.OfficialPlan?.Id != evaluation.PlanId)
        {
            return new(
                "plan-not-official",
                "Clause 四(三), 四(四)",
                $"Plan {evaluation.PlanId} is no longer the official plan of {evaluation.Id}.");
        }
        return Fees.RefusalFor(organisations, evaluation.Body, evaluation.Id);
    }

    /// <summary>
    /// A list rests on the ranking: it waits while a review of procedure, or an objection remitted after it, is undecided there, and is
    /// impossible once an objection to the published ranking was upheld; then the evaluation is withdrawn (Q13).
    /// Refuses: objection-stands.
    /// </summary>
    public static Refusal? RankingStands(ILedger ledger, Evaluation evaluation, DateOnly on)
    {
        if (evaluation.Ranking is not { } ranking) return null;
        return evaluation.Incidents.FirstOrDefault(i =>
            i.Kind == IncidentRaised.UpheldAfterPublication && i.On >= evaluation.OpenedOn) is { } upheld
            ? new(
                "objection-stands",
                "Clause 四(四), Q7, Q13",
                $"Objection {upheld.Subject} to the published ranking was upheld on {upheld.On:yyyy-MM-dd}; the evaluation has to be "
                    + "withdrawn.")
            : NoticeGate.RefusalOfEarlier(
                ledger, evaluation.Id, NoticeSubject.Ranking, evaluation.FirstRankingVersion, ranking.Version + 1, on);
    }

    /// <summary>Refuses: unknown-candidate.</summary>
    public static Refusal NotACandidate(Evaluation evaluation, string declaration) =>
        new(
            "unknown-candidate",
            "Clause 四(四), Q49",
            $"Declaration {declaration} is not in the pool of {evaluation.Id}, which was frozen at "
                + $"{evaluation.CutOff.ToOffset(Beijing.Offset):yyyy-MM-dd HH:mm} Beijing time.")
        { Kind = RefusalKind.NotFound };

    /// <summary>Refuses: ranking-published.</summary>
    public static Refusal Published(Evaluation evaluation) =>
        new(
            "ranking-published",
            "Clause 四(四), Q13",
            $"The ranking of {evaluation.Id} was published on {evaluation.Ranking!.On:yyyy-MM-dd}; what it rests on can no longer change.");

    /// <summary>Refuses: ranking-not-published.</summary>
    public static Refusal NotPublished(string evaluation) =>
        new(
            "ranking-not-published",
            "Clause 四(五), Q4",
            $"The ranking of {evaluation} is not published; leaders are taken from the published ranking only.");
}
