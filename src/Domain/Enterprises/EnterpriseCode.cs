namespace Leader.Domain.Enterprises;

/// <summary>How an enterprise's code is written in this register: one form, whatever was typed.</summary>
public static class EnterpriseCode
{
    /// <summary>Trimmed, full-width characters made narrow, upper case (trap 5).</summary>
    public static string Normalised(string typed) =>
        string.Concat(typed.Trim().Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c)).Trim().ToUpperInvariant();
}
