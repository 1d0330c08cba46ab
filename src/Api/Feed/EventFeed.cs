using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Feed;

/// <summary>Facts of the log as CloudEvents, one after the other.</summary>
/// <param name="At">So far the log was looked through.</param>
/// <param name="Mark">Of the log there (<see cref="EventFeed.MarkOfAsync"/>).</param>
/// <param name="More">Behind that the log goes on already: the page will never be another.</param>
/// <param name="Withheld">Some were sent without their data, which may be public later.</param>
/// <param name="Partial">Of some of them, not all is for everybody.</param>
/// <param name="Other">The log has another mark where the page would begin: it was set back since, or is another one.</param>
internal sealed record FeedPage(
    IReadOnlyList<(long Position, string Mark, byte[] Event)> Events,
    long At,
    string Mark,
    bool More,
    bool Withheld,
    bool Partial = false,
    bool Other = false);

/// <summary>Which events are asked for; of each kind of condition one has to hold.</summary>
/// <param name="Types">Stored names, as <c>title_revoked.v1</c>; null for all.</param>
/// <param name="Subjects">Subjects, as <c>title/2024-fan.…</c>, or what they begin with before the stroke; null for all.</param>
internal sealed record FeedFilter(IReadOnlyList<string>? Types, IReadOnlyList<string>? Subjects)
{
    public static readonly FeedFilter All = new(null, null);

    public bool IsAll => Types is null && Subjects is null;

    /// <summary>The subject of a file that the reader may not see is <c>evidence</c>.</summary>
    public bool TakesHiddenFiles => Subjects is null || Subjects.Contains("evidence", StringComparer.Ordinal);
}

