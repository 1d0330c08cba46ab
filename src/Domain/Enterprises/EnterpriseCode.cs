using Leader.Domain.Identifiers;

namespace Leader.Domain.Enterprises;

/// <summary>How an enterprise is named in requests: whatever was typed, one form is kept and looked up (trap 5).</summary>
public static class EnterpriseCode
{
    /// <summary>The credit code or LEI in its one form; a text that is neither stays as it is, and no enterprise has it.</summary>
    public static string Normalised(string typed) => TryParse(typed, out var code) ? code : typed.Trim();

    public static bool TryParse(string? typed, out string code) => CreditCode.TryParse(typed, out code) || Lei.TryParse(typed, out code);

    public static Check Code(this Check check, string? typed, string field) =>
        check.That(TryParse(typed, out _), field, "must be a credit code of 18 characters, or an LEI.");

    /// <summary>The enterprise for itself. Refuses: not-yours-to-do.</summary>
    public static bool IsFor(this Actor actor, string code) => actor.Role == Role.Enterprise && Normalised(actor.Subject) == code;
}
