using System.Collections.Concurrent;
using System.Text;
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
    public sealed class Tried : IAsyncLifetime
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
            await api.LoggedAsync();
            await api.GetAsync("/v1/bans", programme.World.Position);
            var values = (await api.LogAsync()).Where(f => f.Fact is Domain.Record.IndicatorsEvaluated).ToArray();
            (_at.Victim, _at.Other) = (values[0].Position, values[1].Position);
            _at.Last = await api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");

            Notes.TryParse(await api.Http.GetStringAsync("/v1/log/checkpoint"), out var seen).ShouldBeTrue();
            Checkpoint.TryParse(seen!.Text, out var checkpoint).ShouldBeTrue();
            (_seen, _size, _database) = (seen, checkpoint!.Size, api.ConnectionString);
            using var witness = new Witness(Witness, [ApiFixture.LogKey.Verifier], _folder, TimeProvider.System);
            var cosigned = await witness.AddAsync(Encoding.UTF8.GetBytes(new AddCheckpoint(0, [], seen).ToString()),
                CancellationToken.None);
            cosigned.Status.ShouldBe(200, cosigned.Body);
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

        public Task DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return Task.CompletedTask;
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

        private async Task TamperAsync(NpgsqlDataSource database, Tampering tampering)
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
            var writer = new LogWriter(database, ApiFixture.LogKey, TimeProvider.System);
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
