using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Proof;

/// <summary>The rows of an export at one position, held against those that its facts give, both ways and to the byte.</summary>
/// <param name="fold">The version of the folds that made the rows: those of another version are read, and not compared.</param>
/// <param name="add">Gets each difference.</param>
internal sealed class ExportedRows(ExportFile file, int fold, ReplayedViews views, Action<long, string, string> add)
{
    private static readonly string[] Members = ["key", "from", "to", "knownFrom", "doc"];

    /// <returns>How many there were.</returns>
    public async Task<long> CompareAsync(long position, Func<bool> enough, CancellationToken ct)
    {
        var rows = 0L;
        foreach (var name in file.Names.Where(n =>
            n.StartsWith($"views/{position.ToString(CultureInfo.InvariantCulture)}/",
            StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (enough()) return rows;
            var view = LeaderViews.All.SingleOrDefault(v => LogExport.RowsName(position, v) == name);
            rows += view is not null && fold == LeaderViews.Version ? await CompareAsync(position, name, view, ct)
                : await ReadAsync(position, name, ct);
        }
        return rows;
    }

    private async Task<long> CompareAsync(long position, string name, View view, CancellationToken ct)
    {
        var (rows, keys, of, made, next, differs) = (0L, 0L, default(byte[]), (IReadOnlyList<HeldRow>)[], 0, false);
        await foreach (var line in file.LinesAsync(name, ExportFile.LongestLine, ct))
        {
            rows++;
            if (KeyOf(line.Span) is not { } key) { add(position, "rows", $"{view.Name}: row {rows:N0} cannot be read"); return rows; }
            if (of is null || !key.AsSpan().SequenceEqual(of))
            {
                if (of is not null && key.AsSpan().SequenceCompareTo(of) < 0)
                {
                    add(position, "rows",
                    $"{view.Name}: the rows are out of order at row {rows:N0}"); return rows;
                }
                Ended();
                (of, made, next, differs) = (key, views.Of(view, Encoding.UTF8.GetString(key)), 0, false);
                keys++;
            }
            if (differs) continue; // one difference a key
            if (next < made.Count && LogExport.Line(made[next].Row, made[next].KnownFrom).AsSpan().SequenceEqual(line.Span))
            {
                next++;
                continue;
            }
            var from = From(line, next < made.Count ? made[next] : null);
            add(position, "rows", $"{view.Name} {Encoding.UTF8.GetString(key)}{from}: the row is not the one that the facts give");
            differs = true;
        }
        Ended();
        if (keys != views.Count(view))
        {
            add(position, "rows", $"{view.Name}: the export has rows of {keys:N0} keys, and the facts give {views.Count(view):N0}");
        }
        return rows;

        void Ended()
        {
            if (differs || next >= made.Count) return;
            var row = made[next].Row;
            add(position, "rows", $"{view.Name} {row.Key}, from {row.From:yyyy-MM-dd}: the row that the facts give is missing");
        }
    }

    private static string From(ReadOnlyMemory<byte> line, HeldRow? made)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.TryGetProperty("from", out var from) && from.GetString() is { } text) return $", from {text}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { }
        return made is null ? "" : $", from {made.Row.From:yyyy-MM-dd}";
    }

    private async Task<long> ReadAsync(long position, string name, CancellationToken ct)
    {
        var rows = 0L;
        await foreach (var line in file.LinesAsync(name, ExportFile.LongestLine, ct))
        {
            rows++;
            if (IsRow(line, position)) continue;
            add(position, "rows", $"{name}: row {rows:N0} cannot be read");
            break;
        }
        return rows;
    }

    /// <summary>The key of a row in UTF-8, without escapes; null where the line does not begin as a row.</summary>
    private static byte[]? KeyOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject || !json.Read() || !json.ValueTextEquals(Members[0])
                || !json.Read() || json.TokenType != JsonTokenType.String)
            {
                return null;
            }
            return Encoding.UTF8.GetBytes(json.GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return null; }
    }

    private static bool IsRow(ReadOnlyMemory<byte> line, long position)
    {
        try
        {
            using var row = JsonDocument.Parse(line, new() { AllowDuplicateProperties = false });
            return row.RootElement.EnumerateObject().Select(p => p.Name).SequenceEqual(Members)
                && row.RootElement.GetProperty("key").GetString() is { Length: > 0 }
                && Day("from") < Day("to") && row.RootElement.GetProperty("knownFrom").GetInt64() is var known && known > 0
                    && known <= position;

            DateOnly Day(string name) =>
                DateOnly.ParseExact(row.RootElement.GetProperty(name).GetString() ?? "", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException) { return false; }
    }
}
