using System.Text;

namespace Leader.Api.Seeding;

/// <summary>A row of a table with a line of headers (RFC 4180; blank lines and lines that begin with # are passed over).</summary>
internal sealed record CsvRow(string Where, IReadOnlyDictionary<string, string> Fields)
{
    public static IEnumerable<CsvRow> Read(string path)
    {
        string[]? headers = null;
        foreach (var (line, fields) in Records(File.ReadAllText(path).TrimStart('\uFEFF')))
        {
            var where = $"{Path.GetFileName(path)}, line {line}";
            if (headers is null) headers = [.. fields];
            else if (fields.Count != headers.Length) throw new StoryException(where, "", $"has {fields.Count} fields; the head has {headers.Length}.");
            else yield return new(where, headers.Zip(fields).ToDictionary(f => f.First, f => f.Second.Trim()));
        }
    }

    private static IEnumerable<(int Line, List<string> Fields)> Records(string text)
    {
        var (line, start, quoted) = (1, 1, false);
        var field = new StringBuilder();
        List<string> fields = [];
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') { field.Append('"'); i++; }
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (c == '\n')
                {
                    if (fields is not [var only] || !(only.Length == 0 || only.StartsWith('#'))) yield return (start, fields);
                    fields = [];
                }
            }
            else field.Append(c);
            if (c == '\n') { line++; if (!quoted) start = line; }
        }
    }

    public string this[string column] => OrNull(column) ?? throw new StoryException(Where, "", $"column '{column}' is empty.");
    public string? OrNull(string column) => Fields.TryGetValue(column, out var text) ? text.Length > 0 ? text : null : throw new StoryException(Where, "", $"there is no column '{column}'.");
    public IReadOnlyList<string> List(string column) => OrNull(column)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    public DateOnly Day(string column) => StoryJson.Day(this[column], Where + ", " + column);
    public DateOnly? DayOrNull(string column) => OrNull(column) is null ? null : Day(column);
    public DateTimeOffset Instant(string column) => StoryJson.Instant(this[column], Where + ", " + column);
    public int Number(string column) => int.TryParse(this[column], out var number) ? number : throw new StoryException(Where, "", $"column '{column}' is not a number.");
    public T Enum<T>(string column, string? text = null) where T : struct, Enum =>
        System.Enum.TryParse<T>(text ?? this[column], ignoreCase: true, out var value) ? value : throw new StoryException(Where, "", $"'{text ?? this[column]}' in column '{column}' is none of {string.Join(", ", System.Enum.GetNames<T>())}.");
}
