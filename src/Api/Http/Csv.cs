using System.Text;
using System.Text.Json;

namespace Leader.Api.Http;

/// <summary>Lists as CSV (RFC 4180): the scalar properties of the documents; lists and objects are left to JSON.</summary>
internal static class Csv
{
    public static byte[] Write(IReadOnlyList<byte[]> items)
    {
        var docs = items.Select(i => JsonSerializer.Deserialize<JsonElement>(i)).ToArray();
        var columns = docs.SelectMany(d => d.EnumerateObject()).GroupBy(p => p.Name)
            .Where(g => g.All(p => p.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))).Select(g => g.Key).ToArray();
        var text = new StringBuilder().AppendJoin(',', columns).Append("\r\n");
        foreach (var doc in docs)
            text.AppendJoin(',', columns.Select(c => doc.TryGetProperty(c, out var v) ? Field(v) : "")).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Field(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.Null ? "" : value.ToString();
        if (text.Length > 0 && value.ValueKind == JsonValueKind.String && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠') text = "'" + text; // never a formula in a spreadsheet
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }
}
