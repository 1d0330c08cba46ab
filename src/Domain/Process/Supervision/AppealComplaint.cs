using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// Who complained does not accept that it was refused, or what it came to, and asks the next authority; once, within 5 working days after
/// the refusal or the answer. Refuses: complaint-undecided, appealed-before, appeal-too-late, no-higher-authority.
/// </summary>
/// <remarks>
/// Clause 四(六), R68. The limit is that of a review of an objection (Q7), the time to decide that of the check of a complaint (Q34). Who
/// acts holds the secret of the receipt. What the regulator handled itself is not appealed here: other remedies are those of the law.
/// </remarks>
/// <param name="Facts">Kept for ever in a fact, which no erasure reaches: what is wrong with the handling, and nobody's name.</param>
public sealed record AppealComplaint(string Facts, string Complaint = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Complaint, "complaint").Text(Facts, "facts", 10_000).Refusal is { } malformed) return malformed;
        var complaint = ledger.Complaint(Complaint);
        var register = ledger.Organisations();
        if (complaint.Received is not { } received) return Refusal.NotFound("complaint", Complaint);
        if (!act.By.Is(Role.Public, received.SecretHash))
        {
            return Refusal.Forbidden("Clause 四(六), R68", "Only who holds the secret of the receipt may appeal.");
        }
        if (complaint.Appeal is { } appeal)
        {
            return appeal.Facts == Facts ? Decision.AlreadySo(Complaint)
                : new Refusal(
                    "appealed-before",
                    "Clause 四(六), R68",
                    $"The handling of complaint {Complaint} was appealed on {appeal.On:yyyy-MM-dd}. It is appealed once only.");
        }
        if (act.DayRefusal(complaint.LastActOn) is { } day) return day;
        if (received.ToRegulator)
        {
            return new Refusal(
                "no-higher-authority",
                "Clause 四(六), R68",
                $"Complaint {Complaint} was handled by the regulator itself: no other authority in the register is above it.");
        }
        if ((complaint.Refusal?.On ?? complaint.Answer?.On) is not { } told)
        {
            return new Refusal(
                "complaint-undecided",
                "Clause 四(六), R68",
                $"Complaint {Complaint} is {complaint.Stage}: what it comes to is not told yet.");
        }
        var (rules, calendar) = (ledger.Rules(act.On), ledger.Calendar());
        var until = Periods.WorkingDays(told, rules.ReviewRequestWorkingDays, calendar).LastDay;
        return act.Today > until
            ? new Refusal(
                "appeal-too-late",
                "Clause 四(六), R68, Q7",
                $"The handling of complaint {Complaint} could be appealed until {until:yyyy-MM-dd}.")
            : Decision.Record(Complaint, new ComplaintAppealed(
                Complaint,
                Facts,
                ComplaintHandler.Regulator(register),
                Periods.WorkingDays(act.Today, rules.ComplaintCheckWorkingDays, calendar).LastDay,
                act.On));
    }
}
