using System.Text;
using Npgsql;

namespace Leader.Projections.Views;

/// <summary>The tables behind the views: one shape for all, two ranges a row.</summary>
public static class ViewTables
{
    public static string Table(View view) => $"{LeaderStore.Schema}.view_{view.Name.Replace('-', '_')}";

    /// <summary>
    /// In force: [in_force_from, in_force_to) as days in Beijing. Known: [known_from, known_to) as positions of the log.
    /// The payload is the document as its bytes: type json keeps them as they are.
    /// </summary>
    public static string Ddl(View view) => $"""
        create table if not exists {Table(view)} (
            key text not null, in_force_from date not null, in_force_to date not null,
            known_from bigint not null, known_to bigint not null,
            enterprise text, category text, cycle int, sector text, body text, status text, sort text not null,
            payload json not null,
            primary key (key, known_from, in_force_from));
        create index if not exists {Index(view, "enterprise")} on {Table(view)} (enterprise) where enterprise is not null;
        create index if not exists {Index(view, "category")} on {Table(view)} (category) where category is not null;
        create index if not exists {Index(view, "sort")} on {Table(view)} (sort, key);
        """;

    /// <summary>Not to be touched by the store's own migrations.</summary>
    public static IEnumerable<string> Names => LeaderViews.All.Select(Table);

    private static string Index(View view, string column) => $"ix_view_{view.Name.Replace('-', '_')}_{column}";

    /// <summary>Loads what is known now of the keys that the facts touch.</summary>
    internal static async Task LoadAsync(this ViewPage page, NpgsqlConnection connection, string[] keys, CancellationToken ct)
    {
        if (keys.Length == 0) return;
        await using var command = new NpgsqlCommand($"""
            select key, in_force_from, in_force_to, known_from, payload from {Table(page.View)}
            where key = any($1) and known_to = {long.MaxValue} order by key, in_force_from
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            page.Load(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<DateOnly>(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
    }

    /// <summary>Two statements for a whole page: end rows, write rows. Each takes its arrays as parameters.</summary>
    internal static IEnumerable<(string Sql, object[] Parameters)> Statements(this ViewPage page)
    {
        if (page.Closed is { Count: > 0 } closed)
            yield return ($"""
                update {Table(page.View)} v set known_to = c.known_to
                from unnest(^::text[], ^::date[], ^::bigint[], ^::bigint[]) as c(key, in_force_from, known_from, known_to)
                where v.key = c.key and v.known_from = c.known_from and v.in_force_from = c.in_force_from
                """,
            [
                closed.Select(c => c.Key).ToArray(), closed.Select(c => c.From).ToArray(),
                closed.Select(c => c.KnownFrom).ToArray(), closed.Select(c => c.KnownTo).ToArray(),
            ]);
        if (page.Opened is not { Count: > 0 } opened) yield break;
        yield return ($"""
            insert into {Table(page.View)} (key, in_force_from, in_force_to, known_from, known_to, enterprise, category, cycle, sector, body, status, sort, payload)
            select * from unnest(^::text[], ^::date[], ^::date[], ^::bigint[], ^::bigint[], ^::text[], ^::text[], ^::int[], ^::text[], ^::text[], ^::text[], ^::text[], ^::text[]::json[])
            """,
        [
            opened.Select(r => r.Row.Key).ToArray(), opened.Select(r => r.Row.From).ToArray(), opened.Select(r => r.Row.To).ToArray(),
            opened.Select(r => r.KnownFrom).ToArray(), opened.Select(r => r.KnownTo).ToArray(),
            opened.Select(r => r.Row.Tags.Enterprise).ToArray(), opened.Select(r => r.Row.Tags.Category).ToArray(), opened.Select(r => r.Row.Tags.Cycle).ToArray(),
            opened.Select(r => r.Row.Tags.Sector).ToArray(), opened.Select(r => r.Row.Tags.Body).ToArray(), opened.Select(r => r.Row.Tags.Status).ToArray(),
            opened.Select(r => r.Row.Tags.Sort).ToArray(), opened.Select(r => Encoding.UTF8.GetString(r.Row.Payload)).ToArray(),
        ]);
    }
}
