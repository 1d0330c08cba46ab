using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// A5: one identity per enterprise, kept in one form however it was typed. Foreign enterprises register with their LEI.
/// Refuses: credit-code-check-fails, enterprise-already-registered, no-such-region.
/// </summary>
/// <remarks>Clause 四(一), R28; Q43; GB 32100-2015. By the enterprise for itself, or by a registrar.</remarks>
/// <param name="Attestation">
/// How the registry verified a code whose check character does not hold, as with real codes of the pilot era; a registrar's only.
/// </param>
public sealed record RegisterEnterprise(string Enterprise, string Name, string? Region = null, string? Attestation = null,
    IdentifierKind IdentifierKind = IdentifierKind.CreditCode) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var code = "";
        var check = new Check().Text(Name, "name", 200)
            .OptionalText(Region, "region", 100).OptionalText(Attestation, "attestation")
            .That(
                Attestation is null || !string.IsNullOrWhiteSpace(Attestation),
                "attestation",
                "must say how the registry verified the code.");
        if (IdentifierKind == IdentifierKind.Lei)
        {
            check.That(
                Lei.TryParse(Enterprise, out code),
                "enterprise",
                "is not an LEI: 18 letters or digits and two check digits that hold.");
        }
        else
        {
            check.That(
                IdentifierKind == IdentifierKind.CreditCode && CreditCode.TryParse(Enterprise, out code),
                "enterprise",
                "must have 18 characters of the alphabet of credit codes (no I, O, S, V, Z).");
        }
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Registrar) && !act.By.IsFor(code))
        {
            return Refusal.Forbidden("Clause 四(一)", "An enterprise is registered by itself or by a registrar.");
        }

        var enterprise = ledger.Enterprise(code);
        var holds = IdentifierKind == IdentifierKind.Lei || CreditCode.CheckCharacterHolds(code);
        var fact = new EnterpriseRegistered(code, IdentifierKind, Name.Trim(), Region?.Trim(), holds ? null : Attestation, act.On);
        if (enterprise.Registration is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(code)
                : new Refusal(
                    "enterprise-already-registered",
                    "Clause 四(一)",
                    $"{code} is registered since {known.On:yyyy-MM-dd} as {known.Name}. A change of name is recorded as one.");
        }
        if (act.DayRefusal(enterprise.LastActOn) is { } day) return day;
        if (!holds && (Attestation is null || !act.By.Is(Role.Registrar)))
        {
            return new Refusal("credit-code-check-fails", "Clause 四(一)",
                $"The check character of {code} should be {CreditCode.CheckCharacter(code.AsSpan(0, 17))}. A registrar may enter it with "
                    + "the attestation of the registry.");
        }
        if (Region is { } region && ledger.RegionRefusal(region, act, "Clause 四(一)") is { } nowhere) return nowhere;
        return Decision.Record(code, fact);
    }
}
