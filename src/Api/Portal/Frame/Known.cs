using System.Text.Json;

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

    /// <summary>Under which kind of the <c>names</c> of answers the id that a member holds is called something; null where under none.</summary>
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

    /// <summary>The member as words: <c>lastDay</c> is "Last day".</summary>
    public static (string Zh, string En) Label(string member)
    {
        var words = string.Concat(member.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString())).Trim();
        var en = words.Length > 0 ? char.ToUpperInvariant(words[0]) + words[1..] : words;
        return (en, en);
    }

    /// <summary>A word of a closed list: <c>inForce</c> is "In force".</summary>
    public static (string Zh, string En) Word(string list, string word) => Label(word);

    /// <summary>The text is a word of some closed list.</summary>
    public static bool IsWord(string text) => Word("", text) is var (zh, _) && zh != text;

    public static (string Zh, string En) Parameter(string name) => Label(name);

    /// <summary>One of the words that a parameter takes.</summary>
    public static (string Zh, string En) Choice(Http.Parameter parameter, string word) => Label(word);

    public static readonly string[] Clocks = ["asOf", "knownAt", "position"];

    public static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
