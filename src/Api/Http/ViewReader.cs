using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>The two clocks of an answer.</summary>
/// <param name="AsOf">In force on this day, in Beijing.</param>
/// <param name="KnownAt">The recorded instant of the newest fact at the position.</param>
/// <param name="Position">As known at this place of the log.</param>
/// <param name="Pinned">The request named both clocks: the answer never changes.</param>
/// <param name="Memento">The first instant at which the register stood at these two clocks; null where it never did, as for a day long past
/// as known now.</param>
public sealed record Clocks(DateOnly AsOf, DateTimeOffset? KnownAt, long Position, bool Pinned, DateTimeOffset? Memento = null);

/// <summary>Filters of a list; each holds for a row that has one of its values.</summary>
public sealed record Filter(
    IReadOnlyList<string>? Enterprise = null,
    IReadOnlyList<string>? Category = null,
    IReadOnlyList<int>? Cycle = null,
    IReadOnlyList<string>? Sector = null,
    IReadOnlyList<string>? Body = null,
    IReadOnlyList<string>? Status = null,
    string? Key = null);

/// <summary>A page of a list: documents as their bytes.</summary>
/// <param name="Total">Of the whole list; null where it goes on and nobody asked to count it: that would be the one thing that takes longer
/// the longer history is.</param>
public sealed record Page(IReadOnlyList<byte[]> Items, long? Total, string? Next);

/// <summary>Reads the views at any two clocks: one look-up, however long history is.</summary>
/// <param name="progress">Where given, nothing is answered until the views have once reached what the log held at the start of the
/// process.</param>
public sealed class ViewReader(NpgsqlDataSource database, TimeProvider time, Hosting.ViewProgress? progress = null)
{
    private const string KnownThen = "in_force_from <= $1 and in_force_to > $1 and known_from <= $2 and known_to > $2";

    /// <summary>The same rows; a range with two ends lets the planner take the index on positions.</summary>
    private const string KnownLongAgo = "in_force_from <= $1 and in_force_to > $1 and known_from between 0 and $2 and known_to > $2";

    /// <summary>Rows that are sorted sooner than an index is walked.</summary>
    private const int Few = 5_000;

    /// <summary>A position that the views have reached; a hint.</summary>
    private long _newest;

    private const int Remembered = 10_000;
    private readonly ConcurrentDictionary<(DateOnly AsOf, long Position), Clocks> _pinned = new();

