using System.Globalization;
using System.Text.Json.Nodes;

namespace Leader.Api.Imports;

/// <summary>A declaration read from a table: the body of its request, and which cell each member of it stands in.</summary>
/// <param name="Row">The line of the file that it begins in; the headings are line 1.</param>
/// <param name="Lines">The line of each indicator.</param>
internal sealed record UploadedDeclaration(string Number, int Row, JsonObject Body, List<int> Lines)
{
    /// <summary>What is wrong with one of its lines before it is read.</summary>
    public (int Row, string Column, string Fault)? Fault { get; set; }

    /// <summary>The line and column that a refusal's path is about.</summary>
    public (int Row, string Column) Cell(string path)
    {
        var column = path.Split('.', '[')[^1].Trim(']');
        if (path.Contains("categories", StringComparison.Ordinal)) column = "categories";
        if (path.Contains("products", StringComparison.Ordinal)) column = "products";
        if (path.Contains("comparedWith", StringComparison.Ordinal)) column = "comparedWith";
        const string list = "disclosure.indicators[";
        return path.StartsWith(list, StringComparison.Ordinal)
            && int.TryParse(path[list.Length..path.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture, out var i)
            && i < Lines.Count ? (Lines[i], column) : (Row, column);
    }
}

/// <summary>
/// Declarations as a table: a line for each indicator; lines of one number are one declaration, whose first line says the rest of it. Several
/// values stand in one cell with semicolons between them.
/// </summary>
internal static class DeclarationTable
{
    /// <summary>More indicators than any standard has; what stands behind them is not kept in memory.</summary>
    private const int MostLines = 1000;

    /// <param name="enterprise">Whose they are, where the table does not say it.</param>
    public static IEnumerable<UploadedDeclaration> Read(
        IEnumerable<(int Row, Dictionary<string, string> Cells, (string Column, string Fault)? Fault)> lines,
        string enterprise)
    {
        UploadedDeclaration? one = null;
        foreach (var (row, cells, fault) in lines)
        {
            if (cells.Count == 0 && fault is null) continue;
            var number = Of(cells, "number");
            if (one is null || number.Length > 0 && (number != one.Number || Of(cells, "enterprise") is { Length: > 0 } other
                && other != one.Body["enterprise"]!.GetValue<string>()))
            {
                if (one is not null) yield return one;
                one = Begin(row, number, cells, enterprise);
            }
            else if (one.Lines.Count < MostLines)
            {
                ((JsonArray)one.Body["disclosure"]!["indicators"]!).Add(Indicator(cells));
                one.Lines.Add(row);
            }
            else
            {
                one.Fault ??= (row, "", $"is more than {MostLines} indicators of one standard.");
            }
            if (fault is var (column, told)) one.Fault ??= (row, column, told);
        }
        if (one is not null) yield return one;
    }

    private static UploadedDeclaration Begin(int row, string number, Dictionary<string, string> cells, string enterprise)
    {
        var body = new JsonObject
        {
            ["enterprise"] = Of(cells, "enterprise") is { Length: > 0 } whose ? whose : enterprise,
            ["number"] = number,
            ["disclosure"] = new JsonObject
            {
                ["title"] = Of(cells, "title"),
                ["categories"] = Several(cells, "categories"),
                ["products"] = Several(cells, "products"),
                ["indicators"] = new JsonArray(Indicator(cells)),
                ["comparedWith"] = Several(cells, "comparedWith"),
                ["belowRecommended"] = Of(cells, "belowRecommended").ToLowerInvariant() is "yes" or "true" or "是" or "1",
            },
        };
        if (Of(cells, "replaces") is { Length: > 0 } replaces) body["replaces"] = replaces;
        return new(number, row, body, [row]);
    }

    private static JsonObject Indicator(Dictionary<string, string> cells) => new()
    {
        ["code"] = Of(cells, "code"),
        ["name"] = Of(cells, "name"),
        ["kind"] = Of(cells, "kind"),
        ["theme"] = Of(cells, "theme") is { Length: > 0 } theme ? theme : null,
        ["limit"] = new JsonObject
        {
            ["operator"] = Of(cells, "operator"),
            ["value"] = Of(cells, "value"),
            ["upper"] = Of(cells, "upper") is { Length: > 0 } upper ? upper : null,
            ["unit"] = Of(cells, "unit"),
        },
        ["testMethod"] = Of(cells, "testMethod"),
        ["clause"] = Of(cells, "clause"),
    };

    private static string Of(Dictionary<string, string> cells, string name) => cells.GetValueOrDefault(name, "").Trim();

    private static JsonArray Several(Dictionary<string, string> cells, string name) =>
        [.. Of(cells, name).Split([';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(v => (JsonNode)v!)];
}
