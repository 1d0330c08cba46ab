using Leader.Domain.Enterprises;
using Leader.Domain.EvaluationPlans;
using Leader.Domain.Evaluations;
using Leader.Domain.PublicNotices;

namespace Leader.Domain.Organisations;

/// <summary>What a body has in hand for a category and cycle, ended as one: selection, engagement, evaluation, notices, candidacies (Q13, Q36).</summary>
public static class OpenWork
{
    /// <summary>Nothing where the body is not the one selected there, or where its work is done and published.</summary>
    public static IReadOnlyList<Fact> End(ILedger ledger, Act act, string callId, string body, string reason)
    {
        var call = ledger.Call(callId);
        var evaluation = ledger.Evaluation(callId);
        if (call.Stage is not (CallStage.Selected or CallStage.Official) || call.SelectedPlan is not { } plan || call.Plans[plan].Body != body) return [];
        var own = evaluation.Exists && evaluation.Body == body;
        if (own && evaluation.Stage == EvaluationStage.ListPublished) return [];

        var facts = new List<Fact> { new SelectionWithdrawn(callId, plan, reason, act.On), new EngagementEnded(body, callId, reason, act.On) };
        facts.AddRange(Superseded(ledger, call.Stage == CallStage.Selected ? call.Notice : null, reason, act));
        if (!own || evaluation.Stage == EvaluationStage.Withdrawn) return facts;

        facts.Add(new EvaluationWithdrawn(callId, reason, act.On));
        facts.AddRange(Superseded(ledger, evaluation.Stage == EvaluationStage.RankingNoticed ? evaluation.Draft?.Notice : null, reason, act));
        facts.AddRange(Superseded(ledger, evaluation.Stage == EvaluationStage.ListNoticed ? evaluation.ListDraft?.Notice : null, reason, act));
        facts.AddRange(evaluation.Pool.Select(c => c.Enterprise).Distinct().Order(StringComparer.Ordinal)
            .Where(e => ledger.Enterprise(e).OpenCandidacies.Contains(callId))
            .Select(e => new CandidacyEnded(e, callId, reason, act.On)));
        return facts;
    }

    private static IEnumerable<Fact> Superseded(ILedger ledger, string? notice, string reason, Act act) =>
        notice is not null && ledger.Notice(notice).Stage == NoticeStage.Open ? [new NoticeSuperseded(notice, reason, act.On)] : [];
}
