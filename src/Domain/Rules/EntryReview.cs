using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// An entry whose standard was revised since the cut-off. The ranking stands on the version of the cut-off; a title can rest only on the
/// one in force. Where a core indicator got worse, the body reviews the entry before the award, as it reviews a title after it.
/// </summary>
/// <remarks>Clause 四(五), 四(六), Q22, Q58.</remarks>
/// <param name="Version">The version in force.</param>
/// <param name="Worse">What got worse, in words; null where every core indicator is equal or better.</param>
/// <param name="Concluded">The body's review of this very version; null while there was none.</param>
public sealed record EntryReview(int Version, string? Worse, EntryReviewConcluded? Concluded)
{
    /// <summary>A review stands out: the entry cannot be awarded a title, nor be passed over for it.</summary>
    public bool IsOpen => Worse is not null && Concluded is null;

    /// <returns>Null where the version of the cut-off is still the one in force, or the declaration is no candidate.</returns>
    public static EntryReview? Of(Evaluation evaluation, Declaration declaration, DateOnly on)
    {
        if (evaluation.Candidate(declaration.Id) is not { } candidate) return null;
        if (declaration.Versions.LastOrDefault(v => v.From <= on) is not { } now || now.Number <= candidate.Version) return null;
        var before = declaration.Versions.Find(v => v.Number == candidate.Version)?.Disclosure;
        var concluded = evaluation.EntryReviews.GetValueOrDefault(declaration.Id);
        return new(
            now.Number,
            TitleAfterChange.WorseIn(evaluation.Category, evaluation, before, now.Disclosure),
            concluded?.Version == now.Number ? concluded : null);
    }
}
