using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections;
using Leader.Projections.Views;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>The two clocks of an answer.</summary>
/// <param name="AsOf">In force on this day, in Beijing.</param>
/// <param name="KnownAt">The recorded instant of the newest fact at the position.</param>
/// <param name="Position">As known at this place of the log.</param>
/// <param name="Pinned">The request named both clocks: the answer never changes.</param>
public sealed record Clocks(DateOnly AsOf, DateTimeOffset? KnownAt, long Position, bool Pinned);

/// <summary>Filters of a list; each is an equality.</summary>
public sealed record Filter(string? Enterprise = null, string? Category = null, int? Cycle = null, string? Sector = null, string? Body = null, IReadOnlyList<string>? Status = null, string? KeyPrefix = null);

/// <summary>A page of a list: documents as their bytes.</summary>
public sealed record Page(IReadOnlyList<byte[]> Items, long Total, string? Next);

/// <summary>Reads the views at any two clocks: one look-up, however long history is.</summary>
public sealed class ViewReader(NpgsqlDataSource database, TimeProvider time)
{
    private const string KnownThen = "in_force_from <= $1 and in_force_to > $1 and known_from <= $2 and known_to > $2";

    /// <summary>RFC 3339, with the offset; a fraction of a second may follow the seconds.</summary>
    private static readonly string[] Instants = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK"];

