using System.Text;
using System.Text.Json;
using Leader.Projections.Log;

namespace Leader.Projections.Views.Engine;

/// <summary>What holds from one day to the eve of another.</summary>
/// <param name="From">First day, inclusive.</param>
/// <param name="To">First day on which it no longer holds, exclusive; <see cref="DateOnly.MaxValue"/> when open.</param>
public sealed record Segment<T>(DateOnly From, DateOnly To, T Doc);

/// <summary>
/// What is known about one key for every day: segments in order, without overlap. Facts change it from a day on, so that
/// a fact entered late lands where it belongs.
/// </summary>
public sealed class Timeline<T>(IReadOnlyList<Segment<T>> segments) where T : class
{
    public static readonly Timeline<T> Empty = new([]);
    public IReadOnlyList<Segment<T>> Segments => segments;

    public T? At(DateOnly day) => segments.FirstOrDefault(s => s.From <= day && day < s.To)?.Doc;

    /// <summary>The last state, whenever it begins.</summary>
    public T? Latest => segments.Count == 0 ? null : segments[^1].Doc;

    /// <summary>From the day on, and for good, the document given; what was planned for later days is gone.</summary>
    public Timeline<T> From(DateOnly day, T doc) => new([.. Before(day), new(day, DateOnly.MaxValue, doc)]);

    /// <summary>The document changes from the day on, in every later segment; before the first segment nothing changes.</summary>
    public Timeline<T> Change(DateOnly day, Func<T, T> change) => new(
    [
        .. segments.Where(s => s.To <= day),
        .. segments.Where(s => s.From < day && day < s.To)
            .SelectMany<Segment<T>, Segment<T>>(s => [s with { To = day }, s with { From = day, Doc = change(s.Doc) }]),
        .. segments.Where(s => s.From >= day).Select(s => s with { Doc = change(s.Doc) }),
    ]);

    /// <summary>The document changes from the day on, each time to what it is on the first day of its segment.</summary>
    /// <param name="cuts">Days on which another segment may begin; neighbours that come out the same are one.</param>
    public Timeline<T> Change(DateOnly day, IEnumerable<DateOnly> cuts, Func<DateOnly, T, T> change)
    {
        DateOnly[] days = [.. cuts.Append(day).Distinct().Order()];
        return new([.. segments.SelectMany(s =>
            s.To <= day ? [s] : Cut(s).Select(c => c.From < day ? c : c with { Doc = change(c.From, c.Doc) }))]);

        IEnumerable<Segment<T>> Cut(Segment<T> segment)
        {
            foreach (var cut in days.Where(d => segment.From < d && d < segment.To))
            {
                yield return segment with { To = cut };
                segment = segment with { From = cut };
            }
            yield return segment;
        }
    }

    /// <summary>Starts, or changes from the day on: <paramref name="change"/> gets null where nothing was known.</summary>
    public Timeline<T> Upsert(DateOnly day, Func<T?, T> change)
    {
        if (segments.Count == 0) return From(day, change(null));
        return segments[0].From <= day ? Change(day, d => change(d))
            : new([new(day, segments[0].From, change(null)), .. segments.Select(s => s with { Doc = change(s.Doc) })]);
    }

    private IEnumerable<Segment<T>> Before(DateOnly day) =>
        segments.Where(s => s.From < day).Select(s => s.To > day ? s with { To = day } : s);
}

/// <summary>A row of a view: one segment of one key, as its bytes.</summary>
public sealed record Row(string Key, DateOnly From, DateOnly To, byte[] Payload, RowTags Tags);

/// <summary>What lists are filtered and sorted by.</summary>
public sealed record RowTags(
    string? Enterprise = null,
    string? Category = null,
    int? Cycle = null,
    string? Sector = null,
    string? Body = null,
    string? Status = null,
    string Sort = "");

/// <summary>Documents as the bytes of their rows.</summary>
public static class Payload
{
    public static byte[] Write<T>(T doc) => JsonSerializer.SerializeToUtf8Bytes(doc, LeaderJson.Http);
    public static T Read<T>(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize<T>(payload, LeaderJson.Http)!;

    /// <summary>One member as text, read without the rest; null where it has no value.</summary>
    public static string? Member(ReadOnlySpan<byte> payload, string member)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(member);
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return reader.TokenType switch
                {
                    JsonTokenType.Null => null,
                    JsonTokenType.String => reader.GetString(),
                    _ => Encoding.UTF8.GetString(reader.ValueSpan),
                };
            }
            reader.Skip();
        }
        return null;
    }
}
