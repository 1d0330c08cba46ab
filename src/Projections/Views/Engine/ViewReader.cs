using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

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
    string? Key = null,
    IReadOnlyList<Condition>? Fields = null);

/// <summary>A page of a list: documents as their bytes.</summary>
/// <param name="Total">Of the whole list; null where it goes on and nobody asked to count it: that would be the one thing that takes longer
/// the longer history is.</param>
public sealed record Page(IReadOnlyList<byte[]> Items, long? Total, string? Next);

/// <summary>The views have not yet reached what the log held when this process started: what they answer would be of a day long past, or
/// nothing.</summary>
public sealed class ViewsNotThereException(long views, long wanted) : Exception($"They stand at position {views} of {wanted}.");

/// <summary>Reads the views at any two clocks: one look-up, however long history is.</summary>
/// <param name="there">Where given, nothing is answered until it lets through: it throws until the views have once reached what the log
/// held at the start of the process.</param>
public sealed class ViewReader(NpgsqlDataSource database, TimeProvider time, Func<CancellationToken, Task>? there = null)
{
    internal const string KnownThen = "in_force_from <= $1 and in_force_to > $1 and known_from <= $2 and known_to > $2";

    private const string KnownAnyDay = "$1::date is not null and known_from <= $2 and known_to > $2";

    /// <summary>The same rows; a range with two ends lets the planner take the index on positions.</summary>
    private const string KnownLongAgo = "in_force_from <= $1 and in_force_to > $1 and known_from between 0 and $2 and known_to > $2";

    /// <summary>Rows that are sorted sooner than an index is walked.</summary>
    private const int Few = 5_000;

    /// <summary>A position that the views have reached; a hint.</summary>
    private long _newest;

    private SharedQuestion<(long Position, DateTimeOffset? At)>? _asked;

