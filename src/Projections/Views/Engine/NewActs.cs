using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>
/// Decides acts again as they come, on the streams that they rest on, read anew from the log: beside the rounds of the check, which come to
/// them later.
/// </summary>
public sealed class NewActs(NpgsqlDataSource database)
{
    private const int Most = 500;

    private long? _position;

    /// <summary>Looks at what was served since the last look; the first look only remembers where the views are.</summary>
    /// <returns>What is wrong, and whether more is left.</returns>
    public async Task<(IReadOnlyList<Difference> Found, bool More)> LookAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var reached = await ViewCheck.WholeAsync(connection, await Rebuild.PositionAsync(connection, ct), ct);
        if (_position is not { } after || after > reached)
        {
            _position = reached;
            return ([], false);
        }
        // Up to the end of an act.
        var upTo = Math.Min(reached, await ViewCheck.WholeAsync(connection, after + Most, ct) is var end && end > after ? end : reached);
        var facts = new List<Recorded>();
        try
        {
            await foreach (var page in FactLog.PagesAsync(connection, after, upTo, Most, ct, asked: true)) facts.AddRange(page);
        }
        catch (UnreadableFactException e)
        {
            _position = upTo;
            return ([new("log", e.Stream, null, e.Position, "unreadable", e.Message)], upTo < reached);
        }
        var again = new DecidedAgain(
            new((stream, before) => PastStreams.Read(connection, stream, before), fromTheFirst: false),
            requestsSince: true);
        foreach (var fact in facts) again.Take(fact);
        again.End();
        _position = upTo;
        return ([.. again.Found().Select(f => new Difference("log", f.Stream, null, f.Position, f.What, f.Detail))], upTo < reached);
    }
}
