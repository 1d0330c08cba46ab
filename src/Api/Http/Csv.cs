using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Leader.Api.Http;

/// <summary>Lists as CSV (RFC 4180): the scalar properties of the documents; lists and objects are left to JSON.</summary>
internal static class Csv
{
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        ShouldQuote = field => field.Field.AsSpan().IndexOfAny(",\"\r\n") >= 0,
    };

    public static byte[] Write(IReadOnlyList<byte[]> items)
    {
        var docs = items.Select(i => JsonSerializer.Deserialize<JsonElement>(i)).ToArray();
        var columns = docs.SelectMany(d => d.EnumerateObject()).GroupBy(p => p.Name)
            .Where(g => g.All(p => p.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))).Select(g => g.Key).ToArray();
        using var text = new StringWriter();
        using var csv = new CsvWriter(text, Rfc4180);
        foreach (var column in columns) csv.WriteField(column);
        csv.NextRecord();
        foreach (var doc in docs)
        {
            foreach (var column in columns) csv.WriteField(doc.TryGetProperty(column, out var value) ? Field(value) : "");
            csv.NextRecord();
        }
        csv.Flush();
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers.</summary>
    private static string Field(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String when value.GetString() is { Length: > 0 } text && FormulaSigns.Contains(text[0]) => "'" + text,
        _ => value.ToString(),
    };

    private const string FormulaSigns = "=+-@\t\r\n＝＋－＠";
}
