using System.Globalization;
using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// The legal grounds on which an entry of the published ranking is passed over or dropped; there are no others. Clause 四(五), R61, R64.
/// </summary>
public static class Listing
{
    public const string Barred = "barred";
    public const string Annulled = "annulled";
    public const string Abolished = "standard-abolished";
    public const string Refused = "refused";
    public const string OpenFinding = "open-serious-finding";
    public const string AlreadyListed = "already-listed";
    public const string NoCommitment = "no-commitment";
    public const string MergedAway = "merged-away";
    public const string RevisedForTheWorse = "revised-for-the-worse";

    /// <remarks>Barred on any day from the cut-off on (Q51); annulled entry (Q50, Q52); standard no longer in force (R2); refused (Q41);
    /// serious finding still open, unless by the plan it is a mark only (R89); listed in an earlier batch (trap 23); merged into another
    /// enterprise, as titles pass by re-declaration only (Q39, Q61); revised for the worse, and passed over by the body's review of the
    /// entry (Q58).</remarks>
    public static PassOver? Ground(ILedger ledger, Evaluation evaluation, string enterprise, string declaration, DateOnly on)
    {
        var state = ledger.Enterprise(enterprise);
        var standard = ledger.Declaration(declaration);
        return state.BanWithin(evaluation.CutOffDay, on) is { } ban ? new(Barred, Rules.Barred.Detail(ban))
            : state.MergedAwayBy(on) is { } merger
                ? new(
                    MergedAway,
                    $"Merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd}; a title passes only if the heir declares the standard anew.")
            : evaluation.AnnulledEntries.Contains(declaration) ? new(Annulled, "The entry in the ranking was annulled.")
            : standard.AbolishedOn is { } end
                && end <= on ? new(Abolished, string.Create(CultureInfo.InvariantCulture, $"Abolished from {end:yyyy-MM-dd} on."))
            : evaluation.IsListed(enterprise) ? new(AlreadyListed, "Listed in an earlier batch of this cycle.")
            : evaluation.Refusals.Contains(enterprise) ? new(Refused, "The enterprise refused to be listed.")
            : EntryReview.Of(evaluation, standard, on) is { Concluded: { Outcome: EntryReviewOutcome.PassedOver } review }
                ? new(RevisedForTheWorse, $"Version {review.Version} of the standard is worse than the one ranked: {review.Reasons}")
            : evaluation.Plan.OpenFindings == OpenFindingEffect.PassedOver && !state.OpenSeriousFindings.IsEmpty ? new(
                OpenFinding,
                $"Serious findings are open: {string.Join(", ", state.OpenSeriousFindings)}.")
            : null;
    }
}
