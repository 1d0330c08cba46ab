using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <param name="From">First day, inclusive, on which it is barred: the ban's first day, or the day on which it took over the duties if that
/// is later.</param>
/// <param name="Predecessor">Whose duties it took over; null for the enterprise itself.</param>
public sealed record LiableEnterprise(Enterprise Enterprise, DateOnly From, string? Predecessor);

/// <summary>What a ban does on its first day, in every field and with every body. Clause 四(六), R73–R75, R86; Q25, Q26, Q39, Q50.</summary>
public static class BanConsequences
{
    /// <summary>
    /// The enterprise, and all to whom its rights and duties passed by merger or split, through any number of steps: no ban is
    /// evaded by a merger before the revocation (Q39). A split before the title was awarded is none of the part's business.
    /// In the order of successions and codes, step by step.
    /// </summary>
    /// <param name="awardedOn">The day of the award of the title.</param>
    /// <param name="from">First barred day, inclusive.</param>
    public static IReadOnlyList<LiableEnterprise> Liable(ILedger ledger, string enterprise, DateOnly awardedOn, DateOnly from)
    {
        List<(LiableEnterprise Barred, DateOnly DutySince)> liable = [(new(ledger.Enterprise(enterprise), from, null), awardedOn)];
        HashSet<string> seen = new(StringComparer.Ordinal) { enterprise };
        for (var i = 0; i < liable.Count; i++)
        {
            var (predecessor, dutySince) = liable[i];
            foreach (var succession in predecessor.Enterprise.Successions.Where(s => s.On >= dutySince).OrderBy(s => s.On))
            {
                foreach (var heir in succession.Heirs.Order(StringComparer.Ordinal).Where(seen.Add))
                {
                    liable.Add((
                        new(ledger.Enterprise(heir), Days.Later(predecessor.From, succession.On), predecessor.Enterprise.Code),
                        succession.On));
                }
            }
        }
        return liable.ConvertAll(l => l.Barred);
    }

    /// <param name="bans">
    /// The bans that begin for it in this act, with their last days, inclusive; none, and nothing happens. Each strikes published entries,
    /// so that they stay struck when one is set aside (Q31, Q33); for all else the one that lasts longest stands.
    /// </param>
    /// <param name="entered">The day of entry: the time for the reviews runs from it, whatever day the ban begins on (Q54).</param>
    public static IEnumerable<Fact> Of(
        ILedger ledger,
        LiableEnterprise barred,
        IReadOnlyList<(string Ban, DateOnly LastDay)> bans,
        DateOnly entered)
    {
        if (bans.Count == 0) return [];
        var longest = bans.MaxBy(b => b.LastDay);
        return
        [
            .. OnEvaluations(ledger, barred, longest, bans),
            .. OnAdoptions(barred, longest.Ban),
            .. OnOtherTitles(ledger, barred, longest.Ban, entered),
        ];
    }

