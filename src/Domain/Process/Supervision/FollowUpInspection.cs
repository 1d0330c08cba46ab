using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The authority that inspected looks again: what had to be put right is, or is not yet, and then perhaps has another last day.
/// Refuses: unknown-inspection, nothing-to-put-right, put-right-before.
/// </summary>
/// <remarks>Clause 结, R111.</remarks>
/// <param name="CheckedOn">The day on which it looked: not a day to come, nor before it looked the last time.</param>
/// <param name="Found">What was found, in words. Kept for ever: no person's name.</param>
/// <param name="PutRightBy">
/// Another last day, inclusive, after this check, of what is not put right; null where the one before stays.
/// </param>
public sealed record FollowUpInspection(
    bool PutRight,
    DateOnly CheckedOn,
    string Found,
    DateOnly? PutRightBy = null,
    string Inspection = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Inspection, "inspection").Text(Found, "found", 10_000)
            .That(CheckedOn <= act.Today, "checkedOn", "is in the future.")
            .That(!PutRight || PutRightBy is null, "putRightBy", "is for what is not put right.")
            .That(PutRightBy is not { } due || due > CheckedOn, "putRightBy", "is not after the check.");
        if (check.Refusal is { } malformed) return malformed;
        if (Inspecting.RefusalFor(act) is { } notYours) return notYours;
        var inspection = ledger.Inspection(Inspection);
        if (inspection.Recorded is not { } recorded) return Refusal.NotFound("inspection", Inspection);
        if (act.By.Subject != recorded.Authority)
        {
            return Refusal.Forbidden("Clause 结", $"Inspection {Inspection} was made by '{recorded.Authority}', which follows it up.");
        }
        if (recorded.ToPutRight is null)
        {
            return new Refusal(
                "nothing-to-put-right",
                "Clause 结",
                $"The inspection of {recorded.InspectedOn:yyyy-MM-dd} found nothing that has to be put right.");
        }
        var fact = new InspectionFollowedUp(Inspection, PutRight, CheckedOn, Found, PutRightBy, act.On);
        var last = inspection.FollowUps.LastOrDefault();
        if (last is not null && last with { On = act.On } == fact) return Decision.AlreadySo(Inspection);
        if (inspection.IsPutRight)
        {
            return new Refusal("put-right-before", "Clause 结", $"It was found put right on {last!.CheckedOn:yyyy-MM-dd}.");
        }
        var before = last?.CheckedOn ?? recorded.InspectedOn;
        if (CheckedOn < before)
        {
            return Refusal.Malformed("checkedOn", $"is before {before:yyyy-MM-dd}, when the authority looked the last time.");
        }
        return act.DayRefusal(inspection.LastActOn) is { } day ? day : Decision.Record(Inspection, fact);
    }
}
