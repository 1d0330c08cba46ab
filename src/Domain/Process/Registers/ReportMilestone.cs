using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// Whoever answers for a milestone, or the issuer of the scheme, reports that it is done. Refuses: unknown-implementing-scheme,
/// unknown-milestone, milestone-done, implementing-scheme-over.
/// </summary>
/// <remarks>Clause 结, R110, D22.</remarks>
/// <param name="DoneOn">The day on which it was done: not a day to come, nor before the first day of the scheme.</param>
/// <param name="Result">What was done, in words. Kept for ever: no person's name.</param>
public sealed record ReportMilestone(string Milestone, DateOnly DoneOn, string Result, string ImplementingScheme = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(ImplementingScheme, "implementingScheme").Slug(Milestone, "milestone").Text(Result, "result")
            .That(DoneOn <= act.Today, "doneOn", "is in the future.");
        if (check.Refusal is { } malformed) return malformed;
        var scheme = ledger.ImplementingScheme(ImplementingScheme);
        if (scheme.Current is not { } current) return Refusal.NotFound("implementing-scheme", ImplementingScheme);
        if (current.Milestones.FirstOrDefault(m => m.Milestone == Milestone) is not { } milestone)
        {
            return Refusal.NotFound("milestone", Milestone);
        }
        if (act.By.Subject != milestone.Responsible && act.By.Subject != current.Issuer)
        {
            return Refusal.Forbidden(
                "Clause 结",
                $"'{milestone.Responsible}' answers for the milestone '{Milestone}', and '{current.Issuer}' for the scheme; they report "
                    + "it.");
        }
        if (DoneOn < current.ValidFrom)
        {
            return Refusal.Malformed("doneOn", $"is before the first day of the scheme, {current.ValidFrom:yyyy-MM-dd}.");
        }
        var fact = new MilestoneReported(ImplementingScheme, Milestone, act.By.Subject, DoneOn, Result, act.On);
        if (scheme.Done.GetValueOrDefault(Milestone) is { } before)
        {
            return before with { On = act.On } == fact ? Decision.AlreadySo(ImplementingScheme)
                : new Refusal(
                    "milestone-done",
                    "Clause 结",
                    $"The milestone '{Milestone}' was done on {before.DoneOn:yyyy-MM-dd}, as '{before.ReportedBy}' reported on "
                        + $"{before.On:yyyy-MM-dd}.");
        }
        if (act.DayRefusal(scheme.LastOn) is { } day) return day;
        return scheme.Ended is { } ended && DoneOn > ended.LastDay
            ? new Refusal(
                "implementing-scheme-over",
                "Clause 结",
                $"The implementing scheme {ImplementingScheme} was ended on {ended.On:yyyy-MM-dd}, with {ended.LastDay:yyyy-MM-dd} as "
                    + "last day.")
            : Decision.Record(ImplementingScheme, fact);
    }
}
