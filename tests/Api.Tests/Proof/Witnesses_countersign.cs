using System.Net;
using System.Text;
using System.Text.Json;
using Leader.Api.CommandLine;
using Leader.Projections.Proof;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Leader.Api.Tests.Proof;

/// <summary>A witness of another organisation, on its own folder.</summary>
internal sealed class RunningWitness : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leader-witness-").FullName;
    private Witness _witness = null!;
    private WebApplication _app = null!;

    public static readonly NoteSigner Key = NoteSigner.Of(
        "witness.example/w1",
        SignatureType.Cosignature,
        [.. Enumerable.Range(7, 32).Select(i => (byte)i)]);
    public HttpClient Http { get; private set; } = null!;
    public string Address { get; private set; } = "http://127.0.0.1:0";
    public string Setting => $"{Address} {Key.Verifier}";
    public Checkpoint? Latest(string origin) => _witness.Latest(origin);

    public async Task<RunningWitness> StartAsync()
    {
        _witness = new(Key, [ApiFixture.LogKey.Verifier], _folder, TimeProvider.System);
        _app = WitnessCommand.Build(_witness, b => b.WebHost.UseUrls(Address));
        await _app.StartAsync();
        Http = new() { BaseAddress = new Uri(Address = _app.Urls.First()) };
        return this;
    }

    public async Task StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _witness.Dispose();
    }

    public async Task<(HttpStatusCode Status, string Body, string? Type)> AddAsync(string body)
    {
        using var answer = await Http.PostAsync("/add-checkpoint", new ByteArrayContent(Encoding.UTF8.GetBytes(body)));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>C2SP tlog-witness v1.0.0.</summary>
public class A_witness_cosigns_what_continues
{
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, 100).Select(i => Merkle.Leaf([(byte)i]))];

    private static Checkpoint Of(int size, string? origin = null) =>
        new(origin ?? ApiFixture.LogKey.Name, (ulong)size, Merkle.Root(Leaves.AsSpan(0, size)));

    private static async Task<string> RequestAsync(int old, Checkpoint checkpoint, NoteSigner? signer = null, List<byte[]>? proof = null) =>
        new AddCheckpoint(
            (ulong)old,
            proof ?? await Merkle.ConsistencyAsync(
                (ulong)old,
                Math.Max((ulong)old, checkpoint.Size),
                (level, index) => ValueTask.FromResult(Merkle.Root(Leaves.AsSpan((int)index << level, 1 << level)))),
            new(checkpoint.Text, [(signer ?? ApiFixture.LogKey).Sign(checkpoint.Text)])).ToString();

    [Fact]
    public async Task Every_status_code_of_the_specification()
    {
        await using var witness = await new RunningWitness().StartAsync();
        (await witness.AddAsync(await RequestAsync(0, Of(0)))).Status.ShouldBe(HttpStatusCode.OK); // an empty log may be cosigned
        (await witness.AddAsync(await RequestAsync(0, Of(0) with { Root = Leaves[0] }))).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        var (status, body, _) = await witness.AddAsync(await RequestAsync(0, Of(10)));
        status.ShouldBe(HttpStatusCode.OK);
        Notes.TryParse(Of(10).Text + "\n" + body, out var cosigned).ShouldBeTrue();
        cosigned!.VerifiedBy(RunningWitness.Key.Verifier).ShouldNotBeNull();
        BitConverter.ToUInt64([.. cosigned.Signatures[0].Signature[..8].Reverse()]).ShouldBeGreaterThan(1_700_000_000UL);

        (await witness.AddAsync(await RequestAsync(0, Of(20)))).ShouldBe((HttpStatusCode.Conflict, "10\n", "text/x.tlog.size"));
        (await witness.AddAsync(await RequestAsync(9, Of(20)))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await witness.AddAsync(await RequestAsync(10, Of(20)))).Status.ShouldBe(HttpStatusCode.OK);
        (await witness.AddAsync(await RequestAsync(20, Of(20)))).Status.ShouldBe(HttpStatusCode.OK); // again, with a newer time
        (await witness.AddAsync(await RequestAsync(20, Of(20) with { Root = Leaves[0] }))).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await witness.AddAsync(await RequestAsync(20, Of(40) with { Root = Leaves[0] }))).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await witness.AddAsync(await RequestAsync(20, Of(40), proof: []))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await witness.AddAsync(await RequestAsync(20, Of(10)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await witness.AddAsync(await RequestAsync(20, Of(40, "another.example/log")))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await witness.AddAsync(await RequestAsync(
            20,
            Of(40),
            NoteSigner.Of(ApiFixture.LogKey.Name, SignatureType.Ed25519, new byte[32])))).Status
            .ShouldBe(HttpStatusCode.Forbidden);
        foreach (var malformed in new[]
        {
            "",
            "old 20\n",
            "old x\n\n",
            "old 020\n\n",
            (await RequestAsync(20, Of(40)))[4..],
            (await RequestAsync(20, Of(40))).Replace("\n\n", "\n", StringComparison.Ordinal),
        })
        {
            (await witness.AddAsync(malformed)).Status.ShouldBe(HttpStatusCode.BadRequest, malformed);
        }
        (await witness.AddAsync(await RequestAsync(20, Of(40)))).Status.ShouldBe(HttpStatusCode.OK); // nothing of it has moved it

        // Anybody can ask what it cosigned last, by the SHA-256 of the log's name.
        var log = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(ApiFixture.LogKey.Name)));
        Notes.TryParse(await witness.Http.GetStringAsync($"/{log}/checkpoint"), out var last).ShouldBeTrue();
        last!.VerifiedBy(RunningWitness.Key.Verifier, ApiFixture.LogKey.Verifier)!.Count.ShouldBe(2);
        last.Text.ShouldBe(Of(40).Text);
        (await witness.Http.GetAsync($"/{log.Replace(log[0], log[0] == '0' ? '1' : '0')}/checkpoint")).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_many_at_once_that_continue_the_same_size_one_is_cosigned_and_it_never_goes_back()
    {
        await using var witness = await new RunningWitness().StartAsync();
        await witness.AddAsync(await RequestAsync(0, Of(10)));
        var requests = await Task.WhenAll(Enumerable.Range(11, 40).Select(size => RequestAsync(10, Of(size))));
        var answers = await Task.WhenAll(requests.Select(witness.AddAsync));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a.Status == HttpStatusCode.Conflict);
        witness.Latest(ApiFixture.LogKey.Name)!.Size.ShouldBe(11UL + (ulong)Array.FindIndex(answers, a => a.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task It_remembers_after_a_restart()
    {
        await using var witness = await new RunningWitness().StartAsync();
        await witness.AddAsync(await RequestAsync(0, Of(10)));
        await witness.StopAsync();
        await witness.StartAsync();
        (await witness.AddAsync(await RequestAsync(0, Of(20)))).ShouldBe((HttpStatusCode.Conflict, "10\n", "text/x.tlog.size"));
    }
}

public class Witnesses_countersign
{
    private static ApiFixture With(RunningWitness witness, bool required = false) => new()
    {
        Configure = b =>
        {
            b.Configuration["Log:Witnesses:0"] = witness.Setting;
            b.Configuration["Log:RequireWitnesses"] = required ? "true" : "false";
        },
    };

    private static async Task<Note> CosignedAsync(ApiFixture api)
    {
        await api.LoggedAsync();
        for (var i = 0; i < 100; i++)
        {
            if (Notes.TryParse(await api.Http.GetByteArrayAsync("/v1/log/checkpoint"), out var note)
                && note.VerifiedBy(RunningWitness.Key.Verifier) is not null)
            {
                return note;
            }
            await Task.Delay(100);
        }
        throw new TimeoutException("No cosignature came.");
    }

    [Fact]
    public async Task The_checkpoint_is_served_with_its_cosignatures_and_an_export_proves_them()
    {
        await using var witness = await new RunningWitness().StartAsync();
        var api = With(witness);
        await api.InitializeAsync();
        await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Called);
        var note = await CosignedAsync(api);
        note.VerifiedBy(ApiFixture.LogKey.Verifier, RunningWitness.Key.Verifier)!.Count.ShouldBe(2);
        var file = Path.GetTempFileName();
        await using (var stream = File.Create(file))
        {
            await new LogExport(api.Database, ApiFixture.LogKey.Verifier).WriteAsync(stream, null, [], null, CancellationToken.None);
        }
        (await new Verification([ApiFixture.LogKey.Verifier], [RunningWitness.Key.Verifier], [note])
            .RunAsync(file, null, CancellationToken.None)).Faults.ShouldBeEmpty();
        var stranger = NoteSigner.Of("witness.example/w2", SignatureType.Cosignature, new byte[32]).Verifier;
        (await new Verification([ApiFixture.LogKey.Verifier], [stranger], []).RunAsync(file, null, CancellationToken.None)).Faults
            .ShouldHaveSingleItem().Kind
            .ShouldBe("signature");
        (await new Verification([NoteSigner.Of(ApiFixture.LogKey.Name, SignatureType.Ed25519, new byte[32]).Verifier], [], [])
            .RunAsync(file, null, CancellationToken.None)).Faults.ShouldContain(f => f.Kind == "signature");
        File.Delete(file);
        await api.DisposeAsync();
    }

    [Fact]
    public async Task A_witness_may_bring_its_cosignature_itself()
    {
        await using var witness = await new RunningWitness().StartAsync();
        var setting = witness.Setting;
        await witness.StopAsync(); // it does not answer
        var api = new ApiFixture { Configure = b => b.Configuration["Log:Witnesses:0"] = setting };
        await api.InitializeAsync();
        await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Listed);
        await api.LoggedAsync();
        Notes.TryParse(await api.Http.GetByteArrayAsync("/v1/log/checkpoint"), out var note).ShouldBeTrue();
        var line = RunningWitness.Key.Sign(note!.Text, DateTimeOffset.UtcNow);
        (await SendAsync((note with
        {
            Signatures = [NoteSigner.Of("witness.example/w1", SignatureType.Cosignature, new byte[32])
            .Sign(note.Text, DateTimeOffset.UtcNow)]
        }).ToString()))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendAsync((note with { Text = note.Text.Replace("log", "lag", StringComparison.Ordinal), Signatures = [line] }).ToString()))
            .ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync("nonsense")).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync((note with { Signatures = [line] }).ToString())).ShouldBe(HttpStatusCode.NoContent);
        (await CosignedAsync(api)).Text.ShouldBe(note.Text);
        await api.DisposeAsync();
        await witness.StartAsync();

        async Task<HttpStatusCode> SendAsync(string text) =>
            (await api.Http.PostAsync("/v1/log/cosignatures", new StringContent(text, Encoding.UTF8, "text/plain"))).StatusCode;
    }

    [Fact]
    public async Task A_database_restored_from_a_backup_behind_its_witness_records_nothing_and_says_so()
    {
        await using var witness = await new RunningWitness().StartAsync();
        var api = With(witness);
        await api.InitializeAsync();
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Listed);
        await CosignedAsync(api);
        var (name, admin) = (
            new NpgsqlConnectionStringBuilder(api.ConnectionString).Database!,
            new NpgsqlConnectionStringBuilder(api.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await api.RestartAsync(() => AdminAsync($"create database {name}_backup template {name}"));
        await programme.UpToAsync(Station.Selected);
        var seen = (await CosignedAsync(api)).Text;
        var before = await api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");

        await api.RestartAsync(async () =>
        {
            await AdminAsync($"drop database {name} with (force)");
            await AdminAsync($"create database {name} template {name}_backup");
        });
        var organisation = await api.PostAsync(
            "/v1/organisations",
            new { organisation = "new-1", name = "New", kinds = new[] { "department" } },
            ProgrammeWorld.Samr);
        organisation.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var problem = JsonDocument.Parse(await organisation.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("type").GetString().ShouldBe("/problems/behind-witness");
        problem.GetProperty("detail").GetString()!.ShouldContain($"has cosigned {seen.Split('\n')[1]} entries");
        api.Errors.All.ShouldContain(e => e.Contains("Nothing is recorded any more", StringComparison.Ordinal));
        (await api.Http.GetAsync("/v1/enterprises")).StatusCode.ShouldBe(HttpStatusCode.OK); // what is there can be read
        (await api.ScalarAsync<long>("select max(seq_id) from leader.mt_events")).ShouldBeLessThan(before);

        await api.DisposeAsync();

        Task AdminAsync(string sql) => RunAsync(admin, sql);
    }

    [Fact]
    public async Task Where_witnesses_are_required_nothing_is_recorded_until_they_have_confirmed()
    {
        await using var witness = await new RunningWitness().StartAsync();
        await witness.StopAsync();
        var api = With(witness, required: true);
        await api.InitializeAsync();
        (await PostAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await witness.StartAsync();
        for (var i = 0; i < 100 && await PostAsync() != HttpStatusCode.Created; i++) await Task.Delay(200);
        (await PostAsync()).ShouldBe(HttpStatusCode.OK); // recorded once
        await api.DisposeAsync();

        async Task<HttpStatusCode> PostAsync() =>
            (await api.PostAsync(
                "/v1/organisations",
                new { organisation = "samr", name = "SAMR", kinds = new[] { "regulator" } },
                ProgrammeWorld.Samr)).StatusCode;
    }

    [Fact]
    public async Task Two_nodes_write_one_tree()
    {
        var api = new ApiFixture();
        await api.InitializeAsync();
        await using var other = ApiFixture.Build(api.ConnectionString, api.Clock);
        await other.StartAsync();
        using var stop = new CancellationTokenSource();
        var third = Task.Run(async () =>
        {
            var writer = new LogWriter(api.Database, ApiFixture.LogKey, TimeProvider.System, pageSize: 7);
            while (!stop.IsCancellationRequested) await writer.WriteAsync(CancellationToken.None);
        });
        await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        await api.LoggedAsync();
        await stop.CancelAsync();
        await third;
        var report = await new LogAudit(api.Database, ApiFixture.LogKey.Verifier).RunAsync([], null, CancellationToken.None);
        report!.Differences.ShouldBeEmpty();
        (await api.ScalarAsync<long>("select count(*) from leader.log_head")).ShouldBe(1);
        report.Size.ShouldBeGreaterThan((ulong)(await api.LogAsync()).Count);
        report.Checkpoints.ShouldBeGreaterThan(5);
        await other.StopAsync();
        await api.DisposeAsync();
    }

    private static async Task RunAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }
}
