using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>
/// What a body has in hand for a category and cycle, ended as one: selection, engagement, evaluation, notices, candidacies (Q13, Q36).
/// </summary>
public static class OpenWork
{
    /// <summary>Nothing where the body is not the one selected there, or where its work is done and published.</summary>
    public static IReadOnlyList<Fact> End(ILedger ledger, Act act, string callId, string body, string reason)
    {
        var call = ledger.Call(callId);
        var evaluation = ledger.Evaluation(callId);
        if (call.Stage is not (CallStage.Selected or CallStage.Official)
            || call.SelectedPlan is not { } plan
            || call.Plans[plan].Body != body)
        {
            return [];
        }
        var own = evaluation.Exists && evaluation.Body == body;
        if (own && evaluation.Stage == EvaluationStage.ListPublished) return [];

        var facts = new List<Fact>
        {
            new SelectionWithdrawn(callId, plan, reason, Days.Later(act.On, call.LastActOn)),
            new EngagementEnded(body, callId, reason, act.On),
        };
        facts.AddRange(Superseded(ledger, call.Stage == CallStage.Selected ? call.Notice : null, reason, act));
        if (!own || evaluation.Stage == EvaluationStage.Withdrawn) return facts;

        facts.Add(new EvaluationWithdrawn(callId, reason, Days.Later(act.On, evaluation.LastActOn)));
        facts.AddRange(Superseded(
            ledger,
            evaluation.Stage == EvaluationStage.RankingNoticed ? evaluation.Draft?.Notice : null,
            reason,
            act));
        facts.AddRange(Superseded(
            ledger,
            evaluation.Stage == EvaluationStage.ListNoticed ? evaluation.ListDraft?.Notice : null,
            reason,
            act));
        facts.AddRange(evaluation.Pool.Select(c => c.Enterprise).Distinct().Order(StringComparer.Ordinal)
            .Select(ledger.Enterprise).ToList().Where(e => e.OpenCandidacies.Contains(callId))
            .Select(e => new CandidacyEnded(e.Code, callId, reason, Days.Later(act.On, e.LastActOn))));
        return facts;
    }

    /// <summary>A notice that has ended, with its content not yet published, is void too.</summary>
    private static IEnumerable<Fact> Superseded(ILedger ledger, string? id, string reason, Act act)
    {
        if (id is null) return [];
        var notice = ledger.Notice(id);
        return notice.Stage is NoticeStage.Open or NoticeStage.Closed
            ? [new NoticeSuperseded(id, reason, Days.Later(act.On, notice.LastActOn))]
            : [];
    }
}
