using System.Net;
using Leader.Domain;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using static Leader.Api.Tests.ProgrammeWorld;

namespace Leader.Api.Tests.Requests;

/// <summary>One programme ran its course; a department proposes its category and another one.</summary>
public sealed class Key_fields_are_proposed_over_http : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private static readonly Actor Mee = new("mee", Role.Department);

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R39")]
    public async Task A_proposal_is_shown_with_what_the_register_counts_and_with_its_outcome()
    {
        var programme = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.Declared);
        await _api.RecordAsync("/v1/organisations", new RegisterOrganisation("mee", "Ministry", [OrganisationKind.Department]), Samr);
        var proposal = new ProposeKeyField(
            2030, "air", "Air", GoalSector.ConsumerGoods, "Many makers.", "Often asked for.", "Large.",
            [new(programme.Category, "Purifiers", null), new("smart-lock", "Smart lock", null)]);
        var proposed = await _api.RecordAsync("/v1/field-proposals", proposal, Mee);
        proposed.Id.ShouldBe("2030.mee.air");

        var factors = await _api.GetAsync("/v1/field-proposals/2030.mee.air/factors", proposed.Position);
        var categories = factors.GetProperty("categories").EnumerateArray().ToArray();
        var declared = (await _api.GetAsync($"/v1/declarations?category={programme.Category}&status=inForce&limit=1000", proposed.Position))
            .GetProperty("items").EnumerateArray().ToArray();
        declared.ShouldNotBeEmpty();
        categories.Select(c => c.GetProperty("standards").GetInt32()).ShouldBe([declared.Length, 0]);
        categories[0].GetProperty("enterprises").GetInt32()
            .ShouldBe(declared.Select(d => d.GetProperty("enterprise").GetString()).Distinct().Count());

        var list = new PublishKeyFieldList(2030, [new("air", "Air", null, GoalSector.ConsumerGoods, null, "Asked for.",
            new("a", "b", "c", "d"), [new(programme.Category, "Purifiers", null)])], ["mee"], ["Plan"]);
        var published = await _api.RecordAsync("/v1/key-field-lists", list, Samr);
        var taken = await _api.GetAsync("/v1/field-proposals/2030.mee.air", published.Position);
        taken.GetProperty("status").GetString().ShouldBe("takenUp");
        taken.GetProperty("listed").EnumerateArray().Select(c => c.GetString()).ShouldBe([programme.Category]);

        foreach (var (query, said) in new[] { ("", "已采纳"), ("?lang=en", "Taken up") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/field-proposals/2030.mee.air" + query);
            request.Headers.Add("Accept", "text/html");
            using var page = await _api.Http.SendAsync(request);
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()).ShouldContain(said);
        }
        // a count is no link, though its member is called as ids are
        using var counts = new HttpRequestMessage(HttpMethod.Get, "/v1/field-proposals/2030.mee.air/factors");
        counts.Headers.Add("Accept", "text/html");
        using var counted = await _api.Http.SendAsync(counts);
        var html = await counted.Content.ReadAsStringAsync();
        html.ShouldContain($"/v1/categories/{programme.Category}");
        html.ShouldNotMatch("href=\"/v1/enterprises/[0-9]{1,9}\"");

        // the same answer at the clocks of before is not moved by what came later
        (await _api.GetAsync($"/v1/field-proposals/2030.mee.air?position={proposed.Position}")).GetProperty("status").GetString()
            .ShouldBe("open");
    }
}
