using System.Diagnostics;
using System.Globalization;
using System.Net;
using Leader.Api.Hosting.Postgres;

namespace Leader.Drills;

/// <summary>
/// Two servers of PostgreSQL that Patroni keeps, with the word of etcd on who is the primary; synchronous (Debian's packages patroni and
/// etcd-server).
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const string Patroni = "/usr/bin/patroni", Control = "/usr/bin/patronictl", Etcd = "/usr/bin/etcd";

    private readonly ServerFolder _folder;
    private readonly PostgresBinaries _programs;
    private readonly int _etcd = Postgres.FreePort();
    private readonly (string Name, int Port, int Api)[] _members =
        [("pg1", Postgres.FreePort(), Postgres.FreePort()), ("pg2", Postgres.FreePort(), Postgres.FreePort())];

    private readonly Dictionary<string, Process> _processes = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    private Cluster(ServerFolder folder, PostgresBinaries programs) => (_folder, _programs) = (folder, programs);

    public static bool IsHere => File.Exists(Patroni) && File.Exists(Etcd);

    /// <summary>To whichever is the primary.</summary>
    public string Connection(string node) => $"Host={string.Join(',', _members.Select(m => $"127.0.0.1:{m.Port}"))};Target Session "
        + "Attributes=primary;"
        + $"Database=leader;Username=leader;Application Name={node};SSL Mode=Disable;GSS Encryption Mode=Disable;Timeout=5";

    public static async Task<Cluster> MakeAsync(string data)
    {
        var folder = await ServerFolder.ClaimAsync(data, _ => { }, CancellationToken.None);
        var cluster = new Cluster(folder, await PostgresBinaries.FindAsync(new(data), folder, CancellationToken.None));
        var peers = Postgres.FreePort();
        cluster.Start("etcd", $"{Etcd} --name e --data-dir {folder.Server}/etcd "
            + $"--listen-client-urls http://127.0.0.1:{cluster._etcd} --advertise-client-urls http://127.0.0.1:{cluster._etcd} "
            + $"--listen-peer-urls http://127.0.0.1:{peers} --initial-advertise-peer-urls http://127.0.0.1:{peers} "
            + $"--initial-cluster e=http://127.0.0.1:{peers} --log-level error");
        foreach (var (name, _, _) in cluster._members)
        {
            var settings = Path.Combine(data, $"{name}.yml");
            await File.WriteAllTextAsync(settings, cluster.Settings(name));
            cluster.Start(name);
            if (name == "pg1") await cluster.UntilAsync(async () => await cluster.IsAsync("pg1", "primary"), "no primary comes up");
        }
        await using (var admin = new Npgsql.NpgsqlConnection(cluster.Connection("drill").Replace("Database=leader", "Database=postgres",
            StringComparison.Ordinal) + ";Pooling=false"))
        {
            await admin.OpenAsync();
            await using var create = new Npgsql.NpgsqlCommand("create database leader", admin);
            await create.ExecuteNonQueryAsync();
        }
        await cluster.SynchronousAsync();
        return cluster;
    }

    /// <summary>Somebody follows the primary, without whom nothing is acknowledged.</summary>
    public Task SynchronousAsync() => UntilAsync(async () =>
    {
        foreach (var (name, _, _) in _members)
        {
            if (await IsAsync(name, "synchronous")) return true;
        }
        return false;
    }, "there is no synchronous standby");

    /// <summary>The machine of the primary is lost, with all that is on it.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> LosePrimaryAsync()
    {
        var primary = await PrimaryAsync();
        _processes[primary].Kill();
        Signal.Send("KILL", int.Parse(
            File.ReadLines(Path.Combine(Data(primary), "postmaster.pid")).First(), CultureInfo.InvariantCulture));
        return primary;
    }

    /// <summary>It comes back.</summary>
    public void Start(string member) => Start(member, $"{Patroni} {Path.Combine(_folder.Data, $"{member}.yml")}");

    /// <summary>As planned: the standby becomes the primary.</summary>
    public async Task SwitchAsync()
    {
        var primary = await PrimaryAsync();
        var done = await _folder.Account.RunAsync(
            [Control, "-c", Path.Combine(_folder.Data, "pg1.yml"), "switchover", "--primary", primary, "--force", "leader"],
            CancellationToken.None);
        done.Code.ShouldBe(0, done.Said);
    }

    public async Task<string> PrimaryAsync()
    {
        foreach (var (name, _, _) in _members)
        {
            if (await IsAsync(name, "primary")) return name;
        }
        return "";
    }

    public async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        for (var watch = Stopwatch.StartNew(); !await holds(); await Task.Delay(100))
        {
            if (watch.Elapsed.TotalSeconds < 90) continue;
            Assert.Fail($"{otherwise}:\n{string.Join('\n', _processes.Keys.Select(k => File.ReadAllText(Said(k))))}");
        }
    }

    private async Task<bool> IsAsync(string member, string what)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_members.Single(m => m.Name == member).Api}/{what}"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException) { return false; }
    }

    private string Data(string member) => Path.Combine(_folder.Server, member);

    private string Said(string process) => Path.Combine(_folder.Server, $"{process}.log");

    private string Settings(string name)
    {
        var (_, port, rest) = _members.Single(m => m.Name == name);
        return $"""
            scope: leader
            name: {name}
            restapi: {"{"}listen: '127.0.0.1:{rest}', connect_address: '127.0.0.1:{rest}'{"}"}
            etcd3: {"{"}hosts: '127.0.0.1:{_etcd}'{"}"}
            bootstrap:
              dcs:
                ttl: 20
                loop_wait: 2
                retry_timeout: 5
                synchronous_mode: true
                postgresql: {"{"}use_pg_rewind: false, parameters: {"{"}max_connections: 200, timezone: GMT{"}"}{"}"}
              initdb: [encoding: UTF8, locale: C, auth: trust, no-sync]
            postgresql:
              listen: 127.0.0.1:{port}
              connect_address: 127.0.0.1:{port}
              data_dir: {Data(name)}
              bin_dir: {_programs.Folder}
              pgpass: {Data(name)}.pgpass
              basebackup: {"{"}checkpoint: fast{"}"}
              remove_data_directory_on_diverged_timelines: true
              authentication: {"{"}superuser: {"{"}username: leader{"}"}, replication: {"{"}username: leader{"}"}{"}"}
              parameters: {"{"}unix_socket_directories: ''{"}"}
              pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust']
            """;
    }

    private void Start(string name, string command) => _processes[name] = Process.Start(
        "/bin/sh",
        ["-c", $"exec {string.Join(' ', _folder.Account.Become)} sh -c 'exec {command} >> {Said(name)} 2>&1'"]);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values.Where(p => !p.HasExited)) process.Kill();
        foreach (var (name, _, _) in _members)
        {
            await _folder.Account.RunAsync(
                [Path.Combine(_programs.Folder, "pg_ctl"), "stop", "-D", Data(name), "-m", "immediate", "-w"],
                CancellationToken.None,
                libraryPath: _programs.LibraryPath);
        }
        foreach (var process in _processes.Values) process.Dispose();
        _http.Dispose();
        _folder.Dispose();
        _folder.Delete();
    }
}
