using System.Net;
using System.Text.Json;

namespace Leader.Api.Tests.Standings;

[Collection("api")]
public class Many_standings_are_asked_at_once(ApiFixture api)
{
    [Fact]
    public async Task A_thousand_are_answered_in_their_order()
    {
        var by = await api.RegisteredAsync("91110000TY0000001", "first");
        var renamed = await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "known", reason = "r" }, by);
        var items = Enumerable.Range(0, 1000)
            .Select(i =>
                new { creditCode = i == 500 ? by.Subject.ToLowerInvariant() : Asking.Code($"91110000TY9{i:D6}"), category = (string?)null })
            .ToArray();

        var answer = await api.PostAsync($"/v1/standings?minPosition={renamed.Position}", new { items });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
        var answers = (await answer.JsonAsync()).GetProperty("items").EnumerateArray().ToArray();
        answers.Select(a => a.GetProperty("creditCode").GetString()).ShouldBe(items.Select(i => i.creditCode.ToUpperInvariant()));
        answers.Count(a => a.GetProperty("known").GetBoolean()).ShouldBe(1);
        answers[500].GetProperty("name").GetString().ShouldBe("known");
        (answers[500].GetProperty("ban").GetString(), answers[500].GetProperty("mayTakePart").GetBoolean()).ShouldBe(("never", true));
        foreach (var unknown in answers.Where((_, i) => i != 500))
        {
            foreach (var name in new[]
            {
                "name", "leader", "leaderIntervals", "ban", "banIntervals", "barredUntil", "mayTakePart", "mayClaimBenefits", "obstacle",
                "titles",
            })
            {
                unknown.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null, name);
            }
            unknown.GetProperty("explanation").GetString()!.ShouldContain("does not know");
        }
    }

    [Fact]
    public async Task What_names_no_enterprise_or_category_is_told_of_each()
    {
        var right = Asking.Code("91110000TY8000001");
        var wrong = right[..17] + (right[^1] == '0' ? '1' : '0');
        var answer = await api.PostAsync("/v1/standings", new
        {
            items = new object[]
        {
            new { creditCode = right },
            new { creditCode = wrong },
            new { creditCode = "abc" },
            new { creditCode = "示例晨风电器有限公司" },
            new { creditCode = right, category = "no-such" },
        }
        });

        var errors = (await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed")).GetProperty("errors");
        errors.EnumerateObject()
            .Select(e => e.Name)
            .ShouldBe(["items[1].creditCode", "items[2].creditCode", "items[3].creditCode", "items[4].category"]);
        errors.GetProperty("items[1].creditCode")[0]
            .GetString()
            .ShouldBe($"is not a valid credit code: its check character should be {right[^1]}.");
        await (await api.Http.GetAsync($"/v1/enterprises/{wrong}/standing")).ShouldBeMalformedAsync("creditCode");
        var single = await api.GetAsync($"/v1/enterprises/{right}/standing");
        (single.GetProperty("known").GetBoolean(), single.GetProperty("mayTakePart").ValueKind).ShouldBe((false, JsonValueKind.Null));
        await (await api.Http.GetAsync($"/v1/bans/{right}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-enterprise");
    }

    [Fact]
    public async Task Who_wants_the_rest_all_the_same_is_told_in_its_place_what_is_wrong()
    {
        var by = await api.RegisteredAsync("91110000TY7000001");
        var renamed = await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "=known", reason = "r" }, by);
        var body = new { items = new object[] { new { creditCode = "abc" }, new { creditCode = by.Subject } } };
        var address = $"/v1/standings?partial=true&minPosition={renamed.Position}";

        var items = (await (await api.PostAsync(address, body)).JsonAsync()).GetProperty("items");
        items[0].GetProperty("error").GetString()!.ShouldStartWith("creditCode must be a credit code");
        foreach (var name in new[] { "mayTakePart", "mayClaimBenefits", "ban", "leader" })
        {
            items[0].GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null, name);
        }
        items[1].TryGetProperty("error", out _).ShouldBeFalse();
        items[1].GetProperty("mayTakePart").GetBoolean().ShouldBeTrue();

        using var table = await api.PostAsync(address + "&format=csv", body);
        table.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await table.TextAsync()).Split("\r\n");
        lines.Length.ShouldBe(4);
        lines[0].Split(',').ShouldContain("error");
        lines[2].ShouldStartWith(by.Subject + ",,'=known,true,'=known,"); // no Chinese name, and an English one
    }

    [Fact]
    public async Task A_wrong_check_character_passes_where_that_very_code_is_registered()
    {
        var right = Asking.Code("91110000TY8000002");
        var attested = right[..17] + (right[^1] == '0' ? '1' : '0');
        await api.KnownAsync(Asking.Registrar, Domain.Record.OrganisationKind.Registrar);
        var registered = await api.RecordAsync(
            "/v1/enterprises",
            new { enterprise = attested, name = "x", attestation = "SAMR letter 12 of 2019" },
            Asking.Registrar);

        var answer = await api.PostAsync(
            $"/v1/standings?minPosition={registered.Position}",
            new { items = new[] { new { creditCode = " " + attested.ToLowerInvariant() } } });
        (await answer.JsonAsync()).GetProperty("items")[0].GetProperty("mayTakePart").GetBoolean().ShouldBeTrue();
        (await api.GetAsync($"/v1/enterprises/{attested.ToLowerInvariant()}/standing")).GetProperty("known").GetBoolean().ShouldBeTrue();
        (await api.GetAsync($"/v1/bans?enterprise={attested}")).GetProperty("total").GetInt32().ShouldBe(0);
        await (await api.Http.GetAsync($"/v1/bans?enterprise={right}")).ShouldBeMalformedAsync("enterprise");
    }

    [Fact]
    public async Task A_thousand_and_one_are_too_many() =>
        await (await api.PostAsync("/v1/standings", new { items = Enumerable.Range(0, 1001).Select(i => new { creditCode = $"{i}" }) }))
            .ShouldBeMalformedAsync("items");
}
