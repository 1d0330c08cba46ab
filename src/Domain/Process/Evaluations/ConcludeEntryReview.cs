using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// The body has reviewed an entry whose standard was revised for the worse since the cut-off: it still deserves a title, which will rest on
/// the version in force, or it is passed over. Refuses: malformed, unknown-evaluation, not-yours-to-do, evaluation-withdrawn,
/// body-disqualified, body-not-independent, unknown-candidate, day-in-the-future, day-before-last-act, already-listed, no-review-open.
/// </summary>
/// <remarks>Clause 四(五), Q22, Q58. A later revision for the worse needs a review of its own.</remarks>
public sealed record ConcludeEntryReview(string Declaration, EntryReviewOutcome Outcome, string Reasons, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Declaration, "declaration", 300)
            .That(Enum.IsDefined(Outcome), "outcome", "is not known.")
            .Text(Reasons, "reasons", 10_000);
        if (check.Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var declaration = ledger.Declaration(Declaration);
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (evaluation.Candidate(Declaration) is not { } candidate) return EvaluationGate.NotACandidate(evaluation, Declaration);
        var review = EntryReview.Of(evaluation, declaration, act.On);
        if (review is { Concluded: { } known } && known.Outcome == Outcome && known.Reasons == Reasons)
        {
            return Decision.AlreadySo(Evaluation);
        }
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.IsListed(candidate.Enterprise))
        {
            return new Refusal(
                "already-listed",
                "Clause 四(六), Q22",
                $"{candidate.EnterpriseName} is on the published list; its title is reviewed instead.");
        }
        if (review is not { Worse: not null })
        {
            return new Refusal(
                "no-review-open",
                "Clause 四(五), Q58",
                $"{Declaration} was not revised for the worse since the cut-off; there is nothing to review.");
        }
        return Decision.Record(
            Evaluation,
            new EntryReviewConcluded(Evaluation, Declaration, candidate.Enterprise, review.Version, Outcome, Reasons, act.On));
    }
}
