using System.Text.Json;
using Leader.Api.Http;

namespace Leader.Api.Portal.Frame;

/// <summary>What the members of documents are called and lead to.</summary>
internal static class Known
{
    /// <summary>Where the id that a member holds is looked up; null where it is none.</summary>
    public static string? Address(string member, string id) => Escaped(id) is var one && id.Length == 0 ? null : member switch
    {
        "title" or "renewedBy" or "titles" => id.Contains('.', StringComparison.Ordinal) ? $"/v1/titles/{one}" : null,
        "enterprise" or "creditCode" or "inheritedFrom" or "enterprises" => $"/v1/enterprises/{one}",
        "declaration" or "declarations" => $"/v1/declarations/{one}",
        "category" or "categories" => $"/v1/categories/{one}",
        "evaluation" or "rankingInForce" => $"/v1/evaluations/{one}",
        "plan" or "plans" => $"/v1/plans/{one}",
        "call" => $"/v1/calls/{one}",
        "case" or "underReview" or "cases" => $"/v1/cases/{one}",
        "complaint" => $"/v1/complaints/{one}",
        "finding" => $"/v1/findings/{one}",
        "notice" => $"/v1/notices/{one}",
        "objection" => $"/v1/objections/{one}",
        "report" => $"/v1/reports/{one}",
        "policy" => $"/v1/policies/{one}",
        "body" or "workingBody" or "authority" or "user" or "organisation" => $"/v1/organisations/{one}",
        "rules" => $"/v1/rule-sets/{one}",
        _ => null,
    };

    /// <summary>
    /// Under which kind of the <c>names</c> of answers the id that a member holds is called something; null where under none.
    /// </summary>
    public static string? KindOf(string member) => member switch
    {
        "enterprise" or "creditCode" or "inheritedFrom" or "enterprises" or "related" or "mergedInto" => "enterprises",
        "body" or "workingBody" or "authority" or "user" or "organisation" or "issuer" or "parent" or "bodyDisqualified" or "formerBodies"
            or "decidedBy" => "organisations",
        "category" or "categories" => "categories",
        "field" => "fields",
        "sector" => "sectors",
        _ => null,
    };

    private static string Escaped(string id) => Uri.EscapeDataString(id);

    /// <summary>What a member is called.</summary>
    /// <param name="schema">Of its document, as in the OpenAPI document, where it is known.</param>
    public static (string Zh, string En) Label(string member, string? schema = null) => Labels.Member(schema, member);

    /// <summary>Written as ids are: in one piece, with digits or signs in it, or in small letters only.</summary>
    public static bool IsId(string text) => text.Length is > 0 and < 120 && text.Any(char.IsAsciiLetter)
        && text.All(c => char.IsAscii(c) && c != ' ')
        && (text.Any(c => char.IsAsciiDigit(c) || c is '_' or '/' or '.') || text.All(c => char.IsAsciiLetterLower(c) || c == '-'));

    /// <summary>The field that a refusal names, from the outermost: <c>disclosure.indicators[0].limit</c>.</summary>
    /// <param name="request">The name of the type of the request, where it is known.</param>
    public static (string Zh, string En) Field(string path, string? request = null)
    {
        var names = path.Split('.').Select((part, i) =>
        {
            var (name, row) = part.Split('[', 2) is [var list, var at] ? (list, $" {int.Parse(at.TrimEnd(']')) + 1}") : (part, "");
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

    private static (string Zh, string En) Sorted(string word) => Labels.Member(null, word.TrimStart('-')) is var (zh, en) && word[0] == '-'
        ? ($"{zh}（由大到小、由新到旧）", $"{en}, greatest or newest first")
        : ($"{zh}（由小到大、由旧到新）", $"{en}, smallest or oldest first");

    public static readonly string[] Clocks = ["asOf", "knownAt", "position"];

    public static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
