using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Npgsql;

namespace Leader.Api.Feed;

/// <summary>Facts of the log as CloudEvents, one after the other.</summary>
/// <param name="More">Behind the last one there are others already: the page is full and will never be another.</param>
/// <param name="Withheld">Some were sent without their data, which may be public later.</param>
internal sealed record FeedPage(IReadOnlyList<(long Position, byte[] Event)> Events, bool More, bool Withheld)
{
    public static readonly FeedPage Empty = new([], false, false);

    public long Last(long after) => Events.Count > 0 ? Events[^1].Position : after;
}

/// <summary>
/// Reads the log for others, in order of positions, up to where the views are: below that nothing can appear any more, so nobody misses a fact.
/// The data are the bytes as stored. Pages end with the act in which a number of facts or a size is reached, so that no reader costs more memory than
/// one page, and none stops in the middle of what took effect at once. Who begins there gets the rest of the act.
/// </summary>
internal sealed class EventFeed(NpgsqlDataSource database, ViewReader views, IConfiguration configuration) : IDisposable
{
    private const int PageBytes = 1 << 20, Step = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Of the register: <c>Register:Address</c>, or relative to wherever it is read.</summary>
    private readonly string _source = (configuration["Register:Address"]?.TrimEnd('/') ?? "") + "/v1/events";

    private readonly SemaphoreSlim _asking = new(1);
    private sealed record Asked(long Position, long At);

    private Asked? _newest;

    /// <summary>The position that may be read up to. However many ask, the database is asked ten times a second at most.</summary>
    public async Task<long> NewestAsync(CancellationToken ct)
    {
        if (_newest is { } known && TimeProvider.System.GetElapsedTime(known.At) < Fresh) return known.Position;
        await _asking.WaitAsync(ct);
        try
        {
            if (_newest is not { } asked || TimeProvider.System.GetElapsedTime(asked.At) >= Fresh) _newest = asked = new((await views.NewestAsync(ct)).Position, TimeProvider.System.GetTimestamp());
            return asked.Position;
        }
        finally { _asking.Release(); }
    }

    /// <returns>False when it has not got there in ten seconds.</returns>
    public async Task<bool> ReachesAsync(long position, CancellationToken ct)
    {
        for (var start = TimeProvider.System.GetTimestamp(); await NewestAsync(ct) < position; await Task.Delay(25, ct))
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(10)) return false;
        return true;
    }

    /// <param name="all">The reader sees everything; the public not what the views keep from it.</param>
    public async Task<FeedPage> ReadAsync(long after, long upTo, int limit, bool all, CancellationToken ct)
    {
        var (events, bytes, withheld) = (new List<(long, byte[])>(), 0, false);
        var act = default(string);
        for (var at = after; ;)
        {
            var rows = await RowsAsync(at, upTo, Math.Clamp(limit + 1 - events.Count, 1, Step), ct);
            var hidden = all ? [] : await HiddenAsync(rows, ct);
            foreach (var row in rows)
            {
                if ((events.Count >= limit || bytes > PageBytes) && (act is null || act != row.Act)) return new(events, true, withheld);
                act = row.Act;
                var hides = hidden.Contains(row.Position);
                withheld |= hides;
                events.Add((row.Position, Event(row, hides)));
                bytes += events[^1].Item2.Length;
                at = row.Position;
            }
            if (rows.Count == 0) return new(events, false, withheld);
        }
    }

    private sealed record Row(long Position, string Stream, string Type, DateTimeOffset At, byte[] Data, string? Actor, string? Role, string? Rules, string? Correlation, string? Causation, string? Act);

    private async Task<List<Row>> RowsAsync(long after, long upTo, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select seq_id, stream_id, type, timestamp, data, user_name, headers->>'role', headers->>'rules', correlation_id, causation_id, headers->>'{LeaderStore.ActHeader}'
            from {MartenTables.Events} where seq_id > $1 and seq_id <= $2 and type <> '{FactLog.Tombstone}' order by seq_id limit $3
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (rows, bytes) = (new List<Row>(), 0);
        while (bytes <= PageBytes && await reader.ReadAsync(ct))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<byte[]>(4), Text(5), Text(6), Text(7), Text(8), Text(9), Text(10)));
            bytes += rows[^1].Data.Length;
        }
        return rows;
    }

    /// <summary>
    /// What the views keep from the public, the feed keeps too: complaints and deposits of files always; plans, panels and opinions while plans
    /// compete (D3, Q48). And panels of the time when facts held the names.
    /// </summary>
    private async Task<HashSet<long>> HiddenAsync(List<Row> rows, CancellationToken ct)
    {
        var hidden = rows.Where(r => r.Stream.StartsWith("complaint/", StringComparison.Ordinal) || r.Stream.StartsWith("late/complaint/", StringComparison.Ordinal) || IsFile(r) || r.Type == "expert_panel_formed.v1").Select(r => r.Position).ToHashSet();
        var competing = rows.Where(r => r.Stream.StartsWith("call/", StringComparison.Ordinal) && r.Type.Split('.')[0] is "plan_submitted" or "plan_reviewed" or "expert_panel_formed").ToArray();
        if (competing.Length == 0) return hidden;
        await using var command = database.CreateCommand($"select key from {ViewTables.Table(LeaderViews.Plans)} where key = any($1) and known_to = {long.MaxValue} and status not in ('open', 'lapsed') group by key");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. competing.Select(c => c.Stream["call/".Length..]).Distinct()] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var decided = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) decided.Add(reader.GetString(0));
        hidden.UnionWith(competing.Where(c => !decided.Contains(c.Stream["call/".Length..])).Select(c => c.Position));
        return hidden;
    }

    private static bool IsFile(Row row) => row.Stream.StartsWith("evidence/", StringComparison.Ordinal);

    /// <summary>CloudEvents 1.0 in JSON.</summary>
    private byte[] Event(Row row, bool hidden)
    {
        var buffer = new ArrayBufferWriter<byte>(row.Data.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = LeaderJson.Http.Encoder, SkipValidation = true }))
        {
            var position = row.Position.ToString(CultureInfo.InvariantCulture);
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", position);
            json.WriteString("source", _source);
            json.WriteString("type", row.Type);
            json.WriteString("subject", hidden && IsFile(row) ? "evidence" : row.Stream); // who knows a file knows its digest
            json.WriteString("time", row.At.ToOffset(Beijing.Offset).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture));
            json.WriteString("sequence", position.PadLeft(19, '0')); // ordered as text, as the extension asks
            foreach (var (name, value) in new[] { ("actor", hidden ? null : row.Actor), ("role", row.Role), ("rules", row.Rules), ("act", row.Act), ("correlation", row.Correlation), ("causation", row.Causation) })
                if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
            if (hidden) json.WriteBoolean("withheld", true);
            else
            {
                json.WriteString("datacontenttype", "application/json");
                json.WritePropertyName("data");
                json.WriteRawValue(row.Data, skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => _asking.Dispose();
}
