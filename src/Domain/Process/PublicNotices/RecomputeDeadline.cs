using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// A calendar announced later moves the last day of an open notice, by this explicit act only. Nothing happens where it moves
/// nothing, or would bring the last day forward. Refuses: unknown-notice, not-yours-to-do, day-in-the-future, day-before-last-act.
/// </summary>
/// <remarks>Q3, trap 8. An objection turned away as late that is in time by the new last day is to be looked at after all.</remarks>
public sealed record RecomputeDeadline(string Notice = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var notice = ledger.Notice(Notice);
        var organisations = ledger.Organisations();
        var calendar = ledger.Calendar();
        if (!notice.Exists) return Refusal.NotFound("notice", Notice);
        if (!act.By.Is(Role.System) && Objections.NotItsJudge(notice, organisations, act) is { } forbidden) return forbidden;

        if (notice.Stage != NoticeStage.Open || NoticeGate.Recomputed(notice, calendar) is not { } deadline)
        {
            return Decision.AlreadySo(Notice);
        }
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;
        return Decision.Record(
            Notice,
            new DeadlineRecomputed(Notice, notice.LastDay, deadline.LastDay, deadline.CalendarVersion, deadline.Provisional, act.On));
    }
}
