using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// The register draws up the ranking and opens its notice. After an upheld objection, a struck enterprise or replaced values: a new
/// version, whose notice covers only what changed. The same content that is under public notice is not put to it again.
/// Refuses: malformed, unknown-evaluation, not-yours-to-do, evaluation-withdrawn, body-disqualified, body-not-independent,
/// day-in-the-future, day-before-last-act, ranking-published, candidate-not-evaluated, baseline-missing, objection-stands, nothing-changed.
/// </summary>
/// <remarks>Clause 四(四), R53, R55, R58, R73, Q1, Q3, Q9, Q16, Q26, Q51. A new version waits until every objection to earlier ones is
/// decided.</remarks>
/// <param name="Channel">Where the notice is published.</param>
public sealed record OpenRankingNotice(string Channel, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Channel, "channel", 400).Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var rules = ledger.Rules(act.On);
        var calendar = ledger.Calendar();
        var bans = Barred.In(ledger, evaluation, act.On);
        var last = evaluation.Draft is { } draft ? ledger.Notice(draft.Notice) : null;
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (evaluation.Ranking is not null) return EvaluationGate.Published(evaluation);
        if (evaluation.Pool.FirstOrDefault(c => !bans.ContainsKey(c.Enterprise)
            && !evaluation.Exclusions.ContainsKey(c.Declaration)
            && !evaluation.Values.ContainsKey(c.Declaration)) is { } open)
        {
            return new Refusal(
                "candidate-not-evaluated",
                "Clause 四(四)",
                $"{open.EnterpriseName}, {open.Number} ({open.Declaration}) is neither evaluated nor excluded; nobody in the pool is "
                    + "passed over.");
        }

        var result = Ranking.Draw(evaluation, bans);
        if (result.NoBaseline && evaluation.Plan.NoBaseline is null)
        {
            return new Refusal(
                "baseline-missing",
                "Clause 四(四), Q16",
                $"No baseline of the plan is in force on {evaluation.CutOffDay:yyyy-MM-dd}, and the plan does not declare that there is "
                    + "none.");
        }
        var hash = Canonical.Hash(new RankingContent(Evaluation, evaluation.PlanId, result));
        if (last is { Stage: NoticeStage.Open or NoticeStage.Closed } && evaluation.Draft!.ContentHash == hash)
        {
            return Decision.AlreadySo(last.Id);
        }

        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Draft?.ContentHash == hash)
        {
            return new Refusal(
                "nothing-changed",
                "Clause 四(四), Q9",
                $"The ranking is the same as version {evaluation.Draft.Version}, which was superseded.");
        }
        for (var v = evaluation.FirstRankingVersion; v <= evaluation.RankingVersions; v++)
        {
            if (NoticeGate.Undecided(ledger.Notice(Ids.Notice(Evaluation, NoticePeriod.Slug(NoticeSubject.Ranking), v))) is { } stands)
            {
                return stands;
            }
        }

        var version = evaluation.RankingVersions + 1;
        var notice = NoticePeriod.Open(
            NoticeSubject.Ranking, Evaluation, version, hash, evaluation.Body, Changed(evaluation.Draft?.Result, result), Channel, rules,
            calendar, act.On);
        return Decision.Record(notice.Notice, [
            .. last is { Stage: NoticeStage.Open or NoticeStage.Closed }
                ? [new NoticeSuperseded(last.Id, "What would be published has changed.", act.On)]
                : Array.Empty<Fact>(),
            new RankingDrafted(Evaluation, version, result, hash, notice.Notice, rules.Id, act.On, RankingMethod.Current),
            notice,
        ]);
    }

    /// <summary>
    /// The declarations that came or went, or whose place, tier, total, value or ground changed; all of them in a first version (Q9).
    /// </summary>
    private static List<string> Changed(RankingResult? before, RankingResult now)
    {
        if (before is null) return [.. Rows(now).Select(r => r.Declaration).Order(StringComparer.Ordinal)];
        var (old, current) = (Written(before), Written(now));
        return [.. current.Keys.Union(old.Keys)
            .Where(d => old.GetValueOrDefault(d) != current.GetValueOrDefault(d))
            .Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Written(RankingResult result) =>
        Rows(result).ToDictionary(r => r.Declaration, r => r.Row.GetType().Name + Canonical.Json(r.Row), StringComparer.Ordinal);

    private static IEnumerable<(string Declaration, object Row)> Rows(RankingResult result) =>
        result.Entries.Select(e => (e.Declaration, Row: (object)e))
            .Concat(result.Excluded.Select(e => (e.Declaration, Row: (object)e)))
            .Concat(result.NotEvaluable.Select(e => (e.Declaration, Row: (object)e)));
}
