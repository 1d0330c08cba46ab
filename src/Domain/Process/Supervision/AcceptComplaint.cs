using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The one to whom a complaint is assigned accepts it or not. Accepted about a title on one of the two grounds, it opens a case
/// with the complaint's id; not where the title was annulled or is revoked already. Refuses: complaint-decided-before.
/// </summary>
/// <remarks>Clause 四(六), Q34. A late answer is recorded; that it is late is marked and told to the regulator.</remarks>
/// <param name="Reasons">Needed to refuse.</param>
public sealed record AcceptComplaint(bool Accepted, string? Reasons = null, string Complaint = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Complaint, "complaint");
        if (!Accepted || Reasons is not null) check.Text(Reasons, "reasons");
        if (check.Refusal is { } malformed) return malformed;
        if (ComplaintHandler.RefusalFor(act) is { } notYours) return notYours;
        var complaint = ledger.Complaint(Complaint);
        if (complaint.Received is not { } received) return Refusal.NotFound("complaint", Complaint);
        if (ComplaintHandler.RefusalFor(act, complaint) is { } notTheirs) return notTheirs;

        if (complaint.Stage != ComplaintStage.Received)
        {
            return Accepted == (complaint.Stage != ComplaintStage.Refused) && (Accepted || complaint.Refusal!.Reasons == Reasons)
                ? Decision.AlreadySo(Complaint)
                : new Refusal("complaint-decided-before", "Clause 四(六), Q34", $"Complaint {Complaint} is {complaint.Stage} already.");
        }
        if (act.DayRefusal(complaint.LastActOn) is { } day) return day;
        if (!Accepted) return Decision.Record(Complaint, new ComplaintRefused(Complaint, Reasons!, act.On));

        var checkDue = Periods.WorkingDays(act.Today, ledger.Rules(act.On).ComplaintCheckWorkingDays, ledger.Calendar()).LastDay;
        RevocationGround? alleged = received.Ground switch
        {
            ComplaintGround.BelowDisclosedLevel => RevocationGround.BelowDisclosedLevel,
            ComplaintGround.Fraud => RevocationGround.Fraud,
            _ => null,
        };
        if (received.Subject != ComplaintSubject.Title || alleged is null)
        {
            return Decision.Record(Complaint, new ComplaintAccepted(Complaint, null, checkDue, act.On));
        }

        var title = ledger.Title(received.SubjectId);
        return !title.Exists || CaseOpening.RefusalFor(title) is not null
            ? Decision.Record(Complaint, new ComplaintAccepted(Complaint, null, checkDue, act.On))
            : Decision.Record(Complaint,
                [
                    new ComplaintAccepted(Complaint, Complaint, checkDue, act.On),
                    .. CaseOpening.Facts(ledger, Complaint, CaseOrigin.Complaint, Complaint, title, alleged, act.On),
                ]);
    }
}
