using System.Text.Json;
using Leader.Api.Http;
using Leader.Projections.Views;

namespace Leader.Api.Portal.Frame;

/// <summary>What the members of documents are called and lead to.</summary>
internal static class Known
{
    /// <summary>Members that only the pages know as lists of ids.</summary>
    private static readonly Dictionary<string, IdKind> OfPages = new(StringComparer.Ordinal)
    {
        ["underReview"] = IdKind.Case,
        ["cases"] = IdKind.Case,
        ["plans"] = IdKind.Plan,
        ["declarations"] = IdKind.Declaration,
        ["organisations"] = IdKind.Organisation,
        ["sector"] = IdKind.Sector,
    };

    /// <summary>Of what the text is an id, as the name of its member says; null where it is none.</summary>
    public static IdKind? KindOf(string member, string id) =>
        id.Length == 0 || (IdMembers.Named(member) ?? (OfPages.TryGetValue(member, out var kind) ? kind : null)) is not { } named ? null
        : named switch
        {
            IdKind.Title when !id.Contains('.', StringComparison.Ordinal) => null,
            IdKind.Declaration when id.IndexOf('.', StringComparison.Ordinal) is not (18 or 20) => null, // "from" may be a day
            IdKind.Party or IdKind.Subject => id.Length is 18 or 20 && char.IsAsciiDigit(id[0]) ? IdKind.Enterprise : null,
            _ => named,
        };

    /// <summary>What a matter of a category's feedback is the id of, by its kind; empty where nothing is looked up by it.</summary>
    public static string OfFeedback(string kind) => kind switch
    {
        "revocation" => "title",
        "objectionUpheld" => "objection",
        "entryAnnulled" => "declaration",
        "incident" => "",
        _ => kind,
    };

    /// <summary>The list that the ground of such a matter is a word of; null where it is told by its kind alone.</summary>
    public static string? GroundOfFeedback(string kind) => kind switch
    {
        "revocation" => nameof(Domain.Record.RevocationGround),
        "entryAnnulled" => nameof(Domain.Process.Evaluations.AnnulmentGround),
        "complaint" => nameof(Domain.Record.ComplaintGround),
        "finding" => nameof(Domain.Record.FindingKind),
        "case" => nameof(Domain.Record.CaseOrigin),
        _ => null,
    };

    /// <summary>Under which kind of the <c>names</c> of answers an id is called something; null where under none.</summary>
    public static string? NamesOf(IdKind? kind) => kind switch
    {
        IdKind.Enterprise => "enterprises",
        IdKind.Organisation => "organisations",
        IdKind.Category => "categories",
        IdKind.Field => "fields",
        IdKind.Sector => "sectors",
        _ => null,
    };

    /// <summary>What a member is called.</summary>
    /// <param name="schema">Of its document, as in the OpenAPI document, where it is known.</param>
    public static (string Zh, string En) Label(string member, string? schema = null) => Labels.Member(schema, member);

    /// <summary>
    /// Written as ids are: in one piece, with digits or signs in it, or in small letters only, or with capitals only within it.
    /// </summary>
    public static bool IsId(string text) => text.Length is > 0 and < 120 && text.Any(char.IsAsciiLetter)
        && text.All(c => char.IsAscii(c) && c != ' ')
        && (text.Any(c => char.IsAsciiDigit(c) || c is '_' or '/' or '.')
            || text.All(c => char.IsAsciiLetterLower(c) || c == '-')
            || char.IsAsciiLetterLower(text[0]) && text.Any(char.IsAsciiLetterUpper));

    /// <summary>The field that a refusal names, from the outermost: <c>disclosure.indicators[0].limit</c>.</summary>
    /// <param name="request">The name of the type of the request, where it is known.</param>
    public static (string Zh, string En) Field(string path, string? request = null)
    {
        var names = path.Split('.').Select((part, i) =>
        {
            var (name, row) = part.Split('[', 2) is [var list, var at] && int.TryParse(at.TrimEnd(']'), out var index)
                ? (list, $" {index + 1}")
                : (part, "");
            var (zh, en) = Labels.Member(i == 0 ? request : null, name);
            return (Zh: zh + row, En: en + row);
        }).ToArray();
        return (string.Join(" › ", names.Select(n => n.Zh)), string.Join(" › ", names.Select(n => n.En)));
    }

    /// <param name="list">As in the OpenAPI document; empty where it is not known.</param>
    public static (string Zh, string En) Word(string list, string word) => Labels.Value(list, word);

    /// <summary>The text is a word of some closed list.</summary>
    public static bool IsWord(string text) => Labels.Value(null, text) is var (zh, _) && zh != text;

    public static (string Zh, string En) Parameter(string name) => Labels.Parameter(name);

    /// <summary>One of the words that a parameter takes; with a minus before a field to sort by, from the greatest.</summary>
    public static (string Zh, string En) Choice(Parameter parameter, string word) =>
        parameter.Name == "sort" ? Sorted(word) : Labels.Value(parameter.List?.Name, word);

    private static (string Zh, string En) Sorted(string word) =>
        (Labels.Member(null, word.TrimStart('-')), Names.Contains(word.TrimStart('-')), word[0] == '-') switch
        {
            (var (zh, en), true, true) => ($"{zh}（逆字符顺序）", $"{en}, last letter first"),
            (var (zh, en), true, false) => ($"{zh}（按字符顺序）", $"{en}, first letter first"),
            (var (zh, en), false, true) => ($"{zh}（由大到小、由新到旧）", $"{en}, greatest or newest first"),
            (var (zh, en), false, false) => ($"{zh}（由小到大、由旧到新）", $"{en}, smallest or oldest first"),
        };

    /// <summary>Names that lists are sorted by.</summary>
    private static readonly HashSet<string> Names =
        [.. LeaderViews.All.SelectMany(v => v.Fields).Where(f => f.Kind == Projections.Views.Engine.FieldKind.Name).Select(f => f.Name)];

    public static readonly string[] Clocks = ["asOf", "knownAt", "position"];

    public static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
