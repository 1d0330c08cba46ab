using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.LeaderLists;

/// <summary>
/// The register draws up the leader list of the next batch from the published ranking and opens its notice: a second one, after the
/// ranking's. Refuses: malformed, unknown-evaluation, not-yours-to-do, evaluation-withdrawn, body-disqualified, body-not-independent,
/// day-in-the-future, day-before-last-act, ranking-not-published, nothing-to-publish, lead-board-not-published, number-not-decided,
/// nobody-to-list, objection-stands, nothing-changed.
/// </summary>
/// <remarks>Clause 四(五), R59, R61, R62, R74, P11, Q2, Q4, Q9, Q20, Q21, Q26, Q41, Q51. Who is a leader: <see cref="LeaderSelection"/>; who
/// is passed over: <see cref="Listing"/>.</remarks>
public sealed record OpenLeaderNotice(string Channel, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Channel, "channel", 400).Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var rules = ledger.Rules(act.On);
        var calendar = ledger.Calendar();
        var ranking = evaluation.Ranking;
        var grounds = (ranking?.Result.Entries ?? [])
            .Select(e => (e.Declaration, Ground: Listing.Ground(ledger, evaluation, e.Enterprise, e.Declaration, act.On)))
            .ToDictionary(g => g.Declaration, g => g.Ground, StringComparer.Ordinal);
        var last = evaluation.ListDraft is { } draft ? ledger.Notice(draft.Notice) : null;
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (ranking is null) return EvaluationGate.NotPublished(Evaluation);
        if (ranking.Result.NothingToPublish is { } nothing)
        {
            return new Refusal(
                "nothing-to-publish",
                "Clause 四(五), R59",
                $"The ranking of {Evaluation} has no order to take leaders from: {nothing}");
        }
        if (evaluation.Plan.Form == RankingForm.SingleIndicator
            && !ranking.Result.Boards.Any(b => b.Indicator == evaluation.Plan.LeadIndicator && b.Published))
        {
            return new Refusal(
                "lead-board-not-published",
                "Clause 四(五), R59",
                $"All values of lead indicator '{evaluation.Plan.LeadIndicator}' are equal; it has no board to take leaders from.");
        }

        if (evaluation.Number is not { } number || number.Batch != evaluation.NextBatch)
        {
            return new Refusal(
                "number-not-decided",
                "Clause 四(五), R60",
                $"The number of leaders of batch {evaluation.NextBatch} is not decided yet.");
        }

        var selection = LeaderSelection.Draw(
            ranking.Result.Entries,
            number.Number,
            rules.TieCapPercent,
            evaluation.Plan.TieBreakers,
            e => grounds[e.Declaration]);
        var hash = Canonical.Hash(Content(Evaluation, number.Batch, ranking.Version, selection));
        if (last is { Stage: NoticeStage.Open or NoticeStage.Closed } && evaluation.ListDraft!.ContentHash == hash)
        {
            return Decision.AlreadySo(last.Id);
        }

        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (selection.Leaders.Count == 0)
        {
            return new Refusal(
                "nobody-to-list",
                "Clause 四(五), Q20",
                $"Nobody can be listed. {selection.TieNote ?? "Every entry of the ranking is passed over."}");
        }
        if (evaluation.ListDraft?.ContentHash == hash)
        {
            return new Refusal(
                "nothing-changed",
                "Clause 四(五), Q9",
                $"The list is the same as version {evaluation.ListDraft.Version}, which was superseded.");
        }
        if (EvaluationGate.RankingStands(ledger, evaluation, act.On) is { } ofRanking) return ofRanking;
        for (var v = evaluation.FirstListVersion; v <= evaluation.ListVersions; v++)
        {
            if (NoticeGate.Undecided(ledger.Notice(Ids.Notice(Evaluation, NoticePeriod.Slug(NoticeSubject.LeaderList), v))) is { } stands)
            {
                return stands;
            }
        }

        var version = evaluation.ListVersions + 1;
        var before = evaluation.ListDraft is { } earlier && earlier.Batch == number.Batch ? earlier : null;
        var notice = NoticePeriod.Open(
            NoticeSubject.LeaderList, Evaluation, version, hash, evaluation.Body, Changed(before, selection), Channel, rules, calendar,
            act.On);
        return Decision.Record(notice.Notice, [
            .. before is not null && last is { Stage: NoticeStage.Open or NoticeStage.Closed }
                ? [new NoticeSuperseded(last.Id, "What would be published has changed.", act.On)]
                : Array.Empty<Fact>(),
            new LeaderListDrafted(
                Evaluation, version, number.Batch, ranking.Version, selection.Leaders, selection.Reserves, selection.PassedOver,
                selection.TieNote, hash, notice.Notice, rules.Id, act.On),
            notice,
        ]);
    }

    internal static LeaderListContent Content(string evaluation, int batch, int rankingVersion, LeaderSelectionResult selection) =>
        new(evaluation, batch, rankingVersion, selection.Leaders, selection.Reserves, selection.PassedOver, selection.TieNote);

    /// <summary>
    /// The enterprises that came or went between leaders, reserves and passed over, or whose place or ground changed; all of them in a
    /// first version (Q9).
    /// </summary>
    private static List<string> Changed(LeaderListDrafted? before, LeaderSelectionResult now)
    {
        var old = before is null ? [] : Rows(before.Leaders, before.Reserves, before.PassedOver);
        var current = Rows(now.Leaders, now.Reserves, now.PassedOver);
        return [.. current.Except(old).Concat(old.Except(current)).Select(r => r.Enterprise).Distinct().Order(StringComparer.Ordinal)];
    }

    private static HashSet<(string Enterprise, string Declaration, int Place, string Status)> Rows(
        IReadOnlyList<LeaderEntry> leaders,
        IReadOnlyList<LeaderEntry> reserves,
        IReadOnlyList<LeftOut> passedOver) =>
        [
            .. leaders.Select(e => (e.Enterprise, e.Declaration, e.Place, "leader")),
            .. reserves.Select(e => (e.Enterprise, e.Declaration, e.Place, "reserve")),
            .. passedOver.Select(e => (e.Enterprise, e.Declaration, e.Place, e.Ground)),
        ];
}
