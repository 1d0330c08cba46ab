using System.Data.Common;
using Leader.Api.Http;
using Npgsql;

namespace Leader.Api.Hosting;

/// <summary>
/// Sessions of the database as the register uses them, told once. What belongs to a session is held by it alone: its settings, its prepared
/// statements, and the locks by which only one node does what only one may do.
/// </summary>
/// <remarks>
/// A lock that a session holds is a lease that ends by the database's clock. The node lets itself be heard in every session that it has
/// open, in use or not, every <see cref="Heard"/> seconds; where it is not heard for <see cref="Silence"/> seconds, as one that is frozen,
/// the server ends the session with its locks, and another node goes on; within a transaction, for which others wait, after
/// <see cref="SilenceWithin"/>. Where its host is gone, the server's network ends it as soon.
/// </remarks>
internal static class Sessions
{
    internal const int Heard = 5, Silence = 25, SilenceWithin = 12;

    /// <summary>
    /// Statements are prepared; so that a plan made while a table was still small does not scan it when it has grown, tables with a fitting
    /// index are never scanned; no statement of ours is worth compiling; and none takes more than one core of the database.
    /// </summary>
    private static readonly string Settings = $"""
        set enable_seqscan = off; set jit = off; set max_parallel_workers_per_gather = 0;
        set idle_session_timeout = '{Silence}s'; set idle_in_transaction_session_timeout = '{SilenceWithin}s';
        set tcp_user_timeout = '{Silence}s'; set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3
        """;

    /// <summary>
    /// Of several hosts, one that was lost, or became the primary, is tried again so soon: by default it would be ten seconds.
    /// </summary>
    private const int RecheckSeconds = 1;

    /// <param name="readOnly">Nothing is written, whatever the database would take.</param>
    /// <exception cref="SettingException">The string cannot be read.</exception>
    public static NpgsqlDataSource Of(string connectionString, bool readOnly = false)
    {
        var settings = readOnly ? $"{Settings}; set default_transaction_read_only = on" : Settings;
        var builder = new NpgsqlDataSourceBuilder();
        var set = builder.ConnectionStringBuilder;
        try { set.ConnectionString = connectionString; }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // the string holds a password, and is not repeated
            throw new SettingException("ConnectionStrings__Leader cannot be read; it is written as "
                + "Host=db.example;Database=leader;Username=leader;Password=….");
        }
        if (!Names(connectionString, "Max Auto Prepare")) set.MaxAutoPrepare = 40;
        if (!Names(connectionString, "Host Recheck Seconds")) set.HostRecheckSeconds = RecheckSeconds;
        if (!Names(connectionString, "Application Name")) set.ApplicationName = "leader";
        (set.NoResetOnClose, set.KeepAlive) = (true, Heard);
        // by statements: poolers drop what is asked for when a session begins
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(settings, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(settings, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    /// <summary>Whether the string itself says it, in whatever spelling.</summary>
    private static bool Names(string connectionString, string keyword) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys.Cast<string>()
            .Any(k => k.Replace(" ", "", StringComparison.Ordinal).Equals(
                keyword.Replace(" ", "", StringComparison.Ordinal),
                StringComparison.OrdinalIgnoreCase));

    /// <summary>The database is a standby, which replays what its primary sends.</summary>
    public static async Task<bool> IsStandbyAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select pg_is_in_recovery()");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Whether a connection is a session of the register's own from one transaction to the next. Behind a pooler that changes it, locks,
    /// settings and prepared statements would be another's.
    /// </summary>
    /// <exception cref="SettingException">It is not.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        if (await ProblemAsync(database, ct) is { } problem) throw new SettingException(problem);
    }

    /// <summary>A sentence for the operator; null while all is well.</summary>
    public static async Task<string?> ProblemAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var ours = await database.OpenConnectionAsync(ct);
        var begun = await AskAsync(ours, ct);
        if (begun is { Process: var process, Own: true } && process == ours.ProcessID) return null; // nobody stands in between
        await using var other = await database.OpenConnectionAsync(ct);
        try
        {
            await using var transaction = await other.BeginTransactionAsync(ct);
            await AskAsync(other, ct); // and holds the session that we just had, if it was not ours alone
            if (await AskAsync(ours, ct) == begun with { Own = true }) return null;
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException) { } // there is no second one
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ProtocolViolation) { } // or no transaction at all
        return "ConnectionStrings__Leader leads to a pooler that gives every transaction a session of its own (PgBouncer: pool_mode = "
            + "transaction or statement). The register needs sessions that stay: connect it to PostgreSQL itself, or set pool_mode = "
            + "session for it.";
    }

    private static async Task<(int Process, bool Own)> AskAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_backend_pid(), current_setting('enable_seqscan') = 'off' and current_setting('idle_session_timeout') = "
                + $"'{Silence}s'",
            connection)
        { CommandTimeout = 5 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), reader.GetBoolean(1));
    }
}
