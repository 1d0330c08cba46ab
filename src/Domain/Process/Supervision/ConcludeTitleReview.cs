using System.Globalization;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The body of a title has looked whether its own ground exists, after another title of the enterprise was revoked (Q25), or has
/// re-checked it after its standard was revised or passed on (Q22, Q39). With a ground of its own a case is opened; never a revocation by
/// reflex. Refuses: no-review-open, no-revision-to-follow, title-annulled, title-already-revoked.
/// </summary>
/// <remarks>Clause 四(六), Q22, Q25. The case has the id <c>{title}.c1</c>, with the number of the case against the title.</remarks>
/// <param name="AllegedGround">For a case of its own.</param>
public sealed record ConcludeTitleReview(
    TitleReviewOutcome Outcome,
    string Reasons,
    RevocationGround? AllegedGround = null,
    string Title = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Title, "title", 200)
            .That(Enum.IsDefined(Outcome), "outcome", "is unknown.")
            .Text(Reasons, "reasons", 10_000)
            .That(AllegedGround is not { } ground || Enum.IsDefined(ground), "allegedGround", "is unknown.")
            .That(
                Outcome != TitleReviewOutcome.OwnGround || AllegedGround is not null,
                "allegedGround",
                "is required: which of the two grounds may exist.")
            .That(Outcome == TitleReviewOutcome.OwnGround || AllegedGround is null, "allegedGround", "is for the outcome OwnGround only.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.EvaluationBody)) return NotYours();
        var title = ledger.Title(Title);
        if (title.Awarded is not { } awarded) return Refusal.NotFound("title", Title);
        var enterprise = ledger.Enterprise(awarded.Enterprise);
        var declaration = ledger.Declaration(title.Declaration);
        if (!act.By.Is(Role.EvaluationBody, awarded.Body)) return NotYours();

        var openedByBan = enterprise.OpenReviews.ContainsKey(Title);
        if (!openedByBan && !title.ReviewRequired)
        {
            return title.LastReview is { } last && last.Outcome == Outcome && last.Reasons == Reasons
                ? Decision.AlreadySo(last.Case ?? Title)
                : new Refusal("no-review-open", "Clause 四(六), Q25", $"No review of title {Title} is open.");
        }
        if (act.DayRefusal(title.LastActOn) is { } day) return day;

        List<Fact> facts = [];
        string? @case = null;
        if (Outcome == TitleReviewOutcome.OwnGround)
        {
            if (CaseOpening.RefusalFor(title) is { } ended) return ended;
            @case = string.Create(CultureInfo.InvariantCulture, $"{Title}.c{title.Cases + 1}");
            facts.AddRange(CaseOpening.Facts(ledger, @case, CaseOrigin.TitleReview, Title, title, AllegedGround, act.On));
        }
        if (Outcome == TitleReviewOutcome.FollowsRevision)
        {
            if (!title.ReviewRequired || declaration.Versions is not [.., var newest] || newest.Number <= title.DeclarationVersion)
            {
                return new Refusal(
                    "no-revision-to-follow",
                    "Clause 四(六), Q22",
                    $"Title {Title} rests on version {title.DeclarationVersion} of {awarded.Number}; no later version waits for a "
                        + "re-check.");
            }
            facts.Add(new TitleFollowedRevision(Title, awarded.Enterprise, title.Declaration, newest.Number, act.On));
        }
        facts.Insert(0, new TitleReviewClosed(Title, awarded.Enterprise, Outcome, Reasons, @case, act.On));
        if (openedByBan) facts.Insert(1, new TitleReviewConcluded(awarded.Enterprise, Title, Outcome.ToString(), act.On));
        return Decision.Record(@case ?? Title, facts);
    }

    private static Refusal NotYours() => Refusal.Forbidden("Clause 四(六), Q25", "Only the body that issued the title concludes its review.");
}
