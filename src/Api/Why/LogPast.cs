using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Why;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Why;

/// <summary>The past up to a position, read from the log stream by stream as it is asked for. Waits for the database.</summary>
internal sealed class LogPast(NpgsqlConnection connection, long upTo, CancellationToken ct = default) : IPast
{
    /// <summary>
    /// Facts of one act stand side by side in the log; those of before acts had an identity, together but for what others recorded at the
    /// same moment.
    /// </summary>
    private const int Near = 8, Around = 64, Far = 32_768;

    public long UpTo => upTo;

    private readonly Dictionary<string, IReadOnlyList<PastAct>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PastAct> _acts = [];

    /// <summary>When what stands at the position was recorded.</summary>
    public Dictionary<long, DateTimeOffset> RecordedAt { get; } = [];

    public IReadOnlyList<PastAct> ActsOn(string stream)
    {
        if (_streams.TryGetValue(stream, out var known)) return known;
        var all = Read(
            $"select seq_id, correlation_id from {MartenTables.Events} where stream_id = $1 and seq_id <= $2",
            Placed,
            stream,
            upTo).OrderBy(f => f.Position).ToList();
        Load(all);
        return _streams[stream] = [.. all.Select(f => _acts[f.Position]).Distinct()];
    }

    /// <summary>The acts that recorded what stands at the positions, by these.</summary>
    public IReadOnlyDictionary<long, PastAct> ActsAt(long[] positions)
    {
        Load(Read($"select seq_id, correlation_id from {MartenTables.Events} where seq_id = any($1)", Placed, positions));
        return _acts;
    }

    /// <summary>The acts whose first facts stand between two positions, both inclusive, in their order.</summary>
    public PastAct[] ActsFrom(long first, long last)
    {
        Load(Read($"select seq_id, correlation_id from {MartenTables.Events} where seq_id between $1 and $2 and type <> 'tombstone'",
            Placed, first, last));
        return [.. _acts.Values.Where(a => a.Position >= first && a.Position <= last).Distinct().OrderBy(a => a.Position)];
    }

    public PastAct ActAt(long position) => _acts.TryGetValue(position, out var known) ? known : ActsAt([position])[position];

    private static (long Position, string? Correlation) Placed(NpgsqlDataReader row) =>
        (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1));

    private void Load(IEnumerable<(long Position, string? Correlation)> all)
    {
        var open = all.Where(f => !_acts.ContainsKey(f.Position)).ToList();
        for (var around = Near; open.Count > 0; around *= 8)
        {
            var ranges = Ranges([.. open.Select(f => f.Position)], around);
            var rows = Read($"""
                select e.seq_id, e.timestamp, e.type, e.data, e.user_name, e.headers, e.correlation_id
                from unnest($1, $2) as w(low, high), lateral (select * from {MartenTables.Events} where seq_id between w.low and w.high
                    and type <> 'tombstone' and (correlation_id = any($3) or correlation_id is null)) e
                """,
                Row.Of,
                ranges.Select(r => r.Low).ToArray(),
                ranges.Select(r => Math.Min(r.High, upTo)).ToArray(),
                open.Select(f => f.Correlation).OfType<string>().Distinct().ToArray());
            var asked = open.ToDictionary(f => f.Position);
            open.Clear();
            foreach (var act in rows.OrderBy(r => r.Position).GroupBy(r => r.Act is null ? (r.Correlation, r.At) : (r.Act, default)))
            {
                var facts = act.ToArray();
                if (!facts.Any(f => asked.ContainsKey(f.Position))) continue;
                var (first, last) = (facts[0].Position, facts[^1].Position);
                if (around < Far && (facts[0].Act is null && around < Around || asked.Keys.Where(p => p >= first && p <= last)
                    .Any(p => first <= p - around || last >= p + around && last < upTo)))
                {
                    open.Add(asked[facts.First(f => asked.ContainsKey(f.Position)).Position]);
                }
                else
                {
                    Take(facts);
                }
            }
        }
    }

    private void Take(Row[] rows)
    {
        if (_acts.ContainsKey(rows[0].Position)) return;
        var facts = rows.Select(r => new PastFact(r.Position, FactTypes.Read(r.Type, r.Data))).ToArray();
        var request = rows.Select(r => r.Request).FirstOrDefault(r => r is not null);
        var act = PastAct.Of(
            facts,
            rows[0].At,
            new(rows[0].Subject ?? "", rows[0].Role),
            request is null ? null : RequestTypes.Read(request),
            request is null ? null : RequestTypes.ReadSigned(request)?.Said());
        foreach (var row in rows)
        {
            _acts[row.Position] = act;
            RecordedAt[row.Position] = row.At;
        }
    }

    private static List<(long Low, long High)> Ranges(List<long> positions, int around)
    {
        var ranges = new List<(long Low, long High)>();
        foreach (var p in positions.Order())
        {
            if (ranges.Count > 0 && ranges[^1].High >= p - around - 1) ranges[^1] = (ranges[^1].Low, p + around);
            else ranges.Add((p - around, p + around));
        }
        return ranges;
    }

    /// <summary>Asks in the session that the past is read in, and waits for the answer.</summary>
    internal List<T> Read<T>(string sql, Func<NpgsqlDataReader, T> row, params object[] parameters)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var p in parameters) command.Parameters.Add(new NpgsqlParameter { Value = p });
        command.Prepare();
        using var stops = ct.Register(command.Cancel);
        try
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(row(reader));
            return rows;
        }
        catch (PostgresException) when (ct.IsCancellationRequested) { throw new OperationCanceledException(ct); }
    }

    private sealed record Row(
        long Position,
        DateTimeOffset At,
        string Type,
        byte[] Data,
        string? Subject,
        Role Role,
        string? Correlation,
        string? Act,
        byte[]? Request)
    {
        public static Row Of(NpgsqlDataReader r)
        {
            var (role, act, request) = (Role.System, default(string), default(byte[]));
            if (!r.IsDBNull(5))
            {
                using var headers = JsonDocument.Parse(r.GetFieldValue<byte[]>(5));
                if (headers.RootElement.ValueKind == JsonValueKind.Object
                    && headers.RootElement.TryGetProperty("role", out var name)
                    && Enum.TryParse<Role>(name.GetString(), out var known))
                {
                    role = known;
                }
                if (headers.RootElement.ValueKind == JsonValueKind.Object
                    && headers.RootElement.TryGetProperty(LeaderStore.ActHeader, out var id))
                {
                    act = id.GetString();
                }
                request = RequestTypes.In(headers.RootElement);
            }
            return new(
                r.GetInt64(0), r.GetFieldValue<DateTimeOffset>(1), r.GetString(2), r.GetFieldValue<byte[]>(3),
                r.IsDBNull(4) ? null : r.GetString(4), role, r.IsDBNull(6) ? null : r.GetString(6), act, request);
        }
    }
}
