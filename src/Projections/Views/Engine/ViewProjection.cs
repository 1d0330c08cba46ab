using JasperFx.Events;
using Leader.Domain;
using Leader.Projections.Log;
using Marten;
using Marten.Events.Projections;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>
/// Keeps all views at one common position: a page of the log is folded for every view and saved in one transaction with
/// the progress. Async, as positions are only known, and only offered, once nothing below them can still appear.
/// </summary>
public sealed class ViewProjection(Func<NpgsqlDataSource> database) : IProjection
{
    /// <summary>The shard whose progress is the position of all views.</summary>
    public const string Name = "Views";

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var facts = events.Where(e => e.Data is Fact)
            .Select(e => new Recorded(e.Sequence, e.StreamKey!, e.Version, e.Timestamp, (Fact)e.Data)).ToArray();
        if (facts.Length == 0) return;
        await using var connection = await database().OpenConnectionAsync(cancellation);
        await using (var generation = new NpgsqlCommand($"select generation from {LeaderStore.Schema}.view_generation", connection))
        {
            operations.QueueSqlCommand(
                '^',
                $"select {LeaderStore.Schema}.same_views(^, ^)",
                (long)(await generation.ExecuteScalarAsync(cancellation))!,
                LeaderViews.Version);
        }
        var stretches = facts.Chunk(LeaderStore.TimesEvery).ToArray();
        operations.QueueSqlCommand('^', $"""
            insert into {LeaderStore.Schema}.log_times (position, latest)
            select position, greatest(max(latest) over (order by position),
                (select latest from {LeaderStore.Schema}.log_times order by position desc limit 1))
            from unnest(^::bigint[], ^::timestamptz[]) as s(position, latest)
            """, stretches.Select(s => s[^1].Position).ToArray(), stretches.Select(s => s.Max(f => f.At).ToUniversalTime()).ToArray());
        operations.QueueSqlCommand('^', "select pg_notify(^, '')", ViewSignal.Channel);
        foreach (var view in LeaderViews.All)
        {
            var fold = new ViewFold(view);
            await fold.LoadAsync(connection, fold.Missing(facts), "", cancellation);
            foreach (var fact in facts) fold.Apply(fact);
            fold.Finish();
            foreach (var (sql, parameters) in fold.Statements())
            {
                operations.QueueSqlCommand('^', sql, parameters);
            }
        }
    }
}
