using JasperFx.Events;
using Leader.Domain;
using Leader.Projections.Log;
using Marten;
using Marten.Events.Projections;
using Npgsql;

namespace Leader.Projections.Views;

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
        foreach (var view in LeaderViews.All)
        {
            var page = new ViewPage(view);
            await page.LoadAsync(connection, [.. facts.SelectMany(f => view.KeysOf(f.Fact)).Distinct(StringComparer.Ordinal)], cancellation);
            foreach (var fact in facts) page.Apply(fact);
            page.Finish();
            foreach (var (sql, parameters) in page.Statements())
                operations.QueueSqlCommand('^', sql, parameters);
        }
    }
}
