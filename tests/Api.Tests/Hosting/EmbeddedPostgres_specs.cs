using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Leader.Api.Hosting.Postgres;
using Npgsql;

namespace Leader.Api.Tests.Hosting;

public sealed class EmbeddedPostgres_specs : IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"leader-specs-{Guid.NewGuid():n}");
    private readonly List<string> _said = [];

    private EmbeddedPostgresOptions Options => new(_data) { Durable = false };

    public void Dispose()
    {
        var server = new FileInfo(Path.Combine(_data, "postgres", "server"));
        if (server.LinkTarget is { } elsewhere && Directory.Exists(elsewhere)) Directory.Delete(elsewhere, recursive: true);
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Starts_behind_a_password_on_loopback_and_is_gone_after_it_stops()
    {
        string connection;
        int process;
        await using (var server = await StartAsync(Options))
        {
            (connection, process) = (server.ConnectionString, server.ProcessId);
            (await ScalarAsync(connection, "select 1")).ShouldBe(1);
            (await ScalarAsync(connection, "show server_encoding")).ShouldBe("UTF8");
            (await ScalarAsync(connection, "show listen_addresses")).ShouldBe("127.0.0.1");
            (await ScalarAsync(connection, "show unix_socket_directories")).ShouldBe("");
            (await ScalarAsync(connection, "show data_checksums")).ShouldBe("on");
            var wrong = new NpgsqlConnectionStringBuilder(connection) { Password = "guessed" }.ConnectionString;
            (await Should.ThrowAsync<PostgresException>(() => ScalarAsync(wrong, "select 1"))).SqlState
                .ShouldBe(PostgresErrorCodes.InvalidPassword);
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(Path.Combine(_data, "postgres", "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        IsRunning(process).ShouldBeFalse();
        await Should.ThrowAsync<NpgsqlException>(() => ScalarAsync(connection, "select 1"));
    }

    [Fact]
    public async Task Loses_nothing_in_a_crash_unless_it_is_told_that_it_may()
    {
        await using var server = await StartAsync(Options with { Durable = true });
        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
        {
            (await ScalarAsync(server.ConnectionString, $"show {setting}")).ShouldBe("on");
        }
    }

    [Fact]
    public async Task Started_again_it_still_has_what_was_written_whatever_came_between()
    {
        await using (var first = await StartAsync(Options))
        {
            await ScalarAsync(first.ConnectionString, "create table kept (n int); insert into kept values (15)");
        }

        await using (var second = await StartAsync(Options))
        {
            (await ScalarAsync(second.ConnectionString, "select n from kept")).ShouldBe(15);
        }

        // The number of a running program that is no PostgreSQL: the machine was restarted since.
        await File.WriteAllTextAsync(
            PidFile,
            $"{Environment.ProcessId}\n{Path.GetDirectoryName(PidFile)}\n1700000000\n1\n\n127.0.0.1\n        1         1\nready   \n");
        await using (var afterRestart = await StartAsync(Options))
        {
            (await ScalarAsync(afterRestart.ConnectionString, "select n from kept")).ShouldBe(15);
        }

        await using (var killed = await StartAsync(Options))
        {
            await using var open = new NpgsqlConnection(killed.ConnectionString);
            await open.OpenAsync();
            Process.GetProcessById(killed.ProcessId).Kill();
            await WaitUntilAsync(() => !IsRunning(killed.ProcessId));
            File.Exists(PidFile).ShouldBeTrue();
        }
        await using (var afterKill = await StartAsync(Options))
        {
            (await ScalarAsync(afterKill.ConnectionString, "select n from kept")).ShouldBe(15);
        }

        File.Delete(Path.Combine(_data, "postgres", "password"));
        await using (var afterLoss = await StartAsync(Options))
        {
            (await ScalarAsync(afterLoss.ConnectionString, "select n from kept")).ShouldBe(15);
        }
    }

    [Fact]
    public async Task A_server_whose_guard_was_killed_is_stopped_all_the_same()
    {
        var server = await StartAsync(Options);
        foreach (var guard in Process.GetProcesses().Where(p => IsGuardOf(p, server.ProcessId))) guard.Kill();

        await server.DisposeAsync();

        await WaitUntilAsync(() => !IsRunning(server.ProcessId)); // it takes its pid file away, which is waited for, just before it ends
    }

    [Fact]
    public async Task A_first_start_that_was_killed_halfway_is_begun_again()
    {
        await using (await StartAsync(Options)) { }
        Directory.Move(Path.GetDirectoryName(PidFile)!, Path.GetDirectoryName(PidFile) + ".new");

        await using var server = await StartAsync(Options);

        (await ScalarAsync(server.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_program_on_the_same_folder_is_told_that_the_first_one_runs()
    {
        await using var first = await StartAsync(Options);

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync(Options));

        refused.Message.ShouldContain("Leader already runs with the data folder");
        refused.Message.ShouldContain($"process {Environment.ProcessId}");
        (await ScalarAsync(first.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_taken_port_is_left_to_its_owner()
    {
        using var owner = new TcpListener(IPAddress.Loopback, 0);
        owner.Start();
        var taken = ((IPEndPoint)owner.LocalEndpoint).Port;

        await using var server = await StartAsync(Options with { Port = taken });

        new NpgsqlConnectionStringBuilder(server.ConnectionString).Port.ShouldNotBe(taken);
        (await ScalarAsync(server.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_throwaway_server_leaves_nothing()
    {
        var options = EmbeddedPostgresOptions.Throwaway();

        await using (var server = await StartAsync(options)) (await ScalarAsync(server.ConnectionString, "select 1")).ShouldBe(1);

        Directory.Exists(options.DataFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_no_programs_are_found_it_says_where_it_looked_and_what_to_do()
    {
        var old = Path.Combine(_data, "old", "bin");
        Directory.CreateDirectory(old);
        foreach (var program in (string[])["initdb", "postgres", "pg_ctl"])
        {
            await File.WriteAllTextAsync(Path.Combine(old, program), "#!/bin/sh\necho 'postgres (PostgreSQL) 14.13'\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(old, program), (UnixFileMode)0b111_101_101);
        }

        var missing =
            await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync(Options with { BinFolders = ["/nowhere/bin", old] }));

        missing.Message.ShouldContain("/nowhere/bin: not all of initdb, postgres, pg_ctl");
        missing.Message.ShouldContain($"{old}: PostgreSQL 14.13 is too old");
        missing.Message.ShouldContain("Install PostgreSQL");
        missing.Message.ShouldContain("ConnectionStrings__Leader");
    }

    private string PidFile => Path.Combine(new FileInfo(Path.Combine(_data, "postgres", "server")) is { LinkTarget: { } elsewhere }
        ? elsewhere
        : Path.Combine(_data, "postgres", "server"), "cluster", "postmaster.pid");

    private Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, _said.Add, CancellationToken.None);

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A process that nobody has waited for yet no longer runs.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            return !Directory.Exists("/proc/self") || File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsGuardOf(Process process, int server)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
            return words.Contains("leader-postgres-guard") && words.Contains($"{server}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(20)) watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }
}
