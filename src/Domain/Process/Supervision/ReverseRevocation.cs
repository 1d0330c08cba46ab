using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The regulator sets a wrong revocation aside. The title is restored from this day on, as far as its dates still run; the ban is void
/// from its start; struck entries are restored, where no other ban strikes them. What the register said before stays on record.
/// </summary>
/// <remarks>
/// Clause 四(六), Q33. Also where a court or a reconsideration decided: the regulator enters it, with that decision as its reasons.
/// A title whose category has a newer list, or whose standard was abolished meanwhile, is superseded or lapses on this day.
/// Ended adoptions stay ended: their users decide anew (Q53).
/// </remarks>
/// <param name="Reasons">The permanent statement of correction.</param>
public sealed record ReverseRevocation(string Reasons, string Revocation = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Revocation, "revocation", 220).Text(Reasons, "reasons", 10_000).Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 四(六), Q33", "Only the regulator sets a revocation aside.");
        if (Revocations.TitleOf(Revocation) is not { } titleId) return Refusal.NotFound("revocation", Revocation);
        var title = ledger.Title(titleId);
        if (title.Awarded is not { } awarded) return Refusal.NotFound("revocation", Revocation);
        var category = ledger.Category(awarded.Category);
        var declaration = ledger.Declaration(title.Declaration);

        if (title.Reversals.Any(r => r.Revocation == Revocation)) return Decision.AlreadySo(Revocation);
        if (title.Revocation is not { } revoked || revoked.Revocation != Revocation) return Refusal.NotFound("revocation", Revocation);
        if (act.DayRefusal(title.LastActOn) is { } day) return day;

        var reversed = new RevocationReversed(titleId, Revocation, awarded.Enterprise, Reasons, act.By.Subject, act.On);
        List<Fact> facts = [reversed];
        if (Record.Title.Evolve(title, reversed).IsHeldOn(act.On))
        {
            if (category.Lists.FirstOrDefault(l => l.Cycle > awarded.Cycle && l.On <= act.On) is { } next)
            {
                facts.Add(new TitleSuperseded(titleId, awarded.Enterprise, next.Evaluation, null, act.On));
            }
            else if (declaration.AbolishedOn is { } abolished && abolished <= act.On)
            {
                facts.Add(new TitleLapsed(
                    titleId,
                    awarded.Enterprise,
                    title.Declaration,
                    $"The standard was abolished on {abolished:yyyy-MM-dd}.",
                    act.On));
            }
        }
        foreach (var (enterprise, _, _) in BanConsequences.Liable(ledger, awarded.Enterprise, awarded.On, revoked.On))
        {
            if (!enterprise.Bans.Any(b => b.Ban == Revocation)) continue;
            facts.Add(new BanVoided(enterprise.Code, Revocation, Reasons, act.On));
            var other = enterprise.Bans.Where(b => b.Ban != Revocation).On(act.On);
            foreach (var review in enterprise.OpenReviews.Values.Where(r => r.Because == Revocation).OrderBy(
                r => r.Title,
                StringComparer.Ordinal))
            {
                facts.Add(new TitleReviewConcluded(enterprise.Code, review.Title, "revocation-reversed", act.On));
                var reviewed = ledger.Title(review.Title);
                if (other is not null && Revocations.TitleOf(other.Ban) != review.Title && reviewed.IsHeldOn(act.On))
                {
                    facts.Add(BanConsequences.Review(ledger, reviewed, other.Ban, act.On, act.Today));
                }
            }
            foreach (var id in enterprise.AllCandidacies) facts.AddRange(Restored(act, ledger, enterprise, id));
        }
        return Decision.Record(Revocation, facts);
    }

    private List<Fact> Restored(Act act, ILedger ledger, Enterprise enterprise, string id)
    {
        var code = enterprise.Code;
        var evaluation = ledger.Evaluation(id);
        var notice = evaluation.Draft is { } draft ? ledger.Notice(draft.Notice) : PublicNotice.Initial;
        var on = Days.Later(act.On, evaluation.LastActOn);
        var entry = evaluation.StrikesOf(code).Any(s => s.Ban == Revocation);
        var pool = !entry && evaluation.Struck.TryGetValue(code, out var struck) && struck.Ban == Revocation;
        if (!pool && !entry) return [];

        // The pool had no place for it when the ranking was published: the published ranking is not ours to change.
        if (pool && evaluation.Ranking is not null)
        {
            return [new IncidentRaised(
                id,
                IncidentRaised.StruckByVoidBan,
                code,
                $"{code} was out of the published ranking because of ban {Revocation}, which is void.",
                on)];
        }
        List<Fact> facts = [new EntryRestored(id, code, Revocation, on)];
        if (enterprise.Bans.Where(b => b.Ban != Revocation).Within(evaluation.CutOffDay, on) is { } other)
        {
            return pool ? [.. facts, new EnterpriseStruck(id, code, other.Ban, on)] : facts;
        }
        var running = evaluation.Stage is EvaluationStage.Evaluating or EvaluationStage.RankingNoticed or EvaluationStage.RankingPublished
            or EvaluationStage.ListNoticed;
        if (running && !enterprise.OpenCandidacies.Contains(id))
        {
            facts.Add(new CandidacyEntered(code, id, on));
        }
        if (pool && notice.Stage is NoticeStage.Open or NoticeStage.Closed)
        {
            facts.Add(new NoticeSuperseded(
                notice.Id,
                $"{enterprise.Name} is back in the pool: ban {Revocation} is void.",
                Days.Later(act.On, notice.LastActOn)));
        }
        return facts;
    }
}
