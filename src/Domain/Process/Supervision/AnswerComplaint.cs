using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>The outcome was told to the complainant. Refuses: complaint-not-concluded.</summary>
/// <remarks>Clause 四(六), Q34.</remarks>
public sealed record AnswerComplaint(string Complaint = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Complaint, "complaint").Refusal is { } malformed) return malformed;
        if (ComplaintHandler.RefusalFor(act) is { } notYours) return notYours;
        var complaint = ledger.Complaint(Complaint);
        if (!complaint.Exists) return Refusal.NotFound("complaint", Complaint);
        if (ComplaintHandler.RefusalFor(act, complaint) is { } notTheirs) return notTheirs;

        if (complaint.Stage == ComplaintStage.Answered) return Decision.AlreadySo(Complaint);
        if (act.DayRefusal(complaint.LastActOn) is { } day) return day;
        return complaint.Stage == ComplaintStage.Concluded
            ? Decision.Record(Complaint, new ComplaintAnswered(Complaint, act.On))
            : new Refusal(
                "complaint-not-concluded",
                "Clause 四(六), Q34",
                $"Complaint {Complaint} is {complaint.Stage}: there is no outcome to tell yet.");
    }
}
