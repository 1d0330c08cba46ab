using System.Globalization;

namespace Leader.Domain.Values;

/// <summary>How an enterprise is named, at every door: whatever was typed, one form is kept and looked up (trap 5, Q43, Q56).</summary>
/// <param name="Code">In its one form; as it was typed where <paramref name="Fault"/> says that it has none.</param>
/// <param name="Fault">Why the text names no enterprise; null where it may.</param>
/// <param name="OnlyIfRegistered">
/// Its check character does not hold: it names an enterprise only where that very code is registered, which takes an attestation.
/// <paramref name="Fault"/> is what to say where it is not.
/// </param>
public readonly record struct EnterpriseCode(string Code, string? Fault, bool OnlyIfRegistered)
{
    /// <summary>Whether its check characters hold is seen where it is looked up.</summary>
    public const string Written = $"(?:{CreditCode.Written}|{Lei.Written})";

    /// <summary>Reads a credit code or an LEI as typed: blanks around it, small letters and full-width characters are put right.</summary>
    public static EnterpriseCode Read(string? typed)
    {
        if (CreditCode.TryParse(typed, out var code))
        {
            var right = CreditCode.CheckCharacter(code.AsSpan(0, CreditCode.Length - 1));
            return right == code[^1]
                ? new(code, null, false)
                : new(code, $"is not a valid credit code: its check character should be {right}.", true);
        }
        if (Lei.TryParse(typed, out var lei)) return new(lei, null, false);
        var text = Typed.Fold(typed ?? "").Trim();
        return new(
            text,
            text.Length == Lei.Length && Lei.CheckDigits(text) is { } digits ? $"is not a valid LEI: its check digits should be {digits}."
                : text.Length == CreditCode.Length
                    && text.FirstOrDefault(c => !CreditCode.Alphabet.Contains(c, StringComparison.Ordinal)) is var stray
                        and not '\0' ? $"is not a credit code: '{stray}' does not occur in one (no I, O, S, V, Z)."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"must be a credit code of {CreditCode.Length} characters, or an LEI of {Lei.Length}."),
            false);
    }

    /// <summary>The credit code or LEI in its one form; a text that is neither names no enterprise.</summary>
    public static string Normalised(string typed) => Read(typed).Code;

    public static bool TryParse(string? typed, out string code) => CreditCode.TryParse(typed, out code) || Lei.TryParse(typed, out code);

    /// <summary>The refusal where no such enterprise is registered; it says what is wrong with the code, if anything is.</summary>
    public static Refusal Unknown(string code) => Read(code).Fault is { } fault
        ? Refusal.NotFound("enterprise", code) with { Reason = $"There is no enterprise '{code}': it {fault}" }
        : Refusal.NotFound("enterprise", code);
}

public static class EnterpriseCodes
{
    /// <summary>The shape of a credit code or LEI. Whether the check character holds shows where the enterprise is looked up.</summary>
    public static Check Code(this Check check, string? typed, string field)
    {
        var read = EnterpriseCode.Read(typed);
        return check.That(read.Fault is null || read.OnlyIfRegistered, field, read.Fault ?? "");
    }

    /// <summary>The enterprise for itself. Refuses: not-yours-to-do.</summary>
    public static bool IsFor(this Actor actor, string code) =>
        actor.Role == Role.Enterprise && EnterpriseCode.Normalised(actor.Subject) == code;
}
