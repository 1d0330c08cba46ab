using System.IO.Compression;
using System.Text.Json;
using Leader.Api.Tests.Time;
using Leader.Projections.Proof;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Proof;

/// <summary>
/// The superuser of the database changes history; the audit beside it, and anybody with an export, name the place and what was done.
/// </summary>
public sealed class Tampering_is_found(Tampering_is_found.Untouched untouched) : IAsyncLifetime, IClassFixture<Tampering_is_found.Untouched>
{
    private readonly ApiFixture api = new() { LikeThat = untouched.Database };
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"leader-{Guid.NewGuid():N}.zip");
    private readonly long _gap = untouched.Gap, _victim = untouched.Victim, _other = untouched.Other;
    private readonly Note _seen = untouched.Seen;

    /// <summary>A programme that ran its course, of which each test tampers with a copy.</summary>
    public sealed class Untouched : IAsyncLifetime
    {
        public string Database { get; private set; } = null!;
        public long Gap { get; private set; }
        public long Victim { get; private set; }
        public long Other { get; private set; }
        internal Note Seen { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var api = new ApiFixture();
            await api.InitializeAsync();
            var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Evaluated);
            Gap = await api.ScalarAsync<long>("select nextval('leader.mt_events_sequence')"); // drawn, and the append failed
            await programme.UpToAsync(Station.Revoked);
            await api.LoggedAsync();
            await api.GetAsync("/v1/bans", programme.World.Position);
            var values = (await api.LogAsync()).Where(f => f.Fact is Domain.Record.IndicatorsEvaluated).ToArray();
            (Victim, Other) = (values[0].Position, values[1].Position);
            Notes.TryParse(await api.Http.GetStringAsync("/v1/log/checkpoint"), out var seen).ShouldBeTrue();
            (Seen, Database) = (seen!, api.ConnectionString);
            await api.DisposeAsync();
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }

    public Task InitializeAsync() => api.InitializeAsync();

    public async Task DisposeAsync()
    {
        await api.DisposeAsync();
        File.Delete(_file);
    }

    private async Task<LogReport> AuditAsync(params IReadOnlyList<Note> seen) =>
        (await new LogAudit(api.Database, ApiFixture.LogKey.Verifier).RunAsync(seen, null, CancellationToken.None))!;

    private async Task<Receipt> VerifyAsync(params IReadOnlyList<Note> seen)
    {
        await using (var file = File.Create(_file))
        {
            (await new LogExport(api.Database, ApiFixture.LogKey.Verifier).WriteAsync(file, null, [], null, CancellationToken.None))
                .ShouldNotBeNull();
        }
        return await new Verification([ApiFixture.LogKey.Verifier], [], seen).RunAsync(_file, null, CancellationToken.None);
    }

    [Fact]
    public async Task Untouched_it_holds_and_two_exports_are_the_same_bytes()
    {
        var receipt = await VerifyAsync(_seen);
        receipt.Faults.ShouldBeEmpty();
        receipt.Results.ShouldBeGreaterThan(0);
        receipt.States.ShouldBeGreaterThan(0);
        receipt.Rows.ShouldBeGreaterThan(20);
        (await AuditAsync(_seen)).Differences.ShouldBeEmpty();
        var first = await File.ReadAllBytesAsync(_file);
        // What tests/Projections.Tests mutates, after a change of the views or of the format: exports/leader-export-2.zip.
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_EXPORT") is { } copy) await File.WriteAllBytesAsync(copy, first);
        await Task.Delay(2100); // the resolution of times in a ZIP
        await VerifyAsync();
        (await File.ReadAllBytesAsync(_file)).ShouldBe(first);
    }

    [Theory]
    [InlineData("one byte of a fact", "update leader.mt_events set data = jsonb_set(data, '{values,0,clause}', '\"4.2\"') where seq_id = "
        + "$V", "changed")]
    [InlineData("the recorded time of a "
        + "fact", "update leader.mt_events set timestamp = timestamp - interval '1 microsecond' where seq_id = $V", "changed")]
    [InlineData("who recorded it", "update leader.mt_events set user_name = 'cheari' where seq_id = $V", "changed")]
    [InlineData("which act it is of", "update leader.mt_events set headers = headers || '{\"act\": \"another\"}' where seq_id = "
        + "$V", "changed")]
    [InlineData("what was asked", "update leader.mt_events set headers = "
        + "jsonb_set(headers, '{request,command,declaration}', '\"another\"') where seq_id = $V", "changed")]
    [InlineData("what was asked is taken away", "update leader.mt_events set headers = headers - 'request' where seq_id = $V", "changed")]
    [InlineData("a fact is deleted", "delete from leader.mt_events where seq_id = $V", "deleted")]
    [InlineData("a fact is inserted in the middle", "insert into leader.mt_events (seq_id, id, stream_id, version, data, type, timestamp, "
        + "tenant_id, mt_dotnet_type, user_name, headers, correlation_id) select $G, gen_random_uuid(), stream_id, version + 100, data, "
        + "type, timestamp, tenant_id, mt_dotnet_type, user_name, headers, correlation_id from leader.mt_events where seq_id = "
        + "$V", "inserted")]
    [InlineData("two facts are swapped", "update leader.mt_events e set data = o.data from leader.mt_events o where e.seq_id in ($V, $O) "
        + "and o.seq_id = $V + $O - e.seq_id", "changed")]
    [InlineData("two facts change places", "update leader.mt_events set seq_id = -seq_id where seq_id in ($V, $O); update "
        + "leader.mt_events set seq_id = $V + $O + seq_id where seq_id < 0", "swapped")]
    public async Task A_changed_history_is_named_with_its_position_and_kind(string what, string sql, string kind)
    {
        await api.ExecuteAsync(sql.Replace("$V", $"{_victim}", StringComparison.Ordinal)
            .Replace("$O", $"{_other}", StringComparison.Ordinal)
            .Replace("$G", $"{_gap}", StringComparison.Ordinal));
        var at = kind == "inserted" ? _gap : _victim;
        var audit = await AuditAsync();
        audit.Differences.ShouldContain(d => d.Position == at && d.What == kind, $"{what}: {string.Join("; ", audit.Differences)}");
        audit.Differences.Count.ShouldBeLessThanOrEqualTo(2);
        var receipt = await VerifyAsync();
        receipt.Holds.ShouldBeFalse();
        receipt.Faults.ShouldContain(f => f.Position == at && f.Kind == kind, $"{what}: {string.Join("; ", receipt.Faults)}");
    }

    [Fact]
    public async Task A_request_that_is_not_for_everybody_is_held_against_its_digest_by_both()
    {
        var closed = await api.ScalarAsync<long>("select min(seq_id) from leader.mt_events where headers->'request' ? 'salt'");
        await VerifyAsync();
        await using (var zip = await ZipFile.OpenReadAsync(_file))
        using (var reader = new StreamReader(await zip.GetEntry(LogExport.RequestsName)!.OpenAsync()))
        {
            (await reader.ReadToEndAsync()).ShouldContain("\"salt\"");
        }

        await api.ExecuteAsync(
            $"update leader.mt_events set headers = jsonb_set(headers, '{{request,salt}}', '\"00\"') where seq_id = {closed}");
        (await AuditAsync()).Differences.ShouldHaveSingleItem().Position.ShouldBe(closed);
        (await VerifyAsync()).Faults.ShouldContain(f => f.Position == closed);
    }

    [Fact]
    public async Task An_export_that_lacks_a_request_does_not_hold()
    {
        await VerifyAsync();
        await using (var zip = await ZipFile.OpenAsync(_file, ZipArchiveMode.Update)) zip.GetEntry(LogExport.RequestsName)!.Delete();
        (await new Verification([ApiFixture.LogKey.Verifier], [], []).RunAsync(_file, null, CancellationToken.None)).Faults
            .ShouldContain(f => f.Kind == "data" && f.Detail.Contains("request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_row_of_a_view_is_named_by_both()
    {
        await api.ExecuteAsync("update leader.view_bans set payload = replace(payload::text, '\"lastDay\":\"20', "
            + "'\"lastDay\":\"19')::json");
        var report = await new Audit(api.Database).RunAsync(null, CancellationToken.None);
        report.Differences.ShouldContain(d => d.View == "bans" && d.What == "altered");
        var receipt = await VerifyAsync();
        receipt.Faults.ShouldContain(f => f.Kind == "rows" && f.Detail.StartsWith("bans", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a fact of an act gets a time of its "
        + "own", "update leader.mt_events set timestamp = timestamp + interval '1 microsecond' where seq_id = $A")]
    [InlineData("two acts become one", "update leader.mt_events set headers = headers || (select jsonb_build_object('act', "
        + "headers->>'act') from leader.mt_events where seq_id = $A) where seq_id = $A + 1")]
    [InlineData("an act is torn apart", "update leader.mt_events e set headers = e.headers || jsonb_build_object('act', "
        + "o.headers->>'act') from leader.mt_events o where o.seq_id = $V and e.seq_id = $A")]
    public async Task An_act_that_is_not_one_instant_is_named_by_the_audit_by_the_check_and_by_who_has_an_export(string what, string sql)
    {
        var act = (await api.ActsAsync()).GroupBy(f => f.Act).Last(a => a.Count() > 1).ToArray();
        var at = act[^1].Position;
        if (what.StartsWith("two", StringComparison.Ordinal)) at = act[0].Position - 1; // its last fact, and the next act begins
        await api.ExecuteAsync(sql.Replace("$V", $"{_victim}", StringComparison.Ordinal).Replace("$A", $"{at}", StringComparison.Ordinal));
        var report = await new Audit(api.Database).RunAsync(null, CancellationToken.None);
        report.Differences.ShouldContain(d => d.What == "act" && d.View == "log", $"{what}: {string.Join("; ", report.Differences)}");
        var check = new ViewCheck(api.Database, TimeProvider.System);
        while (await check.BiteAsync(CancellationToken.None)) { }
        check.State.First!.What.ShouldBeOneOf("act", "decided"); // the first by position
        (await VerifyAsync()).Faults.ShouldContain(f => f.Kind == "act", what);
    }

    [Fact]
    public async Task A_forger_who_repairs_the_leaf_breaks_the_signed_root()
    {
        await api.ExecuteAsync($"update leader.mt_events set data = jsonb_set(data, '{{values,0,clause}}', '\"4.2\"') where seq_id = "
            + $"{_victim}");
        await using var connection = await api.Database.OpenConnectionAsync();
        var leaf = Merkle.Leaf(LogEntry.Of((await LogTables.FactAsync(connection, _victim, CancellationToken.None))!));
        var index = (await new LogReader(api.Database, ApiFixture.LogKey.Name).LeafOfAsync(_victim, CancellationToken.None))!.Value;
        await api.ExecuteAsync($"update leader.log_tile set hashes = overlay(hashes placing decode('{Convert.ToHexString(leaf)}', 'hex') "
            + $"from {(index % 256 * 32) + 1}) where level = 0 and n = {index / 256}");
        (await AuditAsync()).Differences.ShouldContain(d => d.What == "checkpoint" && d.Position >= _victim);
        (await VerifyAsync()).Faults.ShouldContain(f => f.Kind == "root" && f.Position >= _victim);
    }

    [Fact]
    public async Task An_export_whose_checkpoint_somebody_else_signed_or_no_witness_confirmed_does_not_hold()
    {
        (await VerifyAsync()).Holds.ShouldBeTrue();
        var witness = NoteSigner.Of("witness.example", SignatureType.Cosignature, new byte[32]);
        (await new Verification([ApiFixture.LogKey.Verifier], [witness.Verifier], []).RunAsync(_file, null, CancellationToken.None)).Faults
            .ShouldHaveSingleItem().Detail
            .ShouldContain("not cosigned by witness.example");

        // The forger has the file, its own key by the same name, and no other.
        var forger = NoteSigner.Of(ApiFixture.LogKey.Name, SignatureType.Ed25519, new byte[32]);
        await using (var zip = await ZipFile.OpenAsync(_file, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry(LogExport.CheckpointsName)!;
            string[] lines;
            using (var reader = new StreamReader(await entry.OpenAsync()))
            {
                lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
            entry.Delete();
            Notes.TryParse(JsonSerializer.Deserialize<string>(lines[^1])!, out var last).ShouldBeTrue();
            var forged = new Note(last!.Text, [forger.Sign(last.Text)]).ToString();
            lines[^1] = JsonSerializer.Serialize(forged, Leader.Projections.Log.LeaderJson.Http);
            await using var writer = new StreamWriter(await zip.CreateEntry(LogExport.CheckpointsName).OpenAsync());
            await writer.WriteAsync(string.Concat(lines.Select(l => l + "\n")));
        }
        var fault = (await new Verification([ApiFixture.LogKey.Verifier], [], []).RunAsync(_file, null, CancellationToken.None)).Faults
            .ShouldHaveSingleItem();
        fault.Kind.ShouldBe("signature");
        fault.Detail.ShouldContain("is not signed by");
    }

    [Fact]
    public async Task Another_tree_signed_with_the_same_key_is_not_the_one_that_was_seen()
    {
        // The operator itself, with key and database, writes the whole log anew over a changed fact.
        await api.ExecuteAsync($"update leader.mt_events set data = jsonb_set(data, '{{values,0,clause}}', '\"4.2\"') where seq_id = "
            + $"{_victim}; truncate leader.log_head, leader.log_tile, leader.log_state, leader.log_checkpoint");
        await new ApiLog(api).WrittenAsync();
        (await AuditAsync()).Differences.ShouldBeEmpty();
        (await AuditAsync(_seen)).Differences.ShouldHaveSingleItem().What.ShouldBe("behind");
        var receipt = await VerifyAsync(_seen);
        receipt.Faults.ShouldContain(f => f.Kind == "behind");
    }

    [Fact]
    public async Task A_restored_older_backup_lacks_what_was_seen()
    {
        var size = Checkpoint.TryParse(_seen.Text, out var c) ? c.Size : 0;
        // What a backup taken after the evaluation holds.
        await api.ExecuteAsync($"delete from leader.mt_events where seq_id > {_other}; truncate leader.log_head, leader.log_tile, "
            + $"leader.log_state, leader.log_checkpoint; update leader.mt_event_progression set last_seq_id = {_other}");
        await new ApiLog(api).WrittenAsync();
        var found = (await AuditAsync(_seen)).Differences.ShouldHaveSingleItem();
        (found.What, found.Detail.Contains($"{size}", StringComparison.Ordinal)).ShouldBe(("behind", true));
        (await VerifyAsync(_seen)).Faults.ShouldContain(f => f.Kind == "behind");
    }

    [Fact]
    public async Task A_tile_or_a_checkpoint_that_was_changed_is_found_and_nothing_more_is_signed_on_it()
    {
        await api.ExecuteAsync("update leader.log_tile set hashes = set_byte(hashes, 39, get_byte(hashes, 39) # 1) where level = 0 and "
            + "n = 0");
        (await AuditAsync()).Differences.ShouldNotBeEmpty();
        await Should.ThrowAsync<InvalidDataException>(new ApiLog(api).WriteMoreAsync);
    }
}

/// <summary>The log's writer beside the running service.</summary>
internal sealed class ApiLog(ApiFixture api)
{
    private readonly LogWriter _writer = new(api.Database, ApiFixture.LogKey, TimeProvider.System);

    public async Task WrittenAsync()
    {
        for (var until = DateTimeOffset.UtcNow.AddMinutes(1); DateTimeOffset.UtcNow < until; await Task.Delay(20))
        {
            while (await _writer.WriteAsync(CancellationToken.None) is not null) { }
            // no further than there are facts: where a test took some away, the views may say for a moment that they were further
            if (await api.ScalarAsync<bool>("select coalesce((select max(position) from leader.log_head), 0) >= least("
                + "(select max(last_seq_id) from leader.mt_event_progression where name = 'Views:All'), "
                + "(select max(seq_id) from leader.mt_events))"))
            {
                return;
            }
        }
        throw new TimeoutException();
    }

    /// <summary>
    /// As if there were something left to write. The service's writer, which has the end of the tree in memory, may be first: so more than
    /// once.
    /// </summary>
    public async Task WriteMoreAsync()
    {
        for (var i = 0; i < 50; i++)
        {
            await api.ExecuteAsync("update leader.log_head set position = position - 1");
            await _writer.WriteAsync(CancellationToken.None);
        }
    }
}

internal static class Logged
{
    /// <summary>Waits until every fact is in the log.</summary>
    public static async Task LoggedAsync(this ApiFixture api)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await api.ScalarAsync<bool>("select coalesce((select max(position) from leader.log_head), 0) >= (select max(seq_id) from "
                + "leader.mt_events where type <> 'tombstone')"))
            {
                return;
            }
            await Task.Delay(25);
        }
        throw new TimeoutException("The log did not get there.");
    }
}
