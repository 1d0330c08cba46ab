using System.Diagnostics;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>
/// One way through the log, in steps of any length: holds that acts are whole, decides each again, folds it, and holds what came of each
/// step against the tables, and against the states by which the rules decide.
/// </summary>
/// <param name="memory">Bytes, about, of the documents held; of the states those of as many facts as take the same.</param>
public sealed class AuditPass(long memory)
{
    /// <summary>Bytes that a fact takes in a state, about.</summary>
    private const long FactBytes = 2_000;

    private readonly StatesBeside _states = new(LeaderAgreements.All);
    private readonly ViewFold[] _folds = [.. LeaderViews.All.Select(v => new ViewFold(v))];
    private readonly ActCheck _acts = new();
    private readonly Stopwatch _deciding = new();
    private NpgsqlConnection? _past;
    private DecidedAgain? _again;

    /// <summary>The acts that were decided again.</summary>
    public DecidedAgain Again => _again ??= new(new((stream, before) => PastStreams.Read(_past!, stream, before), fromTheFirst: true));

    /// <summary>Up to here, inclusive, the tables were compared.</summary>
    public long Position { get; private set; }

    public long Rows { get; private set; }

    /// <summary>That it took so far to decide the acts again.</summary>
    public TimeSpan Deciding => _deciding.Elapsed;

    public List<Difference> Found { get; } = [];

    /// <param name="page">The facts behind <see cref="Position"/>, with who asked for them; the views have reached the last of
    /// them.</param>
    public async Task StepAsync(NpgsqlConnection connection, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        await LoadStatesAsync(connection, page, ct);
        DecideAgain(connection, page);
        foreach (var fact in page)
        {
            if (_states.Apply(fact) is { } wrong) Found.Add(new("log", fact.Stream, null, fact.Position, "state", wrong));
        }
        foreach (var fold in _folds)
        {
            if (fold.HasLetGo) await fold.LoadAsync(connection, fold.Missing(page), "", ct, Position);
            foreach (var fact in page) fold.Apply(fact);
            fold.Finish();
            Rows += fold.Opened.Count;
            await CompareAsync(connection, fold, Position, page[^1].Position, ct);
            fold.Opened.Clear();
            fold.Closed.Clear();
        }
        CompareStates();
        foreach (var fold in _folds) fold.Shrink(memory / _folds.Length);
        _states.Shrink(memory / FactBytes);
        Position = page[^1].Position;
    }

    /// <summary>Only holds acts whole, and decides them again: the views need not have reached them.</summary>
    public void DecideAgain(NpgsqlConnection connection, IReadOnlyList<Recorded> page)
    {
        _past = connection;
        _deciding.Start();
        foreach (var fact in page)
        {
            if (_acts.Take(fact) is { } torn) Found.Add(new("log", fact.Stream, null, fact.Position, "act", torn));
            Again.Take(fact);
        }
        Take();
        Again.Shrink(memory / FactBytes);
        _deciding.Stop();
    }

    /// <summary>What was given last ends with a whole act.</summary>
    public void EndOfActs(NpgsqlConnection connection)
    {
        _past = connection;
        _deciding.Start();
        Again.End();
        _deciding.Stop();
        Take();
    }

    private void Take() => Found.AddRange(Again.Found().Select(f => new Difference("log", f.Stream, null, f.Position, f.What, f.Detail)));

    private async Task LoadStatesAsync(NpgsqlConnection connection, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        if (_states.Missing(page) is not { Length: > 0 } missing) return;
        await using var command = new NpgsqlCommand(
            $"select type, data from {MartenTables.Events} where stream_id = any($1) and seq_id <= $2 order by stream_id, version",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = missing });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Position });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) _states.Load(FactTypes.Read(reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
    }

    /// <summary>What documents of the newest day and states both say.</summary>
    private void CompareStates()
    {
        var folds = _folds.ToDictionary(f => f.View, f => f);
        Found.AddRange(_states.Compared((view, key) => folds[view].Newest(key)).Where(c => !c.Said.IsAgreed).Select(c => new Difference(
            c.Agreement.View.Name, c.Key, null, c.Position, "state", $"{c.Said.Member} is not what the rules decide by")));
    }

    /// <summary>
    /// What the fold opened and closed over the stretch (after, upTo], against what the table says of that stretch, in both directions.
    /// </summary>
    private async Task CompareAsync(NpgsqlConnection connection, ViewFold fold, long after, long upTo, CancellationToken ct)
    {
        var (name, opened) = (fold.View.Name, fold.Opened.ToDictionary(r => (r.Row.Key, r.Row.From, r.KnownFrom)));
        await foreach (var (row, knownFrom, knownTo) in ViewTables.ReadAsync(
            connection, fold.View, "known_from > $1 and known_from <= $2", after, upTo, ct))
        {
            if (!opened.Remove((row.Key, row.From, knownFrom), out var given))
            {
                Found.Add(new(name, row.Key, row.From, knownFrom, "unfounded", "no fact gives this row"));
            }
            else if (!given.Row.Payload.AsSpan().SequenceEqual(row.Payload))
            {
                Found.Add(new(name, row.Key, row.From, knownFrom, "altered", "the document is not the one that the facts give"));
            }
            else if (given.Row.To != row.To)
            {
                Found.Add(new(
                    name,
                    row.Key,
                    row.From,
                    knownFrom,
                    "altered",
                    $"in force to {row.To:yyyy-MM-dd}; the facts give {given.Row.To:yyyy-MM-dd}"));
            }
            else if (given.Row.Tags != row.Tags)
            {
                Found.Add(new(name, row.Key, row.From, knownFrom, "altered", $"filtered as {row.Tags}; the facts give {given.Row.Tags}"));
            }
            else if (given.KnownTo != (knownTo > upTo ? long.MaxValue : knownTo))
            {
                Found.Add(new(
                    name, row.Key, row.From, Math.Min(given.KnownTo, knownTo), "end",
                    $"known until {knownTo}; the facts give {given.KnownTo}"));
            }
        }
        Found.AddRange(opened.Values.Select(r =>
            new Difference(name, r.Row.Key, r.Row.From, r.KnownFrom, "missing", "the facts give a row that is not there")));

        var closed = fold.Closed.ToDictionary(c => (c.Key, c.From, c.KnownFrom), c => c.KnownTo);
        await foreach (var (row, knownFrom, knownTo) in ViewTables.ReadAsync(
            connection, fold.View, "known_to > $1 and known_to <= $2 and known_from <= $1", after, upTo, ct))
        {
            if (!closed.Remove((row.Key, row.From, knownFrom), out var given) || given != knownTo)
            {
                Found.Add(new(
                    name,
                    row.Key,
                    row.From,
                    Math.Min(knownTo, given == 0 ? knownTo : given),
                    "end",
                    $"known until {knownTo}; the facts give {(given == 0 ? "another end" : given)}"));
            }
        }
        Found.AddRange(closed.Where(c =>
            !Found.Any(f => f.View == name && f.Key == c.Key.Key && f.From == c.Key.From && f.Position <= c.Value))
            .Select(c => new Difference(name, c.Key.Key, c.Key.From, c.Value, "end", "still known; a fact ended it")));
    }
}
