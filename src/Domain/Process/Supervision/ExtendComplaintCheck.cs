using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The check of an accepted complaint is extended, once, before it is due. Refuses: complaint-not-accepted, check-extended-before,
/// check-overdue.
/// </summary>
/// <remarks>Clause 四(六), Q34.</remarks>
public sealed record ExtendComplaintCheck(string Reason, string Complaint = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Complaint, "complaint").Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (ComplaintHandler.RefusalFor(act) is { } notYours) return notYours;
        var complaint = ledger.Complaint(Complaint);
        if (!complaint.Exists) return Refusal.NotFound("complaint", Complaint);
        if (ComplaintHandler.RefusalFor(act, complaint) is { } notTheirs) return notTheirs;

        if (complaint.Extension is { } extension)
        {
            return extension.Reason == Reason ? Decision.AlreadySo(Complaint)
                : new Refusal(
                    "check-extended-before",
                    "Clause 四(六), Q34",
                    $"The check was extended on {extension.On:yyyy-MM-dd} to {extension.CheckDueOn:yyyy-MM-dd}. It is extended once only.");
        }
        if (act.DayRefusal(complaint.LastActOn) is { } day) return day;
        if (complaint.Stage != ComplaintStage.Accepted)
        {
            return new Refusal(
                "complaint-not-accepted",
                "Clause 四(六), Q34",
                $"Complaint {Complaint} is {complaint.Stage}: only the check of an accepted complaint is extended.");
        }
        if (act.Today > complaint.DueOn)
        {
            return new Refusal(
                "check-overdue",
                "Clause 四(六), Q34",
                $"The check was due on {complaint.DueOn:yyyy-MM-dd}; on {act.Today:yyyy-MM-dd} it can no longer be extended.");
        }
        var due = Periods.WorkingDays(complaint.DueOn!.Value, ledger.Rules(act.On).ComplaintCheckWorkingDays, ledger.Calendar());
        return Decision.Record(Complaint, new ComplaintCheckExtended(Complaint, Reason, due.LastDay, act.On));
    }
}