    /// <summary>Reads <c>asOf</c>, <c>knownAt</c>, <c>position</c> and <c>minPosition</c> of the request.</summary>
    public async Task<(Clocks? Clocks, IResult? Problem)> ClocksAsync(HttpRequest request, CancellationToken ct)
    {
        var asOf = Beijing.Day(time.GetUtcNow());
        if (Value(request, "asOf") is { } day
            && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asOf)
            || asOf == DateOnly.MaxValue)
        {
            return (null, Problems.Malformed("asOf", "must be a day as 2026-05-10."));
        }
        if (Value(request, "minPosition") is { } least)
        {
            if (!long.TryParse(least, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted))
            {
                return (null, Problems.Malformed("minPosition", "must be a position of the log."));
            }
            if (!await WaitAsync(wanted, TimeSpan.FromSeconds(10), ct))
            {
                return (null, Problems.Later(
                    "view-behind",
                    "The views are not there yet.",
                    $"Position {wanted} has not reached the views; try again."));
            }
        }
        var (newest, newestAt) = await NewestAsync(ct);
        if (Value(request, "position") is { } text)
        {
            if (Value(request, "knownAt") is not null)
            {
                return (null, Problems.Malformed("position", "stands beside knownAt; give one of the two."));
            }
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return (null, Problems.Malformed("position", "must be a position of the log."));
            }
            if (position > newest) return (null, Problems.Malformed("position", $"has not been reached; the newest is {newest}."));
            if (!_pinned.ContainsKey((asOf, position)) && await InsideActAsync(position, ct) is { } inside)
            {
                return (null, Problems.Malformed("position", inside));
            }
            return (Value(request, "asOf") is null
                ? new(asOf, (await PinnedAsync(asOf, position, ct)).KnownAt, position, false)
                : await PinnedAsync(asOf, position, ct), null);
        }
        if (Value(request, "knownAt") is not { } known) return (new(asOf, newestAt, newest, false), null);
        if (Instants.Read(known, out var noInstant) is not { } instant) return (null, Problems.Malformed("knownAt", noInstant));
        if (instant > time.GetUtcNow()) return (null, Problems.Malformed("knownAt", "is in the future."));
        var then = await PositionAtAsync(instant, newest, ct);
        return (new(asOf, instant, then, false), null);
    }

    public async Task<byte[]?> GetAsync(View view, string key, Clocks clocks, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select payload from {ViewTables.Table(view)} where key = $3 and {KnownThen} "
            + "order by known_from desc limit 1");
        Clock(command, clocks);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? reader.GetFieldValue<byte[]>(0) : null;
    }

    public async Task<T?> GetAsync<T>(View<T> view, string key, Clocks clocks, CancellationToken ct) where T : class =>
        await GetAsync((View)view, key, clocks, ct) is { } payload ? JsonSerializer.Deserialize<T>(payload, LeaderJson.Http) : null;

    /// <summary>Several keys at once, in no order.</summary>
    public async Task<List<T>> GetManyAsync<T>(View<T> view, IReadOnlyCollection<string> keys, Clocks clocks, CancellationToken ct)
        where T : class
    {
        await using var command = database.CreateCommand($"select payload from {ViewTables.Table(view)} where key = any($3) and "
            + $"{KnownThen}");
        Clock(command, clocks);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var docs = new List<T>();
        while (await reader.ReadAsync(ct)) docs.Add(JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(0), LeaderJson.Http)!);
        return docs;
    }

    /// <summary>A page in the order of the view, from behind the cursor.</summary>
    /// <param name="countAll">Counts the list however long it is.</param>
    public async Task<Page> ListAsync(
        View view,
        Filter filter,
        Clocks clocks,
        string? after,
        int limit,
        CancellationToken ct,
        bool countAll = false)
    {
        var (where, parameters) = Where(view, filter);
        var from = await IsLongAgoAsync(view, clocks.Position, ct)
            ? $"(select payload, sort, key, enterprise, category, cycle, sector, body, status from {ViewTables.Table(view)} where "
                + $"{KnownLongAgo} offset 0) known where true" : $"{ViewTables.Table(view)} where {KnownThen}";
        await using var batch = database.CreateBatch();
        var behind = after is null ? "" : $" and (sort, key) > (${parameters.Count + 3}, ${parameters.Count + 4})";
        var page = new NpgsqlBatchCommand($"""
            select payload, sort, key from {from}{where}{behind}
            order by sort, key limit {limit + 1}
            """);
        batch.BatchCommands.Add(page);
        if (countAll) batch.BatchCommands.Add(new($"select count(*) from {from}{where}"));
        foreach (NpgsqlBatchCommand command in batch.BatchCommands)
        {
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
            foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
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
        if (!countAll) return new(items, after is null && next is null ? items.Count : null, next);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new(items, reader.GetInt64(0), next);
    }

    /// <summary>
    /// Whether the view had few rows then. A list walks an index in its order and passes over what was not known yet: long ago, that is
    /// nearly all of it, and the few rows are found by their positions instead.
    /// </summary>
    private async Task<bool> IsLongAgoAsync(View view, long position, CancellationToken ct)
    {
        if (position > Interlocked.Read(ref _newest) / 2) return false;
        await using var command = database.CreateCommand($"select 1 from {ViewTables.Table(view)} where known_from between 0 and $1 "
            + $"offset {Few} limit 1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return await command.ExecuteScalarAsync(ct) is null;
    }

    /// <param name="before">Parameters that stand before those of the filter.</param>
    internal static (string Where, List<object> Parameters) Where(View view, Filter filter, int before = 2)
    {
        var where = new StringBuilder();
        var parameters = new List<object>();
        void And<T>(string column, IReadOnlyList<T>? values)
        {
            if (values is not { Count: > 0 }) return;
            parameters.Add(values.Count == 1 ? values[0]! : values.ToArray());
            var place = parameters.Count + before;
            where.Append(CultureInfo.InvariantCulture, $" and {column} = {(values.Count == 1 ? $"${place}" : $"any(${place})")}");
        }
        And("enterprise", filter.Enterprise);
        if (!view.HasSeveralCategories)
        {
            And("category", filter.Category);
        }
        else if (filter.Category is { Count: > 0 } categories)
        {
            parameters.Add(categories.ToArray());
            where.Append(
                CultureInfo.InvariantCulture,
                $" and category is not null and {ViewTables.Categories} && ${parameters.Count + before}");
        }
        And("cycle", filter.Cycle);
        And("sector", filter.Sector);
        And("body", filter.Body);
        And<string>("key", filter.Key is { } key ? [key] : null);
        And("status", filter.Status);
        return (where.ToString(), parameters);
    }

    /// <summary>
    /// Why nothing is answered at the position: it stands within an act, whose facts are known together. Null where it does not.
    /// </summary>
    /// <param name="position">Reached by the views.</param>
    public async Task<string?> InsideActAsync(long position, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select at, case when at < $1 then {LeaderStore.Schema}.act_end($1) end from "
            + $"{LeaderStore.Schema}.complete($1) as at");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && !await reader.IsDBNullAsync(1, ct)
            ? $"stands within an act, whose facts are known together: ask {reader.GetInt64(0)}, before it, or {reader.GetInt64(1)}, with "
                + "all of it." : null;
    }

    /// <summary>The position of all views, where no act is known by half, and when its newest fact was recorded.</summary>
    /// <exception cref="Hosting.ViewsNotThereException">They have not been there since the start of the process.</exception>
    public async Task<(long Position, DateTimeOffset? At)> NewestAsync(CancellationToken ct)
    {
        await ThereAsync(ct);
        return await PositionAsync(ct);
    }

    /// <summary>For whoever reads a view beside this reader.</summary>
    /// <exception cref="Hosting.ViewsNotThereException">They have not been there since the start of the process.</exception>
    public Task ThereAsync(CancellationToken ct) => progress?.ThrowIfNeverThereAsync(ct) ?? Task.CompletedTask;

    private async Task<(long Position, DateTimeOffset? At)> PositionAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select p.at, (select timestamp from {MartenTables.Events} where seq_id <= p.at order by seq_id desc limit 1), clock_timestamp()
            from (select {LeaderStore.Schema}.complete(last_seq_id) as at from {MartenTables.Progression}
                where name = '{MartenTables.ViewProgress}' offset 0) p
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return (0, null);
        (time as Desk.DatabaseClock)?.Tell(reader.GetFieldValue<DateTimeOffset>(2));
        Interlocked.Exchange(ref _newest, reader.GetInt64(0));
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    public async Task<bool> WaitAsync(long position, TimeSpan limit, CancellationToken ct)
    {
        for (var start = TimeProvider.System.GetTimestamp(); !await IsReachedAsync(position, async () => (await NewestAsync(ct)).Position);
            await Task.Delay(TimeSpan.FromMilliseconds(25), ct))
        {
            if (TimeProvider.System.GetElapsedTime(start) >= limit) return false;
        }
        return true;
    }

    /// <summary>Views that have never been there since the start are waited for as those that are a little behind.</summary>
    internal static async Task<bool> IsReachedAsync(long position, Func<Task<long>> newest)
    {
        try
        {
            return await newest() >= position;
        }
        catch (Hosting.ViewsNotThereException)
        {
            return false;
        }
    }

    public async Task<long> PositionAtAsync(DateTimeOffset instant, long newest, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {LeaderStore.Schema}.position_at($1, $2)");
        command.Parameters.Add(new() { Value = instant.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Clocks that never move. What is past about them is remembered.</summary>
    /// <param name="position">Reached by the views.</param>
    public async Task<Clocks> PinnedAsync(DateOnly asOf, long position, CancellationToken ct)
    {
        if (_pinned.TryGetValue((asOf, position), out var known)) return known;
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand($"""
            select (select timestamp from {MartenTables.Events} where seq_id <= $2 order by seq_id desc limit 1), m.at
            from (select greatest({LeaderStore.Schema}.midnight($1), {LeaderStore.Schema}.known_at($2)) as at) as m
            """);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = asOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        Clocks clocks;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            DateTimeOffset? Instant(int column) =>
                reader.IsDBNull(column)
                    || reader.GetFieldValue<DateTime>(column) is var at && (at == DateTime.MinValue || at == DateTime.MaxValue)
                    ? null
                    : reader.GetFieldValue<DateTimeOffset>(column);
            clocks = new(asOf, Instant(0), position, true, Instant(1));
        }
        if (clocks.Memento is { } began
            && (began > now
                || Beijing.Day(began) != asOf
                || await PositionAtAsync(began, (await NewestAsync(ct)).Position, ct) != position))
        {
            clocks = clocks with { Memento = null };
        }
        if (asOf > Beijing.Day(now)) return clocks;
        if (_pinned.Count >= Remembered) _pinned.Clear();
        _pinned[(asOf, position)] = clocks;
        return clocks;
    }

    private static void Clock(NpgsqlCommand command, Clocks clocks)
    {
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
    }

    internal static string? Value(HttpRequest request, string name) =>
        request.Query[name] is { Count: > 0 } v && v != StringValues.Empty && v[0]!.Length > 0 ? v[0] : null;

    /// <summary>All values of a parameter that may have several; null where it is not given.</summary>
    internal static IReadOnlyList<string>? Values(HttpRequest request, string name) => Value(request, name)?.Split(',');

    /// <summary>With a check: a cursor that lost or changed a character leads nowhere, and not to another page.</summary>
    internal static string Cursor((string Sort, string Key) at) =>
        Convert.ToBase64String(Checked(at.Sort + "\n" + at.Key)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    internal static (string Sort, string Key) Cursor(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        var bytes = text.Length <= 1000
            ? Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='))
            : throw new FormatException();
        var place = Encoding.UTF8.GetString(bytes.AsSpan(Math.Min(3, bytes.Length)));
        return bytes.AsSpan().SequenceEqual(Checked(place)) && place.Split('\n') is [var sort, var key] && !place.Contains('\0')
            ? (sort, key)
            : throw new FormatException();
    }

    private static byte[] Checked(string place)
    {
        var bytes = Encoding.UTF8.GetBytes(place);
        return [.. System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 3), .. bytes];
    }

    internal static bool IsCursor(string text)
    {
        try { return Cursor(text) is { Key.Length: > 0 } place && Cursor(place) == text; }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or ArgumentException) { return false; }
    }
}
