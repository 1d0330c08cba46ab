using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>Who may evaluate. Clause 四(引), A7; 四(三), R45, R50; Q36.</summary>
public static class EvaluationBodies
{
    private static readonly OrganisationKind[] Authorities =
        [
            OrganisationKind.Regulator,
            OrganisationKind.Department,
            OrganisationKind.LocalAuthority,
            OrganisationKind.SupervisionAuthority,
            OrganisationKind.Registrar,
        ];

    /// <summary>
    /// Technical institutions, associations, alliances, platforms and other third parties; not an authority, nor the working body
    /// or what is under it. Refuses: not-an-evaluation-body, body-not-independent.
    /// </summary>
    public static Refusal? RefusalToSubmit(OrganisationRegister register, string body, DateOnly day, RuleSet rules) =>
        register.Organisations[body].Kinds.Where(Authorities.Contains).ToList() is [var authority, ..]
            ? new(
                "not-an-evaluation-body",
                "Clause 四(引)",
                $"'{body}' is an authority ({authority}). Technical institutions, associations, alliances, platforms and other third "
                    + "parties evaluate.")
            : Independence.RefusalFor(register, body, day, rules);

    /// <summary>Refuses: body-disqualified, body-not-independent, fee-recorded.</summary>
    public static Refusal? RefusalToSelect(OrganisationRegister register, string body, string call, DateOnly day, RuleSet rules) =>
        Disqualified(register, body, day) ?? Independence.RefusalFor(register, body, day, rules) ?? Fees.RefusalFor(register, body, call);

    /// <summary>Refuses: body-disqualified.</summary>
    /// <param name="what">What follows from it here, as a sentence; nothing by default.</param>
    public static Refusal? Disqualified(
        OrganisationRegister register,
        string body,
        DateOnly day,
        string clause = "Clause 四(三)",
        string what = "") =>
        register.DisqualificationOn(body, day) is { } d
            ? new(
                "body-disqualified",
                $"{clause}, Q36",
                $"'{body}' is disqualified until {d.LastDay:yyyy-MM-dd}, that day included.{(what.Length == 0 ? "" : $" {what}")}")
            : null;
}