    /// <summary>
    /// Out of pools, drafts and notices at once; struck through in published rankings still current (Q26). What was published on
    /// a barred day before the revocation was entered is raised as an incident (Q50).
    /// </summary>
    private static List<Fact> OnEvaluations(
        ILedger ledger,
        LiableEnterprise barred,
        (string Ban, DateOnly LastDay) longest,
        IReadOnlyList<(string Ban, DateOnly LastDay)> bans)
    {
        var (enterprise, from, _) = barred;
        var (ban, lastDay) = longest;
        var code = enterprise.Code;
        List<Fact> facts = [];
        foreach (var id in enterprise.AllCandidacies)
        {
            var evaluation = ledger.Evaluation(id);
            var category = evaluation.Exists ? ledger.Category(evaluation.Category) : Category.Initial;
            var notice = evaluation.Draft is { } drafted ? ledger.Notice(drafted.Notice) : PublicNotice.Initial;
            if (!evaluation.Exists || evaluation.Stage == EvaluationStage.Withdrawn) continue;

            // Only a revocation entered more than three years late could miss the window from cut-off to publication (Q51).
            if (Beijing.Day(evaluation.CutOff) > lastDay) continue;

            var struckOn = Days.Later(from, evaluation.LastActOn);
            if (evaluation.Ranking is not { } ranking)
            {
                if (!evaluation.Struck.ContainsKey(code)) facts.Add(new EnterpriseStruck(id, code, ban, struckOn));
                if (notice.Stage is NoticeStage.Open or NoticeStage.Closed && evaluation.Draft!.Result.Holds(code))
                {
                    facts.Add(new NoticeSuperseded(
                        notice.Id,
                        $"{enterprise.Name} is barred from {from:yyyy-MM-dd} (ban {ban}).",
                        Days.Later(from, notice.LastActOn)));
                }
            }
            else
            {
                var named = ranking.Result.Entries.Any(e => e.Enterprise == code && !evaluation.AnnulledEntries.Contains(e.Declaration));
                var current = !category.Lists.Any(l => l.Cycle > evaluation.Cycle && l.On <= from);
                if (named && current)
                {
                    facts.AddRange(bans.Where(b =>
                        evaluation.StrikesOf(code).All(s => s.Ban != b.Ban) && Beijing.Day(evaluation.CutOff) <= b.LastDay)
                        .Select(b => new EntryStruck(id, code, b.Ban, from, Days.Later(from, ranking.On))));
                }
                if (named && from <= ranking.On)
                {
                    facts.Add(Incident(id, code, ban, from, $"ranking, version {ranking.Version},", ranking.On));
                }
                foreach (var list in evaluation.Lists.Where(l => from <= l.On && l.Leaders.Any(x => x.Enterprise == code)))
                {
                    facts.Add(Incident(id, code, ban, from, $"leader list, batch {list.Batch}, version {list.Version},", list.On));
                }
            }
            if (enterprise.OpenCandidacies.Contains(id)) facts.Add(new CandidacyEnded(code, id, $"struck: ban {ban}", struckOn));
        }
        return facts;
    }

    private static IncidentRaised Incident(string evaluation, string enterprise, string ban, DateOnly from, string what, DateOnly on) =>
        new(
            evaluation,
            IncidentRaised.BarredAtPublication,
            enterprise,
            $"The {what} was published on {on:yyyy-MM-dd} with {enterprise}, which is barred from {from:yyyy-MM-dd} (ban {ban}).",
            on);

    private static IEnumerable<Fact> OnAdoptions(LiableEnterprise barred, string ban) =>
        barred.Enterprise.OpenAdoptions.Values.Select(a =>
            new AdoptionEnded(
                barred.Enterprise.Code,
                a.Adoption,
                $"benefits-barred: ban {ban} from {barred.From:yyyy-MM-dd}",
                Days.Later(barred.From, a.On)));

    /// <summary>
    /// Every other title held on the first barred day: its body looks whether its own ground exists (Q25). A review already open goes on.
    /// </summary>
    private static IEnumerable<Fact> OnOtherTitles(ILedger ledger, LiableEnterprise barred, string ban, DateOnly entered) =>
        barred.Enterprise.Titles.Select(t => ledger.Title(t.Title)).ToList()
            .Where(t => t.Id != Revocations.TitleOf(ban) && t.IsHeldOn(barred.From) && !barred.Enterprise.OpenReviews.ContainsKey(t.Id))
            .DistinctBy(t => t.Id).OrderBy(t => t.Id, StringComparer.Ordinal)
            .Select(t => Review(ledger, t, ban, barred.From, entered));

    /// <summary>The body of another title looks, within the time of the rules, whether its own ground exists (Q25).</summary>
    internal static TitleReviewOpened Review(ILedger ledger, Title title, string ban, DateOnly on, DateOnly entered) =>
        new(title.Awarded!.Enterprise, title.Id, title.Awarded.Body, ban,
            Periods.WorkingDays(entered, ledger.Rules(on).OtherTitleReviewWorkingDays, ledger.Calendar()).LastDay, on);
}
