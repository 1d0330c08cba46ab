using Leader.Api.Hosting;
using Leader.Api.Http;
using Npgsql;

namespace Leader.Drills;

/// <summary>What the register rests on in its sessions, on a PostgreSQL that knows nothing of it, and behind poolers.</summary>
public sealed class Sessions_are_the_registers_own : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leader-drill-").FullName;
    private Postgres _server = null!;

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        _server = await Postgres.MakeAsync(Path.Combine(_folder, "data"));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The server ends what is silent; a node that only has nothing to say is not.</summary>
    [Fact]
    public async Task A_session_that_does_nothing_is_heard_in_a_transaction_and_outside_of_one()
    {
        await using var database = Sessions.Of(_server.Connection("drill"));
        await using var idle = await database.OpenConnectionAsync();
        await using var within = await database.OpenConnectionAsync();
        await DoAsync(idle, $"set idle_session_timeout = '{Sessions.Heard + 2}s'");
        await using var transaction = await within.BeginTransactionAsync();
        await DoAsync(within, $"set local idle_in_transaction_session_timeout = '{Sessions.Heard + 2}s'");
        await Task.Delay(TimeSpan.FromSeconds(Sessions.Heard * 2));
        await DoAsync(idle, "select 1");
        await DoAsync(within, "select 1");
        await transaction.CommitAsync();
    }

    [Fact]
    public async Task What_the_connection_string_says_of_prepared_statements_holds()
    {
        await using var said = Sessions.Of(_server.Connection("drill") + ";Max Auto Prepare=0");
        await using var unsaid = Sessions.Of(_server.Connection("drill"));
        new NpgsqlConnectionStringBuilder(said.ConnectionString).MaxAutoPrepare.ShouldBe(0);
        new NpgsqlConnectionStringBuilder(unsaid.ConnectionString).MaxAutoPrepare.ShouldBe(40);
        await Sessions.CheckAsync(unsaid, CancellationToken.None);
    }

    public static TheoryData<string> Modes => Environment.GetEnvironmentVariable("LEADER_DRILLS") == "all" || Pooler.IsHere
        ? ["none", "transaction", "statement", "session"]
        : ["none"];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_pooler_that_changes_sessions_is_refused_in_a_sentence(string mode)
    {
        if (mode == "none")
        {
            await using var direct = Sessions.Of(_server.Connection("drill"));
            await Sessions.CheckAsync(direct, CancellationToken.None);
            return;
        }
        using var pooler = new Pooler(_server, Path.Combine(_folder, "data"), mode);
        await pooler.StartAsync();
        await using var database = Sessions.Of(pooler.Connection("drill"));
        if (mode == "session")
        {
            await Sessions.CheckAsync(database, CancellationToken.None);
        }
        else
        {
            (await Should.ThrowAsync<SettingException>(() => Sessions.CheckAsync(database, CancellationToken.None))).Message
                .ShouldContain("pool_mode");
        }
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
