using System.Net;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.People;

public sealed class A_key_holds_on_every_post : IAsyncLifetime
{
    private static readonly object Complaint = new
    {
        subject = "evaluationBody",
        subjectId = "caq",
        ground = "fraud",
        source = "consumer",
        facts = "They asked for a fee.",
        name = "Zhang San",
        contact = "zhang@example.cn",
    };
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.KnownAsync(new("caq", Role.EvaluationBody), OrganisationKind.IndustryAssociation);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R68"), Trait("Rule", "Q48")]
    public async Task A_complaint_sent_again_with_its_key_is_one_complaint_and_gets_its_receipt_again()
    {
        var key = NewKey();
        var first = await _api.PostAsync("/v1/complaints", Complaint, null, key);
        var said = await first.TextAsync();
        first.StatusCode.ShouldBe(HttpStatusCode.Created, said);

        var second = await _api.RecordingNothingAsync(() => _api.PostAsync("/v1/complaints", Complaint, null, key));
        (second.StatusCode, await second.TextAsync(), second.Headers.Location)
            .ShouldBe((HttpStatusCode.Created, said, first.Headers.Location));
        var receipt = JsonSerializer.Deserialize<JsonElement>(said);
        (await _api.SendAsync(
            HttpMethod.Get,
            $"/v1/complaints/{receipt.GetProperty("complaint").GetString()}?minPosition={receipt.GetProperty("position")}",
            ("Complaint-Secret", receipt.GetProperty("secret").GetString()!)))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

        await (await _api.PostAsync(
            "/v1/complaints",
            new { subject = "evaluationBody", subjectId = "caq", ground = "fraud", source = "consumer", facts = "Another." },
            null,
            key))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        var other = await _api.PostAsync("/v1/complaints", Complaint, null, NewKey());
        (await other.JsonAsync()).GetProperty("secret").GetString().ShouldNotBe(receipt.GetProperty("secret").GetString());
        (await _api.ScalarAsync<string>("select string_agg(scope || key || coalesce(answer, ''), ' ') from leader.idempotency"))
            .ShouldNotContain(key.Value, Shouldly.Case.Sensitive, "who reads the table does not learn the secret");
        (await _api.ScalarAsync<string>("select string_agg(scope || key || coalesce(answer, ''), ' ') from leader.idempotency"))
            .ShouldNotContain(receipt.GetProperty("secret").GetString()!);
    }

    [Fact, Trait("Rule", "R68")]
    public async Task Twins_of_a_complaint_at_the_same_time_are_one()
    {
        var key = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _api.PostAsync("/v1/complaints", Complaint, null, key)));

        (await Task.WhenAll(answers.Select(a => a.TextAsync()))).Distinct().ShouldHaveSingleItem();
        (await _api.ScalarAsync<long>("select count(*) from leader.mt_events where type = 'complaint_received.v1'")).ShouldBe(1);
        (await _api.ScalarAsync<long>("select count(*) from leader.person")).ShouldBe(1);
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task An_erased_complaint_is_not_taken_again_under_its_old_key()
    {
        var key = NewKey();
        (await _api.PostAsync("/v1/complaints", Complaint, null, key)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var reference = await _api.ScalarAsync<string>("select reference from leader.person");
        await _api.RecordAsync(
            $"/v1/persons/{reference}/erasure",
            new { basis = "art. 47", reason = "The person asks for it." },
            Asking.Samr);

        await (await _api.RecordingNothingAsync(() => _api.PostAsync("/v1/complaints", Complaint, null, key)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await _api.ScalarAsync<long>("select count(*) from leader.person")).ShouldBe(0);
    }

    [Fact, Trait("Rule", "R96"), Trait("Trap", "22")]
    public async Task A_file_sent_again_with_its_key_is_one_deposit_and_with_another_key_another()
    {
        var (one, other) = (NewKey(), NewKey());
        var first = await DepositAsync("A file.", one);
        var again = await _api.RecordingNothingAsync(() => DepositAsync("A file.", one));
        (first.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        (await again.TextAsync()).ShouldBe(await first.TextAsync());

        (await (await DepositAsync("A file.", other)).JsonAsync()).GetProperty("recorded").GetArrayLength().ShouldBe(
            1,
            "answered as if the file were new");
        await (await DepositAsync("Another file.", one)).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact, Trait("Trap", "22")]
    public async Task Without_a_token_a_key_is_one_that_nobody_else_draws()
    {
        foreach (var key in new[] { "1", new string('k', 21), new string('k', 129) })
        {
            await (await _api.RecordingNothingAsync(() => _api.PostAsync("/v1/complaints", Complaint, null, ("Idempotency-Key", key))))
                .ShouldBeMalformedAsync("Idempotency-Key");
            await (await _api.RecordingNothingAsync(() => DepositAsync("A file.", ("Idempotency-Key", key))))
                .ShouldBeMalformedAsync("Idempotency-Key");
            await (await _api.RecordingNothingAsync(() =>
                _api.PostAsync("/v1/notices/none/objections", new { facts = "f" }, null, ("Idempotency-Key", key))))
                .ShouldBeMalformedAsync("Idempotency-Key");
        }
        (await _api.PostAsync("/v1/complaints", Complaint, null, ("Idempotency-Key", new string('k', 22)))).StatusCode
            .ShouldBe(HttpStatusCode.Created);
    }

    private static (string Name, string Value) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString());

    private Task<HttpResponseMessage> DepositAsync(string text, (string Name, string Value) key)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/v1/evidence")
        { Content = new StringContent(text, Encoding.UTF8, "text/plain") };
        request.Headers.TryAddWithoutValidation(key.Name, key.Value);
        return _api.Http.SendAsync(request);
    }
}
