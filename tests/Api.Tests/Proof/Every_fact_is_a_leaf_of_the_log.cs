using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Leader.Projections.Proof;
using Leader.Projections.Views;

namespace Leader.Api.Tests.Proof;

/// <summary>C2SP tlog-tiles v1, read as any client reads it.</summary>
public sealed class Every_fact_is_a_leaf_of_the_log : IAsyncLifetime
{
    private readonly ApiFixture api = new();
    public Task InitializeAsync() => api.InitializeAsync();
    public Task DisposeAsync() => api.DisposeAsync();

    private async Task<Checkpoint> ReachedAsync(long position)
    {
        for (var i = 0; i < 200; i++)
        {
            using var answer = await api.Http.GetAsync($"/v1/log/checkpoint?position={position}");
            if (answer.StatusCode == HttpStatusCode.OK) break;
            await Task.Delay(50);
        }
        return await CheckpointAsync();
    }

    private async Task<Checkpoint> CheckpointAsync()
    {
        Notes.TryParse(await api.Http.GetByteArrayAsync("/v1/log/checkpoint"), out var note).ShouldBeTrue();
        note!.VerifiedBy(ApiFixture.LogKey.Verifier).ShouldNotBeNull();
        Checkpoint.TryParse(note.Text, out var checkpoint).ShouldBeTrue();
        return checkpoint!;
    }

