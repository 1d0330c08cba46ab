using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;

namespace Leader.Api.Portal.Forms;

/// <summary>A declaration read from a table: the body of its request, and which cell each member of it stands in.</summary>
/// <param name="Row">The line of the file that it begins in; the headings are line 1.</param>
/// <param name="Lines">The line of each indicator.</param>
internal sealed record UploadedDeclaration(string Number, int Row, JsonObject Body, IReadOnlyList<int> Lines)
{
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
/// Declarations of an enterprise as a table, CSV (UTF-8) or xlsx: a line for each indicator; lines of one number are one declaration, whose
/// first line says the rest of it. Several values stand in one cell with semicolons between them.
/// </summary>
internal static class UploadedTable
{
    public const int MostLines = 5000;

    /// <summary>A heading is found by its English name, which ends it: <c>标准编号 number</c>.</summary>
    public static readonly (string Name, string Zh)[] Columns =
    [
        ("number", "标准编号"), ("title", "标准名称"), ("categories", "品类"), ("products", "产品型号"), ("comparedWith", "对比标准"),
        ("belowRecommended", "低于推荐性标准"), ("code", "指标代码"), ("name", "指标名称"), ("kind", "指标类别"), ("theme", "主题"),
        ("operator", "关系"), ("value", "数值"), ("upper", "上限"), ("unit", "单位"), ("testMethod", "试验方法"), ("clause", "条款"),
    ];

    public static readonly string[] Example =
    [
        "Q/ABC 001-2026", "家用空气净化器", "air-purifier", "AP-1;AP-2", "GB/T 18801-2022", "no", "cadr", "洁净空气量", "performance", "",
        "atLeast", "600", "", "m³/h", "GB/T 18801-2022", "4.1",
    ];

    /// <summary>The lines of a file, each by the names of its columns; null where it is no table of these columns.</summary>
    public static List<Dictionary<string, string>>? Read(Stream file, string name)
    {
        try
        {
            var rows = name.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase)
                ? file.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().Take(MostLines + 1)
                    .Select(r => r.ToDictionary(c => Name(c.Key), c => Text(c.Value), StringComparer.Ordinal)).ToList()
                : Csv(new StreamReader(file, new UTF8Encoding(false, true)));
            return rows.Count is > 0 and <= MostLines && rows[0].ContainsKey("number") && rows[0].ContainsKey("value") ? rows : null;
        }
        catch (Exception e) when (e is CsvHelperException or InvalidDataException or IOException or DecoderFallbackException
            or ArgumentException or FormatException or System.Xml.XmlException or InvalidOperationException or KeyNotFoundException
            or NullReferenceException)
        {
            return null; // whatever it is, it is no table
        }
    }

    public static List<Dictionary<string, string>> Csv(TextReader text)
    {
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            BadDataFound = null,
            MissingFieldFound = null,
        });
        csv.Read();
        csv.ReadHeader();
        string[] headings = [.. csv.HeaderRecord!.Select(Name)];
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read() && rows.Count <= MostLines)
        {
            rows.Add(headings.Select((h, i) => (h, Value: csv.GetField(i) ?? "")).DistinctBy(c => c.h)
                .ToDictionary(c => c.h, c => c.Value.Trim(), StringComparer.Ordinal));
        }
        return rows;
    }

    public static string Write(IEnumerable<IReadOnlyDictionary<string, string>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var (name, zh) in Columns) csv.WriteField($"{zh} {name}");
            csv.NextRecord();
            foreach (var row in rows)
            {
                foreach (var (name, _) in Columns) csv.WriteField(row.GetValueOrDefault(name, ""));
                csv.NextRecord();
            }
        }
        return text.ToString();
    }

    /// <summary>SHA-256 of the lines, lower-case hex: the same file, the same requests.</summary>
    public static string Digest(string rows) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rows)));

    public static IReadOnlyList<UploadedDeclaration> Declarations(IReadOnlyList<Dictionary<string, string>> rows, string enterprise)
    {
        var all = new List<UploadedDeclaration>();
        foreach (var (i, row) in rows.Index())
        {
            if (row.Values.All(string.IsNullOrWhiteSpace)) continue;
            var number = Of(row, "number");
            if (all.Count > 0 && (number.Length == 0 || number == all[^1].Number))
            {
                ((JsonArray)all[^1].Body["disclosure"]!["indicators"]!).Add(Indicator(row));
                all[^1] = all[^1] with { Lines = [.. all[^1].Lines, i + 2] };
                continue;
            }
            all.Add(new(number, i + 2, new()
            {
                ["enterprise"] = enterprise,
                ["number"] = number,
                ["disclosure"] = new JsonObject
                {
                    ["title"] = Of(row, "title"),
                    ["categories"] = Several(row, "categories"),
                    ["products"] = Several(row, "products"),
                    ["indicators"] = new JsonArray(Indicator(row)),
                    ["comparedWith"] = Several(row, "comparedWith"),
                    ["belowRecommended"] = Of(row, "belowRecommended").ToLowerInvariant() is "yes" or "true" or "是" or "1",
                },
            }, [i + 2]));
        }
        return all;
    }

    private static JsonObject Indicator(Dictionary<string, string> row) => new()
    {
        ["code"] = Of(row, "code"),
        ["name"] = Of(row, "name"),
        ["kind"] = Of(row, "kind"),
        ["theme"] = Of(row, "theme") is { Length: > 0 } theme ? theme : null,
        ["limit"] = new JsonObject
        {
            ["operator"] = Of(row, "operator"),
            ["value"] = Of(row, "value"),
            ["upper"] = Of(row, "upper") is { Length: > 0 } upper ? upper : null,
            ["unit"] = Of(row, "unit"),
        },
        ["testMethod"] = Of(row, "testMethod"),
        ["clause"] = Of(row, "clause"),
    };

    private static string Of(Dictionary<string, string> row, string name) => row.GetValueOrDefault(name, "").Trim();

    private static JsonArray Several(Dictionary<string, string> row, string name) =>
        [.. Of(row, name).Split([';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(v => (JsonNode)v!)];

    private static string Name(string heading) => heading.Trim().Split(' ')[^1];

    private static string Text(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture)?.Trim() ?? "";
}
