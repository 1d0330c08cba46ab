using Leader.Domain.Record;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A rating holds no longer: its issuer took it back, or it should not have been entered. It stays on record with the reason.
/// Refuses: unknown-quality-credit, quality-credit-withdrawn.
/// </summary>
/// <remarks>Clause 五(二), R91.</remarks>
public sealed record WithdrawQualityCredit(string Reason, string QualityCredit = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(QualityCredit, "qualityCredit", 200).Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (QualityCreditRating.RefusalFor(act) is { } notYours) return notYours;
        if (Ids.EnterpriseOfQualityCredit(QualityCredit) is not { } enterprise) return Refusal.NotFound("quality-credit", QualityCredit);
        var credits = ledger.QualityCredits(enterprise);
        if (QualityCreditRating.RefusalFor(act, credits, QualityCredit, out var rating) is { } refusal) return refusal;
        if (rating.Withdrawal is { } known)
        {
            return known.Reason == Reason ? Decision.AlreadySo(QualityCredit) : QualityCreditRating.Withdrawn(known);
        }
        return act.DayRefusal(credits.LastActOn) is { } day ? day : Decision.Record(
            QualityCredit,
            new QualityCreditWithdrawn(QualityCredit, enterprise, Reason, act.By.Subject, act.On));
    }
}
