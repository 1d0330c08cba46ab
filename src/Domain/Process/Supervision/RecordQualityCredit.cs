using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A department, a local authority or the regulator enters how an organisation rated the quality credit of an enterprise. The rating is
/// that of its issuer: it is shown, and nothing follows from it by itself.
/// Refuses: unknown-enterprise, unknown-organisation, quality-credit-recorded.
/// </summary>
/// <remarks>Clause 五(二), R91. The register makes the id: who rated, whom, and which of its ratings it is.</remarks>
/// <param name="Issuer">Who rated.</param>
/// <param name="Scale">In which the grade has its meaning, from the best to the worst.</param>
/// <param name="RatedOn">The day of the rating; not a day to come.</param>
/// <param name="LastDay">Of the rating, inclusive; null where it has none.</param>
/// <param name="Source">The document, or the address where it is published.</param>
public sealed record RecordQualityCredit(
    string Enterprise,
    string Issuer,
    string Scale,
    string Grade,
    DateOnly RatedOn,
    string Source,
    DateOnly? LastDay = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Code(Enterprise, "enterprise").Slug(Issuer, "issuer");
        if (QualityCreditRating.Shape(check, act, Scale, Grade, RatedOn, LastDay, Source) is { } malformed) return malformed;
        if (QualityCreditRating.RefusalFor(act) is { } notYours) return notYours;

        var code = EnterpriseCode.Normalised(Enterprise);
        var credits = ledger.QualityCredits(code);
        if (!ledger.Enterprise(code).Exists) return EnterpriseCode.Unknown(Enterprise);
        if (!ledger.Organisations().Organisations.ContainsKey(Issuer)) return Refusal.NotFound("organisation", Issuer);
        if (QualityCreditRating.Same(credits, Issuer, Scale, RatedOn) is { } same)
        {
            return (same.Grade, same.LastDay, same.Source) == (Grade, LastDay, Source)
                ? Decision.AlreadySo(same.QualityCredit)
                : QualityCreditRating.Twice(same);
        }
        if (act.DayRefusal(credits.LastActOn) is { } day) return day;
        var id = Ids.QualityCredit(Issuer, code, credits.All.Count(c => c.Recorded.Issuer == Issuer) + 1);
        return Decision.Record(
            id, new QualityCreditRecorded(id, code, Issuer, Scale, Grade, RatedOn, LastDay, Source, act.By.Subject, act.On));
    }
}

/// <summary>Who enters ratings, and what each of them says. 五(二), R91.</summary>
internal static class QualityCreditRating
{
    public static Refusal? RefusalFor(Act act) =>
        act.By.Is(Role.Department) || act.By.Is(Role.LocalAuthority) || act.By.Is(Role.Regulator) ? null
            : Refusal.Forbidden(
                "Clause 五(二)",
                "Ratings of quality credit are entered by departments, local authorities and the regulator.");

    public static Refusal? Shape(Check check, Act act, string scale, string grade, DateOnly ratedOn, DateOnly? lastDay, string source) =>
        check.Text(scale, "scale", 200).Text(grade, "grade", 50)
            .That(ratedOn <= act.Today, "ratedOn", "is in the future.")
            .That(lastDay is not { } last || last >= ratedOn, "lastDay", "is before ratedOn.")
            .That(
                !string.IsNullOrWhiteSpace(source),
                "source",
                "is required: a rating is taken only with the document, or the address where it is published.")
            .OptionalText(source, "source", 500).Refusal;

    /// <summary>The rating that stands, by whom, on which scale and of which day; null where none does.</summary>
    public static QualityCreditRecorded? Same(QualityCredits credits, string issuer, string scale, DateOnly ratedOn) =>
        credits.All.Find(c => c.Withdrawal is null && (c.Recorded.Issuer, c.Recorded.Scale, c.Recorded.RatedOn) == (issuer, scale, ratedOn))
            ?.Recorded;

    public static Refusal Twice(QualityCreditRecorded known) => new(
        "quality-credit-recorded",
        "Clause 五(二)",
        $"The rating by '{known.Issuer}' of {known.RatedOn:yyyy-MM-dd} on this scale stands as {known.QualityCredit}, with the grade "
            + $"'{known.Grade}'. Correct it there, if it was entered wrongly.");

    /// <summary>What is done about a rating is done by who entered it, or by the regulator.</summary>
    /// <param name="rating">The rating, where there is no refusal.</param>
    public static Refusal? RefusalFor(Act act, QualityCredits credits, string id, out QualityCredit rating)
    {
        rating = credits.Of(id)!;
        return rating is null ? Refusal.NotFound("quality-credit", id)
            : act.By.Is(Role.Regulator) || act.By.Subject == rating.Recorded.By ? null
            : Refusal.Forbidden(
                "Clause 五(二)",
                $"The rating {id} was entered by '{rating.Recorded.By}'; only it and the regulator correct or withdraw it.");
    }

    public static Refusal Withdrawn(QualityCreditWithdrawn known) => new(
        "quality-credit-withdrawn",
        "Clause 五(二)",
        $"The rating {known.QualityCredit} was withdrawn on {known.On:yyyy-MM-dd}: {known.Reason}");
}
