using System.Runtime.CompilerServices;
using System.Text;
using Leader.Projections.Log;
using Npgsql;
using NpgsqlTypes;

namespace Leader.Projections.Views.Engine;

/// <summary>The tables behind the views: one shape for all, two ranges a row.</summary>
public static class ViewTables
{
    /// <param name="version">Of the folds of this program.</param>
    public static string GenerationDdl(int version) => $"""
        -- Raised by every rebuild. A page that was folded over the tables of an earlier generation is not saved, but folded again. And
        -- the version of the folds that made the views: a program with other folds saves no page.
        create table if not exists {LeaderStore.Schema}.view_generation (only_row bool primary key default true check (only_row),
            generation bigint not null);
        alter table {LeaderStore.Schema}.view_generation add column if not exists version int not null default 1;
        insert into {LeaderStore.Schema}.view_generation (generation, version) values (0, {version}) on conflict do nothing;
        drop function if exists {LeaderStore.Schema}.same_views(bigint);
        create or replace function {LeaderStore.Schema}.same_views(folded_over bigint, folded_by int) returns void language plpgsql as $$
        declare made_by int;
        begin
            select version into made_by from {LeaderStore.Schema}.view_generation where generation = folded_over for share;
            if not found then raise exception 'the views were rebuilt meanwhile' using errcode = '40001'; end if;
            if made_by <> folded_by then
                raise exception 'the views are of version %, this program makes version %', made_by, folded_by using errcode = '55000';
            end if;
        end $$;
        -- Every two neighbouring characters of a text, and each that is no ASCII: of whatever part of it, all are among them. The text is
        -- taken apart once, as reaching for its i-th character means counting from its first.
        create or replace function {LeaderStore.Schema}.grams(of text) returns text[] language sql immutable parallel safe strict as $$
            select array_agg(a || b) filter (where b is not null) || array_agg(a) filter (where ascii(a) > 127)
            from unnest(string_to_array(of, null), string_to_array(substr(of, 2), null)) as characters(a, b)
        $$;
        """;

    /// <summary>Of the columns, those that hold text.</summary>
    private static readonly string[] Texts = ["key", "enterprise", "category", "sector", "body", "status", "sort"];

    internal const string Columns = "key, in_force_from, in_force_to, known_from, known_to, enterprise, category, cycle, sector, body, "
        + "status, sort, payload";

    /// <summary>What is filtered by equality: without an index of its own, a list would be walked to its end for what it lacks.</summary>
    private static readonly string[] Indexed = ["enterprise", "category", "cycle", "sector", "body", "status"];

    /// <summary>The tag of a view whose rows stand under several categories, as an array.</summary>
    public const string Categories = "string_to_array(category, ' ')";

    /// <summary>Lists walk it in their order; what is not in force, or not known, is passed over without its row being read.</summary>
    private const string Page = "page";
    private const string Grams = "grams";

    /// <param name="suffix">Empty for the table that is read; a rebuild has tables of its own.</param>
    public static string Table(View view, string suffix = "") => $"{LeaderStore.Schema}.{Name(view, suffix)}";

    /// <summary>
    /// In force: [in_force_from, in_force_to) as days in Beijing. Known: [known_from, known_to) as positions of the log.
    /// The payload is the document as its bytes: type json keeps them as they are. Text is in the order of its code points, whatever the
    /// language of the database: a page of a list is the same on every server, and after every upgrade of one.
    /// </summary>
    public static string Ddl(View view, string suffix = "") => $"""
        create table if not exists {Table(view, suffix)} (
            key text collate "C" not null, in_force_from date not null, in_force_to date not null,
            known_from bigint not null, known_to bigint not null,
            enterprise text collate "C", category text collate "C", cycle int, sector text collate "C", body text collate "C",
                status text collate "C", sort text collate "C" not null,
            payload json not null);
        do $$ begin
            if exists (select from pg_attribute where attrelid = '{Table(view, suffix)}'::regclass
                and attcollation not in (0, 'pg_catalog."C"'::regcollation)) then
                -- made before version 9 of the schema
                alter table {Table(view, suffix)} {string.Join(", ", Texts.Select(c => $"alter column {c} type text collate \"C\""))};
            end if;
        end $$;
        do $$ begin
            alter table {Table(view, suffix)} alter column payload set compression lz4; -- several times faster than the default, both ways
        exception when feature_not_supported then null; -- a server built without it
        end $$;
        """;

    /// <summary>Apart from the table, as filling a table without it is much faster.</summary>
    public static string PrimaryKey(View view, string suffix = "") => $"""
        {UniqueIndex(view, suffix)}
        do $$ begin
            if not exists (select from pg_constraint where conrelid = '{Table(view, suffix)}'::regclass and contype = 'p') then
                alter table {Table(view, suffix)} add constraint {Name(view, suffix)}_pkey
                    primary key using index {Name(view, suffix)}_pkey;
            end if;
        end $$;
        """;

