using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A department, a local authority or the regulator says whom it inspected, on what occasion, and what it found. For everybody to read.
/// Refuses: unknown-organisation, unknown-enterprise, no-such-region, inspection-id-taken.
/// </summary>
/// <remarks>Clause 结, R111. What an authority finds about a product or a standard is a finding: <see cref="ReceiveFinding"/>.</remarks>
/// <param name="SubjectId">
/// The id of the organisation, the credit code of the enterprise, or the name of the region. No authority inspects itself.
/// </param>
/// <param name="InspectedOn">The day of the inspection, its last one where it took several; not a day to come.</param>
/// <param name="Occasion">Why at this time: a yearly check, a complaint, a matter of concern.</param>
/// <param name="LookedAt">What was looked at. Kept for ever: no person's name.</param>
/// <param name="Found">What was found, in words. Kept for ever: no person's name.</param>
/// <param name="ToPutRight">What has to be put right; null where nothing has.</param>
/// <param name="PutRightBy">Last day to put it right, inclusive, after the inspection; needed where something has to be, and only there.
/// </param>
public sealed record RecordInspection(
    InspectedSubject Subject,
    string SubjectId,
    DateOnly InspectedOn,
    string Occasion,
    string LookedAt,
    string Found,
    string? ToPutRight = null,
    DateOnly? PutRightBy = null,
    string Inspection = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Inspection, "inspection").That(Enum.IsDefined(Subject), "subject", "is unknown.")
            .Text(SubjectId, "subjectId", 200).Text(Occasion, "occasion", 500).Text(LookedAt, "lookedAt").Text(Found, "found", 10_000)
            .That(InspectedOn <= act.Today, "inspectedOn", "is in the future.")
            .That(SubjectId != act.By.Subject, "subjectId", "is the authority itself.")
            .That(ToPutRight is null || PutRightBy is not null, "putRightBy", "is required where something has to be put right.")
            .That(ToPutRight is not null || PutRightBy is null, "toPutRight", "is required: what has to be put right by that day?")
            .That(PutRightBy is not { } due || due > InspectedOn, "putRightBy", "is not after the inspection.");
        if (ToPutRight is not null) check.Text(ToPutRight, "toPutRight");
        if (check.Refusal is { } malformed) return malformed;
        if (Inspecting.RefusalFor(act) is { } notYours) return notYours;

        var inspection = ledger.Inspection(Inspection);
        var subject = Subject == InspectedSubject.Enterprise ? EnterpriseCode.Normalised(SubjectId) : SubjectId;
        if (Subject == InspectedSubject.Enterprise && !ledger.Enterprise(subject).Exists) return EnterpriseCode.Unknown(SubjectId);
        if (Subject == InspectedSubject.Organisation && !ledger.Organisations().Organisations.ContainsKey(subject))
        {
            return Refusal.NotFound("organisation", subject);
        }
        var fact = new InspectionRecorded(
            Inspection, act.By.Subject, Subject, subject, InspectedOn, Occasion, LookedAt, Found, ToPutRight, PutRightBy, act.On);
        if (inspection.Recorded is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(Inspection)
                : new Refusal(
                    "inspection-id-taken",
                    "Clause 结",
                    $"There is an inspection '{Inspection}' with other content, entered on {known.On:yyyy-MM-dd}.");
        }
        if (Subject == InspectedSubject.Region && ledger.RegionRefusal(subject, act, "Clause 结") is { } nowhere) return nowhere;
        return act.DayRefusal() is { } day ? day : Decision.Record(Inspection, fact);
    }
}

/// <summary>Who inspects. 结, R111.</summary>
internal static class Inspecting
{
    public static Refusal? RefusalFor(Act act) =>
        act.By.Is(Role.Department) || act.By.Is(Role.LocalAuthority) || act.By.Is(Role.Regulator) ? null
            : Refusal.Forbidden("Clause 结", "Departments, local authorities and the regulator inspect.");
}
