using System.Text.RegularExpressions;

namespace Leader.Domain;

/// <summary>Collects what is malformed in a request, so that a clerk sees everything at once.</summary>
public sealed partial class Check
{
    private readonly Dictionary<string, List<string>> _errors = [];

    public Check That(bool ok, string field, string message)
    {
        if (!ok)
        {
            if (!_errors.TryGetValue(field, out var list)) _errors[field] = list = [];
            list.Add(message);
        }
        return this;
    }

    /// <summary>
    /// Present, not blank, of at most <paramref name="max"/> characters as people count them, and storable (see <see cref="Texts"/>).
    /// </summary>
    public Check Text(string? text, string field, int max = 2000) =>
        That(!string.IsNullOrWhiteSpace(text), field, "is required.").OptionalText(text, field, max);

    /// <summary>The same of what may be left out.</summary>
    public Check OptionalText(string? text, string field, int max = 2000) => text is null ? this
        : That(Texts.IsWithin(text, max), field, $"may have at most {max} characters.")
            .That(Texts.Fault(text, max <= Texts.MaxLine) is null, field, Texts.Fault(text, max <= Texts.MaxLine) ?? "");

    /// <summary>An id that we may put into an address: lower-case letters, digits and hyphens, 1 to 64 characters.</summary>
    public Check Slug(string? id, string field) =>
        That(id is not null && Form().IsMatch(id), field, "must have 1 to 64 lower-case letters, digits and hyphens.");

    /// <summary>An address of the public web: https, with a host and without a user, of at most 500 characters.</summary>
    public Check Address(string? address, string field) => Text(address, field, 500).That(
        string.IsNullOrWhiteSpace(address) || Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0 && uri.Host.Contains('.', StringComparison.Ordinal),
        field,
        "must be an address of the web that begins with https://.");

    [GeneratedRegex($@"^{Ids.Written}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    /// <summary>Null when nothing was wrong.</summary>
    public Refusal? Refusal => _errors.Count == 0 ? null : new Refusal("malformed", "", "The request is not well formed.")
    {
        Kind = RefusalKind.Malformed,
        Errors = _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()),
    };
}

/// <summary>Refusals that every act may meet.</summary>
public static class Acts
{
    /// <summary>
    /// The day of an act is not in the future and not before the last act of the stream that it is entered in.
    /// Refuses: day-in-the-future, day-before-last-act.
    /// </summary>
    public static Refusal? DayRefusal(this Act act, DateOnly? lastActOfStream = null) =>
        act.On > act.Today
            ? new("day-in-the-future", "Clause 结", $"{act.On:yyyy-MM-dd} is in the future; today in Beijing is {act.Today:yyyy-MM-dd}.")
            : lastActOfStream is { } last && act.On < last
                ? new(
                    "day-before-last-act",
                    "Clause 结",
                    $"{act.On:yyyy-MM-dd} is before the last act recorded here, which has effect from {last:yyyy-MM-dd}.")
                : null;
}
