using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Leader.Api.Seeding;

/// <summary>A row of a table with a line of headers (RFC 4180; blank lines and lines that begin with # are passed over).</summary>
/// <param name="Where">File and line; the last line of a row that has several.</param>
internal sealed record CsvRow(string Where, IReadOnlyDictionary<string, string> Fields)
{
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture) { AllowComments = true };

    public static IEnumerable<CsvRow> Read(string path)
    {
        using var parser = new CsvParser(new StreamReader(path), Rfc4180);
        string[]? headers = null;
        while (parser.Read())
        {
            var where = $"{Path.GetFileName(path)}, line {parser.RawRow}";
            var fields = FieldsOf(parser, where);
            if (headers is null)
            {
                headers = fields;
                continue;
            }
            if (fields.Length != headers.Length)
            {
                throw new StoryException(where, "", $"has {fields.Length} fields; the head has {headers.Length}.");
            }
            yield return new(where, headers.Zip(fields).ToDictionary(f => f.First, f => f.Second.Trim()));
        }
    }

    private static string[] FieldsOf(CsvParser parser, string where)
    {
        try
        {
            return parser.Record!;
        }
        catch (BadDataException)
        {
            throw new StoryException(where, "", "has a quotation mark in the wrong place.");
        }
    }

    public string this[string column] => OrNull(column) ?? throw new StoryException(Where, "", $"column '{column}' is empty.");
    public string? OrNull(string column) => Fields.TryGetValue(column, out var text)
        ? text.Length > 0 ? text : null
        : throw new StoryException(Where, "", $"there is no column '{column}'.");
    public IReadOnlyList<string> List(string column) =>
        OrNull(column)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    public DateOnly Day(string column) => StoryJson.Day(this[column], Where + ", " + column);
    public DateOnly? DayOrNull(string column) => OrNull(column) is null ? null : Day(column);
    public DateTimeOffset Instant(string column) => StoryJson.Instant(this[column], Where + ", " + column);
    public int Number(string column) =>
        int.TryParse(this[column], out var number) ? number : throw new StoryException(Where, "", $"column '{column}' is not a number.");
    public T Enum<T>(string column, string? text = null) where T : struct, Enum =>
        System.Enum.TryParse<T>(text ?? this[column], ignoreCase: true, out var value) ? value : throw new StoryException(
            Where,
            "",
            $"'{text ?? this[column]}' in column '{column}' is none of {string.Join(", ", System.Enum.GetNames<T>())}.");
}
