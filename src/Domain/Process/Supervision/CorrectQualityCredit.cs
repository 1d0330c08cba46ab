using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A rating was entered wrongly: this is what it said. What was entered first stays on record. Who rated whom is not corrected: that
/// rating is withdrawn, and another entered.
/// Refuses: unknown-quality-credit, quality-credit-withdrawn, quality-credit-recorded.
/// </summary>
/// <remarks>Clause 五(二), R91.</remarks>
/// <param name="Scale">In which the grade has its meaning, from the best to the worst.</param>
/// <param name="RatedOn">The day of the rating; not a day to come.</param>
/// <param name="LastDay">Of the rating, inclusive; null where it has none.</param>
/// <param name="Source">The document, or the address where it is published.</param>
/// <param name="Reason">What was wrong, and how it became known.</param>
public sealed record CorrectQualityCredit(
    string Scale,
    string Grade,
    DateOnly RatedOn,
    string Source,
    string Reason,
    DateOnly? LastDay = null,
    string QualityCredit = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(QualityCredit, "qualityCredit", 200).Text(Reason, "reason");
        if (QualityCreditRating.Shape(check, act, Scale, Grade, RatedOn, LastDay, Source) is { } malformed) return malformed;
        if (QualityCreditRating.RefusalFor(act) is { } notYours) return notYours;
        if (Ids.EnterpriseOfQualityCredit(QualityCredit) is not { } enterprise) return Refusal.NotFound("quality-credit", QualityCredit);
        var credits = ledger.QualityCredits(enterprise);
        if (QualityCreditRating.RefusalFor(act, credits, QualityCredit, out var rating) is { } refusal) return refusal;
        if (rating.Withdrawal is { } withdrawn) return QualityCreditRating.Withdrawn(withdrawn);
        var now = rating.Recorded;
        if ((now.Scale, now.Grade, now.RatedOn, now.LastDay, now.Source) == (Scale, Grade, RatedOn, LastDay, Source))
        {
            return Decision.AlreadySo(QualityCredit);
        }
        if (QualityCreditRating.Same(credits, now.Issuer, Scale, RatedOn) is { } same && same.QualityCredit != QualityCredit)
        {
            return QualityCreditRating.Twice(same);
        }
        return act.DayRefusal(credits.LastActOn) is { } day ? day : Decision.Record(
            QualityCredit,
            new QualityCreditCorrected(
                QualityCredit, enterprise, Scale, Grade, RatedOn, LastDay, Source, Reason, act.By.Subject, act.On));
    }
}
