using Npgsql;

namespace Leader.Projections.Log;

/// <summary>
/// What of the database's catalogue the register rests on, a line an object: columns, what must be unique, constraints, triggers,
/// sequences, and functions by the SHA-256 of their text. As it should be it stands in <c>schema.txt</c>, which is reviewed; indexes that
/// only make reads fast are not in it.
/// </summary>
public static class RegisterSchema
{
    private const string Sql = $"""
        with t as (select c.oid, c.relname, c.relkind from pg_class c where c.relnamespace = '{LeaderStore.Schema}'::regnamespace
            and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S'))
        select replace(line, '{LeaderStore.Schema}.', '') from (
            select format('column %s %s %s%s%s', t.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then ' not null' else '' end,
                case when a.attcollation = 'pg_catalog."C"'::regcollation then ' collate C' else '' end) as line
            from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped where t.relkind <> 'S'
            union all select format('unique %s %s%s', t.relname, regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', ''),
                case when i.indisvalid and i.indisready and i.indislive then '' else ' not valid' end)
            from t join pg_index i on i.indrelid = t.oid where i.indisunique
            union all select format('constraint %s %s', t.relname, pg_get_constraintdef(c.oid))
            from t join pg_constraint c on c.conrelid = t.oid where c.contype in ('c', 'f', 'x')
            union all select format('trigger %s %s %s', t.relname, g.tgenabled,
                regexp_replace(pg_get_triggerdef(g.oid), '^CREATE (CONSTRAINT )?TRIGGER \S+ ', ''))
            from t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
            union all select format('rule %s %s', t.relname, r.rulename) from t join pg_rewrite r on r.ev_class = t.oid
            union all select format('policies %s', relname) from pg_class where oid in (select oid from t)
                and (relrowsecurity or relforcerowsecurity)
            union all select format('parent %s %s', t.relname, p.inhparent::regclass) from t join pg_inherits p on p.inhrelid = t.oid
            union all select format('sequence %s by %s%s', t.relname, s.seqincrement, case when s.seqcycle then ' cycle' else '' end)
            from t join pg_sequence s on s.seqrelid = t.oid
            union all select format('function %s(%s) %s %s%s%s %s', p.proname, pg_get_function_identity_arguments(p.oid), l.lanname,
                p.provolatile, case when p.prosecdef then ' definer' else '' end, coalesce(' ' || array_to_string(p.proconfig, ' '), ''),
                case when p.prosqlbody is null then encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') else 'standard' end)
            from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace = '{LeaderStore.Schema}'::regnamespace
        ) all_of_it
        """;

    /// <summary>As it should be.</summary>
    public static IReadOnlySet<string> Expected { get; } = Read();

    private static HashSet<string> Read()
    {
        using var reader = new StreamReader(typeof(RegisterSchema).Assembly.GetManifestResourceStream("schema.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>As it is, in the order of its text.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) lines.Add(reader.GetString(0));
        return [.. lines];
    }

    /// <summary>
    /// What is missing, or is there and should not be. What belongs to no table of the register, as the tables of a rebuild that was
    /// killed, does not matter.
    /// </summary>
    /// <returns>The object, as <c>function guard</c>, and what is wrong.</returns>
    public static async Task<IReadOnlyList<(string What, string Detail)>> DifferencesAsync(
        NpgsqlConnection connection,
        CancellationToken ct)
    {
        var there = await LinesAsync(connection, ct);
        var tables = Expected.Where(l => l.StartsWith("column ", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]).ToHashSet();
        var (gone, more) = (Expected.Except(there).ToArray(), there.Where(l => !Expected.Contains(l)
            && (l.StartsWith("function ", StringComparison.Ordinal) || tables.Contains(l.Split(' ')[1]))).ToArray());
        return
        [
            .. gone.Select(l => (Name(l), more.Any(m => Name(m) == Name(l)) ? "it is not as this program makes it" : "it is gone")),
            .. more.Where(m => !gone.Any(g => Name(g) == Name(m))).Select(m => (Name(m), "this program makes no such thing")),
        ];
    }

    /// <summary>Of a function its name, of a column with its table; of others the table.</summary>
    private static string Name(string line)
    {
        var words = line.Split(' ', '(');
        return words[0] == "column" ? $"{words[0]} {words[1]}.{words[2]}" : words[0] == "unique" ? line : $"{words[0]} {words[1]}";
    }
}
