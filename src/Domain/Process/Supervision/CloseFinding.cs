using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The authority that reported a finding closes it: put right, or not confirmed. Clause 五(二), R89. A case that it opened goes on.
/// </summary>
public sealed record CloseFinding(string Reason, string Finding = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Finding, "finding").Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Supervisor) && !act.By.Is(Role.Regulator))
        {
            return Refusal.Forbidden("Clause 五(二)", "Findings are closed by the authority that reported them.");
        }
        var finding = ledger.Finding(Finding);
        if (finding.Received is not { } received) return Refusal.NotFound("finding", Finding);
        if (act.By.Subject != received.Authority)
        {
            return Refusal.Forbidden("Clause 五(二)", $"Finding {Finding} was reported by '{received.Authority}'; nobody else may close it.");
        }
        if (finding.Closed) return Decision.AlreadySo(Finding);
        if (act.DayRefusal(received.On) is { } day) return day;
        return Decision.Record(
            Finding,
            new FindingClosed(Finding, Reason, act.On),
            new FindingCleared(received.Enterprise, Finding, Reason, act.On));
    }
}
