using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A title issued in error, for instance to an enterprise that was barred at publication, is void from the start; no ban. Its entry in
/// the ranking and the uses that rest on it fall with it. Refuses: case-still-open, title-already-revoked.
/// </summary>
/// <remarks>
/// Clause 四(六), Q50. By the issuing body or the regulator. Where a case is open it is decided first: an annulment is no way round
/// the ban.
/// </remarks>
/// <param name="Reason">Short, for example <c>barred-at-publication</c>.</param>
public sealed record AnnulTitle(string Reason, string Detail, string Title = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Title, "title", 200).Text(Reason, "reason", 200).Text(Detail, "detail", 10_000).Refusal is { } malformed)
        {
            return malformed;
        }
        if (!act.By.Is(Role.EvaluationBody) && !act.By.Is(Role.Regulator)) return NotYours();
        var title = ledger.Title(Title);
        if (title.Awarded is not { } awarded) return Refusal.NotFound("title", Title);
        var enterprise = ledger.Enterprise(awarded.Enterprise);
        var evaluation = ledger.Evaluation(awarded.Evaluation);
        if (!act.By.Is(Role.EvaluationBody, awarded.Body) && !act.By.Is(Role.Regulator)) return NotYours();

        if (title.End == TitleEnd.Annulled) return Decision.AlreadySo(Title);
        if (act.DayRefusal(title.LastActOn) is { } day) return day;
        if (title.End == TitleEnd.Revoked) return CaseOpening.RefusalFor(title)!;
        if (!title.OpenCases.IsEmpty)
        {
            return new Refusal(
                "case-still-open",
                "Clause 四(六), Q50",
                $"Against title {Title} a case is open: {string.Join(", ", title.OpenCases)}. It is decided first, so that no annulment "
                    + "stands in for a revocation and its ban.");
        }
        List<Fact> facts = [new TitleAnnulled(Title, awarded.Enterprise, Reason, Detail, act.On)];
        if (!evaluation.AnnulledEntries.Contains(awarded.Declaration))
        {
            facts.Add(new EntryAnnulled(
                awarded.Evaluation, awarded.Declaration, awarded.Enterprise, Reason, Detail, Days.Later(act.On, evaluation.LastActOn)));
        }
        facts.AddRange(enterprise.OpenAdoptions.Values.Where(a => a.Title == Title)
            .Select(a => new AdoptionEnded(awarded.Enterprise, a.Adoption, $"title-annulled: {Reason}", Days.Later(act.On, a.On))));
        if (enterprise.OpenReviews.ContainsKey(Title)) facts.Add(new TitleReviewConcluded(awarded.Enterprise, Title, "annulled", act.On));
        return Decision.Record(Title, facts);
    }

    private static Refusal NotYours() =>
        Refusal.Forbidden("Clause 四(六), Q50", "Only the body that issued the title, or the regulator, annuls it.");
}
