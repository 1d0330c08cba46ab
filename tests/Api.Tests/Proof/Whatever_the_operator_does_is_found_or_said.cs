using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Leader.Api.CommandLine;
using Leader.Api.Persons;
using Leader.Api.Tests.Contract;
using Leader.Api.Tests.Evidence;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Tests.Proof;

/// <summary>
/// Each kind of tampering is tried as the database's superuser on a copy of one small register, and whoever may find it looks: who says so
/// in docs/auditing.md, and nobody else, finds it.
/// </summary>
public sealed class Whatever_the_operator_does_is_found_or_said(Whatever_the_operator_does_is_found_or_said.Tried tried)
    : IClassFixture<Whatever_the_operator_does_is_found_or_said.Tried>
{
    private const string Begin = "<!-- tamperings -->\n", End = "<!-- end -->\n";

    public static readonly TheoryData<string> All = new(Tamperings.List.Select(t => t.What));

    [Theory, MemberData(nameof(All))]
    public async Task By_whom_the_table_says(string what)
    {
        var tampering = Tamperings.List.Single(t => t.What == what);
        var (by, said) = await tried.FoundAsync(tampering);
        by.ShouldBe(tampering.By, said);
    }

    [Fact]
    public async Task Of_a_register_that_nobody_touched_nothing_is_found_but_with_other_keys()
    {
        var (by, said) = await tried.FoundAsync(null);
        by.ShouldBe(Finds.Nobody, said);
    }

    /// <summary>Written anew with LEADER_WRITE_SCHEMA=1.</summary>
    [Fact]
    public async Task The_database_is_made_as_it_is_reviewed()
    {
        await using var database = LeaderApi.DataSource(await TestDatabase.CreateAsync());
        await using var connection = await database.OpenConnectionAsync();
        var lines = await RegisterSchema.LinesAsync(connection, CancellationToken.None);
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_SCHEMA") == "1")
        {
            var file = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "src", "Projections", "Log", "schema.txt");
            await File.WriteAllTextAsync(file, string.Concat(lines.Select(l => l + "\n")));
            return;
        }
        lines.Except(RegisterSchema.Expected).ShouldBeEmpty();
        RegisterSchema.Expected.Except(lines).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_forged_act_is_named_as_it_is_served()
    {
        await using var database = await tried.CopiedAsync();
        var acts = new NewActs(database);
        (await acts.LookAsync(CancellationToken.None)).Found.ShouldBeEmpty();
        (await acts.LookAsync(CancellationToken.None)).Found.ShouldBeEmpty();
        await tried.TamperAsync(database, Tamperings.List.Single(t => t.What == "an act by a role that may not"));
        var found = (await acts.LookAsync(CancellationToken.None)).Found.ShouldHaveSingleItem();
        (found.What, found.Key).ShouldBe(("decided", "organisations"));
        (await acts.LookAsync(CancellationToken.None)).Found.ShouldBeEmpty("it is named once");
    }

    [Fact]
    public async Task What_does_not_continue_what_the_register_signed_is_not_signed_whoever_restores_or_rewrites_it()
    {
        var folder = Directory.CreateTempSubdirectory("leader-signed").FullName;
        var (one, other) = (Tamperings.List.Single(t => t.What == "a ban without a revocation"),
            Tamperings.List.Single(t => t.What == "an act by a role that may not"));
        try
        {
            await using var database = await tried.CopiedAsync();
            await tried.TamperAsync(database, one, Writer(database));
            (await Writer(database).WriteAsync(CancellationToken.None)).ShouldBeNull("nothing is left, and it continues what was signed");

            await using var older = await tried.CopiedAsync();
            (await Should.ThrowAsync<LogForkException>(() => Writer(older).WriteAsync(CancellationToken.None)))
                .Message.ShouldContain("older backup");

            // A larger tree, of another history, which a program without a memory signs.
            await tried.TamperAsync(older, other);
            await tried.TamperAsync(older, one);
            (await Should.ThrowAsync<LogForkException>(() => Writer(older).WriteAsync(CancellationToken.None))).Message
                .ShouldContain("another tree");

            LogWriter Writer(NpgsqlDataSource at) => new(
                at, ApiFixture.LogKey, TimeProvider.System, last: new(ApiFixture.LogKey.Verifier, folder));
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    [Fact]
    public async Task A_proof_of_rows_is_verified_with_the_key_alone_and_nothing_in_it_can_be_changed()
    {
        VerifierKey[] keys = [ApiFixture.LogKey.Verifier];
        tried.Proofs.Select(p => StateProofFile.Read(Encoding.UTF8.GetBytes(p)).Answer).ShouldBe([true, false]);
        var random = new Random(20180629);
        foreach (var proof in tried.Proofs)
        {
            StateProofFile.Fault(StateProofFile.Read(Encoding.UTF8.GetBytes(proof)), keys, []).ShouldBeNull();
            StateProofFile.Fault(StateProofFile.Read(Encoding.UTF8.GetBytes(proof)), [Stranger], []).ShouldNotBeNull();
            var read = StateProofFile.Read(Encoding.UTF8.GetBytes(proof));
            var missed = new List<string>();
            for (var i = 0; i < 500; i++)
            {
                var at = random.Next(proof.Length);
                var changed = random.Next(3) switch
                {
                    0 => proof[..at] + proof[(at + 1)..],
                    1 => proof[..at] + "0a9-\"}"[random.Next(6)] + proof[(at + 1)..],
                    _ => proof[..at] + "1" + proof[at..],
                };
                try
                {
                    var doc = StateProofFile.Read(Encoding.UTF8.GetBytes(changed));
                    // what is asked for is the asker's to say; a day that gives the same answer, and a later position, hold as well
                    if (StateProofFile.Fault(doc, keys, []) is null && JsonSerializer.Serialize(doc with
                    {
                        AsOf = read.AsOf,
                        Position = read.Position,
                        Enterprise = read.Enterprise,
                    }, LeaderJson.Http) != JsonSerializer.Serialize(read, LeaderJson.Http))
                    {
                        missed.Add(changed);
                    }
                }
                catch (InvalidDataException) { }
            }
            missed.ShouldBeEmpty();
        }
    }

    private static readonly VerifierKey Stranger =
        NoteSigner.Of(ApiFixture.LogKey.Name, SignatureType.Ed25519, new byte[32]).Verifier;

    [Fact]
    public void Entries_come_packed_to_whom_takes_them_so_and_hashes_do_not() =>
        tried.Encodings.ShouldBe(["gzip", "", ""]);

    [Fact]
    public void A_limit_is_said_wherever_not_all_find_it() => Tamperings.List
        .Where(t => !t.By.HasFlag(Finds.Check | Finds.Audit | Finds.Verify) && t.Limit.Length == 0).Select(t => t.What).ShouldBeEmpty();

    /// <summary>Written anew with LEADER_WRITE_TAMPERING=1.</summary>
    [Fact]
    public async Task The_table_in_the_documents_is_the_one_that_is_tried()
    {
        var page = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "docs", "auditing.md");
        var text = await File.ReadAllTextAsync(page);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_TAMPERING") == "1")
        {
            await File.WriteAllTextAsync(page, text[..begin] + Table() + text[end..]);
            return;
        }
        text[begin..end].ShouldBe(Table());
    }

    private static string Table()
    {
        var table = new StringBuilder("| what is done | check | `audit` | `verify` | `--seen` | witness | who does not find it, and why |\n"
            + "|---|---|---|---|---|---|---|\n");
        foreach (var group in Tamperings.List.GroupBy(t => t.Group))
        {
            table.Append($"| **{group.Key}** | | | | | | |\n");
            foreach (var t in group)
            {
                var finds = new[] { Finds.Check, Finds.Audit, Finds.Verify, Finds.Seen, Finds.Witness }
                    .Select(f => t.By.HasFlag(f) ? "yes" : "").ToArray();
                table.Append($"| {t.What} | {string.Join(" | ", finds)} | {t.Limit} |\n");
            }
        }
        return table.ToString();
    }

    /// <summary>A small register that ran its course, and what came of each tampering with a copy of it.</summary>
    public sealed class Tried : IAsyncLifetime, IDisposable
    {
        private static readonly NoteSigner Witness = NoteSigner.Of("witness.example", SignatureType.Cosignature, new byte[32]);

        private readonly SemaphoreSlim _some = new(2);
        private readonly ConcurrentDictionary<string, Lazy<Task<(Finds By, string Said)>>> _found = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("leader-witness").FullName;
        private string _database = null!;
        private (long Victim, long Other, long Gap, long Last) _at;
        private Note _seen = null!;
        private ulong _size;

        internal Task<(Finds By, string Said)> FoundAsync(Tampering? tampering) =>
            _found.GetOrAdd(tampering?.What ?? "", _ => new(() => TryAsync(tampering))).Value;

        /// <summary>Of one that is barred, and of one that is not.</summary>
        internal IReadOnlyList<string> Proofs { get; private set; } = [];

        internal IReadOnlyList<string> Encodings { get; private set; } = [];

        public async Task InitializeAsync()
        {
            var api = new ApiFixture();
            await api.InitializeAsync();
            var programme = await new Programme(new(api, overHttp: true), new(2026, 6, 1)).UpToAsync(Station.Evaluated);
            _at.Gap = await api.ScalarAsync<long>("select nextval('leader.mt_events_sequence')"); // drawn, and the append failed
            await programme.UpToAsync(Station.Revoked);
            await api.LoggedAsync(); // so that not all state roots are under the last checkpoint
            await api.DepositedAsync("a report"u8.ToArray(), "text/plain");
            for (var i = 0; i < 170; i++) await programme.World.RegisterAsync(ProgrammeWorld.NewCode()); // so that tiles have tiles above
            var own = SigningSecret.New(Domain.Values.SigningAlgorithm.Ed25519);
            var key = JsonSerializer.Serialize(new Domain.Process.Registers.RegisterSigningKey(
                own.Algorithm, own.PublicKey, Domain.Beijing.Day(api.Clock.Now)), LeaderJson.Http);
            var kept = await api.PostAsync("/v1/signing-keys", key, ProgrammeWorld.Caq,
                [.. SigningSecret.Headers(new(api.Http.BaseAddress!, "/v1/signing-keys"), key, api.Clock.Now, own)]);
            kept.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await kept.Content.ReadAsStringAsync());
            await programme.World.RegisterAsync(ProgrammeWorld.NewCode());
            await api.LoggedAsync();
            await api.GetAsync("/v1/bans", programme.World.Position);
            var values = (await api.LogAsync()).Where(f => f.Fact is Domain.Record.IndicatorsEvaluated).ToArray();
            (_at.Victim, _at.Other) = (values[0].Position, values[1].Position);
            _at.Last = await api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");

            Notes.TryParse(await api.Http.GetStringAsync("/v1/log/checkpoint"), out var seen).ShouldBeTrue();
            Checkpoint.TryParse(seen!.Text, out var checkpoint).ShouldBeTrue();
            (_seen, _size, _database) = (seen, checkpoint!.Size, api.ConnectionString);
            var barred = (await api.GetAsync("/v1/bans")).GetProperty("items")[0].GetProperty("enterprise").GetString();
            Proofs =
            [
                await ProofAsync(api, barred!),
                await ProofAsync(api, await api.ScalarAsync<string>(
                    $"select max(substr(stream_id, 12)) from leader.mt_events where type = 'enterprise_registered.v1' and stream_id <> "
                        + $"'enterprise/{barred}'")),
            ];
            Encodings =
            [
                await EncodingAsync(api, "entries/000", "gzip"), await EncodingAsync(api, "entries/000", "identity"),
                await EncodingAsync(api, "0/000", "gzip"),
            ];
            using var witness = new Witness(Witness, [ApiFixture.LogKey.Verifier], _folder, TimeProvider.System);
            var cosigned = await witness.AddAsync(Encoding.UTF8.GetBytes(new AddCheckpoint(0, [], seen).ToString()),
                CancellationToken.None);
            cosigned.Status.ShouldBe(200, cosigned.Body);
            witness.Cosigned(ApiFixture.LogKey.Name)!.VerifiedBy(Witness.Verifier, ApiFixture.LogKey.Verifier)!.Count.ShouldBe(2);
            await api.ExecuteAsync($"insert into leader.log_cosignature values ('{ApiFixture.LogKey.Name}', {_size}, '{Witness.Name}', "
                + $"'{cosigned.Body}')");
            for (var n = await api.ScalarAsync<long>("select count(*) from leader.person"); n < 2; n++)
            {
                var person = PersonalData.Seal(new("Li Na", $"{n}@example.cn"));
                await api.ExecuteAsync($"insert into leader.person (reference, sealed) values ('{person.Reference}', "
                    + $"{Hex(person.Sealed)}); "
                    + $"insert into leader.person_key values ('{person.Reference}', {Hex(person.Key)})");
            }
            await api.DisposeAsync();
            foreach (var tampering in Tamperings.List) _ = FoundAsync(tampering);
        }

        public void Dispose()
        {
            _some.Dispose();
            _one.Dispose();
        }

        public Task DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return Task.CompletedTask;
        }

        private static async Task<string> ProofAsync(ApiFixture api, string enterprise)
        {
            using var answer = await api.Http.GetAsync($"/v1/log/proofs/state?view=bans&enterprise={enterprise}");
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue(text);
            return text;
        }

        private static async Task<string> EncodingAsync(ApiFixture api, string tile, string accepted)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/log/tile/{tile}");
            request.Headers.Add("Accept-Encoding", accepted);
            using var answer = await api.Http.SendAsync(request);
            answer.IsSuccessStatusCode.ShouldBeTrue();
            return string.Join(' ', answer.Content.Headers.ContentEncoding);
        }

        private static string Hex(byte[] bytes) => $"'\\x{Convert.ToHexString(bytes)}'";

        private async Task<(Finds By, string Said)> TryAsync(Tampering? tampering)
        {
            await _some.WaitAsync();
            try
            {
                var copy = await CopyAsync();
                await using var database = LeaderApi.DataSource(copy);
                if (tampering is not null) await TamperAsync(database, tampering);
                return await LookAsync(database);
            }
            finally { _some.Release(); }
        }

        private readonly SemaphoreSlim _one = new(1);

        /// <summary>One at a time: nobody else may be in what is copied.</summary>
        private async Task<string> CopyAsync()
        {
            await _one.WaitAsync();
            try { return await TestDatabase.CopyAsync(_database); }
            finally { _one.Release(); }
        }

        internal async Task<NpgsqlDataSource> CopiedAsync() => LeaderApi.DataSource(await CopyAsync());

        internal async Task TamperAsync(NpgsqlDataSource database, Tampering tampering, LogWriter? signing = null)
        {
            var sql = tampering.Sql;
            if (sql == Tamperings.Resealed)
            {
                var reference = (string)(await database.CreateCommand("select min(reference) from leader.person").ExecuteScalarAsync())!;
                var subject = (await database.CreateCommand($"select subject from leader.person where reference = '{reference}'")
                    .ExecuteScalarAsync()) as string;
                var (key, made) = Sealing.Seal("{}"u8, Sealing.Person(reference, subject));
                sql = $"update leader.person set sealed = {Hex(made)} where reference = '{reference}'; update leader.person_key set key = "
                    + $"{Hex(key)} where reference = '{reference}'";
            }
            await ExecuteAsync(database, sql.Replace("$V", $"{_at.Victim}", StringComparison.Ordinal)
                .Replace("$O", $"{_at.Other}", StringComparison.Ordinal).Replace("$G", $"{_at.Gap}", StringComparison.Ordinal)
                .Replace("$L", $"{_at.Last}", StringComparison.Ordinal));
            if (tampering.Then == Then.Nothing) return;
            await ExecuteAsync(database, "update leader.mt_event_progression set last_seq_id = (select max(seq_id) from leader.mt_events); "
                + "delete from leader.log_times where position > (select max(seq_id) from leader.mt_events); insert into leader.log_times "
                + "select max(seq_id), max(timestamp) from leader.mt_events on conflict do nothing");
            await new Rebuild(database).RunAsync(null, CancellationToken.None);
            if (tampering.Then == Then.SignAnew)
            {
                await ExecuteAsync(database, "truncate leader.log_head, leader.log_tile, leader.log_state, leader.log_checkpoint, "
                    + "leader.log_cosignature");
            }
            var writer = signing ?? new LogWriter(database, ApiFixture.LogKey, TimeProvider.System);
            while (await writer.WriteAsync(CancellationToken.None) is not null) { }
        }

        private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        private async Task<(Finds By, string Said)> LookAsync(NpgsqlDataSource database)
        {
            var (by, said, key) = (Finds.Nobody, new List<string>(), ApiFixture.LogKey.Verifier);
            var check = new ViewCheck(database, TimeProvider.System);
            while (await check.BiteAsync(CancellationToken.None)) { }
            if (check.State.Differing > 0) Found(Finds.Check, [$"{check.State.First}"]);

            var audit = await new Audit(database).RunAsync(null, CancellationToken.None);
            var log = await new LogAudit(database, key, [Witness.Verifier]).RunAsync([_seen], null, CancellationToken.None);
            var others = await LogAudit.OthersAsync(database, [key], CancellationToken.None);
            var seen = log.Differences.ToLookup(d => d.Detail.Contains("was seen", StringComparison.Ordinal));
            Found(Finds.Audit, audit.Differences.Concat(seen[false]).Concat(others).Select(d => $"{d}"));
            Found(Finds.Seen, seen[true].Select(d => $"{d}"));
            Found(Finds.Verify, await VerifyAsync(database, key));
            Found(Finds.Witness, await WitnessAsync(database, key.Name));
            return (by, string.Join('\n', said));

            void Found(Finds who, IEnumerable<string> differences)
            {
                foreach (var difference in differences.Take(5))
                {
                    by |= who;
                    said.Add($"{who}: {difference}");
                }
            }
        }

        private static async Task<IReadOnlyList<string>> VerifyAsync(NpgsqlDataSource database, VerifierKey key)
        {
            using var file = new MemoryStream();
            try
            {
                if (await new LogExport(database, key).WriteAsync(file, null, [], null, CancellationToken.None) is null) return ["no log"];
            }
            catch (InvalidDataException e) { return [$"no export: {e.Message}"]; }
            var bytes = file.ToArray();
            var receipt = await new Verification([key], [], []).RunAsync(
                "x.zip", () => new MemoryStream(bytes, writable: false), null, CancellationToken.None);
            return [.. receipt.Faults.Select(f => $"{f}")];
        }

        /// <summary>What the witness answers when it is brought the newest checkpoint.</summary>
        private async Task<IReadOnlyList<string>> WitnessAsync(NpgsqlDataSource database, string origin)
        {
            var folder = Directory.CreateTempSubdirectory("leader-witness").FullName;
            try
            {
                foreach (var known in Directory.EnumerateFiles(_folder, "*.checkpoint"))
                {
                    File.Copy(known, Path.Combine(folder, Path.GetFileName(known)));
                }
                var log = new LogReader(database, origin);
                if (await log.NewestAsync(CancellationToken.None) is not { } newest) return ["no checkpoint"];
                Notes.TryParse(newest.Note, out var note).ShouldBeTrue();
                var proof = newest.Checkpoint.Size < _size ? [] : await log.ConsistencyAsync(_size, newest.Checkpoint.Size,
                    CancellationToken.None);
                using var witness = new Witness(Witness, [ApiFixture.LogKey.Verifier], folder, TimeProvider.System);
                var reply = await witness.AddAsync(
                    Encoding.UTF8.GetBytes(new AddCheckpoint(_size, proof ?? [], note!).ToString()), CancellationToken.None);
                return reply.Status == 200 ? [] : [$"{reply.Status} {reply.Body}"];
            }
            catch (InvalidDataException e) { return [e.Message]; }
            finally { Directory.Delete(folder, recursive: true); }
        }
    }
}
