using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// The objector takes the objection back. Refuses: unknown-objection, not-yours-to-do, day-in-the-future, day-before-last-act,
/// objection-already-decided.
/// </summary>
/// <remarks>
/// Trap 9. Who acts must be the one who lodged it, hold the secret of its receipt, or carry the objector's reference as subject: a unit's
/// name is public, and naming it proves nothing.
/// </remarks>
public sealed record WithdrawObjection(string Objection = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;

        var objection = notice.Objection(Objection)!;
        if (!objection.IsBy(act.By)) return Refusal.Forbidden("Clause 四(四), Q5", "Only the objector may withdraw an objection.");
        if (objection.Stage == ObjectionStage.Withdrawn) return Decision.AlreadySo(Objection);
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;
        if (!objection.IsUndecided) return Objections.Decided(notice, objection);

        return Decision.Record(Objection, new ObjectionWithdrawn(id, Objection, act.On));
    }
}
