using System.Text.Json;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>
/// What was read of the keys of a view with small documents: all that was ever known of each, so that any two clocks are answered from
/// memory. Which keys have changed since is asked once a position, whoever asks and for however many.
/// </summary>
/// <param name="keep">What is kept of a document.</param>
internal sealed class KeptRows<T, TKept>(NpgsqlDataSource database, View<T> view, Func<T, TKept> keep) : IForgets where T : class
{
    /// <summary>Keys that are kept, and that may have changed at once; it begins anew where there are more.</summary>
    private const int Most = 100_000, MostTurned = 10_000;

    private readonly record struct Known(DateOnly From, DateOnly To, long KnownFrom, long KnownTo, TKept Kept);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Known[]> _known = new(StringComparer.Ordinal);
    private long _current; // position up to which all that is kept holds
    private int _age;
    private Task? _turning;

    public void Forget()
    {
        lock (_lock)
        {
            _known.Clear();
            (_current, _age) = (0, _age + 1);
        }
    }

    /// <summary>Of each key that has a row at the clocks what is kept of it, in no order.</summary>
    public async Task<List<TKept>> GetManyAsync(IReadOnlyCollection<string> keys, Clocks clocks, CancellationToken ct)
    {
        if (Volatile.Read(ref _current) < clocks.Position) await AdvanceAsync(clocks.Position, ct);
        var (found, missing, age) = (new List<TKept>(keys.Count), new List<string>(), 0);
        lock (_lock)
        {
            age = _age;
            foreach (var key in keys.Distinct(StringComparer.Ordinal))
            {
                if (_current >= clocks.Position && _known.TryGetValue(key, out var rows)) Take(rows);
                else missing.Add(key);
            }
        }
        if (missing.Count == 0) return found;
        var (read, position) = await ReadAsync(missing, ct);
        lock (_lock)
        {
            // what turned since it was read has been looked for already: of that, this one would never hear
            var holds = age == _age && position >= _current;
            if (holds && _known.Count + missing.Count > Most) _known.Clear();
            foreach (var key in missing)
            {
                var rows = read.TryGetValue(key, out var some) ? some.ToArray() : [];
                if (holds) _known[key] = rows;
                Take(rows);
            }
        }
        return found;

        void Take(Known[] rows)
        {
            foreach (var row in rows)
            {
                if (row.From <= clocks.AsOf && row.To > clocks.AsOf && row.KnownFrom <= clocks.Position && row.KnownTo > clocks.Position)
                {
                    found.Add(row.Kept);
                    return;
                }
            }
        }
    }

    /// <summary>Lets go of the keys that have changed up to the position.</summary>
    private async Task AdvanceAsync(long position, CancellationToken ct)
    {
        while (true)
        {
            Task turning;
            lock (_lock)
            {
                if (_known.Count == 0) _current = Math.Max(_current, position);
                if (_current >= position) return;
                turning = _turning is { IsCompleted: false } ? _turning : _turning = TurnAsync(_current, position, _age);
            }
            await turning.WaitAsync(ct);
        }
    }

    private async Task TurnAsync(long from, long position, int age)
    {
        await using var command = database.CreateCommand($"""
            select key from {ViewTables.Table(view)} where known_from > $1 and known_from <= $2
            union select key from {ViewTables.Table(view)} where known_to > $1 and known_to <= $2 limit {MostTurned + 1}
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using var reader = await command.ExecuteReaderAsync();
        var turned = new List<string>();
        while (await reader.ReadAsync()) turned.Add(reader.GetString(0));
        lock (_lock)
        {
            if (age != _age) return;
            if (turned.Count > MostTurned) _known.Clear();
            foreach (var key in turned) _known.Remove(key);
            _current = position;
        }
    }

    /// <returns>All that was ever known of the keys, and the position of the views at which it was read.</returns>
    private async Task<(Dictionary<string, List<Known>> Rows, long Position)> ReadAsync(List<string> keys, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select p.last_seq_id, r.key, r.in_force_from, r.in_force_to, r.known_from, r.known_to, r.payload
            from (select coalesce(max(last_seq_id), 0) as last_seq_id from {MartenTables.Progression}
                where name = '{MartenTables.ViewProgress}') p
            left join {ViewTables.Table(view)} r on r.key = any($1)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (rows, position) = (new Dictionary<string, List<Known>>(StringComparer.Ordinal), 0L);
        while (await reader.ReadAsync(ct))
        {
            position = reader.GetInt64(0);
            if (reader.IsDBNull(1)) continue;
            var key = reader.GetString(1);
            if (!rows.TryGetValue(key, out var of)) rows[key] = of = [];
            of.Add(new(
                reader.GetFieldValue<DateOnly>(2),
                reader.GetFieldValue<DateOnly>(3),
                reader.GetInt64(4),
                reader.GetInt64(5),
                keep(JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(6), LeaderJson.Http)!)));
        }
        return (rows, position);
    }
}

/// <summary>It forgets what it remembers of positions: they may be counted a second time.</summary>
internal interface IForgets
{
    void Forget();
}
