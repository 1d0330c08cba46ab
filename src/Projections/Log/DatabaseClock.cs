namespace Leader.Projections.Log;

/// <summary>
/// The register's clock on this node: the database's, of which all nodes have the same, as it was last told of. Recorded instants, and the
/// days that acts are decided by, come from the database itself. A host with another clock, as in tests that travel in time, records that
/// clock's instants.
/// </summary>
/// <param name="node">The node's own clock, which only bridges the time since the database's was told.</param>
public sealed class DatabaseClock(TimeProvider node) : TimeProvider
{
    private long _ahead;

    /// <param name="database">The database's clock at this moment.</param>
    public void Tell(DateTimeOffset database) => Interlocked.Exchange(ref _ahead, database.UtcTicks - node.GetUtcNow().UtcTicks);

    public override DateTimeOffset GetUtcNow() => node.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
