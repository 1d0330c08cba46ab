using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Leader.Api.Http;

/// <summary>Tables as CSV (RFC 4180, UTF-8).</summary>
internal static class Csv
{
    private static readonly System.Buffers.SearchValues<char> Quoted = System.Buffers.SearchValues.Create(",;\"\t\r\n");
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        ShouldQuote = field => field.Field.AsSpan().ContainsAny(Quoted),
    };

    /// <param name="mark">Begins with a byte-order mark: by that spreadsheets know that it is UTF-8.</param>
    public static byte[] Write(IReadOnlyList<Column> columns, IEnumerable<JsonElement> rows, bool mark)
    {
        using var bytes = new MemoryStream();
        using (var csv = new Rows(bytes, columns, mark))
        {
            foreach (var row in rows) csv.Add(row);
        }
        return bytes.ToArray();
    }

    /// <summary>Row after row, to a stream that stays open.</summary>
    internal sealed class Rows : IDisposable
    {
        private readonly IReadOnlyList<Column> _columns;
        private readonly CsvWriter _csv;

        public Rows(Stream to, IReadOnlyList<Column> columns, bool mark)
        {
            _columns = columns;
            _csv = new(new StreamWriter(to, new UTF8Encoding(mark), 64 << 10, leaveOpen: true), Rfc4180);
            foreach (var column in columns) _csv.WriteField(column.Name);
            _csv.NextRecord();
        }

        public void Add(JsonElement row)
        {
            foreach (var column in _columns) _csv.WriteField(Field(column.Of(row)));
            _csv.NextRecord();
        }

        public void Dispose() => _csv.Dispose();
    }

    private static string Field(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => Harmless(value.GetString()!),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => Harmless(value.GetRawText()),
    };

    /// <summary>
    /// Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers. So does what stands behind a
    /// semicolon, a tab or the end of a line: there, a spreadsheet of another language begins a new cell.
    /// </summary>
    private static string Harmless(string text)
    {
        var harmless = new StringBuilder(text.Length + 1);
        for (var (i, begins) = (0, true); i < text.Length; i++)
        {
            if (begins && FormulaSigns.Contains(text[i])) harmless.Append('\'');
            harmless.Append(text[i]);
            begins = Breaks.Contains(text[i]) || (begins && text[i] is ' ' or '"');
        }
        return harmless.ToString();
    }

    private const string FormulaSigns = "=+-@\t\r\n＝＋－＠", Breaks = ";\t\r\n";
}
