using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The check of an accepted complaint ends with an outcome; where it opened a case, not before the case is decided.
/// Refuses: complaint-not-accepted, complaint-decided-before, case-undecided.
/// </summary>
/// <remarks>Clause 四(六), Q34.</remarks>
public sealed record ConcludeComplaint(ComplaintOutcome Outcome, string Reasons, string Complaint = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Complaint, "complaint")
            .That(Enum.IsDefined(Outcome), "outcome", "is unknown.")
            .Text(Reasons, "reasons", 10_000);
        if (check.Refusal is { } malformed) return malformed;
        if (ComplaintHandler.RefusalFor(act) is { } notYours) return notYours;
        var complaint = ledger.Complaint(Complaint);
        if (!complaint.Exists) return Refusal.NotFound("complaint", Complaint);
        if (ComplaintHandler.RefusalFor(act, complaint) is { } notTheirs) return notTheirs;

        if (complaint.Conclusion is { } conclusion)
        {
            return conclusion.Outcome == Outcome && conclusion.Reasons == Reasons ? Decision.AlreadySo(Complaint)
                : new Refusal(
                    "complaint-decided-before",
                    "Clause 四(六), Q34",
                    $"Complaint {Complaint} was concluded on {conclusion.On:yyyy-MM-dd}: {conclusion.Outcome}.");
        }
        if (act.DayRefusal(complaint.LastActOn) is { } day) return day;
        if (complaint.Stage != ComplaintStage.Accepted)
        {
            return new Refusal(
                "complaint-not-accepted",
                "Clause 四(六), Q34",
                $"Complaint {Complaint} is {complaint.Stage}: only an accepted complaint has an outcome.");
        }
        if (complaint.Case is { } id && ledger.Case(id) is { Decision: null } @case)
        {
            return new Refusal(
                "case-undecided",
                "Clause 四(六), Q34",
                $"The complaint opened case {id} about title {@case.Title}, which is not decided yet.");
        }
        var due = Periods.WorkingDays(act.Today, ledger.Rules(act.On).ComplaintAnswerWorkingDays, ledger.Calendar());
        return Decision.Record(Complaint, new ComplaintConcluded(Complaint, Outcome, Reasons, due.LastDay, act.On));
    }
}
