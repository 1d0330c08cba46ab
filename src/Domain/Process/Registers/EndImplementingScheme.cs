using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// The issuer ends its scheme before its time, or one that had no last day; milestones that are not done are dropped. Refuses:
/// unknown-implementing-scheme, implementing-scheme-over.
/// </summary>
/// <remarks>Clause 结, R110, D22.</remarks>
/// <param name="LastDay">Its last day, inclusive: today or later, and not after the one that it had.</param>
public sealed record EndImplementingScheme(DateOnly LastDay, string Reason, string ImplementingScheme = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(ImplementingScheme, "implementingScheme").Text(Reason, "reason")
            .That(LastDay >= act.On, "lastDay", "is before today.").Refusal is { } malformed)
        {
            return malformed;
        }
        var scheme = ledger.ImplementingScheme(ImplementingScheme);
        if (scheme.Ended is { } ended && ended.Issuer == act.By.Subject && ended.LastDay == LastDay)
        {
            return Decision.AlreadySo(ImplementingScheme);
        }
        if (SchemeIssuer.RefusalToChange(act, scheme, ImplementingScheme, out var current) is { } refusal) return refusal;
        if (LastDay < current.ValidFrom || current.ValidTo is { } to && LastDay > to)
        {
            return Refusal.Malformed("lastDay", $"must be among the days of the scheme, from {current.ValidFrom:yyyy-MM-dd}"
                + $"{(current.ValidTo is { } last ? $" to {last:yyyy-MM-dd}" : "")}.");
        }
        return Decision.Record(ImplementingScheme, new ImplementingSchemeEnded(
            ImplementingScheme, act.By.Subject, LastDay, Reason, act.On));
    }
}
