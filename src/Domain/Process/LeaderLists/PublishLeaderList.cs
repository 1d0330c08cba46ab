using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.LeaderLists;

/// <summary>
/// Publishes the list after a clean notice and awards the titles. Who can no longer be listed, or gave no commitment, is dropped with the
/// ground; a place that becomes free passes on only to reserves that the notice covered.
/// Refuses: unknown-evaluation, not-yours-to-do, evaluation-withdrawn, body-disqualified, body-not-independent, day-in-the-future,
/// day-before-last-act, list-not-noticed, plan-not-official, fee-recorded, notice-not-open, notice-superseded, notice-still-open,
/// deadline-outdated, objection-stands, content-changed, nobody-to-list, entry-under-review.
/// </summary>
/// <remarks>
/// Clause 四(五), R62, R63, R64, R74, P6, P8, P11, Q4, Q21, Q23, Q41, Q42, Q51, Q58–Q61, traps 3, 10 and 23.
/// A title runs from the day of publication, which is not counted, to the corresponding day of the last month of the cycle, inclusive (arts
/// 201, 202; no roll-over), and its grace to the corresponding day as many months later. The first list of a cycle supersedes the titles of
/// earlier cycles that still run, in grace or not; a later batch those of the enterprises that it names. Where an enterprise holds a title
/// of a later cycle already, the new one is superseded on the day of its award: never are two in force in one category. There is no grace
/// where the next cycle is known to be without the category. A title won with a version that was revised meanwhile rests on the one in
/// force; where that is worse, the body reviews the entry first (<see cref="EntryReview"/>).
/// </remarks>
public sealed record PublishLeaderList(string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var evaluation = ledger.Evaluation(Evaluation);
        var rules = ledger.Rules(act.On);
        var calendar = ledger.Calendar();
        var draft = evaluation.ListDraft;
        var notice = ledger.Notice(draft?.Notice ?? "");
        var rankingStands = EvaluationGate.RankingStands(ledger, evaluation, act.On);
        var earlier = NoticeGate.RefusalOfEarlier(
            ledger, Evaluation, NoticeSubject.LeaderList, evaluation.FirstListVersion, evaluation.ListVersions, act.On);
        var standsAgainst = EvaluationGate.RefusalToPublish(ledger, evaluation);
        var category = ledger.Category(evaluation.Category);
        var otherTitles = category.Lists.Where(l => l.Cycle != evaluation.Cycle).SelectMany(l => l.Titles).Distinct()
            .Order(StringComparer.Ordinal).Select(ledger.Title).ToList();
        var dropped = NextKeyFields.Drop(ledger, evaluation.Category, evaluation.Cycle);
        var pool = evaluation.Pool.Select(c => c.Enterprise).Distinct().Order(StringComparer.Ordinal).Select(ledger.Enterprise).ToList();
        var drawn = Drawn(ledger, evaluation, rules, act.On);
        if (EvaluationGate.NotTheBody(evaluation, Evaluation, act) is { } forbidden) return forbidden;
        if (draft is not null && evaluation.Lists.Any(l => l.Version == draft.Version)) return Decision.AlreadySo(Evaluation);
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (act.DayRefusal(notice.LastActOn) is { } dayOfNotice) return dayOfNotice;
        if (draft is null || drawn is null)
        {
            return new Refusal("list-not-noticed", "Clause 四(五), Q4", $"No leader list of {Evaluation} was put to public notice.");
        }

        if (standsAgainst is not null) return standsAgainst;
        if (NoticeGate.Refusal(notice, act.Today, calendar) is { } gate) return gate;
        if (earlier is not null) return earlier;
        if (rankingStands is not null) return rankingStands;
        if (ContentChanged(evaluation, draft, notice, drawn) is { } changed) return changed;

        var (leaders, left) = drawn;
        if (leaders.Count == 0)
        {
            return new Refusal(
                "nobody-to-list",
                "Clause 四(五), R64",
                $"Nobody is left on the list: {string.Join(" ", left.Select(d => $"{d.Enterprise}: {d.Detail}"))}");
        }
        if (leaders.Select(l => (Leader: l, Review: EntryReview.Of(evaluation, ledger.Declaration(l.Declaration), act.On)))
            .FirstOrDefault(r => r.Review is { IsOpen: true }) is { Review: { } open } reviewed)
        {
            return new Refusal("entry-under-review", "Clause 四(五), Q58",
                $"{reviewed.Leader.Number} ({reviewed.Leader.Declaration}) was revised to version {open.Version}: {open.Worse}. Review "
                    + "the entry before the list is published.");
        }

        return Decision.Record(Evaluation, [
            new LeaderListPublished(
                Evaluation, draft.Version, draft.Batch, leaders, left, draft.ContentHash, draft.Notice, evaluation.Body, act.On),
            .. notice.Stage == NoticeStage.Open ? [new NoticeClosed(notice.Id, act.On)] : Array.Empty<Fact>(),
            .. leaders.SelectMany(l => Awarded(ledger, evaluation, l, rules, dropped, act.On)),
            new LeaderListEntered(
                evaluation.Category,
                Evaluation,
                evaluation.Cycle,
                draft.Batch,
                [.. leaders.Select(l => Ids.Title(Evaluation, l.Enterprise))],
                act.On),
            .. Superseded(evaluation, otherTitles, leaders, draft.Batch, act.On),
            .. pool.Where(e => e.OpenCandidacies.Contains(Evaluation))
                .Select(e => new CandidacyEnded(e.Code, Evaluation, "The leader list was published.", act.On)),
        ]);
    }

    private sealed record Result(IReadOnlyList<LeaderEntry> Leaders, IReadOnlyList<LeftOut> Dropped)
    {
        /// <summary>Passed over in the draft, and no longer with a ground: it ranks ahead and was not under public notice.</summary>
        public required IReadOnlyList<LeftOut> Returned { get; init; }
    }

    private static Result? Drawn(ILedger ledger, Evaluation evaluation, RuleSet rules, DateOnly on)
    {
        if (evaluation.ListDraft is not { } draft || evaluation.Ranking is not { } ranking) return null;

        var entries = ranking.Result.Entries.ToDictionary(e => e.Declaration, StringComparer.Ordinal);
        PassOver? Ground(LeaderEntry e) => Listing.Ground(ledger, evaluation, e.Enterprise, e.Declaration, on)
            ?? (rules.CommitmentNeededForList && !ledger.Enterprise(e.Enterprise).HasCommitment(evaluation.Category)
                ? new(Listing.NoCommitment, "No quality commitment was given by the day of publication.") : null);

        var judged = draft.Leaders.Concat(draft.Reserves).Select(e => (Entry: e, Ground: Ground(e))).ToList();
        var kept = judged.Take(draft.Leaders.Count).Where(j => j.Ground is null).Select(j => j.Entry).ToList();
        var reserves = judged.Skip(draft.Leaders.Count).Where(j => j.Ground is null && entries.ContainsKey(j.Entry.Declaration))
            .Select(j => entries[j.Entry.Declaration]).ToList();

        // Whoever entered over the number by a tie leaves no place behind.
        var places = Math.Min(draft.Leaders.Count, evaluation.Number?.Number ?? 0);
        var filled = LeaderSelection.Fill(reserves, places - kept.Count, evaluation.Plan.TieBreakers);
        var asked = places > kept.Count ? judged : judged.Take(draft.Leaders.Count);
        return new([.. kept.Concat(filled).OrderBy(e => e.Place).ThenBy(e => e.Declaration, StringComparer.Ordinal)],
            [.. asked.Where(j => j.Ground is not null)
                .Select(j => new LeftOut(j.Entry.Enterprise, j.Entry.Declaration, j.Entry.Place, j.Ground!.Ground, j.Ground.Detail))])
        {
            Returned = [.. draft.PassedOver.Where(p =>
                p.Ground != LeaderSelection.OneTitle && Listing.Ground(ledger, evaluation, p.Enterprise, p.Declaration, on) is null)],
        };
    }

    private static Refusal? ContentChanged(Evaluation evaluation, LeaderListDrafted draft, PublicNotice notice, Result drawn)
    {
        var noticed = Canonical.Hash(new LeaderListContent(
            evaluation.Id, draft.Batch, draft.RankingVersion, draft.Leaders, draft.Reserves, draft.PassedOver, draft.TieNote));
        return noticed != notice.ContentHash || draft.RankingVersion != evaluation.Ranking?.Version
            ? new(
                "content-changed",
                "Clause 四(五), Q9",
                $"What would be published is not what notice {notice.Id} showed. A new version has to be put to public notice.")
            : drawn.Returned is [var returned, ..]
            ? new(
                "content-changed",
                "Clause 四(五), R61, Q9",
                $"{returned.Enterprise}, at place {returned.Place}, was passed over ({returned.Ground}), and the ground no longer holds. "
                    + "A new version has to be put to public notice.")
            : null;
    }

    private static IEnumerable<Fact> Awarded(
        ILedger ledger,
        Evaluation evaluation,
        LeaderEntry leader,
        RuleSet rules,
        bool dropped,
        DateOnly on)
    {
        var title = Ids.Title(evaluation.Id, leader.Enterprise);
        var declaration = ledger.Declaration(leader.Declaration);
        var disclosure = declaration.Versions.FirstOrDefault(v => v.Number == leader.Version)?.Disclosure;
        var months = evaluation.Plan.CycleMonths > 0 ? evaluation.Plan.CycleMonths : rules.TitleMonths;
        var lastDay = Periods.AfterMonths(on, months);
        yield return new TitleAwarded(
            title,
            leader.Enterprise,
            ledger.Enterprise(leader.Enterprise).Name,
            leader.Declaration,
            leader.Version,
            leader.Number,
            evaluation.Id,
            evaluation.Cycle,
            evaluation.Category,
            evaluation.CategoryName,
            evaluation.Sector,
            evaluation.Body,
            leader.Place,
            disclosure?.Products ?? [],
            lastDay,
            dropped ? lastDay : Periods.AfterMonths(lastDay, rules.GraceMonths),
            rules.Id,
            on);
        if (EntryReview.Of(evaluation, declaration, on) is { } revised)
        {
            yield return new TitleFollowedRevision(title, leader.Enterprise, leader.Declaration, revised.Version, on);
        }
        yield return new TitleEntered(leader.Enterprise, title, evaluation.Category, on);
        yield return new DeclarationTitled(leader.Declaration, title, on);
    }

    /// <summary>Titles of earlier cycles by this list (Q23); its own, where the enterprise holds one of a later cycle (Q60).</summary>
    private static IEnumerable<Fact> Superseded(
        Evaluation evaluation,
        IReadOnlyList<Title> others,
        IReadOnlyList<LeaderEntry> leaders,
        int batch,
        DateOnly on)
    {
        var held = others.Where(t => t.IsHeldOn(on)).Select(t => t.Awarded!).ToList();
        foreach (var earlier in held.Where(t => t.Cycle < evaluation.Cycle))
        {
            var renewed = leaders.Any(l => l.Enterprise == earlier.Enterprise);
            if (batch == 1 || renewed)
            {
                yield return new TitleSuperseded(
                    earlier.Title,
                    earlier.Enterprise,
                    evaluation.Id,
                    renewed ? Ids.Title(evaluation.Id, earlier.Enterprise) : null,
                    on);
            }
        }
        foreach (var leader in leaders)
        {
            if (held.Where(t => t.Cycle > evaluation.Cycle && t.Enterprise == leader.Enterprise).MaxBy(t => t.Cycle) is { } later)
            {
                yield return new TitleSuperseded(
                    Ids.Title(evaluation.Id, leader.Enterprise),
                    leader.Enterprise,
                    later.Evaluation,
                    later.Title,
                    on);
            }
        }
    }
}
