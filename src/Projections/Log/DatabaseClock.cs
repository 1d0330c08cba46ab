namespace Leader.Projections.Log;

/// <summary>
/// The register's clock on this node: the database's, of which all nodes have the same, as it was last told of. Recorded instants, and the
/// days that acts are decided by, come from the database itself. A host with another clock, as in tests that travel in time, records that
/// clock's instants.
/// </summary>
/// <param name="node">The node's own clock. Its time of day counts until the database's was told for the first time; what has passed since
/// is measured, so that it may be set forwards or back.</param>
public sealed class DatabaseClock(TimeProvider node) : TimeProvider
{
    private sealed record Told(DateTimeOffset Database, long At);

    private volatile Told? _told;

    public TimeProvider Node => node;

    /// <param name="database">The database's clock at this moment.</param>
    public void Tell(DateTimeOffset database) => _told = new(database.ToUniversalTime(), node.GetTimestamp());

    public override DateTimeOffset GetUtcNow() => _told is { } told ? told.Database + node.GetElapsedTime(told.At) : node.GetUtcNow();
}
