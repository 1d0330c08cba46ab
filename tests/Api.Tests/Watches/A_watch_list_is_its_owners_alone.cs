using System.Net;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.Watches;

/// <summary>Who watches whom is nobody's business, and is no fact.</summary>
[Collection("watches")]
public class A_watch_list_is_its_owners_alone(WatchFixture at)
{
    private ApiFixture Api => at.Api;

    [Fact]
    public async Task Nobody_else_sees_it_or_acts_on_it_and_the_log_does_not_know_it()
    {
        var (id, _) = await Api.RecordingNothingAsync(() =>
            at.KeepAsync(new { name = "borrowers", enterprises = new[] { at.Programme.A }, address = at.Receiver.Address + "/own" }));
        (await at.ReadAsync("/v1/watches")).GetProperty("items").EnumerateArray()
            .ShouldContain(w => w.GetProperty("watch").GetString() == id);

        (await at.ReadAsync("/v1/watches", WatchFixture.Mall)).ToString().ShouldNotContain(id);
        foreach (var end in new[] { "", "/events", "/deliveries" })
        {
            await (await at.AskAsync($"/v1/watches/{id}{end}", WatchFixture.Mall))
                .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-watch");
            await (await at.AskAsync($"/v1/watches/{id}{end}", Asking.Samr))
                .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
            await (await Api.SendAsync(HttpMethod.Get, $"/v1/watches/{id}{end}"))
                .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        }
        foreach (var act in new[] { "end", "secret", "resumption", "replay" })
        {
            await (await at.DoAsync($"/v1/watches/{id}/{act}", by: WatchFixture.Mall))
                .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-watch");
        }
        await (await at.DoAsync($"/v1/watches/{id}/change", new { name = "x", uses = true }, WatchFixture.Mall))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-watch");
        (await at.AskAsync($"/v1/watches/{id}")).Headers.CacheControl!.ToString().ShouldContain("no-store");

        (await at.DoAsync($"/v1/watches/{id}/end")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await at.AskAsync($"/v1/watches/{id}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-watch");
        (await Api.ScalarAsync<long>($"select count(*) from leader.watch_secret where watch = '{id}'")).ShouldBe(0);
    }

    [Fact, Trait("Rule", "A15"), Trait("Rule", "A17")]
    public async Task Users_of_results_keep_them_once_they_are_registered_of_whatever_kind()
    {
        var watch = new { name = "n", uses = true };
        await (await Api.PostAsync("/v1/watches", watch, new("unheard-of", Role.ResultUser)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "actor-not-registered");
        await Api.KnownAsync(new("times", Role.ResultUser), OrganisationKind.Media);
        await (await Api.PostAsync("/v1/watches", watch, new("times", Role.ResultUser)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "actor-not-registered");
        foreach (var kind in new[]
        {
            OrganisationKind.Purchaser, OrganisationKind.AwardOrganiser, OrganisationKind.BrandEvaluator,
            OrganisationKind.FinancialInstitution, OrganisationKind.Fund, OrganisationKind.PlatformEnterprise,
            OrganisationKind.Department, OrganisationKind.LocalAuthority,
        })
        {
            var by = new Actor($"user-{(int)kind}", Role.ResultUser);
            await Api.KnownAsync(by, kind);
            await at.KeepAsync(watch, by);
        }
    }

    [Theory]
    [InlineData("titles", """{"name":"n"}""")]
    [InlineData("name", """{"name":" ","uses":true}""")]
    [InlineData("titles[0]", """{"name":"n","titles":["2026-none.91110000TL0000001X"]}""")]
    [InlineData("enterprises[1]", """{"name":"n","enterprises":["91120116LP00005818","91120116LP00005819"]}""")]
    [InlineData("categories[0]", """{"name":"n","categories":["air-purifer"]}""")]
    [InlineData("address", """{"name":"n","uses":true,"address":"gopher://bank.example"}""")]
    [InlineData("catgories", """{"name":"n","uses":true,"catgories":["kettle"]}""")]
    [InlineData("uses", """{"name":"n","uses":"perhaps"}""")]
    public async Task What_is_not_well_asked_is_refused_by_its_field_and_nothing_is_kept(string field, string body)
    {
        var before = await Api.ScalarAsync<long>("select count(*) from leader.watch");
        await (await Api.PostAsync("/v1/watches", body, WatchFixture.Bank)).ShouldBeMalformedAsync(field);
        (await Api.ScalarAsync<long>("select count(*) from leader.watch")).ShouldBe(before);
    }

    [Fact]
    public async Task A_request_with_a_key_is_done_once_and_tells_its_secret_once()
    {
        var body = new { name = "once", enterprises = new[] { at.Programme.A }, address = at.Receiver.Address + "/once" };
        var key = ("Idempotency-Key", "2026-11-26/1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            await (await Api.PostAsync("/v1/watches", body, WatchFixture.Bank, key)).JsonAsync()));

        answers.Select(a => a.GetProperty("id").GetString()).Distinct().ShouldHaveSingleItem();
        answers.Count(a => a.TryGetProperty("secret", out _)).ShouldBeLessThanOrEqualTo(1);
        (await at.ReadAsync("/v1/watches")).GetProperty("items").EnumerateArray()
            .Count(w => w.GetProperty("name").GetString() == "once").ShouldBe(1);
        await (await Api.PostAsync("/v1/watches", new { name = "other", uses = true }, WatchFixture.Bank, key))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        var tried = await Api.PostAsync("/v1/watches?dryRun=true", new { name = "tried", uses = true }, WatchFixture.Bank);
        (await tried.JsonAsync()).GetProperty("dryRun").GetBoolean().ShouldBeTrue();
        (await at.ReadAsync("/v1/watches")).ToString().ShouldNotContain("tried");
    }

    [Fact]
    public async Task It_can_be_changed_and_without_an_address_nothing_is_sent()
    {
        var (id, secret) = await at.KeepAsync(new { name = "n", uses = true, address = at.Receiver.Address + "/one" });
        secret.ShouldNotBeNull().ShouldStartWith("whsec_");

        var same = await (await at.DoAsync(
            $"/v1/watches/{id}/change",
            new { name = "m", enterprises = new[] { at.Programme.B }, address = at.Receiver.Address + "/one" })).JsonAsync();
        same.TryGetProperty("secret", out _).ShouldBeFalse("the same address keeps its secret");
        var moved = await (await at.DoAsync(
            $"/v1/watches/{id}/change",
            new { name = "m", enterprises = new[] { at.Programme.B }, address = at.Receiver.Address + "/two" })).JsonAsync();
        moved.GetProperty("secret").GetString().ShouldNotBe(secret);
        var watch = await at.ReadAsync($"/v1/watches/{id}");
        (watch.GetProperty("uses").GetBoolean(), watch.GetProperty("enterprises")[0].GetString()).ShouldBe((false, at.Programme.B));

        await at.DoAsync($"/v1/watches/{id}/change", new { name = "m", enterprises = new[] { at.Programme.B } });
        (await at.ReadAsync($"/v1/watches/{id}")).GetProperty("status").GetString().ShouldBe("feedOnly");
        foreach (var act in new[] { "secret", "resumption", "replay" })
        {
            await (await at.DoAsync($"/v1/watches/{id}/{act}")).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "no-address");
        }
    }
}
