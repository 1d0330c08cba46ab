using System.Net;
using System.Text.Json;
using Leader.Domain;

namespace Leader.Api.Tests.People;

public sealed class Who_objects_is_neither_believed_nor_shown : IAsyncLifetime
{
    private static readonly DateOnly Start = new(2025, 1, 6);
    private static readonly Actor Caq = ProgrammeWorld.Caq, Person = new("person-with-a-token", Role.Expert);
    private readonly ApiFixture _api = new();
    private Programme _one = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = Beijing.Start(Start).AddHours(9);
        _one = await new Programme(new(_api), Start).UpToAsync(Station.RankingNoticed);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "Q7"), Trait("Rule", "Q5"), Trait("Clause", "四(四)")]
    public async Task Who_has_no_account_follows_withdraws_and_asks_for_a_review_with_the_secret_of_the_receipt()
    {
        var (first, secret) =
            await ObjectAsync(new { objector = "Zhang San", contact = "zhang@example.cn", facts = "The noise is 58 dB(A)." });
        var (second, other) = await ObjectAsync(new { objector = "Li Si", facts = "Another matter." });
        secret.Length.ShouldBe(32);
        other.ShouldNotBe(secret);
        var stored = await _api.ScalarAsync<string>("select data->>'lodgedBy' from leader.mt_events where type = 'objection_lodged.v1' "
            + "order by seq_id limit 1");

        foreach (var wrong in new[] { null, other, stored, "", "0" })
        {
            await (await _api.RecordingNothingAsync(() => ActAsync($"/v1/objections/{first}/withdrawal", new { }, wrong)))
                .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        }
        await (await _api.RecordingNothingAsync(() => _api.PostAsync($"/v1/objections/{first}/withdrawal", new { }, Caq)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        (await ActAsync($"/v1/objections/{first}/withdrawal", new { }, secret)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _api.RecordAsync($"/v1/objections/{second}/admission", new { admitted = true }, Caq);
        await _api.RecordAsync($"/v1/objections/{second}/ruling", new { upheld = false, reasons = "It says 50." }, Caq);
        await (await ActAsync($"/v1/objections/{second}/review-request", new { facts = "Nobody heard me." }, secret))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        var asked = await ActAsync($"/v1/objections/{second}/review-request", new { facts = "Nobody heard me." }, other);
        asked.StatusCode.ShouldBe(HttpStatusCode.OK, await asked.TextAsync());
        (await _api.GetAsync($"/v1/objections/{second}", (await asked.JsonAsync()).GetProperty("position").GetInt64())).GetProperty("stage")
            .GetString().ShouldBe("underReview");
    }

    [Fact, Trait("Rule", "Q5"), Trait("Rule", "Q48"), Trait("Trap", "22")]
    public async Task A_persons_objection_names_no_actor_and_no_name_though_a_token_came_with_it()
    {
        var (id, secret) = await ObjectAsync(
            new { kind = "verifiedPerson", objector = "王小明", contact = "13912345678", facts = "The noise is 58 dB(A)." },
            Person);
        await ActAsync($"/v1/objections/{id}/withdrawal", new { }, secret, Person);

        var position = await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");
        await _api.GetAsync("/v1/events?limit=1", position);
        for (var i = 0; i < 200
            && (await _api.Http.GetAsync($"/v1/log/checkpoint?position={position}")).StatusCode != HttpStatusCode.OK; i++)
        {
            await Task.Delay(50);
        }
        var log = await _api.ScalarAsync<string>("select string_agg(coalesce(user_name, '') || headers::text || data::text, ' ') from "
            + "leader.mt_events");
        var fed = await _api.Http.GetStringAsync("/v1/events?limit=1000");
        foreach (var text in new[]
        {
            log,
            fed,
            await _api.Http.GetStringAsync($"/v1/objections/{id}"),
            await _api.Http.GetStringAsync($"/v1/log/proofs/inclusion?position={position}"),
        })
        {
            foreach (var mark in new[] { Person.Subject, "王小明", "13912345678", secret }) text.ShouldNotContain(mark);
        }
        var events = JsonSerializer.Deserialize<JsonElement>(fed).GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("type").GetString()!.StartsWith("objection_", StringComparison.Ordinal)).ToArray();
        events.Length.ShouldBe(2);
        foreach (var e in events)
        {
            e.TryGetProperty("actor", out _).ShouldBeFalse();
            e.TryGetProperty("role", out _).ShouldBeFalse();
            e.GetProperty("data").TryGetProperty("lodgedBy", out _).ShouldBeFalse();
            e.GetProperty("data").GetProperty("objection").GetString().ShouldBe(id);
        }
    }

    [Fact, Trait("Rule", "Q5"), Trait("Clause", "四(四)")]
    public async Task That_a_sender_is_verified_or_a_unit_is_not_for_the_sender_to_say()
    {
        var (person, _) = await ObjectAsync(new { kind = "verifiedPerson", objector = "Zhang San", facts = "One." });
        var (consumers, _) = await ObjectAsync(new { kind = "namedUnit", objector = "示例消协", facts = "Two." });
        var (anonymous, _) = await ObjectAsync(new { kind = "namedUnit", objector = " ", facts = "Three." });
        var (expert, _) = await ObjectAsync(new { kind = "namedUnit", objector = "示例消协", facts = "Four." }, Person);
        var (unit, noSecret) = await ObjectAsync(new { objector = "示例消协", facts = "Five." }, ProgrammeWorld.Of(_one.B));
        var (body, _) = await ObjectAsync(new { kind = "namedUnit", objector = "示例消协", facts = "Six." }, ProgrammeWorld.Cheari);

        foreach (var id in new[] { person, consumers, expert })
        {
            var seen = await SeeAsync(id);
            (seen.GetProperty("kind").GetString(), seen.GetProperty("objector").ValueKind, seen.GetProperty("stage").GetString())
                .ShouldBe(("unverified", JsonValueKind.Null, "lodged"));
        }
        (await SeeAsync(anonymous)).GetProperty("kind").GetString().ShouldBe("anonymous");
        (await SeeAsync(unit)).GetProperty("objector").GetString().ShouldBe(
            $"Company {_one.B[^6..]}",
            "a unit has the name that the register knows");
        (await SeeAsync(body)).GetProperty("objector").GetString().ShouldBe("CHEARI");
        noSecret.ShouldBe("", "it acts by its token");
    }

    [Fact, Trait("Rule", "Q5"), Trait("Rule", "Q6")]
    public async Task Until_the_body_has_verified_who_objects_the_objection_blocks_and_is_then_admitted_or_answered()
    {
        var (first, _) = await ObjectAsync(new { objector = "Zhang San", contact = "zhang@example.cn", facts = "One." });
        var (second, _) = await ObjectAsync(new { objector = "Nobody There", contact = "none", facts = "Two." });
        _api.Clock.Now = Beijing.Start(Programme.DayOf(Start, Station.RankingPublished)).AddHours(10);
        await (await _api.PostAsync($"/v1/evaluations/{_one.Evaluation}/ranking-publication", new { }, Caq))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "objection-stands");

        using (var told = await AskAsync($"/v1/objections/{first}/objector", Caq))
        {
            (await told.JsonAsync()).GetProperty("contact").GetString().ShouldBe("zhang@example.cn");
            told.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
        }
        (await AskAsync($"/v1/objections/{first}/objector", Asking.Samr)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var other in new[] { ProgrammeWorld.Cheari, ProgrammeWorld.Cnis, ProgrammeWorld.Of(_one.A) })
        {
            (await AskAsync($"/v1/objections/{first}/objector", other)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await _api.Http.GetAsync($"/v1/objections/{first}/objector")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await _api.RecordAsync($"/v1/objections/{first}/admission", new { admitted = true }, Caq);
        (await SeeAsync(first)).GetProperty("kind").GetString().ShouldBe("verifiedPerson");
        await _api.RecordAsync(
            $"/v1/objections/{second}/admission",
            new { admitted = false, ground = "anonymous", answer = "Nobody answers at the address given." },
            Caq);
        (await SeeAsync(second)).GetProperty("ground").GetString().ShouldBe("anonymous");
        await (await _api.PostAsync($"/v1/objections/{first}/admission", new { admitted = false, ground = "anonymous", answer = "x" }, Caq))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "objection-already-decided");
    }

    private async Task<(string Id, string Secret)> ObjectAsync(object body, Actor? by = null)
    {
        var answer = await _api.PostAsync($"/v1/notices/{_one.RankingNotice}/objections", body, by);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.TextAsync());
        var said = await answer.JsonAsync();
        return (said.GetProperty("id").GetString()!, said.TryGetProperty("secret", out var secret) ? secret.GetString()! : "");
    }

    private Task<HttpResponseMessage> ActAsync(string address, object body, string? secret, Actor? by = null) =>
        secret is null ? _api.PostAsync(address, body, by) : _api.PostAsync(address, body, by, ("Objection-Secret", secret));

    private Task<HttpResponseMessage> AskAsync(string address, Actor by) =>
        _api.SendAsync(HttpMethod.Get, address, ("Authorization", $"Bearer {ApiFixture.Token(by.Role, by.Subject)}"));

    private async Task<JsonElement> SeeAsync(string id) =>
        await _api.GetAsync($"/v1/objections/{id}", await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events"));
}
