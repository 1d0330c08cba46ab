using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leader.Domain.Tests;

/// <summary>
/// Where each rule is met from outside: the operations of the OpenAPI document whose commands and documents are declared in a file that
/// cites it, and the addresses that its row in the rule book names.
/// </summary>
internal static partial class RuleAddresses
{
    /// <summary>By the name of a record, the numbers that its file cites.</summary>
    private static readonly Lazy<Dictionary<string, string[]>> Cited = new(() => RuleBook.Sources("src")
        .Where(f => Path.GetFileName(f) != "Clauses.cs").Select(File.ReadAllText)
        .SelectMany(text => Record().Matches(text).Select(m => (Name: m.Groups[1].Value, Text: text)))
        .GroupBy(r => r.Name).ToDictionary(g => g.Key, g => g.SelectMany(r => RuleBook.Cited(r.Text)).Distinct().ToArray()));

    /// <summary>By number; <c>POST /v1/titles/{id}/revocation</c>, or a bare address.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByNumber { get; } = Operations()
        .SelectMany(o => o.Schemas.SelectMany(s => Cited.Value.GetValueOrDefault(s, [])).Select(n => (Number: n, o.Address)))
        .Concat(Rows().Matches(RuleBook.Text).SelectMany(r => Named().Matches(r.Value)
            .Select(a => (Number: r.Groups[1].Value, Address: a.Groups[1].Value))))
        .GroupBy(a => a.Number)
        .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. Each(g.Select(a => a.Address)).Order(StringComparer.Ordinal)]);

    /// <summary>An address that stands there with its method is not named once more without.</summary>
    private static IEnumerable<string> Each(IEnumerable<string> addresses)
    {
        var all = addresses.ToHashSet(StringComparer.Ordinal);
        return all.Where(a => a.Contains(' ') || !all.Any(o => o.EndsWith($" {a}", StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Address, string[] Schemas)> Operations()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(RuleBook.Root, "tests/Api.Tests/Contract/openapi.json")));
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(p => !p.Name.EndsWith("/timemap")))
        {
            foreach (var operation in path.Value.EnumerateObject().Where(o => o.Name is "get" or "post"))
            {
                var texts = operation.Value.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '2').Select(r => r.Value);
                if (operation.Value.TryGetProperty("requestBody", out var body)) texts = texts.Append(body);
                yield return (
                    $"{operation.Name.ToUpperInvariant()} {path.Name}",
                    [.. texts.SelectMany(t => Schema().Matches(t.GetRawText())).Select(m => m.Groups[1].Value).Distinct()]);
            }
        }
    }

    [GeneratedRegex(@"#/components/schemas/(?:ListDocOf)?(\w+?)(?:AtClocks)?""")]
    private static partial Regex Schema();

    [GeneratedRegex(@"public sealed record (\w+)")]
    private static partial Regex Record();

    [GeneratedRegex(@"^\| ([RPQADT]\d+) \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"`(/[^`?]+)[^`]*`")]
    private static partial Regex Named();
}