    /// <summary>That of the primary key: as an index, others of the table can be made at the same time.</summary>
    public static string UniqueIndex(View view, string suffix = "") =>
        $"create unique index if not exists {Name(view, suffix)}_pkey on {Table(view, suffix)} (key, known_from, in_force_from);";

    /// <summary>
    /// What reads need beyond the key. The positions let a check or a list of changes look at a stretch of the log alone.
    /// </summary>
    public static IEnumerable<string> Indexes(View view, string suffix = "") =>
    [
        $"create index if not exists {Index(view, Page, suffix)} on {Table(view, suffix)} (sort, key, known_from, known_to, "
            + "in_force_from, in_force_to, status);",
        .. Indexed.Select(c =>
            $"create index if not exists {Index(view, c, suffix)} on {Table(view, suffix)} {(c == "category" && view.HasSeveralCategories
                ? $"using gin ({Categories})" : $"({c})")} where {c} is not null;"),
        $"create index if not exists {Index(view, "in_force_from", suffix)} on {Table(view, suffix)} (in_force_from);",
        $"create index if not exists {Index(view, "known_from", suffix)} on {Table(view, suffix)} (known_from);",
        .. view.Grams is null ? Array.Empty<string>()
            : [$"create index if not exists {Index(view, Grams, suffix)} on {Table(view, suffix)} using gin (({GramsOf(view)}));"],
        $"create index if not exists {Index(view, "known_to", suffix)} on {Table(view, suffix)} (known_to) where known_to < "
            + $"{long.MaxValue};",
        .. FieldsOf(view).Select(f =>
            $"create index if not exists {Index(view, f.Name, suffix)} on {Table(view, suffix)} {f.On};"),
    ];

    private static IEnumerable<(string Name, string On)> FieldsOf(View view) =>
        view.Fields.SelectMany(f => f.Indexes).Select(i => ($"by_{i.Name.ToLowerInvariant()}", i.On));

    /// <summary>By parts of a text, in SQL. Built in: no extension is needed.</summary>
    internal static string GramsOf(View view) => $"{LeaderStore.Schema}.grams(payload->>'{view.Grams}')";

    /// <summary>Puts the tables of a rebuild in the place of those that are read.</summary>
    public static string Swap(View view, string suffix) => $"""
        drop table {Table(view)};
        alter table {Table(view, suffix)} rename to {Name(view, "")};
        alter index {LeaderStore.Schema}.{Name(view, suffix)}_pkey rename to {Name(view, "")}_pkey;
        {string.Join('\n', Named(view).Select(c => Renamed(view, c, suffix)))}
        """;

    private static IEnumerable<string> Named(View view) =>
    [
        .. Indexed, Page, "in_force_from", "known_from", "known_to", .. view.Grams is null ? Array.Empty<string>() : [Grams],
        .. FieldsOf(view).Select(f => f.Name),
    ];

    private static string Renamed(View view, string column, string suffix) =>
        $"alter index {LeaderStore.Schema}.{Index(view, column, suffix)} rename to {Index(view, column, "")};";

    /// <summary>Not to be touched by the store's own migrations.</summary>
    public static IEnumerable<string> Names => LeaderViews.All.Select(v => Table(v));

    private static string Name(View view, string suffix) => $"view_{view.Name.Replace('-', '_')}{suffix}";
    private static string Index(View view, string column, string suffix) => $"ix_{Name(view, suffix)}_{column}";

    /// <summary>Loads what the table holds as known of the keys.</summary>
    /// <param name="position">As known there; now, if not given.</param>
    internal static async Task LoadAsync(
        this ViewFold fold,
        NpgsqlConnection connection,
        string[] keys,
        string suffix,
        CancellationToken ct,
        long? position = null)
    {
        if (keys.Length == 0) return;
        await using var command = new NpgsqlCommand($"""
            select {Columns} from {Table(fold.View, suffix)} where key = any($1)
                and {(position is null ? $"known_to = {long.MaxValue}" : "known_from <= $2 and known_to > $2")} order by key, in_force_from
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        if (position is { } at) command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = at });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<HeldRow>();
        while (await reader.ReadAsync(ct))
        {
            var (row, knownFrom, _) = Read(reader);
            if (rows.Count > 0 && rows[0].Row.Key != row.Key) { fold.Load(rows[0].Row.Key, rows); rows = []; }
            rows.Add(new(row, knownFrom, true));
        }
        if (rows.Count > 0) fold.Load(rows[0].Row.Key, rows);
    }

    /// <summary>Rows by a condition on two positions, <c>$1</c> and <c>$2</c>.</summary>
    internal static async IAsyncEnumerable<KnownRow> ReadAsync(
        NpgsqlConnection connection,
        View view,
        string where,
        long first,
        long second,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from {Table(view)} where {where}",
            connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = second });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return Read(reader);
    }

    internal static KnownRow Read(NpgsqlDataReader reader)
    {
        return new(
            new(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<DateOnly>(2), reader.GetFieldValue<byte[]>(12),
                new(Text(5), Text(6), reader.IsDBNull(7) ? null : reader.GetInt32(7), Text(8), Text(9), Text(10), reader.GetString(11))),
            reader.GetInt64(3),
            reader.GetInt64(4));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Two statements for a whole page: end rows, write rows. Each takes its arrays as parameters.</summary>
    internal static IEnumerable<(string Sql, object[] Parameters)> Statements(this ViewFold fold, string suffix = "")
    {
        if (fold.Closed is { Count: > 0 } closed)
        {
            yield return ($"""
                update {Table(fold.View, suffix)} v set known_to = c.known_to
                from unnest(^::text[], ^::date[], ^::bigint[], ^::bigint[]) as c(key, in_force_from, known_from, known_to)
                where v.key = c.key and v.known_from = c.known_from and v.in_force_from = c.in_force_from
                """,
            [
                closed.Select(c => c.Key).ToArray(), closed.Select(c => c.From).ToArray(),
                closed.Select(c => c.KnownFrom).ToArray(), closed.Select(c => c.KnownTo).ToArray(),
            ]);
        }
        if (fold.Opened is not { Count: > 0 } opened) yield break;
        yield return ($"""
            insert into {Table(fold.View, suffix)} ({Columns})
            select * from unnest(^::text[], ^::date[], ^::date[], ^::bigint[], ^::bigint[], ^::text[], ^::text[], ^::int[], ^::text[],
                ^::text[], ^::text[], ^::text[], ^::text[]::json[])
            """,
        [
            opened.Select(r => r.Row.Key).ToArray(),
            opened.Select(r => r.Row.From).ToArray(),
            opened.Select(r => r.Row.To).ToArray(),
            opened.Select(r => r.KnownFrom).ToArray(),
            opened.Select(r => r.KnownTo).ToArray(),
            opened.Select(r => r.Row.Tags.Enterprise).ToArray(),
            opened.Select(r => r.Row.Tags.Category).ToArray(),
            opened.Select(r => r.Row.Tags.Cycle).ToArray(),
            opened.Select(r => r.Row.Tags.Sector).ToArray(),
            opened.Select(r => r.Row.Tags.Body).ToArray(),
            opened.Select(r => r.Row.Tags.Status).ToArray(),
            opened.Select(r => r.Row.Tags.Sort).ToArray(),
            opened.Select(r => Encoding.UTF8.GetString(r.Row.Payload)).ToArray(),
        ]);
    }

    /// <summary>Writes what is to be opened by <c>COPY</c>, and then ends what is to be closed.</summary>
    internal static async Task CopyAsync(
        NpgsqlConnection connection,
        View view,
        IReadOnlyList<KnownRow> opened,
        IReadOnlyList<ClosedRow> closed,
        string suffix,
        CancellationToken ct)
    {
        if (opened.Count > 0)
        {
            await using var copy = await connection.BeginBinaryImportAsync(
                $"copy {Table(view, suffix)} ({Columns}) from stdin (format binary)",
                ct);
            foreach (var row in opened) Write(copy, row);
            await copy.CompleteAsync(ct);
        }
        if (closed.Count == 0) return;
        await using var close = new NpgsqlCommand($"""
            update {Table(view, suffix)} v set known_to = c.known_to
            from unnest($1, $2, $3, $4) as c(key, in_force_from, known_from, known_to)
            where v.key = c.key and v.known_from = c.known_from and v.in_force_from = c.in_force_from
            """, connection) { CommandTimeout = 0 };
        close.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. closed.Select(c => c.Key)] });
        close.Parameters.Add(new NpgsqlParameter<DateOnly[]> { TypedValue = [.. closed.Select(c => c.From)] });
        close.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. closed.Select(c => c.KnownFrom)] });
        close.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. closed.Select(c => c.KnownTo)] });
        await close.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Not async: it only fills a buffer, mostly, and there are millions of values.</summary>
    private static void Write(NpgsqlBinaryImporter copy, KnownRow known)
    {
        var (row, tags) = (known.Row, known.Row.Tags);
        copy.StartRow();
        copy.Write(row.Key, NpgsqlDbType.Text);
        copy.Write(row.From, NpgsqlDbType.Date);
        copy.Write(row.To, NpgsqlDbType.Date);
        copy.Write(known.KnownFrom, NpgsqlDbType.Bigint);
        copy.Write(known.KnownTo, NpgsqlDbType.Bigint);
        copy.Write(tags.Enterprise, NpgsqlDbType.Text);
        copy.Write(tags.Category, NpgsqlDbType.Text);
        if (tags.Cycle is { } cycle) copy.Write(cycle, NpgsqlDbType.Integer); else copy.WriteNull();
        copy.Write(tags.Sector, NpgsqlDbType.Text);
        copy.Write(tags.Body, NpgsqlDbType.Text);
        copy.Write(tags.Status, NpgsqlDbType.Text);
        copy.Write(tags.Sort, NpgsqlDbType.Text);
        copy.Write(row.Payload, NpgsqlDbType.Json);
    }
}
