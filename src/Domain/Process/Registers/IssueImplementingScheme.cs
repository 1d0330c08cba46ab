using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// The regulator, a department or a region issues an implementing scheme with its timetable. Refuses: unknown-organisation,
/// implementing-scheme-id-taken.
/// </summary>
/// <remarks>Clause 结, R110, D22. The parameters of the rules are a rule set: <see cref="AdoptRuleSet"/>.</remarks>
/// <param name="Basis">The document that it was issued as, with number and date.</param>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Milestones">At least one, each with a last day among those of the scheme and the organisation that answers for it.</param>
public sealed record IssueImplementingScheme(
    string Name,
    string Basis,
    DateOnly ValidFrom,
    IReadOnlyList<SchemeMilestone> Milestones,
    DateOnly? ValidTo = null,
    string ImplementingScheme = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(ImplementingScheme, "implementingScheme").Text(Name, "name", 500).Text(Basis, "basis")
            .That(ValidTo is not { } to || to >= ValidFrom, "validTo", "is before validFrom.");
        if (Rules.Milestones.Check(check, Milestones, ValidFrom, ValidTo).Refusal is { } malformed) return malformed;
        if (SchemeIssuer.RefusalFor(act) is { } notYours) return notYours;
        var scheme = ledger.ImplementingScheme(ImplementingScheme);
        if (Rules.Milestones.UnknownResponsible(ledger.Organisations(), Milestones) is { } unknown) return unknown;
        var fact = new ImplementingSchemeIssued(
            ImplementingScheme, act.By.Subject, Name, Basis, ValidFrom, ValidTo, Milestones, act.On);
        if (scheme.Issued is { } known)
        {
            return Canonical.Same(known with { On = act.On }, fact) ? Decision.AlreadySo(ImplementingScheme)
                : new Refusal(
                    "implementing-scheme-id-taken",
                    "Clause 结",
                    $"There is an implementing scheme '{ImplementingScheme}' with other content, entered on {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(ImplementingScheme, fact);
    }
}

/// <summary>Who issues implementing schemes, and which may still be changed.</summary>
internal static class SchemeIssuer
{
    public static Refusal? RefusalFor(Act act) =>
        act.By.Is(Role.Regulator) || act.By.Is(Role.Department) || act.By.Is(Role.LocalAuthority) ? null
            : Refusal.Forbidden("Clause 结", "Implementing schemes are issued by the regulator, departments and regions.");

    /// <param name="current">As it reads now, where there is no refusal.</param>
    public static Refusal? RefusalToChange(Act act, ImplementingScheme scheme, string id, out ImplementingSchemeIssued current)
    {
        current = scheme.Current!;
        if (RefusalFor(act) is { } notYours) return notYours;
        if (current is null) return Refusal.NotFound("implementing-scheme", id);
        if (current.Issuer != act.By.Subject)
        {
            return Refusal.Forbidden(
                "Clause 结",
                $"The implementing scheme {id} was issued by '{current.Issuer}'; nobody else may change it.");
        }
        if (act.DayRefusal(scheme.LastOn) is { } day) return day;
        return Over(scheme, current, id, act.On);
    }

    private static Refusal? Over(ImplementingScheme scheme, ImplementingSchemeIssued current, string id, DateOnly day) =>
        scheme.Ended is { } ended
            ? new(
                "implementing-scheme-over",
                "Clause 结",
                $"The implementing scheme {id} was ended on {ended.On:yyyy-MM-dd}, with {ended.LastDay:yyyy-MM-dd} as last day.")
            : current.ValidTo is { } to && to < day
                ? new("implementing-scheme-over", "Clause 结", $"The implementing scheme {id} had its last day on {to:yyyy-MM-dd}.")
                : null;
}
