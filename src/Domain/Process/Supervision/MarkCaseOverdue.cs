using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A case is not decided, or a title not cancelled, in time: the regulator is told, and another body may be appointed. Refuses:
/// not-overdue.
/// </summary>
/// <remarks>Clause 四(六), R71, Q32, Q35.</remarks>
public sealed record MarkCaseOverdue(string Case = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Case, "case", 200).Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.System)) return Refusal.Forbidden("Clause 四(六), Q35", "Time limits are watched by the register itself.");
        var @case = ledger.Case(Case);
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        var title = ledger.Title(@case.Title);
        if (@case.Overdue) return Decision.AlreadySo(Case);
        if (act.DayRefusal(@case.LastActOn) is { } day) return day;
        return @case.DueOn is { } due && act.Today > due && title.End is not (TitleEnd.Revoked or TitleEnd.Annulled)
            ? Decision.Record(Case, new CaseOverdue(Case, @case.Decision is null ? CaseStep.Decision : CaseStep.Revocation, act.On))
            : new Refusal("not-overdue", "Clause 四(六), Q35", @case.DueOn is { } last && act.Today <= last
                ? $"Case {Case} is due on {last:yyyy-MM-dd}, that day included."
                : $"In case {Case} nothing is due.");
    }
}
