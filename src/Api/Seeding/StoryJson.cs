using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Leader.Projections.Log;

namespace Leader.Api.Seeding;

/// <summary>The JSON of the history: as requests are written, and strict, so that a slip of the pen is told and not passed over.</summary>
internal static class StoryJson
{
    private static readonly JsonSerializerOptions Options =
        new(LeaderJson.Requests) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static JsonNode File(string path)
    {
        try { return JsonNode.Parse(System.IO.File.ReadAllText(path), null, Reading)!; }
        catch (JsonException e) { throw new StoryException(Path.GetFileName(path), "", e.Message); }
    }

    public static T As<T>(JsonNode? node, string where) => (T)As(typeof(T), node, where);

    public static object As(Type type, JsonNode? node, string where)
    {
        try { return node.Deserialize(type, Options) ?? throw new JsonException("is missing."); }
        catch (JsonException e) { throw new StoryException(where, type.Name, e.Message); }
    }

    public static DateTimeOffset Instant(JsonNode node, string name, string where) => Instant((string?)node[name], where + ", " + name);

    /// <summary>With its offset, as 2024-02-29T10:12:00+08:00; without one it is Beijing time.</summary>
    public static DateTimeOffset Instant(string? text, string where) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant)
            ? text!.Length > 19 || text.EndsWith('Z') ? instant : new(instant.DateTime, Domain.Beijing.Offset)
            : throw new StoryException(where, "", $"'{text}' is not an instant, as 2024-02-29T10:12.");

    public static DateOnly Day(string? text, string where) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw new StoryException(where, "", $"'{text}' is not a day, as 2024-02-29.");
}