    /// <summary>All entries by their bundles, as a monitor fetches them.</summary>
    private async Task<List<byte[]>> EntriesAsync(ulong size)
    {
        var entries = new List<byte[]>();
        for (ulong n = 0; n * 256 < size; n++)
        {
            var width = Tiles.WidthOf(0, n, size);
            var bundle = await api.Http.GetByteArrayAsync($"/v1/log/tile/entries/{Tiles.Path(n)}{(width < 256 ? $".p/{width}" : "")}");
            for (var at = 0; at < bundle.Length;)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at));
                entries.Add(bundle[(at + 2)..(at + 2 + length)]);
                at += 2 + length;
            }
        }
        return entries;
    }

    [Fact]
    public async Task A_monitor_that_fetches_all_entries_finds_every_fact_in_order_under_the_signed_root()
    {
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        var checkpoint = await ReachedAsync(programme.World.Position);
        var entries = await EntriesAsync(checkpoint.Size);
        Merkle.Root([.. entries.Select(e => Merkle.Leaf(e))]).ShouldBe(checkpoint.Root);

        var facts = entries.Select(e => LogEntry.Read(e).Fact).OfType<StoredFact>().ToList();
        var log = await api.LogAsync();
        entries.Where(e => LogEntry.Read(e).State is null)
            .Select(e => JsonElement.Parse(e).GetProperty("position").GetInt64())
            .ShouldBe(log.Select(f => f.Position).Where(p => p <= facts[^1].Position));
        entries.Where(e => LogEntry.Read(e).Digest is not null).Select(e => JsonElement.Parse(e).GetProperty("type").GetString()).Distinct()
            .ShouldBe([
                "plan_submitted.v1", "expert_panel_formed.v2", "plan_reviewed.v1", "complaint_received.v1", "complaint_accepted.v1",
                "case_opened.v1", "facts_stated.v1", "defence_filed.v1",
            ], ignoreOrder: true);
        var revoked = facts.Single(f => f.Type == "title_revoked.v1" && f.Stream == $"title/{programme.TitleOfA}");
        (revoked.Actor, revoked.Role).ShouldBe(("caq", "EvaluationBody"));
        foreach (var entry in entries) Jcs.Write(entry).ShouldBe(entry); // canonical
    }

    [Fact]
    public async Task Tiles_hold_the_hashes_of_the_tree_and_only_those_that_were_signed()
    {
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Declared);
        var checkpoint = await ReachedAsync(programme.World.Position);
        var leaves = (await EntriesAsync(checkpoint.Size)).Select(e => Merkle.Leaf(e)).ToArray();
        var width = Tiles.WidthOf(0, checkpoint.Size / 256, checkpoint.Size);
        using var part = await api.Http.GetAsync($"/v1/log/tile/0/{Tiles.Path(checkpoint.Size / 256)}.p/{width}");
        part.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        part.Headers.CacheControl!.ToString().ShouldContain("immutable");
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(leaves.Skip((int)(checkpoint.Size / 256 * 256)).SelectMany(h => h).ToArray());
        if (checkpoint.Size >= 256)
        {
            (await api.Http.GetByteArrayAsync("/v1/log/tile/1/000.p/1"))[..32].ShouldBe(Merkle.Root(leaves.AsSpan(0, 256)));
        }
        foreach (var bad in new[]
        {
            "0/999", "0/0", "0/000.p/0", "0/000.p/256", "0/000.p/01", "00/000", "64/000", "-1/000", "0/x000/000", "0/1000", "0/x1/000",
            "entries/999", "entries", "0/", "x/000", "9/000",
        })
        {
            (await api.Http.GetAsync($"/v1/log/tile/{bad}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, bad);
        }
    }

    [Fact]
    public async Task Each_fact_has_an_inclusion_proof_and_each_checkpoint_continues_the_one_before()
    {
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Listed);
        var first = await ReachedAsync(programme.World.Position);
        await programme.UpToAsync(Station.Official);
        var second = await ReachedAsync(programme.World.Position);
        second.Size.ShouldBeGreaterThan(first.Size);

        var consistency = await api.GetAsync($"/v1/log/proofs/consistency?from={first.Size}&to={second.Size}");
        Merkle.IsConsistent(first.Size, first.Root, second.Size, second.Root, Hashes(consistency)).ShouldBeTrue();

        var inclusion = await api.GetAsync($"/v1/log/proofs/inclusion?position={programme.World.Position}");
        var entry = inclusion.GetProperty("entry").GetBytesFromBase64();
        Merkle.IsIncluded(Merkle.Leaf(entry), inclusion.GetProperty("leaf").GetUInt64(), inclusion.GetProperty("size")
            .GetUInt64(), inclusion.GetProperty("root").GetBytesFromBase64(), Hashes(inclusion)).ShouldBeTrue();
        LogEntry.Read(entry).Fact!.Position.ShouldBe(programme.World.Position);

        TlogProof.TryParse(await api.Http.GetStringAsync($"/v1/log/proofs/{programme.World.Position}.tlog-proof"), out var file)
            .ShouldBeTrue();
        file!.Verify(entry, ApiFixture.LogKey.Verifier).ShouldNotBeNull();
        foreach (var bad in new[]
        {
            "inclusion",
            "inclusion?position=x",
            "inclusion?position=1&leaf=1",
            "consistency",
            "consistency?from=9&to=1",
            "consistency?from=1&to=99999999999",
            "inclusion?leaf=18446744073709551615",
            "consistency?from=18446744073709551616",
        })
        {
            (await api.Http.GetAsync($"/v1/log/proofs/{bad}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
        }
        (await api.Http.GetAsync("/v1/log/proofs/inclusion?position=999999999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Http.GetAsync("/v1/log/proofs/inclusion?leaf=999999999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task That_an_enterprise_is_barred_or_is_not_has_a_proof()
    {
        var programme = await new Programme(new(api), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        var checkpoint = await ReachedAsync(programme.World.Position);
        var entries = await EntriesAsync(checkpoint.Size);
        var day = $"{Programme.DayOf(new(2026, 6, 1), Station.Revoked):yyyy-MM-dd}";

        var barred = await ProofAsync($"view=bans&enterprise={programme.A}&asOf={day}");
        barred.Doc.GetProperty("answer").GetBoolean().ShouldBeTrue();
        barred.Proof.Rows.Count.ShouldBe(2); // while it runs, and when it has ended
        var ended = await ProofAsync($"view=bans&enterprise={programme.A}&asOf="
            + $"{Programme.DayOf(new(2026, 6, 1), Station.Revoked).AddYears(3).AddDays(1):yyyy-MM-dd}");
        ended.Doc.GetProperty("answer").GetBoolean().ShouldBeFalse();
        var free = await ProofAsync($"view=bans&enterprise={programme.B}&asOf={day}");
        free.Doc.GetProperty("answer").GetBoolean().ShouldBeFalse();
        free.Proof.Rows.ShouldBeEmpty();
        var leader = await ProofAsync($"view=leaders&scope={programme.Category}&enterprise={programme.B}&asOf={day}");
        leader.Doc.GetProperty("answer").GetBoolean().ShouldBeTrue();
        var none = await ProofAsync($"view=leaders&scope={programme.Category}&enterprise={programme.C}&asOf={day}");
        none.Proof.Rows.ShouldBeEmpty();
        var ranked = await ProofAsync($"view=rankings&scope={programme.Evaluation}&enterprise={programme.C}&asOf={day}");
        ranked.Proof.Rows.ShouldNotBeEmpty();

        // What was committed to is what anybody makes of the entries alone.
        entries.Any(e => e.SequenceEqual(free.Proof.Entry.Entry.Bytes)).ShouldBeTrue();
        (await api.Http.GetAsync("/v1/log/proofs/state?view=bans")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.Http.GetAsync("/v1/log/proofs/state?view=leaders&enterprise=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.Http.GetAsync($"/v1/log/proofs/state?view=leaders&scope=nothing&enterprise={programme.B}")).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        foreach (var nobody in new[]
        {
            "x",
            "示例",
            programme.A[..17] + (programme.A[^1] == '0' ? '1' : '0'),
            Asking.Code("91110000TT0000001"),
        })
        {
            await (await api.Http.GetAsync($"/v1/log/proofs/state?view=bans&enterprise={nobody}&asOf={day}"))
                .ShouldBeMalformedAsync("enterprise");
        }
        var small = (await ProofAsync($"view=bans&enterprise=%20{programme.A.ToLowerInvariant()}&asOf={day}")).Doc;
        foreach (var name in new[] { "enterprise", "answer", "rows", "root" })
        {
            small.GetProperty(name).ToString().ShouldBe(barred.Doc.GetProperty(name).ToString());
        }
    }

    /// <summary>Asks for a proof and verifies all of it with nothing but the log's key.</summary>
    private async Task<(JsonElement Doc, StateProof Proof)> ProofAsync(string query)
    {
        var doc = await api.GetAsync($"/v1/log/proofs/state?{query}");
        var log = doc.GetProperty("log");
        var entry = log.GetProperty("entry").GetBytesFromBase64();
        Notes.TryParse(log.GetProperty("checkpoint").GetString()!, out var note).ShouldBeTrue();
        new TlogProof(log.GetProperty("leaf").GetUInt64(), Hashes(log), note!).Verify(entry, ApiFixture.LogKey.Verifier).ShouldNotBeNull();
        var state = LogEntry.Read(entry).State!;
        Checkpoint.TryParse(note!.Text, out var checkpoint).ShouldBeTrue();
        var proof = new StateProof(
            doc.GetProperty("enterprise").GetString()!,
            [.. doc.GetProperty("rows").EnumerateArray().Select(Row)],
            Neighbour("before"),
            Neighbour("after"),
            state,
            new(new(0, entry), [], new(checkpoint!, 0, "")));
        proof.Fault().ShouldBeNull();
        return (doc, proof);

        ProvedRow? Neighbour(string name) => doc.GetProperty(name) is { ValueKind: JsonValueKind.Object } row ? Row(row) : null;
        static ProvedRow Row(JsonElement e) =>
            new(e.GetProperty("index").GetInt64(), StateRow.Read(Encoding.UTF8.GetBytes(e.GetProperty("row").GetString()!)), Hashes(e));
    }

    private static List<byte[]> Hashes(JsonElement e) => [.. e.GetProperty("hashes").EnumerateArray().Select(h => h.GetBytesFromBase64())];

    [Fact]
    public async Task Rows_that_newer_folds_make_otherwise_are_committed_to_with_the_next_fact()
    {
        var key = "";
        var upgraded = new ApiFixture { Configure = b => b.Configuration["Log:Key"] = key };
        await upgraded.InitializeAsync();
        var programme = await new Programme(new(upgraded), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        await upgraded.GetAsync("/v1/bans", programme.World.Position);
        var before = new LogWriter(upgraded.Database, ApiFixture.LogKey, TimeProvider.System) { Folds = LeaderViews.Version - 1 };
        (await before.WriteAsync(CancellationToken.None)).ShouldBeNull("to rows of newer folds only newer nodes commit");
        await upgraded.ExecuteAsync("update leader.view_generation set version = version - 1");
        while (await before.WriteAsync(CancellationToken.None) is not null) { }
        await upgraded.ExecuteAsync("update leader.view_generation set version = version + 1");
        await upgraded.ScalarAsync<string>("""
            with as_newer_folds_make_them as (
                update leader.view_bans set payload = replace(payload::text, '"from":"20', '"from":"19')::json returning key)
            select min(key) from as_newer_folds_make_them
            """);
        key = ApiFixture.LogKey.Export();
        await upgraded.RestartAsync();
        var asked = $"/v1/log/proofs/state?view=bans&enterprise={programme.A}";

        var said = await (await upgraded.Http.GetAsync(asked)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-committed");
        said.GetProperty("detail").GetString()!.ShouldContain($"folds of version {LeaderViews.Version - 1}");

        var next = await upgraded.RegisteredAsync("91350100M000100Y4");
        await upgraded.LoggedAsync();
        using var answer = await upgraded.Http.GetAsync(asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, next.Subject);
        (await upgraded.Http.GetAsync($"/v1/log/proofs/state?view=leaders&scope={programme.Category}&enterprise={programme.B}")).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        await upgraded.DisposeAsync();
    }
}
