using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// The issuer says what its scheme reads from now on, timetable included; what it was before stays on record. Refuses:
/// unknown-implementing-scheme, unknown-organisation, implementing-scheme-over, milestone-done.
/// </summary>
/// <remarks>Clause 结, R110, D22.</remarks>
/// <param name="Milestones">All of them; those that are done stay as they are.</param>
/// <param name="ValidTo">Last day, inclusive, not before its first day; null while it lasts.</param>
public sealed record AmendImplementingScheme(
    string Name,
    string Basis,
    IReadOnlyList<SchemeMilestone> Milestones,
    string Reason,
    DateOnly? ValidTo = null,
    string ImplementingScheme = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(ImplementingScheme, "implementingScheme").Text(Name, "name", 500).Text(Basis, "basis")
            .Text(Reason, "reason");
        if (check.Refusal is { } malformed) return malformed;
        var scheme = ledger.ImplementingScheme(ImplementingScheme);
        if (SchemeIssuer.RefusalToChange(act, scheme, ImplementingScheme, out var current) is { } refusal) return refusal;
        if (ValidTo is { } to && to < current.ValidFrom)
        {
            return Refusal.Malformed("validTo", $"is before the first day of the scheme, {current.ValidFrom:yyyy-MM-dd}.");
        }
        if (Rules.Milestones.Check(new(), Milestones, current.ValidFrom, ValidTo).Refusal is { } unfit) return unfit;
        if (Rules.Milestones.UnknownResponsible(ledger.Organisations(), Milestones) is { } unknown) return unknown;
        foreach (var (milestone, report) in scheme.Done)
        {
            if (!Milestones.Contains(current.Milestones.Single(m => m.Milestone == milestone)))
            {
                return new Refusal(
                    "milestone-done",
                    "Clause 结",
                    $"The milestone '{milestone}' was done on {report.DoneOn:yyyy-MM-dd}; it stays in the timetable as it is.");
            }
        }
        var same = (current.Name, current.Basis, current.ValidTo) == (Name, Basis, ValidTo) && current.Milestones.SequenceEqual(Milestones);
        return same ? Decision.AlreadySo(ImplementingScheme) : Decision.Record(
            ImplementingScheme,
            new ImplementingSchemeAmended(ImplementingScheme, act.By.Subject, Name, Basis, ValidTo, Milestones, Reason, act.On));
    }
}