    /// <summary>Reads <c>asOf</c>, <c>knownAt</c>, <c>position</c> and <c>minPosition</c> of the request.</summary>
    public async Task<(Clocks? Clocks, IResult? Problem)> ClocksAsync(HttpRequest request, CancellationToken ct)
    {
        foreach (var (name, values) in request.Query)
            if (values.Any(v => v?.Contains('\0') == true)) return (null, Problems.Malformed(name, "holds the character U+0000."));
        var today = Beijing.Day(time.GetUtcNow());
        var asOf = today;
        if (Value(request, "asOf") is { } day && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asOf) || asOf == DateOnly.MaxValue)
            return (null, Problems.Malformed("asOf", "must be a day as 2026-05-10."));
        if (Value(request, "minPosition") is { } least)
        {
            if (!long.TryParse(least, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)) return (null, Problems.Malformed("minPosition", "must be a position of the log."));
            if (!await WaitAsync(wanted, TimeSpan.FromSeconds(10), ct))
                return (null, Problems.Of(503, "view-behind", "The views are not there yet.", $"Position {wanted} has not reached the views; try again."));
        }
        var (newest, newestAt) = await NewestAsync(ct);
        if (Value(request, "position") is { } text)
        {
            if (Value(request, "knownAt") is not null) return (null, Problems.Malformed("position", "stands beside knownAt; give one of the two."));
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return (null, Problems.Malformed("position", "must be a position of the log."));
            if (position > newest) return (null, Problems.Malformed("position", $"has not been reached; the newest is {newest}."));
            return (new(asOf, await RecordedAtAsync(position, ct), position, Value(request, "asOf") is not null), null);
        }
        if (Value(request, "knownAt") is not { } known) return (new(asOf, newestAt, newest, false), null);
        if (!DateTimeOffset.TryParseExact(known, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)) return (null, Problems.Malformed("knownAt", "must be an instant as 2026-05-10T08:00:00+08:00."));
        if (instant > time.GetUtcNow()) return (null, Problems.Malformed("knownAt", "has not come yet; nothing is known of it."));
        var then = await PositionAtAsync(instant, newest, ct);
        return (new(asOf, instant, then, false), null);
    }

    public async Task<byte[]?> GetAsync(View view, string key, Clocks clocks, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select payload from {ViewTables.Table(view)} where key = $3 and {KnownThen} order by known_from desc limit 1");
        Clock(command, clocks);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? reader.GetFieldValue<byte[]>(0) : null;
    }

    public async Task<T?> GetAsync<T>(View<T> view, string key, Clocks clocks, CancellationToken ct) where T : class =>
        await GetAsync((View)view, key, clocks, ct) is { } payload ? JsonSerializer.Deserialize<T>(payload, LeaderJson.Http) : null;

    /// <summary>Several keys at once, in no order.</summary>
    public async Task<List<T>> GetManyAsync<T>(View<T> view, IReadOnlyCollection<string> keys, Clocks clocks, CancellationToken ct) where T : class
    {
        await using var command = database.CreateCommand($"select payload from {ViewTables.Table(view)} where key = any($3) and {KnownThen}");
        Clock(command, clocks);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var docs = new List<T>();
        while (await reader.ReadAsync(ct)) docs.Add(JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(0), LeaderJson.Http)!);
        return docs;
    }

    /// <summary>A page in the order of the view, from behind the cursor.</summary>
    public async Task<Page> ListAsync(View view, Filter filter, Clocks clocks, string? after, int limit, CancellationToken ct)
    {
        var (where, parameters) = Where(filter);
        await using var batch = database.CreateBatch();
        var page = new NpgsqlBatchCommand($"""
            select payload, sort, key from {ViewTables.Table(view)} where {KnownThen}{where}{(after is null ? "" : $" and (sort, key) > (${parameters.Count + 3}, ${parameters.Count + 4})")}
            order by sort, key limit {limit + 1}
            """);
        var count = new NpgsqlBatchCommand($"select count(*) from {ViewTables.Table(view)} where {KnownThen}{where}");
        foreach (var command in new[] { page, count })
        {
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
            foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
            batch.BatchCommands.Add(command);
        }
        if (after is not null)
        {
            var (sort, key) = Cursor(after);
            page.Parameters.Add(new() { Value = sort });
            page.Parameters.Add(new() { Value = key });
        }
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var items = new List<byte[]>();
        (string Sort, string Key) last = default;
        string? next = null;
        while (await reader.ReadAsync(ct))
        {
            if (items.Count == limit) { next = Cursor(last); continue; }
            items.Add(reader.GetFieldValue<byte[]>(0));
            last = (reader.GetString(1), reader.GetString(2));
        }
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new(items, reader.GetInt64(0), next);
    }

    private static (string Where, List<object> Parameters) Where(Filter filter)
    {
        var where = new StringBuilder();
        var parameters = new List<object>();
        void And(string column, object? value)
        {
            if (value is null) return;
            parameters.Add(value);
            where.Append(CultureInfo.InvariantCulture, $" and {column} ${parameters.Count + 2}");
        }
        And("enterprise =", filter.Enterprise);
        And("category =", filter.Category);
        And("cycle =", filter.Cycle);
        And("sector =", filter.Sector);
        And("body =", filter.Body);
        And("key ^@", filter.KeyPrefix);
        if (filter.Status is { Count: > 0 } status)
        {
            parameters.Add(status.ToArray());
            where.Append(CultureInfo.InvariantCulture, $" and status = any(${parameters.Count + 2})");
        }
        return (where.ToString(), parameters);
    }

    /// <summary>The position of all views, and when its newest fact was recorded.</summary>
    public async Task<(long Position, DateTimeOffset? At)> NewestAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select p.last_seq_id, (select timestamp from {LeaderStore.Schema}.mt_events where seq_id <= p.last_seq_id order by seq_id desc limit 1)
            from {LeaderStore.Schema}.mt_event_progression p where p.name = '{ViewProjection.Name}:All'
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<DateTimeOffset>(1)) : (0, null);
    }

    public async Task<bool> WaitAsync(long position, TimeSpan limit, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(25))
        {
            if ((await NewestAsync(ct)).Position >= position) return true;
            if (waited >= limit) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(25), ct);
        }
    }

    private async Task<DateTimeOffset?> RecordedAtAsync(long position, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select timestamp from {LeaderStore.Schema}.mt_events where seq_id <= $1 order by seq_id desc limit 1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    /// <summary>The last position such that nothing up to it was recorded after the instant.</summary>
    private async Task<long> PositionAtAsync(DateTimeOffset instant, long newest, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            with page as (select coalesce(max(position), 0) as position from (select position from {LeaderStore.Schema}.log_times where latest <= $1 and position <= $2 order by latest desc, position desc limit 1) p),
            later as (select e.seq_id from page, lateral (select seq_id from {LeaderStore.Schema}.mt_events where seq_id > page.position and seq_id <= $2 and timestamp > $1 order by seq_id limit 1) e)
            select coalesce((select max(seq_id) from {LeaderStore.Schema}.mt_events where seq_id < coalesce((select seq_id from later), $2 + 1)), 0)
            """);
        command.Parameters.Add(new() { Value = instant.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static void Clock(NpgsqlCommand command, Clocks clocks)
    {
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
    }

    internal static string? Value(HttpRequest request, string name) => request.Query[name] is { Count: > 0 } v && v != StringValues.Empty && v[0]!.Length > 0 ? v[0] : null;

    private static string Cursor((string Sort, string Key) at) => Convert.ToBase64String(Encoding.UTF8.GetBytes(at.Sort + "\n" + at.Key)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    internal static (string Sort, string Key) Cursor(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='))).Split('\n');
        return text.Length <= 1000 && parts.Length == 2 && !parts[0].Contains('\0') && !parts[1].Contains('\0') ? (parts[0], parts[1]) : throw new FormatException();
    }

    internal static bool IsCursor(string text)
    {
        try { return Cursor(text) is { Key.Length: > 0 }; }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or ArgumentException) { return false; }
    }
}

/// <summary>Writes answers of views: clocks first, strong ETag, 304, JSON or CSV, links that stay on the position.</summary>
public static class ViewAnswers
{
    /// <summary>One document: its properties behind <c>asOf</c>, <c>knownAt</c> and <c>position</c>.</summary>
    public static IResult Raw(HttpContext context, Clocks clocks, ReadOnlySpan<byte> doc)
    {
        var buffer = new ArrayBufferWriter<byte>(doc.Length + 128);
        buffer.Write("{"u8);
        WriteClocks(buffer, clocks);
        if (doc.Length > 2) buffer.Write(","u8);
        buffer.Write(doc[1..]);
        return Bytes(context, clocks, buffer.WrittenMemory, "application/json; charset=utf-8");
    }

    public static IResult One<T>(HttpContext context, Clocks clocks, T doc) => Raw(context, clocks, JsonSerializer.SerializeToUtf8Bytes(doc, LeaderJson.Http));

    /// <summary>A list in the one shape of all lists.</summary>
    public static IResult Many(HttpContext context, Clocks clocks, Page page)
    {
        if (page.Next is { } cursor)
            context.Response.Headers.Link = $"<{Address(context, clocks, cursor)}>; rel=\"next\"";
        if (context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase))
            return Bytes(context, clocks, Csv.Write(page.Items), "text/csv; charset=utf-8");
        var buffer = new ArrayBufferWriter<byte>(page.Items.Sum(i => i.Length + 1) + 256);
        buffer.Write("{\"items\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            buffer.Write(page.Items[i]);
        }
        buffer.Write("],"u8);
        WriteClocks(buffer, clocks);
        buffer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"total\":{page.Total},\"next\":{(page.Next is { } next ? JsonSerializer.Serialize(Address(context, clocks, next), LeaderJson.Http) : "null")}}}")));
        return Bytes(context, clocks, buffer.WrittenMemory, "application/json; charset=utf-8");
    }

    private static void WriteClocks(ArrayBufferWriter<byte> buffer, Clocks clocks) => buffer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"\"asOf\":\"{clocks.AsOf:yyyy-MM-dd}\",\"knownAt\":{(clocks.KnownAt is { } at ? $"\"{at.ToOffset(Beijing.Offset):yyyy-MM-ddTHH:mm:ss.FFFFFFzzz}\"" : "null")},\"position\":{clocks.Position}")));

    /// <summary>The same list at the same two clocks, behind the cursor.</summary>
    private static string Address(HttpContext context, Clocks clocks, string cursor)
    {
        var query = context.Request.Query.Where(q => q.Key is not ("after" or "asOf" or "position" or "knownAt" or "minPosition")).SelectMany(q => q.Value.Select(v => (q.Key, v)))
            .Append(("asOf", clocks.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))).Append(("position", clocks.Position.ToString(CultureInfo.InvariantCulture))).Append(("after", cursor));
        return $"{context.Request.Path}?{string.Join('&', query.Select(q => $"{q.Item1}={Uri.EscapeDataString(q.Item2 ?? "")}"))}";
    }

    private static IResult Bytes(HttpContext context, Clocks clocks, ReadOnlyMemory<byte> body, string type)
    {
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = etag;
        context.Response.Headers.Vary = "Accept";
        context.Response.Headers.CacheControl = clocks.Pinned ? "public, max-age=31536000, immutable" : "no-cache";
        return context.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } known && (known == "*" || known.Split(',').Any(t => t.Trim() is var tag && (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag) == etag))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, type);
    }
}
