using System.Net;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Adoptions;

/// <summary>A purchaser buys a model of a leader's; a city gives it an award.</summary>
public sealed class A_use_names_products_and_is_reported_by_its_kind_of_user : IAsyncLifetime
{
    private static readonly Actor City = new("city", Role.ResultUser), Mall = ProgrammeWorld.Buyer;
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "D18"), Trait("Rule", "R79"), Trait("Rule", "R81")]
    public async Task It_is_found_by_its_product_and_by_the_level_of_the_award()
    {
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.ListPublished);
        await _api.KnownAsync(City, OrganisationKind.LocalAuthority);
        var product = (await _api.RecordAsync(
            $"/v1/declarations/{Uri.EscapeDataString(p.Declaration(p.A))}/products",
            new { brand = "Acme", model = "AP-500", gtin = "6901234567892" },
            ProgrammeWorld.Of(p.A))).Id!;
        var buys = new RecordAdoption(AdoptionKind.Procurement, p.TitleOfA, "采购 · Tender 7", Models: ["6901234567892"]);

        var strict = new RuleSet("strict-uses") { UsesFitTheirUsers = true };
        await _api.RecordAsync(
            "/v1/rule-sets", new AdoptRuleSet(strict, DateOnly.FromDateTime(_api.Clock.Now.Date), "Notice 3/2026"), ProgrammeWorld.Samr);
        await (await _api.PostAsync("/v1/adoptions", buys with { Kind = AdoptionKind.Credit }, Mall))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "use-not-of-this-user");
        await (await _api.PostAsync("/v1/adoptions", buys with { Models = ["4006381333931"] }, Mall))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "product-not-covered");
        await (await _api.PostAsync("/v1/adoptions", buys with { Level = AwardLevel.Municipal }, Mall)).ShouldBeMalformedAsync("level");
        var bought = (await _api.RecordAsync("/v1/adoptions", buys, Mall)).Id!;
        var award = (await _api.RecordAsync(
            "/v1/adoptions",
            new RecordAdoption(AdoptionKind.QualityAward, p.TitleOfA, "市长质量奖 · Mayor's award", Level: AwardLevel.Municipal),
            City)).Id!;

        foreach (var (query, found) in new[]
        {
            ($"product={Uri.EscapeDataString(product)}", bought), ("level=municipal", award), ("level=national", null),
        })
        {
            await _api.GetAsync("/v1/rule-sets"); // the views know all that was recorded
            using var answer = await _api.SendAsync(HttpMethod.Get, "/v1/adoptions?" + query);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            Items(await answer.JsonAsync(), "items").Select(u => Text(u, "adoption"))
                .ShouldBe(found is null ? [] : [found], query);
        }
        Items(await _api.GetAsync($"/v1/adoptions/{bought}"), "models").Select(m => m.GetString()).ShouldBe([product]);
        (await _api.GetAsync($"/v1/adoptions/{award}")).TryGetProperty("models", out _).ShouldBeFalse();
        (await PageAsync($"/v1/adoptions/{bought}?lang=en")).ShouldContain(product);
        (await PageAsync($"/v1/adoptions/{award}")).ShouldContain("市级");
        (await PageAsync($"/v1/adoptions/{award}?lang=en")).ShouldContain("Municipal");
    }

    private async Task<string> PageAsync(string address)
    {
        using var page = await _api.SendAsync(HttpMethod.Get, address, ("Accept", "text/html"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
