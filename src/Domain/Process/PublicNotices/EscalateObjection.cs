using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// The answer is overdue: the working body and the regulator are told, and publication stays blocked. Nothing happens when it is not
/// overdue, so a timer may be early, late or doubled. Refuses: unknown-objection, not-yours-to-do.
/// </summary>
/// <remarks>Q8.</remarks>
public sealed record EscalateObjection(string Objection) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (!act.By.Is(Role.System)) return Refusal.Forbidden("Clause 四(四), Q8", "Overdue answers are escalated by the register itself.");

        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;

        var objection = notice.Objection(Objection)!;
        if (objection.Escalated
            || objection.Stage is not (ObjectionStage.Lodged or ObjectionStage.Admitted)
            || act.Today <= objection.AnswerDueOn)
        {
            return Decision.AlreadySo(Objection);
        }
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;

        return Decision.Record(Objection, new ObjectionEscalated(id, Objection, act.On));
    }
}
