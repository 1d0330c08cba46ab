using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A newer national or industry standard makes a leader no longer stricter: the title is kept to the end of its cycle and marked;
/// it is no ground to revoke. Refuses: baseline-not-in-force, title-not-held.
/// </summary>
/// <remarks>Clause 四(四), Q24. By the body of the title, or the working body of the day.</remarks>
/// <param name="Standard">The number of the new standard, with its year.</param>
/// <param name="InForceFrom">First day in force of the new standard, inclusive.</param>
public sealed record MarkBaselineChanged(string Standard, DateOnly InForceFrom, string Title = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Title, "title", 200).Text(Standard, "standard", 100).Refusal is { } malformed) return malformed;

        var title = ledger.Title(Title);
        var register = ledger.Organisations();
        var workingBody = WorkingBody.Is(act.By, register, act.On);
        if (!workingBody && !act.By.Is(Role.EvaluationBody)) return NotYours();
        if (title.Awarded is not { } awarded) return Refusal.NotFound("title", Title);
        if (!workingBody && !act.By.Is(Role.EvaluationBody, awarded.Body)) return NotYours();

        var standard = Standard.Trim();
        if (title.ChangedBaselines.Contains(standard)) return Decision.AlreadySo(Title);
        if (act.DayRefusal(title.LastActOn) is { } day) return day;
        if (InForceFrom > act.On)
        {
            return new Refusal(
                "baseline-not-in-force",
                "Clause 四(四), Q24",
                $"{standard} is in force from {InForceFrom:yyyy-MM-dd}; {act.On:yyyy-MM-dd} is before that day.");
        }
        if (TitleGate.NotHeld(title, act.On, "Clause 四(四), Q24") is { } notHeld) return notHeld;
        return Decision.Record(Title, new BaselineChanged(Title, awarded.Enterprise, standard, InForceFrom, act.On));
    }

    private static Refusal NotYours() =>
        Refusal.Forbidden(
            "Clause 四(四), Q24",
            "Only the body that issued the title, or the working body of the day, marks a changed baseline.");
}
