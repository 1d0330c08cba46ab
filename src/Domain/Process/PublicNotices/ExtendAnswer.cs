using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// Puts the answer to an objection off, once, with a reason. Refuses: malformed, unknown-objection, not-yours-to-do,
/// day-in-the-future, day-before-last-act, objection-already-decided, answer-already-extended, answer-overdue.
/// </summary>
/// <remarks>Q8. Counted from the last day to answer, and granted only while that has not passed.</remarks>
public sealed record ExtendAnswer(string Reason, string Objection = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Refusal is { } malformed) return malformed;

        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        var organisations = ledger.Organisations();
        var (rules, calendar) = (ledger.Rules(act.On), ledger.Calendar());
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;
        if (Objections.NotItsJudge(notice, organisations, act) is { } forbidden) return forbidden;

        var objection = notice.Objection(Objection)!;
        if (objection is { Extended: true, ExtensionReason: { } reason } && reason == Reason) return Decision.AlreadySo(Objection);
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;
        if (objection.Stage is not (ObjectionStage.Lodged or ObjectionStage.Admitted)) return Objections.Decided(notice, objection);
        if (objection.Extended)
        {
            return new Refusal(
                "answer-already-extended",
                "Clause 四(四), Q8",
                $"The answer to objection {Objection} was already extended, to {objection.AnswerDueOn:yyyy-MM-dd}.");
        }
        if (act.Today > objection.AnswerDueOn)
        {
            return new Refusal(
                "answer-overdue",
                "Clause 四(四), Q8",
                $"The answer to objection {Objection} was due on {objection.AnswerDueOn:yyyy-MM-dd}; it can only be extended "
                    + "before that day is over.");
        }

        return Decision.Record(Objection, new ObjectionAnswerExtended(id, Objection, Reason,
            Periods.WorkingDays(objection.AnswerDueOn, rules.ObjectionExtensionWorkingDays, calendar).LastDay, act.On));
    }
}
