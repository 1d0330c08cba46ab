using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// Who recorded a title of another scheme tells that the scheme ended it before its time. Refuses: unknown-other-title, other-title-over.
/// </summary>
/// <remarks>Clause 结, Q44.</remarks>
/// <param name="LastDay">Its last day, inclusive: among the days that it had.</param>
public sealed record EndOtherTitle(DateOnly LastDay, string Reason, string OtherTitle = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(OtherTitle, "otherTitle").Text(Reason, "reason").Refusal is { } malformed) return malformed;
        var title = ledger.OtherTitle(OtherTitle);
        if (title.Recorded is not { } recorded) return Refusal.NotFound("other-title", OtherTitle);
        if (recorded.Body != act.By.Subject)
        {
            return Refusal.Forbidden("Clause 结, Q44", $"The title {OtherTitle} was recorded by '{recorded.Body}', who alone ends it here.");
        }
        if (LastDay < recorded.ValidFrom || recorded.ValidTo < LastDay)
        {
            return Refusal.Malformed("lastDay", "must be among the days of the title.");
        }
        if (title.Ended is { } ended)
        {
            return (ended.LastDay, ended.Reason) == (LastDay, Reason) ? Decision.AlreadySo(OtherTitle)
                : new Refusal(
                    "other-title-over",
                    "Clause 结, Q44",
                    $"The title {OtherTitle} was ended on {ended.On:yyyy-MM-dd}, with {ended.LastDay:yyyy-MM-dd} as last day.");
        }
        return act.DayRefusal(title.LastActOn) is { } day
            ? day
            : Decision.Record(OtherTitle, new OtherTitleEnded(OtherTitle, LastDay, Reason, act.On));
    }
}
