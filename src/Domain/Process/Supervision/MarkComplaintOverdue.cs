using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>A time limit of a complaint has passed: the regulator is told. Refuses: not-overdue.</summary>
/// <remarks>Clause 四(六), Q34, Q35.</remarks>
public sealed record MarkComplaintOverdue(string Complaint = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Complaint, "complaint").Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.System)) return Refusal.Forbidden("Clause 四(六), Q35", "Time limits are watched by the register itself.");
        var complaint = ledger.Complaint(Complaint);
        if (!complaint.Exists) return Refusal.NotFound("complaint", Complaint);
        if (complaint.Overdue) return Decision.AlreadySo(Complaint);
        if (act.DayRefusal(complaint.LastActOn) is { } day) return day;

        var what = complaint.Stage switch
        {
            ComplaintStage.Received => "acceptance",
            ComplaintStage.Accepted => "check",
            ComplaintStage.Concluded => "answer",
            ComplaintStage.Appealed => "appeal",
            _ => null,
        };
        return what is not null && act.Today > complaint.DueOn
            ? Decision.Record(Complaint, new ComplaintOverdue(Complaint, what, act.On))
            : new Refusal("not-overdue", "Clause 四(六), Q34", what is null
                ? $"Complaint {Complaint} is {complaint.Stage}: nothing is due."
                : $"The {what} of complaint {Complaint} is due on {complaint.DueOn:yyyy-MM-dd}, that day included.");
    }
}
