using Leader.Api.Desk;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;
using Prometheus;

namespace Leader.Api.Hosting;

/// <summary>Where the views stand.</summary>
/// <param name="Newest">Position of the newest fact of the log.</param>
/// <param name="Views">Position of the views.</param>
/// <param name="Version">Of the folds that made them (<see cref="LeaderViews.Version"/>).</param>
/// <param name="Behind">For how long the oldest fact that is not folded has been waiting, as far as this process has seen.</param>
public sealed record ViewState(long Newest, long Views, int Version, TimeSpan Behind);

/// <summary>
/// How far the views are behind the log. In time, by a stopwatch of this process: recorded instants may be of another clock (imports), and
/// a number of facts is seconds on one machine and hours on another.
/// </summary>
public sealed class ViewProgress(NpgsqlDataSource database, TimeProvider time)
{
    private const int Most = 1024;
    private static readonly Gauge Behind = Measures.Gauge(
        "leader_views_behind_seconds",
        "For how long the oldest fact that is not in the views has been waiting.");
    private static readonly Gauge Waiting = Measures.Gauge(
        "leader_views_waiting_positions",
        "Positions of the log that the views have not reached.");
    private static readonly Gauge Position = Measures.Gauge("leader_views_position", "Position of the views.");
    private static readonly Gauge Ready = Measures.Gauge(
        "leader_views_ready",
        "1 once the views have reached what the log held when the process started.");

    private readonly Lock _lock = new();
    /// <summary>Positions that the views have not reached, and when each was first seen to be the newest.</summary>
    private readonly List<(long Newest, long Seen)> _waiting = [];
    private long? _atStart;
    private volatile bool _ready;

    /// <summary>The views have once reached what the log held at the start; from then on they answer, with their true position.</summary>
    public bool HasCaughtUp => _ready;

    /// <summary>What the log held at the start; null until it was asked.</summary>
    public long? AtStart { get { lock (_lock) return _atStart; } }

    public async Task<ViewState> LookAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await LookAsync(connection, ct);
    }

    public async Task<ViewState> LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select (select coalesce(max(seq_id), 0) from {MartenTables.Events}),
                   (select coalesce(max(last_seq_id), 0) from {MartenTables.Progression} where name = '{MartenTables.ViewProgress}'),
                   (select version from {LeaderStore.Schema}.view_generation)
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return Seen(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2));
    }

    /// <exception cref="ViewsNotThereException">They have never been there since the start.</exception>
    public async Task ThrowIfNeverThereAsync(CancellationToken ct)
    {
        if (_ready) return;
        var state = await LookAsync(ct);
        if (!_ready) throw new ViewsNotThereException(state.Views, AtStart ?? state.Newest);
    }

    internal ViewState Seen(long newest, long views, int version)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _atStart ??= newest;
            if (views >= _atStart) _ready = true;
            if (newest > views && (_waiting.Count == 0 || _waiting[^1].Newest < newest)) _waiting.Add((newest, now));
            _waiting.RemoveAll(w => w.Newest <= views);
            if (_waiting.Count > Most) _waiting.RemoveRange(Most / 2, Most / 4); // long behind: the oldest count, and the newest
            var behind = _waiting.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_waiting[0].Seen, now);
            Behind.Set(Math.Round(behind.TotalSeconds, 1));
            Waiting.Set(Math.Max(0, newest - views));
            Position.Set(views);
            Ready.Set(_ready ? 1 : 0);
            return new(newest, views, version, behind);
        }
    }
}
