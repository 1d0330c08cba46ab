using Npgsql;

namespace Leader.Projections.Log;

/// <summary>
/// A failure of the database that is not the register's own and that passes: the one place that tells it, for answers, for the log and for
/// whoever tries again.
/// </summary>
/// <param name="Code">The end of the problem's type.</param>
/// <param name="Title">A sentence for the one who asked.</param>
public sealed record DatabaseTrouble(string Code, string Title)
{
    /// <summary>It does not answer: lost, ending, starting, without a primary among its hosts.</summary>
    public static readonly DatabaseTrouble Away = new("database-away", "The register's database does not answer.");

    /// <summary>It answers, and has no connection, memory or time left for this.</summary>
    public static readonly DatabaseTrouble Busy = new("database-busy", "The register's database has too much to do.");

    /// <summary>No room on its disk.</summary>
    public static readonly DatabaseTrouble Full = new(
        "database-full",
        "The register's database has no room left; its operator has to make some.");

    /// <summary>It takes no writes: a standby, or one that was made read-only.</summary>
    public static readonly DatabaseTrouble ReadOnly = new("database-read-only", "The register's database takes no writes at the moment.");

    /// <summary>What the failure is, however it is wrapped; null when it is none of the database's.</summary>
    public static DatabaseTrouble? Of(Exception? failure) => failure switch
    {
        null => null,
        PostgresException p => Of(p),
        NpgsqlOperationInProgressException => null, // two commands at a time on one connection: a fault of ours
        NpgsqlException => Away, // everything else without a word of the server: not reached, lost, no host fit, no connection free
        // lost one statement before
        InvalidOperationException { Source: "Npgsql" } e when e.Message.StartsWith("Connection is not open", StringComparison.Ordinal) =>
            Away,
        AggregateException many => many.InnerExceptions.Select(Of).FirstOrDefault(t => t is not null),
        _ => Of(failure.InnerException),
    };

    private static DatabaseTrouble? Of(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.DiskFull => Full,
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ConfigurationLimitExceeded
            or PostgresErrorCodes.InsufficientResources
            // ended by a time limit of the server: idle session, idle or long transaction
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or "57P05" or "25P03" or "25P04" => Busy,
        // a race, that is decided anew; but at a standby, a query that was in the way of what it has to replay
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => e.File == "postgres.c" ? Busy : null,
        // views of another version; FATAL: the database takes no connections
        PostgresErrorCodes.ObjectNotInPrerequisiteState when e.Severity != "FATAL" => null,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => Away,
        _ => e.IsTransient || e.SqlState.StartsWith("08", StringComparison.Ordinal) ? Away : null,
    };
}
