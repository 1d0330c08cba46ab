using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// The objector asks the working body to look at the procedure of the ruling; publication is blocked until it has answered.
/// Refuses: malformed, unknown-objection, not-yours-to-do, day-in-the-future, day-before-last-act, objection-not-dismissed,
/// review-already-asked, review-too-late.
/// </summary>
/// <remarks>Q7. Once for each objection, also where it was remitted and dismissed again: otherwise a list could be held up for
/// ever.</remarks>
public sealed record RequestProcedureReview(string Facts, string Objection = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Facts, "facts", 20_000).Refusal is { } malformed) return malformed;

        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        var organisations = ledger.Organisations();
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;

        var objection = notice.Objection(Objection)!;
        var received = act.On < act.Today;
        if (received ? !act.By.Is(Role.WorkingBody, organisations.WorkingBodyOn(act.Today)) : !objection.IsBy(act.By))
        {
            return Refusal.Forbidden(
                "Clause 四(四), Q7, Q54",
                "Only the objector may ask for a review of the procedure; a request by letter is entered by the working body, "
                    + "which received it.");
        }
        if (objection.Stage == ObjectionStage.UnderReview) return Decision.AlreadySo(Objection);
        if (act.DayRefusal(received ? notice.OpenedOn : notice.LastActOn) is { } day) return day;
        if (objection.Reviewed)
        {
            return new Refusal("review-already-asked", "Clause 四(四), Q7", $"The procedure of objection {Objection} was reviewed once.");
        }
        if (objection is not { Stage: ObjectionStage.Dismissed, ReviewUntil: { } until })
        {
            return new Refusal(
                "objection-not-dismissed",
                "Clause 四(四), Q7",
                $"Objection {Objection} is {Objections.Words(objection.Stage)}; only a dismissal can be reviewed.");
        }

        // The day of entry, or that of receipt as who received it shows it: nobody dates a request back into the time limit.
        if (act.On > until)
        {
            return new Refusal(
                "review-too-late",
                "Clause 四(四), Q7",
                $"A review of objection {Objection} could be asked for until {until:yyyy-MM-dd}.");
        }
        return Decision.Record(Objection, new ProcedureReviewRequested(id, Objection, Facts, Days.Later(act.On, notice.LastActOn)));
    }
}
