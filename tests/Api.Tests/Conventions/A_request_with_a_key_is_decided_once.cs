using System.Net;
using Leader.Domain;

namespace Leader.Api.Tests.Conventions;

[Collection("api")]
public class A_request_with_a_key_is_decided_once(ApiFixture api)
{
    private static (string, string) Key(string key) => ("Idempotency-Key", key);

    [Fact]
    public async Task The_same_key_and_body_get_the_same_answer_and_record_one_event()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TK0000001"));
        var body = new { enterprise = by.Subject, name = "示例 𠮷" };
        var before = await api.CountEventsAsync();

        var first = await api.PostAsync("/v1/enterprises", body, by, Key("k1"));
        await api.RegisteredAsync("91110000TK0000011"); // the log moves on
        var second = await api.PostAsync("/v1/enterprises", body, by, Key("k1"));

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        await ShouldBeTheSameAsync(first, second);
        (await api.CountEventsAsync()).ShouldBe(before + 2);
    }

    [Fact]
    public async Task An_answer_that_recorded_nothing_is_kept_too()
    {
        var by = await api.RegisteredAsync("91110000TK0000002", "x");
        var body = new { enterprise = by.Subject, name = "x" };

        var first = await api.PostAsync("/v1/enterprises", body, by, Key("k2"));
        await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "y", reason = "r" }, by);

        (await first.JsonAsync()).GetProperty("recorded").GetArrayLength().ShouldBe(0);
        await ShouldBeTheSameAsync(first, await api.PostAsync("/v1/enterprises", body, by, Key("k2")));
    }

    [Fact]
    public async Task Another_body_with_the_key_is_refused()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TK0000003"));
        await api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x" }, by, Key("k3"));

        await (await api.RecordingNothingAsync(() =>
            api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "y" }, by, Key("k3"))))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task Twins_at_the_same_time_record_once_and_get_one_answer()
    {
        for (var round = 0; round < 5; round++)
        {
            var by = Asking.Enterprise(Asking.Code($"91110000TK000010{round}"));
            var before = await api.CountEventsAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(_ => api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x" }, by, Key("twin"))));

            (await api.CountEventsAsync()).ShouldBe(before + 1);
            var texts = await Task.WhenAll(answers.Select(a => a.TextAsync()));
            texts.Distinct().ShouldHaveSingleItem();
            texts[0].ShouldContain("enterprise_registered.v1");
            answers.Select(a => a.StatusCode).Distinct().ShouldBe([HttpStatusCode.Created]);
        }
    }

    [Fact]
    public async Task Lost_races_leave_every_connection_in_step()
    {
        for (var round = 0; round < 10; round++)
        {
            var by = Asking.Enterprise(Asking.Code($"91110000TK000020{round}"));
            var answers = await Task.WhenAll(Enumerable.Range(0, 12)
                .Select(i => api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = $"x{i % 2}" }, by)));
            answers.ShouldAllBe(a => a.IsSuccessStatusCode || a.StatusCode == HttpStatusCode.UnprocessableEntity);
            var last = await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "y", reason = "r" }, by);
            (await api.GetAsync($"/v1/enterprises/{by.Subject}", last.Position)).GetProperty("name").GetString().ShouldBe("y");
        }
    }

    [Fact]
    public async Task Twins_with_other_bodies_do_not_both_succeed()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TK0000004"));
        var before = await api.CountEventsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(i => api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = $"x{i}" }, by, Key("k4"))));

        (await api.CountEventsAsync()).ShouldBe(before + 1);
        answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        answers.Where(a => !a.IsSuccessStatusCode).ShouldAllBe(a => a.StatusCode == HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_refusal_is_replayed_even_when_it_would_be_granted_by_now()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TK0000005"));
        var body = new { enterprise = by.Subject, number = "Q/KEY 001-2026", disclosure = Asking.Disclosed() };
        var first = await api.PostAsync("/v1/declarations", body, by, Key("k5"));
        await first.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-enterprise");
        await api.RegisteredAsync("91110000TK0000005");

        var second = await api.RecordingNothingAsync(() => api.PostAsync("/v1/declarations", body, by, Key("k5")));

        await ShouldBeTheSameAsync(first, second);
        (await api.PostAsync("/v1/declarations", body, by, Key("k5-again"))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_key_of_another_actor_and_of_another_address_is_another_key()
    {
        var (one, other) = (Asking.Enterprise(Asking.Code("91110000TK0000006")), Asking.Enterprise(Asking.Code("91110000TK0000007")));

        foreach (var by in new[] { one, other })
        {
            (await api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x" }, by, Key("shared"))).StatusCode
                .ShouldBe(HttpStatusCode.Created);
        }
        (await api.PostAsync($"/v1/enterprises/{one.Subject}/names", new { name = "y", reason = "r" }, one, Key("shared"))).StatusCode
            .ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_has_1_to_128_characters()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TK0000008"));
        var body = new { enterprise = by.Subject, name = "x" };

        await (await api.PostAsync("/v1/enterprises", body, by, Key(new string('k', 129)))).ShouldBeMalformedAsync("Idempotency-Key");
        (await api.PostAsync("/v1/enterprises", body, by, Key(new string('k', 128)))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>Byte for byte, but for the trace of a problem, which is that of the request at hand.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        System.Text.RegularExpressions.Regex.Replace(await answer.TextAsync(), "\"traceId\":\"[^\"]*\"", "");

    private static async Task ShouldBeTheSameAsync(HttpResponseMessage first, HttpResponseMessage second)
    {
        (await TextAsync(second)).ShouldBe(await TextAsync(first));
        second.StatusCode.ShouldBe(first.StatusCode);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        second.Headers.Location.ShouldBe(first.Headers.Location);
    }
}
