using Leader.Api.Portal.Frame;

namespace Leader.Api.Portal.Forms;

/// <summary>What is the same for every field of one form: what is wrong, and what may be chosen from.</summary>
/// <param name="MoreRows">The list that gets a row more.</param>
/// <param name="Suggested">By the name of a member: what the register knows that may stand there, id and name.</param>
public sealed record FieldsOf(
    IReadOnlyDictionary<string, List<string>> Errors,
    string? MoreRows,
    IReadOnlyDictionary<string, IReadOnlyList<(string Id, string Name)>> Suggested)
{
    /// <summary>The id of a field on the page.</summary>
    public static string Id(string path) => "f-" + string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    public IReadOnlyList<string> Wrong(string path) => Errors.GetValueOrDefault(path) ?? [];
}

/// <summary>What members and words are called.</summary>
internal static class Called
{
    public static (string Zh, string En) Member(string schema, string name) => Known.Label(name);
    public static (string Zh, string En) Value(string list, string word) => Known.Label(word);
}