    private const int Kept = 10_000, KeptAtMost = 200;
    private static readonly TimeSpan CountsFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Sql, DateOnly AsOf, long Position), (long Count, long At)> _counts = new();
    private readonly ConcurrentDictionary<(string Sql, DateOnly AsOf, long Position),
        (IReadOnlyList<(string Part, long Count)> Parts, long At)> _parts = new();
    private readonly ConcurrentDictionary<(DateOnly AsOf, long Position), Clocks> _pinned = new();
    private readonly ConcurrentDictionary<(string What, DateOnly AsOf, long Position), object> _kept = new();
    private readonly ConcurrentDictionary<View, IForgets> _rows = new();

    /// <summary>The register's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

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
        await using var command = database.CreateCommand($"select r.payload from unnest($3) as wanted cross join lateral (select payload "
            + $"from {ViewTables.Table(view)} where key = wanted and {KnownThen} order by known_from desc limit 1) r");
        Clock(command, clocks);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys.Distinct()] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var docs = new List<T>();
        while (await reader.ReadAsync(ct)) docs.Add(JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(0), LeaderJson.Http)!);
        return docs;
    }

    /// <summary>The same where documents are small and asked for again and again: what is kept of each is read once.</summary>
    /// <param name="keep">What of a document; of a view always the same.</param>
    public Task<List<TKept>> GetManyKeptAsync<T, TKept>(
        View<T> view,
        IReadOnlyCollection<string> keys,
        Func<T, TKept> keep,
        Clocks clocks,
        CancellationToken ct) where T : class =>
        ((KeptRows<T, TKept>)_rows.GetOrAdd(view, _ => new KeptRows<T, TKept>(database, view, keep))).GetManyAsync(keys, clocks, ct);

    /// <summary>
    /// Documents of a view that has <see cref="View.Grams"/> whose text holds all the words: all of them, in no order. Where there are more
    /// than <paramref name="most"/>, those that stand among the first of each status in the view's order, <see cref="Walked"/> altogether,
    /// and others up to so many.
    /// </summary>
    /// <param name="words">As <see cref="Domain.Values.Typed.Letters"/> leaves them; none is empty.</param>
    public async Task<(List<T> Found, bool More)> FindAsync<T>(
        View<T> view,
        IReadOnlyList<string> words,
        IReadOnlyList<string> statuses,
        Clocks clocks,
        int most,
        CancellationToken ct) where T : class
    {
        var table = ViewTables.Table(view);
        var holds = string.Concat(words.Select((_, i) => $" and position(${i + 5} in payload->>'{view.Grams}') > 0"));
        var found = await ReadAsync($"select key, payload from {table} where {KnownThen} and status = any($3) "
            + $"and {ViewTables.GramsOf(view)} @> (select array_agg(g) from unnest($4::text[]) w, "
            + $"unnest({LeaderStore.Schema}.grams(w)) g){holds} limit {most + 1}");
        if (found.Count <= most) return ([.. found.Values], false);
        var each = string.Join(" union all ", view.Statuses.Where(statuses.Contains).Select(status =>
            $"(select key, payload from {table} where {KnownThen} and status = '{status}' order by sort, key "
                + $"limit {Walked / statuses.Count})"));
        var first = await ReadAsync($"select key, payload from ({each}) r where $3::text[] is not null and $4::text[] is not null{holds}");
        return ([.. first.Values, .. found.Where(f => !first.ContainsKey(f.Key)).Take(most - first.Count).Select(f => f.Value)], true);

        async Task<Dictionary<string, T>> ReadAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            Clock(command, clocks);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. statuses] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. words] });
            foreach (var word in words) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = word });
            await using var reader = await command.ExecuteReaderAsync(ct);
            var docs = new Dictionary<string, T>(StringComparer.Ordinal);
            while (await reader.ReadAsync(ct))
            {
                docs[reader.GetString(0)] = JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(1), LeaderJson.Http)!;
            }
            return docs;
        }
    }

    /// <summary>Rows that a search among too many finds looks at in their order: so it takes the same, however many there are.</summary>
    private const int Walked = 3_000;

    /// <summary>All that the filter lets through, in no order.</summary>
    public async Task<List<T>> AllAsync<T>(View<T> view, Filter filter, Clocks clocks, CancellationToken ct) where T : class
    {
        var (where, parameters) = Where(view, filter);
        await using var command = database.CreateCommand($"select payload from {ViewTables.Table(view)} where {KnownThen}{where}");
        Clock(command, clocks);
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var docs = new List<T>();
        while (await reader.ReadAsync(ct)) docs.Add(JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(0), LeaderJson.Http)!);
        return docs;
    }

    /// <summary>One member of a document as text, without the rest of it; null where there is no document, or no value.</summary>
    public async Task<string?> MemberAsync(View view, string key, string member, Clocks clocks, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select payload->>$4 from {ViewTables.Table(view)} where key = $3 "
            + $"and {KnownThen} order by known_from desc limit 1");
        Clock(command, clocks);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonNamingPolicy.CamelCase.ConvertName(member) });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <param name="what">What is counted, in SQL.</param>
    /// <param name="and">A condition on the rows, in SQL.</param>
    /// <remarks>Remembered for a minute: at the same clocks it is the same.</remarks>
    public async Task<long> CountAsync(View view, string what, string and, Clocks clocks, CancellationToken ct, Joined? with = null)
    {
        var sql = $"select count({what}) from {ViewTables.Table(view)} v{with?.Sql} where {KnownThen} and {and}";
        var key = (sql, clocks.AsOf, clocks.Position);
        if (_counts.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < CountsFor) return known.Count;
        await using var command = database.CreateCommand(sql);
        Clock(command, clocks, with);
        var count = (long)(await command.ExecuteScalarAsync(ct))!;
        if (_counts.Count >= Kept) _counts.Clear();
        _counts[key] = (count, time.GetTimestamp());
        return count;
    }

    /// <summary>The same by parts of the rows, in the order of the parts; a part that has no name is the empty text.</summary>
    /// <param name="by">The part of a row, in SQL.</param>
    /// <param name="anyDay">Not only of rows in force on the day.</param>
    public async Task<IReadOnlyList<(string Part, long Count)>> CountByAsync(
        View view,
        string what,
        string and,
        string by,
        Clocks clocks,
        CancellationToken ct,
        Joined? with = null,
        bool anyDay = false)
    {
        var sql = $"select {Part(by)} as part, count({what}) from {ViewTables.Table(view)} v{with?.Sql} "
            + $"where {(anyDay ? KnownAnyDay : KnownThen)} and {and} group by 1 order by 1";
        var key = (sql, clocks.AsOf, clocks.Position);
        if (_parts.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < CountsFor) return known.Parts;
        await using var command = database.CreateCommand(sql);
        Clock(command, clocks, with);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var parts = new List<(string, long)>();
        while (await reader.ReadAsync(ct)) parts.Add((reader.GetString(0), reader.GetInt64(1)));
        if (_parts.Count >= Kept) _parts.Clear();
        _parts[key] = (parts, time.GetTimestamp());
        return parts;
    }

    private static string Part(string by) => $"coalesce(({by})::text, '') collate \"C\"";

    /// <summary>What is counted, one by one in the order of its ids, with the enterprise that it is of.</summary>
    /// <param name="id">What tells one from another, in SQL.</param>
    /// <param name="by">The part of a row, in SQL; null where the whole is meant.</param>
    /// <param name="part">Of this part only; the empty text is the one that has no name.</param>
    /// <param name="after">The id behind which the page begins; the empty text for the first.</param>
    public async Task<List<(string Id, string? Enterprise)>> CountedAsync(
        View view,
        string id,
        string and,
        string? by,
        string part,
        Clocks clocks,
        Joined? with,
        string after,
        int limit,
        CancellationToken ct)
    {
        var place = with?.Words is null ? 3 : 5;
        var among = by is null ? $"${place} = ''" : $"{Part(by)} = ${place}";
        await using var command = database.CreateCommand($"""
            select id, min(enterprise) from (select ({id}) collate "C" as id, v.enterprise from {ViewTables.Table(view)} v{with?.Sql}
                where {KnownThen} and {and} and {among}) counted where id > ${place + 1} group by id order by id limit {limit}
            """);
        Clock(command, clocks, with);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counted = new List<(string, string?)>();
        while (await reader.ReadAsync(ct))
        {
            counted.Add((reader.GetString(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1)));
        }
        return counted;
    }

    /// <summary>A page in the order of the view, from behind the cursor.</summary>
    /// <param name="countAll">Counts the list however long it is.</param>
    /// <param name="order">The view's own, if not given.</param>
    public async Task<Page> ListAsync(
        View view,
        Filter filter,
        Clocks clocks,
        string? after,
        int limit,
        CancellationToken ct,
        bool countAll = false,
        Order? order = null)
    {
        var (where, parameters) = Where(view, filter);
        var from = await IsLongAgoAsync(view, clocks.Position, ct)
            ? $"(select payload, sort, key, enterprise, category, cycle, sector, body, status from {ViewTables.Table(view)} where "
                + $"{KnownLongAgo} offset 0) known where true" : $"{ViewTables.Table(view)} where {KnownThen}";
        var by = order is null ? "sort" : view.Fields.Single(f => f.Name == order.Field).Value;
        var turned = order is { Descending: true } ? " desc" : "";
        var (items, bytes, total) = (new List<byte[]>(), 0L, (long?)null);
        var (at, next) = (after, (string?)null);
        for (var wanted = Math.Min(limit, AtFirst); ; wanted = More())
        {
            var more = await ReadAsync(wanted, countAll && total is null);
            if (!more) break;
            if (items.Count == limit || bytes >= LargestPage)
            {
                next = at;
                break;
            }
        }
        return new(items, total ?? (after is null && next is null ? items.Count : null), next);

        // as many as there is room for, by the size of those before; in round numbers, as each has a statement of its own
        int More()
        {
            var fit = Math.Min(limit - items.Count, (LargestPage - bytes) * items.Count / Math.Max(1, bytes));
            return (int)Math.Max(1, fit > 100 ? fit / 100 * 100 : fit > 10 ? fit / 10 * 10 : fit);
        }

        async Task<bool> ReadAsync(int wanted, bool count)
        {
            await using var batch = database.CreateBatch();
            var behind = at is null
                ? ""
                : $" and ({by}, key) {(turned.Length > 0 ? "<" : ">")} (${parameters.Count + 3}, ${parameters.Count + 4})";
            var page = new NpgsqlBatchCommand($"""
                select payload, {by}, key from {from}{where}{behind}
                order by {by}{turned}, key{turned} limit {wanted + 1}
                """);
            batch.BatchCommands.Add(page);
            if (count) batch.BatchCommands.Add(new($"select count(*) from {from}{where}"));
            foreach (NpgsqlBatchCommand command in batch.BatchCommands)
            {
                command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
                foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
            }
            if (at is not null)
            {
                var (sort, key) = Cursor.Read(at, Place(view, order));
                page.Parameters.Add(new() { Value = sort });
                page.Parameters.Add(new() { Value = key });
            }
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var (taken, last, more) = (0, (Sort: "", Key: ""), false);
            while (await reader.ReadAsync(ct))
            {
                if (more = taken == wanted) continue;
                items.Add(reader.GetFieldValue<byte[]>(0));
                (taken, bytes, last) = (taken + 1, bytes + items[^1].Length, (reader.GetString(1), reader.GetString(2)));
            }
            if (more) at = Cursor.Write(last, Place(view, order));
            if (!count) return more;
            await reader.NextResultAsync(ct);
            await reader.ReadAsync(ct);
            total = reader.GetInt64(0);
            return more;
        }
    }

    /// <summary>Rows of a page that are read at first; their size says how many more there is room for.</summary>
    private const int AtFirst = 100;

    /// <summary>Bytes of documents from which on a page is full, however few they are.</summary>
    private const long LargestPage = 4 << 20;

    /// <summary>
    /// Everything that a view holds at the clocks, in its order: read in pages, so that no connection waits for whoever takes it, and no
    /// rebuild for this.
    /// </summary>
    /// <exception cref="ViewsNotThereException">The views were rebuilt meanwhile.</exception>
    public async IAsyncEnumerable<(string Key, byte[] Document)> EverythingAsync(
        View view,
        Clocks clocks,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var generation = await GenerationAsync(ct);
        var known = await IsLongAgoAsync(view, clocks.Position, ct) ? KnownLongAgo : KnownThen;
        for (var (last, more) = (("", ""), true); more;)
        {
            var page = new List<(string Key, byte[] Document)>(Several);
            await using (var command = database.CreateCommand($"select key, payload, sort from {ViewTables.Table(view)} where {known} "
                + $"and (sort, key) > ($3, $4) order by sort, key limit {Several}"))
            {
                Clock(command, clocks);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last.Item1 });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last.Item2 });
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    page.Add((reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
                    last = (reader.GetString(2), page[^1].Key);
                }
            }
            more = page.Count == Several;
            if (await GenerationAsync(ct) != generation) throw new ViewsNotThereException(0, clocks.Position);
            foreach (var row in page) yield return row;
        }
    }

    /// <summary>Rows that are read at a time, where all of them are.</summary>
    private const int Several = 1000;

    /// <summary>Of the tables of the views; a rebuild makes the next one.</summary>
    public async Task<long> GenerationAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select generation from {LeaderStore.Schema}.view_generation");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What a cursor is of.</summary>
    public static string Place(View view, Order? order) => $"{view.Name} {order}";

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
    private static (string Where, List<object> Parameters) Where(View view, Filter filter, int before = 2)
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
        foreach (var condition in filter.Fields ?? [])
        {
            var field = view.Fields.Single(f => f.Name == condition.Field);
            parameters.Add(field.Given(condition));
            var place = string.Create(CultureInfo.InvariantCulture, $"${parameters.Count + before}");
            where.Append(" and ").Append(field.Where(condition.How, place));
        }
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
    /// <exception cref="ViewsNotThereException">They have not been there since the start of the process.</exception>
    public async Task<(long Position, DateTimeOffset? At)> NewestAsync(CancellationToken ct)
    {
        await ThereAsync(ct);
        return await LazyInitializer.EnsureInitialized(ref _asked, () => new(PositionAsync)).AskAsync(ct);
    }

    /// <summary>For whoever reads a view beside this reader.</summary>
    /// <exception cref="ViewsNotThereException">They have not been there since the start of the process.</exception>
    public Task ThereAsync(CancellationToken ct) => there?.Invoke(ct) ?? Task.CompletedTask;

    private async Task<(long Position, DateTimeOffset? At)> PositionAsync()
    {
        await using var command = database.CreateCommand($"""
            select p.at, (select timestamp from {MartenTables.Events} where seq_id <= p.at order by seq_id desc limit 1),
                {LeaderStore.Now}
            from (select {LeaderStore.Schema}.complete(last_seq_id) as at from {MartenTables.Progression}
                where name = '{MartenTables.ViewProgress}' offset 0) p
            """);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return (0, null);
        (time as DatabaseClock)?.Tell(reader.GetFieldValue<DateTimeOffset>(2));
        Interlocked.Exchange(ref _newest, reader.GetInt64(0));
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    public async Task<long> PositionAtAsync(DateTimeOffset instant, long newest, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {LeaderStore.Schema}.position_at($1, $2)");
        command.Parameters.Add(new() { Value = instant.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>How many rows the filter lets through, known then or before; <paramref name="most"/> where there are more.</summary>
    public async Task<long> RowsAsync(View view, Filter filter, long newest, int most, CancellationToken ct)
    {
        var (where, parameters) = Where(view, filter, before: 1);
        await using var command = database.CreateCommand(
            $"select count(*) from (select from {ViewTables.Table(view)} where known_from <= $1{where} limit {most}) as known");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// The instants until <paramref name="until"/> at which a row of the filter began to hold, or ended: it holds from the later of its
    /// first day and of the instant at which it was recorded.
    /// </summary>
    /// <param name="newest">Position of the views.</param>
    public async Task<List<DateTimeOffset>> TurnsAsync(View view, Filter filter, long newest, DateTimeOffset until, CancellationToken ct)
    {
        var (where, parameters) = Where(view, filter);
        await using var command = database.CreateCommand($"""
            with held as (
                select greatest({LeaderStore.Schema}.midnight(in_force_from), {LeaderStore.Schema}.known_at(known_from)) as begins,
                    least({LeaderStore.Schema}.midnight(in_force_to),
                        case when known_to > $1 then 'infinity' else {LeaderStore.Schema}.known_at(known_to) end) as ends
                from {ViewTables.Table(view)} where known_from <= $1{where})
            select begins from held where begins < ends and begins <= $2 union select ends from held where begins < ends and ends <= $2
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = until.ToUniversalTime() });
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var turns = new List<DateTimeOffset>();
        while (await reader.ReadAsync(ct)) turns.Add(reader.GetFieldValue<DateTimeOffset>(0));
        return turns;
    }

    /// <summary>What was known at each of the instants, in order of time.</summary>
    public async Task<List<(DateTimeOffset At, long Position)>> PositionsAtAsync(
        IEnumerable<DateTimeOffset> instants,
        long newest,
        CancellationToken ct)
    {
        await using var command =
            database.CreateCommand($"select at, {LeaderStore.Schema}.position_at(at, $2) from unnest($1) as at order by at");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. instants.Select(i => i.ToUniversalTime())] });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var positions = new List<(DateTimeOffset, long)>();
        while (await reader.ReadAsync(ct)) positions.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1)));
        return positions;
    }

    /// <summary>Clocks that were asked for before, and are remembered; null where they were not.</summary>
    public Clocks? Remembered(DateOnly asOf, long position) => _pinned.GetValueOrDefault((asOf, position));

    /// <summary>Forgets what it remembers of positions: they may be counted a second time.</summary>
    public void Forget()
    {
        _pinned.Clear();
        _counts.Clear();
        _parts.Clear();
        _kept.Clear();
        foreach (var rows in _rows.Values) rows.Forget();
    }

    /// <summary>
    /// What is made of some views at two clocks: made once, and again when a row of them began or ended since, whatever else was recorded.
    /// </summary>
    /// <param name="what">What it is called here.</param>
    public async Task<T> KeptAsync<T>(string what, IReadOnlyList<View> of, Clocks clocks, Func<Task<T>> make, CancellationToken ct)
        where T : class
    {
        var key = (what, clocks.AsOf, await TurnedAsync(of, clocks.Position, ct));
        if (_kept.TryGetValue(key, out var known)) return (T)known;
        var made = await make();
        if (_kept.Count >= KeptAtMost) _kept.Clear();
        _kept[key] = made;
        return made;
    }

    /// <summary>The newest position, up to this one, at which a row of the views began or ended to be known; 0 before the first.</summary>
    private async Task<long> TurnedAsync(IReadOnlyList<View> views, long position, CancellationToken ct)
    {
        var newest = string.Join(", ", views.SelectMany(v => (string[])[Newest(v, "known_from"), Newest(v, "known_to")]));
        await using var command = database.CreateCommand($"select coalesce(greatest({newest}), 0)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return (long)(await command.ExecuteScalarAsync(ct))!;

        static string Newest(View view, string column) => $"(select {column} from {ViewTables.Table(view)} where {column} <= $1 "
            + $"and {column} < {long.MaxValue} order by {column} desc limit 1)";
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
        if (_pinned.Count >= Kept) _pinned.Clear();
        _pinned[(asOf, position)] = clocks;
        return clocks;
    }

    private static void Clock(NpgsqlCommand command, Clocks clocks, Joined? with = null)
    {
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = clocks.AsOf });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = clocks.Position });
        if (with?.Words is not { } words) return;
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. words.Select(w => w.Id)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. words.Select(w => w.Word)] });
    }
}
