using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// A title of another scheme, as of a province, is recorded with its source. It is no title of the programme: it counts in no ranking,
/// standing, benefit or figure. Refuses: unknown-enterprise, other-title-id-taken.
/// </summary>
/// <remarks>Clause 结, Q44.</remarks>
/// <param name="Scheme">What the other scheme is called.</param>
/// <param name="AwardedBy">Who awards it.</param>
/// <param name="Number">The number of the standard that it is for.</param>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Source">An https address where it is published.</param>
public sealed record RecordOtherTitle(
    string Scheme,
    Region Region,
    string AwardedBy,
    string Enterprise,
    string Number,
    DateOnly ValidFrom,
    string Source,
    DateOnly? ValidTo = null,
    string OtherTitle = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var number = StandardNumber.Parse(Number);
        var check = new Check().Slug(OtherTitle, "otherTitle").Text(Scheme, "scheme", 200)
            .That(Enum.IsDefined(Region), "region", "is not a known region.")
            .Text(AwardedBy, "awardedBy", 200)
            .Code(Enterprise, "enterprise")
            .That(number is not null, "number", "must be the number of a standard with its year, as in Q/ABC 001-2024.")
            .That(ValidTo is not { } to || to >= ValidFrom, "validTo", "is before validFrom.")
            .Address(Source, "source");
        if (check.Refusal is { } malformed || number is null) return check.Refusal!;
        if (!act.By.Is(Role.LocalAuthority) && !act.By.Is(Role.Registrar) && !act.By.Is(Role.Regulator))
        {
            return Refusal.Forbidden(
                "Clause 结, Q44",
                "Titles of other schemes are recorded by local authorities, registrars and the regulator.");
        }
        var code = EnterpriseCode.Normalised(Enterprise);
        if (!ledger.Enterprise(code).Exists) return EnterpriseCode.Unknown(Enterprise);
        var fact = new OtherTitleRecorded(
            OtherTitle, Scheme, Region, AwardedBy, code, number.Normalised, ValidFrom, ValidTo, Source, act.By.Subject, act.On);
        if (ledger.OtherTitle(OtherTitle).Recorded is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(OtherTitle)
                : new Refusal(
                    "other-title-id-taken",
                    "Clause 结, Q44",
                    $"There is a title '{OtherTitle}' of another scheme with other content, recorded on {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(OtherTitle, fact);
    }
}
