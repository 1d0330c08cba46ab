using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.LeaderLists;

/// <summary>
/// An enterprise refuses to be listed, before the list is published. Refuses: malformed, unknown-evaluation, not-yours-to-do,
/// evaluation-withdrawn, unknown-candidate, day-in-the-future, day-before-last-act, already-listed.
/// </summary>
/// <remarks>Clause 四(五), R61, Q41. Its place passes on only to whom the notice of the list covers.</remarks>
/// <param name="Enterprise">Credit code; empty for the enterprise that acts.</param>
public sealed record RefuseListing(string Reason, string Evaluation = "", string Enterprise = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Refusal is { } malformed) return malformed;

        var enterprise = EnterpriseCode.Normalised(Enterprise.Length == 0 ? act.By.Subject : Enterprise);
        var evaluation = ledger.Evaluation(Evaluation);
        if (!evaluation.Exists) return Refusal.NotFound("evaluation", Evaluation);
        if (!act.By.IsFor(enterprise)) return Refusal.Forbidden("Clause 四(五), Q41", "Only the enterprise itself refuses to be listed.");
        if (evaluation.Refusals.Contains(enterprise)) return Decision.AlreadySo(Evaluation);
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Stage == EvaluationStage.Withdrawn)
        {
            return new Refusal("evaluation-withdrawn", "Clause 四(五), Q13", $"Evaluation {Evaluation} was withdrawn.");
        }
        if (!evaluation.HasCandidate(enterprise))
        {
            return new Refusal(
                "unknown-candidate",
                "Clause 四(五)",
                $"{enterprise} has no standard in the pool of {Evaluation}.")
            { Kind = RefusalKind.NotFound };
        }
        if (evaluation.IsListed(enterprise))
        {
            return new Refusal(
                "already-listed",
                "Clause 四(五), Q41",
                $"{enterprise} is on the published list; the title can be given up instead.");
        }

        return Decision.Record(Evaluation, new ListingRefused(Evaluation, enterprise, Reason, act.On));
    }
}
