using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// The working body answers the review: the procedure was right, or the objection goes back to the evaluation body, which rules again.
/// The working body never rules or ranks itself. Refuses: malformed, unknown-objection, not-yours-to-do, day-in-the-future,
/// day-before-last-act, objection-not-under-review.
/// </summary>
/// <remarks>Q7; P2.</remarks>
public sealed record AnswerProcedureReview(bool Remitted, string Reasons, string Objection = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reasons, "reasons", 20_000).Refusal is { } malformed) return malformed;

        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        var organisations = ledger.Organisations();
        var (rules, calendar) = (ledger.Rules(act.On), ledger.Calendar());
        if (!WorkingBody.Is(act.By, organisations, act.On))
        {
            return Refusal.Forbidden("Clause 四(四), Q7", "Only the working body answers a review of procedure.");
        }
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;

        var objection = notice.Objection(Objection)!;
        if (objection.Reviewed && objection.Stage == (Remitted ? ObjectionStage.Admitted : ObjectionStage.Dismissed))
        {
            return Decision.AlreadySo(Objection);
        }
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;
        if (objection.Stage != ObjectionStage.UnderReview)
        {
            return new Refusal(
                "objection-not-under-review",
                "Clause 四(四), Q7",
                $"Objection {Objection} is {Objections.Words(objection.Stage)}; no review of its procedure is open.");
        }

        DateOnly? due = Remitted ? Periods.WorkingDays(act.Today, rules.ObjectionAnswerWorkingDays, calendar).LastDay : null;
        return Decision.Record(Objection, new ProcedureReviewAnswered(id, Objection, Remitted, Reasons, due, act.On));
    }
}
