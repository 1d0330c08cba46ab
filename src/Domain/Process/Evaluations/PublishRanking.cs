using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// Publishes exactly what was under public notice, after a clean notice.
/// Refuses: unknown-evaluation, not-yours-to-do, evaluation-withdrawn,
/// body-disqualified, body-not-independent, day-in-the-future, day-before-last-act, ranking-not-noticed, enterprise-barred,
/// content-changed, plan-not-official, fee-recorded, notice-not-open, notice-superseded, notice-still-open, deadline-outdated,
/// objection-stands.
/// </summary>
/// <remarks>
/// Clause 四(四), R45, R50, R56, R57, R73, P5, P7, Q18, Q51, traps 3 and 10. The ranking is drawn once more from its inputs; where it differs
/// from what was under public notice, or an enterprise in it was barred on any day from the cut-off to now, a new version needs a
/// notice of its own.
/// What is laxer than a mandatory national standard is reported to supervision now, and not before: the notice gave everyone the chance to
/// set a wrong value right (Q18).
/// </remarks>
public sealed record PublishRanking(string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var evaluation = ledger.Evaluation(Evaluation);
        var calendar = ledger.Calendar();
        var bans = Barred.In(ledger, evaluation, act.On);
        var notice = ledger.Notice(evaluation.Draft?.Notice ?? "");
        var earlier = NoticeGate.RefusalOfEarlier(
            ledger, Evaluation, NoticeSubject.Ranking, evaluation.FirstRankingVersion, evaluation.RankingVersions, act.Today);
        var standsAgainst = EvaluationGate.RefusalToPublish(ledger, evaluation);
        if (EvaluationGate.NotTheBody(evaluation, Evaluation, act) is { } forbidden) return forbidden;
        if (evaluation.Ranking is not null) return Decision.AlreadySo(Evaluation);
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (act.DayRefusal(notice.LastActOn) is { } dayOfNotice) return dayOfNotice;
        if (evaluation.Draft is not { } draft)
        {
            return new Refusal("ranking-not-noticed", "Clause 四(四)", $"No ranking of {Evaluation} was put to public notice.");
        }

        if (draft.Result.Entries.FirstOrDefault(e => bans.ContainsKey(e.Enterprise)) is { } entry)
        {
            return Barred.Refusal(
                "It is still in the ranking; a new version has to be drawn up and put to public notice.",
                entry.Enterprise,
                entry.EnterpriseName,
                bans[entry.Enterprise]);
        }
        if (draft.Result.NotEvaluable.FirstOrDefault(e => bans.ContainsKey(e.Enterprise)) is { } listed)
        {
            return Barred.Refusal(
                "It is still among the not evaluable; a new version has to be drawn up and put to public notice.",
                listed.Enterprise,
                listed.Number,
                bans[listed.Enterprise]);
        }
        if (standsAgainst is not null) return standsAgainst;
        if (NoticeGate.Refusal(notice, act.Today, calendar) is { } gate) return gate;
        if (earlier is not null) return earlier;

        // Who was excluded in the draft on another ground and is barred by now stays excluded on that ground.
        var barredThen = draft.Result.Excluded.Where(x => x.Ground == ExclusionGround.Barred).Select(x => x.Enterprise).ToHashSet();
        var again = Ranking.Draw(evaluation, bans.Where(b => barredThen.Contains(b.Key)).ToDictionary());
        if (Canonical.Hash(new RankingContent(Evaluation, evaluation.PlanId, again)) != notice.ContentHash
            || draft.ContentHash != notice.ContentHash)
        {
            return new Refusal(
                "content-changed",
                "Clause 四(四), Q9",
                $"What would be published is not what notice {notice.Id} showed: values, exclusions or bans have changed. A new version "
                    + "has to be noticed.");
        }

        return Decision.Record(Evaluation, [
            new RankingPublished(Evaluation, draft.Version, draft.Result, draft.ContentHash, draft.Notice, evaluation.Body, act.On),
            .. notice.Stage == NoticeStage.Open ? [new NoticeClosed(notice.Id, act.On)] : Array.Empty<Fact>(),
            .. draft.Result.Excluded.Where(x => x.Ground == ExclusionGround.LaxerThanMandatory)
                .Select(x => new MandatoryBreachReported(Evaluation, x.Declaration, x.Enterprise, x.Number, x.Detail, act.On)),
        ]);
    }
}
