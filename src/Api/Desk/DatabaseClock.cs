namespace Leader.Api.Desk;

/// <summary>
/// The register's clock on this node: the database's, of which all nodes have the same, as it was last told of. Recorded instants, and the days that acts are
/// decided by, come from the database itself. A host with another clock, as in tests that travel in time, records that clock's instants.
/// </summary>
public sealed class DatabaseClock : TimeProvider
{
    private long _ahead;

    /// <param name="database">The database's clock at this moment.</param>
    public void Tell(DateTimeOffset database) => Interlocked.Exchange(ref _ahead, database.UtcTicks - System.GetUtcNow().UtcTicks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
