using Leader.Domain;
using Npgsql;

namespace Leader.Projections.Log;

/// <summary>Facts of a stream before a position, read from the log. For audits: it waits for the database.</summary>
internal static class PastStreams
{
    public static IEnumerable<Fact> Read(NpgsqlConnection connection, string stream, long before)
    {
        using var command = new NpgsqlCommand(
            $"select type, data from {MartenTables.Events} where stream_id = $1 and seq_id < $2 order by version",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before });
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return FactTypes.Read(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
    }
}

/// <summary>The ledger as it stood before a position, read from the log when it is asked. For audits: it waits for the database.</summary>
internal sealed class PastLedger(NpgsqlConnection connection, long before) : ILedger
{
    private readonly Dictionary<(string, Type), object> _read = [];

    public T Read<T>(string stream) where T : IState<T>
    {
        if (_read.TryGetValue((stream, typeof(T)), out var known)) return (T)known;
        var state = PastStreams.Read(connection, stream, before).Aggregate(T.Initial, T.Evolve);
        _read[(stream, typeof(T))] = state;
        return state;
    }
}