/// <summary>
/// Reads the log for others, in order of positions, up to where the views are: below that nothing can appear any more, so nobody misses a
/// fact. The data are the bytes as stored. Pages end with the act in which a number of facts or a size is reached, so that no reader costs
/// more memory than one page, and none stops in the middle of what took effect at once. Who begins there gets the rest of the act.
/// </summary>
internal sealed class EventFeed(
    NpgsqlDataSource database,
    Desk.KeptStates kept,
    ViewReader views,
    ViewSignal signal,
    IConfiguration configuration) : IDisposable
{
    private const int PageBytes = 1 << 20, Step = 50;

    /// <summary>Positions that a page with a filter looks through at most.</summary>
    private const int Stretch = 20_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Of the register: <c>Register:Address</c>, or relative to wherever it is read.</summary>
    private readonly string _source = (configuration["Register:Address"]?.TrimEnd('/') ?? "") + "/v1/events";

    private readonly SemaphoreSlim _asking = new(1), _reading = new(Math.Max(1, Environment.ProcessorCount / 2));
    private sealed record Asked(long Position, long At, Task Until);

    private Asked? _newest;

    /// <summary>
    /// The position that may be read up to. However many ask, the database is asked once whenever the views have advanced, and ten times a
    /// second at most.
    /// </summary>
    /// <param name="atLeast">The views are known to have got there.</param>
    public async Task<long> NewestAsync(CancellationToken ct, long atLeast = 0)
    {
        if (Known() is { } known) return known.Position;
        await _asking.WaitAsync(ct);
        try
        {
            if (Known() is { } asked) return asked.Position;
            var until = signal.Next;
            return (_newest = new((await views.NewestAsync(ct)).Position, TimeProvider.System.GetTimestamp(), until)).Position;
        }
        finally { _asking.Release(); }

        Asked? Known() => _newest is { } known && known.Position >= atLeast
            && known.Until == signal.Next && TimeProvider.System.GetElapsedTime(known.At) < Fresh ? known : null;
    }

    /// <summary>As <see cref="ReadAsync"/>, for streams: however many catch up, few of them read at a time.</summary>
    public async Task<FeedPage> ReadInTurnAsync(Place after, long upTo, int limit, Reader reader, FeedFilter filter, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try { return await ReadAsync(after, upTo, limit, reader, filter, ct); }
        finally { _reading.Release(); }
    }

    /// <param name="after">Where it has a mark, the log has to have it there.</param>
    /// <param name="reader">Who reads: each event is shown as far as this reader may see it.</param>
    /// <param name="filter">Only these.</param>
    public async Task<FeedPage> ReadAsync(Place after, long upTo, int limit, Reader reader, FeedFilter filter, CancellationToken ct)
    {
        var end = filter.IsAll ? upTo : Math.Min(upTo, after.Position + Stretch);
        var (events, bytes, withheld, partial) = (new List<(long, string Mark, byte[])>(), 0, false, false);
        var act = default(string);
        for (var (at, mark) = (after.Position, after.Mark); ;)
        {
            var (rows, before, last) = await RowsAsync(at, end, Math.Clamp(limit + 1 - events.Count, 1, Step), filter, ct);
            if (mark is not null && mark != before)
            {
                return new(events, at, mark, true, withheld, partial, Other: true); // what was read of the other log is not told
            }
            var hidden = await HiddenAsync(rows, reader, ct);
            foreach (var row in rows)
            {
                var hides = hidden.Contains(row.Position);
                (at, mark) = (row.Position, row.Mark);
                if (hides && IsFile(row) && !filter.TakesHiddenFiles) continue; // who asks for a file is not told that it is there
                if ((events.Count >= limit || bytes > PageBytes) && (act is null || act != row.Act))
                {
                    return new(events, events[^1].Item1, events[^1].Mark, true, withheld, partial);
                }
                act = row.Act;
                withheld |= hides;
                partial |= hides || IsUnsigned(row) || row.Request is { } request && !RequestTypes.IsOpen(request);
                events.Add((row.Position, row.Mark, Event(row, hides, reader)));
                bytes += events[^1].Item3.Length;
            }
            if (rows.Count == 0) return new(events, end, last, end < upTo, withheld, partial);
        }
    }

    /// <summary>
    /// A mark of the log up to a position, by chance: another log, as after a restore to an earlier point, has another one there.
    /// </summary>
    public async Task<string> MarkOfAsync(long at, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {MarkAt("$1")}");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = at });
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>SQL: the mark of the log up to there.</summary>
    private static string MarkAt(string position) =>
        $"coalesce((select {EndOfId} from {MartenTables.Events} where seq_id <= {position} order by seq_id desc limit 1), '{Nothing}')";

    /// <summary>SQL: the end of a fact's id, which is drawn by chance.</summary>
    private const string EndOfId = "right(id::text, 8)";

    /// <summary>The mark of a log without facts.</summary>
    private const string Nothing = "00000000";

    private sealed record Row(
        long Position,
        string Mark,
        string Stream,
        long Version,
        string Type,
        DateTimeOffset At,
        byte[] Data,
        string? Actor,
        string? Role,
        string? Rules,
        string? Correlation,
        string? Causation,
        string? Act,
        byte[]? Request);

    /// <returns>With the marks of the log at <paramref name="after"/> and at <paramref name="upTo"/>, from the same session: of the same
    /// server, whatever else is one of a moment later.</returns>
    private async Task<(List<Row> Rows, string Before, string Last)> RowsAsync(
        long after,
        long upTo,
        int limit,
        FeedFilter filter,
        CancellationToken ct)
    {
        var only = (filter.Types is null ? "" : " and type = any($4)")
            + (filter.Subjects is null ? "" : " and (stream_id = any($5) or split_part(stream_id, '/', 1) = any($5))");
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new($"select {MarkAt("$1")}, {MarkAt("$2")}")
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<long> { TypedValue = upTo } },
        });
        var command = new NpgsqlBatchCommand($"""
            select seq_id, {EndOfId}, stream_id, version, type, timestamp, data, user_name, headers->>'role', headers->>'rules',
                correlation_id, causation_id, headers->>'{LeaderStore.ActHeader}', headers->'{LeaderStore.RequestHeader}'
            from {MartenTables.Events} where seq_id > $1 and seq_id <= $2 and type <> '{FactLog.Tombstone}'{only} order by seq_id limit $3
            """);
        batch.BatchCommands.Add(command);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (!filter.IsAll) command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. filter.Types ?? []] });
        if (!filter.IsAll) command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. filter.Subjects ?? []] });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (before, last) = (reader.GetString(0), reader.GetString(1));
        await reader.NextResultAsync(ct);
        var (rows, bytes) = (new List<Row>(), 0);
        while (bytes <= PageBytes && await reader.ReadAsync(ct))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            rows.Add(new(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt64(3),
                reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetFieldValue<byte[]>(6),
                Text(7),
                Text(8),
                Text(9),
                Text(10),
                Text(11),
                Text(12),
                reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13)));
            bytes += rows[^1].Data.Length + (rows[^1].Request?.Length ?? 0);
        }
        return (rows, before, last);
    }

    /// <summary>What the reader may not see now: as of all that leaves the register, <see cref="Seals"/> decides.</summary>
    private async Task<HashSet<long>> HiddenAsync(List<Row> rows, Reader reader, CancellationToken ct)
    {
        var sealedRows = rows.Where(r => Seals.Of(FactTypes.TypeOf(r.Type), FactTypes.FormatOf(r.Type)) is not (Seal.Open or Seal.Sender))
            .Select(r => (Row: r, Fact: FactTypes.Read(r.Type, r.Data))).ToArray();
        var ledger = kept.Ledger();
        HashSet<long> hidden;
        do
        {
            hidden = [.. sealedRows.Where(r => !Seals.Shows(r.Fact, r.Row.Version, FactTypes.FormatOf(r.Row.Type), reader, ledger))
                .Select(r => r.Row.Position)];
        }
        while (await ledger.LoadAsync(ct) is not null);
        return hidden;
    }

    /// <summary>Who sent it is for the regulator alone.</summary>
    private static bool IsUnsigned(Row row) => Seals.Of(FactTypes.TypeOf(row.Type)) == Seal.Sender;

    private static bool IsFile(Row row) => row.Stream.StartsWith("evidence/", StringComparison.Ordinal);

    /// <summary>CloudEvents 1.0 in JSON.</summary>
    /// <remarks>
    /// Of a withheld fact it tells that it is there, when, and of which kind. What ties facts together (correlation, causation), and who
    /// acted, in which role, would tell more: with them the fact could be guessed. The request of an act stands with its first fact, as a
    /// text of JSON: the canonical one, of which the log holds all or the digest.
    /// </remarks>
    private byte[] Event(Row row, bool hidden, Reader reader)
    {
        var unsigned = !reader.IsRegulator && IsUnsigned(row);
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
            json.WriteString(
                "time",
                row.At.ToOffset(Beijing.Offset).ToString(LeaderJson.Instant, CultureInfo.InvariantCulture));
            json.WriteString("sequence", position.PadLeft(19, '0')); // ordered as text, as the extension asks
            if (hidden)
            {
                json.WriteBoolean("withheld", true);
            }
            else
            {
                foreach (var (name, value) in new[]
                {
                    ("actor", unsigned ? null : row.Actor),
                    ("role", unsigned || row.Role is null ? null : Identity.Name(Enum.Parse<Role>(row.Role))),
                    ("rules", row.Rules),
                    ("act", row.Act),
                    ("correlation", row.Correlation),
                    ("causation", row.Causation),
                })
                {
                    if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
                }
                if (row.Request is { } request && Seals.ShowsRequest(RequestTypes.IsOpen(request), reader))
                {
                    json.WriteString("request", Jcs.Write(request));
                }
                json.WriteString("datacontenttype", "application/json");
                json.WritePropertyName("data");
                if (unsigned) WriteUnsigned(json, row.Data);
                else json.WriteRawValue(row.Data, skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As stored, without the fields that say who sent it.</summary>
    private static void WriteUnsigned(Utf8JsonWriter json, byte[] data)
    {
        using var document = JsonDocument.Parse(data);
        json.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (Seals.SenderFields.Contains(property.Name)) continue;
            json.WritePropertyName(property.Name);
            json.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
        }
        json.WriteEndObject();
    }

    public void Dispose()
    {
        _asking.Dispose();
        _reading.Dispose();
    }
}
