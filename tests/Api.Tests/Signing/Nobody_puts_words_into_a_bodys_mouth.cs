using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Proof;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Tests.Signing;

/// <summary>
/// A register whose rule set asks for signed publications, and a ranking that its body published under signature. Then the operator tries,
/// with the database and the key of the log in hand.
/// </summary>
[Trait("Rule", "Q64")]
public sealed class Nobody_puts_words_into_a_bodys_mouth(Nobody_puts_words_into_a_bodys_mouth.SignedRegister register)
    : IClassFixture<Nobody_puts_words_into_a_bodys_mouth.SignedRegister>
{
    private static readonly Actor Caq = ProgrammeWorld.Caq, Samr = ProgrammeWorld.Samr;

    public sealed class SignedRegister : IAsyncLifetime
    {
        public ApiFixture Api { get; } = new();
        internal SigningSecret Key { get; } = SigningSecret.New(SigningAlgorithm.Sm2);
        internal SigningSecret Next { get; } = SigningSecret.New(SigningAlgorithm.Ed25519);
        internal Programme Programme { get; private set; } = null!;
        internal string Path => $"/v1/evaluations/{Programme.Evaluation}/ranking-publication";
        internal Dictionary<string, (HttpStatusCode Status, string Text)> Answers { get; } = [];
        internal long Published { get; private set; }
        internal string Database { get; private set; } = "";
        internal JsonElement Event { get; private set; }
        internal JsonElement Held { get; private set; }
        internal JsonElement HeldBefore { get; private set; }
        internal string Why { get; private set; } = "";

        public async Task InitializeAsync()
        {
            await Api.InitializeAsync();
            Programme = await new Programme(new(Api), new(2026, 6, 1)).UpToAsync(Station.RankingNoticed);
            var key = Registers(Key);
            var other = SigningSecret.New(SigningAlgorithm.Ed25519);
            await AskAsync("a key that is not proven", "/v1/signing-keys", key, Caq);
            await AskAsync("a key that another signs", "/v1/signing-keys", key, Caq, other);
            await AskAsync("a key", "/v1/signing-keys", key, Caq, Key);
            await AskAsync("the key again", "/v1/signing-keys", key, Caq, Key);
            await AskAsync("the key of another", "/v1/signing-keys", key, Samr, Key);
            await AskAsync("the next key alone", "/v1/signing-keys", Registers(Next), Caq, Next);
            var before = JsonSerializer.Deserialize<JsonElement>(Answers["a key"].Text).GetProperty("position").GetInt64();
            await AskAsync("the next key", "/v1/signing-keys", Registers(Next), Caq, Next, Key);
            await Api.RecordAsync("/v1/rule-sets",
                new AdoptRuleSet(new("signed-1") { PublicationsSigned = true }, Beijing.Day(Api.Clock.Now), "Notice 2026-1"), Samr);

            Programme.World.SetDay(Programme.DayOf(new(2026, 6, 1), Station.RankingPublished));
            await AskAsync("unsigned", Path, "{}", Caq);
            await AskAsync("signed by a stranger", Path, "{}", Caq, other);
            await AskAsync("of another body", Path, """{"on":null}""", Caq, alter: b => "{}", keys: Key);
            await AskAsync("of another address", Path, "{}", Caq, alter: null, at: "/v1/evaluations/other/ranking-publication", keys: Key);
            await AskAsync("of another hour", Path, "{}", Caq, alter: null, ago: TimeSpan.FromMinutes(6), keys: Key);
            await AskAsync("tried", $"{Path}?dryRun=true", "{}", Caq, Key);
            await AskAsync("signed", Path, "{}", Caq, alter: null, idempotency: "once", keys: Key);
            await AskAsync("signed again", Path, "{}", Caq, alter: null, idempotency: "once", keys: Key);
            await AskAsync("where no signature is taken", $"/v1/plans/{Programme.CaqPlan}/adoption", "{}", ProgrammeWorld.Cnis, Key);
            Published = JsonSerializer.Deserialize<JsonElement>(Answers["signed"].Text).GetProperty("position").GetInt64();
            await AskAsync("a revocation of the key", $"/v1/signing-keys/{Key.Thumbprint}/revocation",
                JsonSerializer.Serialize(new RevokeSigningKey(Beijing.Day(Api.Clock.Now), "Lost."), LeaderJson.Http), Caq, Next);
            var last = JsonSerializer.Deserialize<JsonElement>(Answers["a revocation of the key"].Text).GetProperty("position").GetInt64();
            Held = await Api.GetAsync($"/v1/signing-keys/{Key.Thumbprint}", last);
            HeldBefore = await Api.GetAsync($"/v1/signing-keys/{Key.Thumbprint}?position={before}");
            var first = await Api.ScalarAsync<long>($"select min(seq_id) from leader.mt_events where headers->>'act' = "
                + $"(select headers->>'act' from leader.mt_events where seq_id = {Published})");
            Event = await Api.GetAsync($"/v1/events/{first}");
            Why = await Api.Http.GetStringAsync(
                $"/v1/evaluations/{Programme.Evaluation}/ranking/{Programme.Declaration(Programme.A)}/why?format=text&lang=en");
            await Api.LoggedAsync();
            Database = Api.ConnectionString;
            await Api.DisposeAsync();
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private string Registers(SigningSecret key) => JsonSerializer.Serialize(
            new RegisterSigningKey(key.Algorithm, key.PublicKey, Beijing.Day(Api.Clock.Now)), LeaderJson.Http);

        private Task AskAsync(string what, string path, string body, Actor by, params SigningSecret[] keys) =>
            AskAsync(what, path, body, by, alter: null, keys: keys);

        private async Task AskAsync(
            string what,
            string path,
            string body,
            Actor by,
            Func<string, string>? alter,
            string? at = null,
            TimeSpan ago = default,
            string? idempotency = null,
            params SigningSecret[] keys)
        {
            var headers = keys.Length == 0 ? [] : SigningSecret.Headers(
                new(Api.Http.BaseAddress!, at ?? path), body, Api.Clock.Now - ago, keys).ToList();
            if (idempotency is not null) headers.Add(("Idempotency-Key", idempotency));
            var answer = await Api.PostAsync(path, alter?.Invoke(body) ?? body, by, [.. headers]);
            Answers[what] = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("a key that is not proven", 422, "key-not-proven")]
    [InlineData("a key that another signs", 400, "none of who acts")]
    [InlineData("a key", 201, "signing_key_registered.v1")]
    [InlineData("the key again", 200, "\"recorded\":[]")]
    [InlineData("the key of another", 422, "key-taken")]
    [InlineData("the next key alone", 422, "signing-key-needed")]
    [InlineData("the next key", 201, "signing_key_registered.v1")]
    [InlineData("unsigned", 422, "signature-needed")]
    [InlineData("signed by a stranger", 400, "none of who acts")]
    [InlineData("of another body", 400, "must be that of the body")]
    [InlineData("of another address", 400, "is not that of the request")]
    [InlineData("of another hour", 422, "signed-at-another-time")]
    [InlineData("tried", 200, "ranking_published.v1")]
    [InlineData("signed", 200, "ranking_published.v1")]
    [InlineData("signed again", 200, "ranking_published.v1")]
    [InlineData("where no signature is taken", 400, "is not taken here")]
    [InlineData("a revocation of the key", 200, "signing_key_revoked.v1")]
    public void At_the_door_a_signature_holds_or_it_is_said_why_not(string what, int status, string says)
    {
        var (answered, text) = register.Answers[what];
        text.ShouldContain(says, Shouldly.Case.Sensitive, what);
        ((int)answered).ShouldBe(status, $"{what}: {text}");
    }

    [Fact]
    public void The_signature_stands_with_the_act_and_the_key_with_its_days()
    {
        var stored = JsonSerializer.Deserialize<JsonElement>(register.Event.GetProperty("request").GetString()!).GetProperty("signed");
        stored.GetProperty("body").GetString().ShouldBe("{}");
        stored.GetProperty("components").GetProperty("@target-uri").GetString()!.ShouldEndWith(register.Path);
        stored.GetProperty("signatures")[0].GetProperty("input").GetString()!.ShouldContain(register.Key.Thumbprint);

        (register.Held.GetProperty("holder").GetString(), register.Held.GetProperty("algorithm").GetString()).ShouldBe(("caq", "sm2"));
        register.Held.GetProperty("revocationReason").GetString().ShouldBe("Lost.");
        register.HeldBefore.GetProperty("revokedFrom").ValueKind.ShouldBe(JsonValueKind.Null);
        register.Why.ShouldContain($"signed with key {register.Key.Thumbprint}");
    }

    [Fact]
    public async Task Of_what_was_signed_by_right_nobody_finds_anything()
    {
        await using var database = LeaderApi.DataSource(await CopyAsync());
        (await new Audit(database).RunAsync(null, CancellationToken.None)).Differences.ShouldBeEmpty();
        (await VerifiedAsync(database)).ShouldBeEmpty();
    }

    private const string Request = "update leader.mt_events set headers = jsonb_set(headers, '{request}', $1) where seq_id = $2";

    public static TheoryData<string> Forgeries =>
        ["no signature", "the signature of another key", "another body", "another address", "another time"];

    /// <summary>Without the key of the body, with that of the log: `verify` alone finds it.</summary>
    [Theory, MemberData(nameof(Forgeries))]
    public async Task What_is_forged_is_found_by_the_check_the_audit_and_offline(string how)
    {
        await using var database = LeaderApi.DataSource(await CopyAsync());
        var position = register.Event.GetProperty("id").GetString()!;
        var request = JsonSerializer.Deserialize<System.Text.Json.Nodes.JsonNode>(
            await ScalarAsync<string>(database, $"select (headers->'request')::text from leader.mt_events where seq_id = {position}"))!;
        var of = request["signed"]!;
        var at = await ScalarAsync<DateTime>(database, $"select timestamp from leader.mt_events where seq_id = {position}");
        switch (how)
        {
            case "no signature": request.AsObject().Remove("signed"); break;
            case "another body": of["body"] = "{ }"; break;
            case "another address": of["components"]!["@target-uri"] = "https://x/v1/evaluations/x/ranking-publication"; break;
            case "another time":
                await ExecuteAsync(database, $"update leader.mt_events set timestamp = timestamp + interval '6 minutes' where seq_id >= "
                    + $"(select min(seq_id) from leader.mt_events where headers->>'act' = (select headers->>'act' from leader.mt_events "
                    + $"where seq_id = {position}))");
                break;
            default:
                var own = SigningSecret.New(SigningAlgorithm.Ed25519);
                var forged = SigningSecret.Request(new(of["components"]!["@target-uri"]!.GetValue<string>()),
                    of["body"]!.GetValue<string>(), at, own).Signatures[0];
                of["signatures"]![0]!["input"] = forged.Input;
                of["signatures"]![0]!["signature"] = forged.Signature;
                break;
        }
        await using (var command = database.CreateCommand(Request))
        {
            command.Parameters.Add(new() { Value = request.ToJsonString(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
            command.Parameters.Add(new() { Value = long.Parse(position) });
            await command.ExecuteNonQueryAsync();
        }
        await ExecuteAsync(database, "truncate leader.log_head, leader.log_tile, leader.log_state, leader.log_checkpoint, "
            + "leader.log_cosignature; delete from leader.log_times; insert into leader.log_times select max(seq_id), max(timestamp) from "
            + "leader.mt_events");
        await new Rebuild(database).RunAsync(null, CancellationToken.None);
        var writer = new LogWriter(database, ApiFixture.LogKey, TimeProvider.System);
        while (await writer.WriteAsync(CancellationToken.None) is not null) { }

        (await VerifiedAsync(database)).ShouldContain(f => f.Contains("signature", StringComparison.Ordinal)
            || f.Contains("signed-at-another-time", StringComparison.Ordinal));
        (await new Audit(database).RunAsync(null, CancellationToken.None)).Differences.ShouldContain(
            d => d.What == "signature" || d.What == "decided");
        var check = new ViewCheck(database, TimeProvider.System);
        while (await check.BiteAsync(CancellationToken.None)) { }
        check.State.Differing.ShouldBeGreaterThan(0);
    }

    private static readonly SemaphoreSlim One = new(1);

    private async Task<string> CopyAsync()
    {
        await One.WaitAsync();
        try { return await TestDatabase.CopyAsync(register.Database); }
        finally { One.Release(); }
    }

    private static async Task<IReadOnlyList<string>> VerifiedAsync(NpgsqlDataSource database)
    {
        using var file = new MemoryStream();
        await new LogExport(database, ApiFixture.LogKey.Verifier).WriteAsync(file, null, [], null, CancellationToken.None);
        var bytes = file.ToArray();
        var receipt = await new Verification([ApiFixture.LogKey.Verifier], [], []).RunAsync(
            "x.zip", () => new MemoryStream(bytes, writable: false), null, CancellationToken.None);
        return [.. receipt.Faults.Select(f => $"{f}")];
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
