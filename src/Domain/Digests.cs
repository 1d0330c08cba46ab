using System.Text.RegularExpressions;

namespace Leader.Domain;

/// <summary>
/// Facts name evidence by SHA-256 digests, 64 characters of lower-case hex; the files stand beside the log, where they were deposited.
/// </summary>
public static partial class Digests
{
    public const string Written = "[0-9a-f]{64}";

    public static bool IsDigest(string? text) => text is not null && Form().IsMatch(text);

    [GeneratedRegex($@"^{Written}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    /// <param name="least">How many there must be at least.</param>
    public static Check Evidence(this Check check, IReadOnlyList<string> evidence, string field = "evidence", int least = 0)
    {
        check.That(evidence.Count >= least, field, "needs at least one digest.")
            .That(evidence.Count <= 100, field, "may have at most 100 digests.")
            .That(evidence.Distinct(StringComparer.Ordinal).Count() == evidence.Count, field, "names a digest twice.");
        for (var i = 0; i < evidence.Count; i++)
        {
            check.That(IsDigest(evidence[i]), $"{field}[{i}]", "must be a SHA-256 digest in lower-case hex.");
        }
        return check;
    }

    /// <summary>By digest: why the file cannot be deposited; only of digests that are named.</summary>
    public static Check NotDeposited(this Check check, IReadOnlyDictionary<string, string>? reasons, IReadOnlyList<string> evidence)
    {
        foreach (var (digest, reason) in (reasons ?? new Dictionary<string, string>()).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            check.That(evidence.Contains(digest), $"notDeposited.{digest}", "is none of the evidence named.")
                .Text(reason, $"notDeposited.{digest}", 500);
        }
        return check;
    }
}
