using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The regulator lets the handling of a complaint stand, or takes the matter over and says itself what the complaint comes to. A title that
/// this concerns is reported by a finding, which opens a case. Refuses: complaint-not-appealed, appeal-decided-before.
/// </summary>
/// <remarks>Clause 四(六), R68. A late decision is recorded; that it is late is marked.</remarks>
/// <param name="Upheld">The appeal: the handling does not stand.</param>
/// <param name="Outcome">Of the complaint; needed where the appeal is upheld, and only there.</param>
public sealed record DecideComplaintAppeal(bool Upheld, string Reasons, ComplaintOutcome? Outcome = null, string Complaint = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Complaint, "complaint").Text(Reasons, "reasons", 10_000)
            .That(Outcome is not { } word || Enum.IsDefined(word), "outcome", "is unknown.")
            .That(Upheld == Outcome is not null, "outcome", "is needed where the appeal is upheld, and only there.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator))
        {
            return Refusal.Forbidden("Clause 四(六), R68", "Appeals against the handling of complaints are decided by the regulator.");
        }
        var complaint = ledger.Complaint(Complaint);
        if (!complaint.Exists) return Refusal.NotFound("complaint", Complaint);
        if (complaint.Appeal is null)
        {
            return new Refusal("complaint-not-appealed", "Clause 四(六), R68", $"The handling of complaint {Complaint} was not appealed.");
        }
        var fact = new ComplaintAppealDecided(Complaint, Upheld, Outcome, Reasons, act.On);
        if (complaint.AppealDecision is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(Complaint)
                : new Refusal(
                    "appeal-decided-before",
                    "Clause 四(六), R68",
                    $"The appeal was decided on {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal(complaint.LastActOn) is { } day ? day : Decision.Record(Complaint, fact);
    }
}
