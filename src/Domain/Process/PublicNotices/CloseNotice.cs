using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// Records that the notice has ended with no objection standing. Nothing happens while it runs, while something stands or when
/// it is over already, so a timer may be early, late or doubled. Refuses: unknown-notice, not-yours-to-do.
/// </summary>
/// <remarks>Clause 四(四), 四(五). The legal effect comes from the dates, not from this act: publication does not wait for it.</remarks>
public sealed record CloseNotice(string Notice = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var notice = ledger.Notice(Notice);
        var organisations = ledger.Organisations();
        var calendar = ledger.Calendar();
        if (!notice.Exists) return Refusal.NotFound("notice", Notice);
        if (!act.By.Is(Role.System) && Objections.NotItsJudge(notice, organisations, act) is { } forbidden) return forbidden;

        if (notice.Stage != NoticeStage.Open
            || act.DayRefusal(notice.LastActOn) is not null
            || NoticeGate.Refusal(notice, act.Today, calendar) is not null)
        {
            return Decision.AlreadySo(Notice);
        }
        return Decision.Record(Notice, new NoticeClosed(Notice, act.On));
    }
}
