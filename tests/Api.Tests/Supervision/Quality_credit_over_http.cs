using System.Net;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Statistics;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Supervision;

/// <summary>A programme with its ranking published; a department enters how a purchaser rated one of the ranked.</summary>
public sealed class Quality_credit_over_http : IAsyncLifetime
{
    private static readonly Actor Miit = new("miit", Role.Department), Mof = new("mof", Role.Department);
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R91"), Trait("Rule", "R114")]
    public async Task A_rating_is_read_at_both_clocks_and_at_hand_for_the_next_evaluation_and_changes_no_standing()
    {
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.RankingPublished);
        await _api.RecordAsync("/v1/organisations", new RegisterOrganisation("mof", "Finance", [OrganisationKind.Department]), Samr);
        var standing = await StandingAsync(p.A);
        var rating = new RecordQualityCredit(
            p.A, "mall", "信用等级，甲至丁 · Credit, first to fourth", "乙等 · Second", new(2025, 1, 1), "Notice 7/2025 of the mall",
            new(2025, 12, 31));

        (await _api.PostAsync("/v1/quality-credits", rating)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _api.PostAsync("/v1/quality-credits", rating, ProgrammeWorld.Caq)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await (await _api.PostAsync("/v1/quality-credits", rating with { Source = "" }, Miit)).ShouldBeMalformedAsync("source");
        await (await _api.PostAsync("/v1/quality-credits", rating with { LastDay = new(2024, 12, 31) }, Miit))
            .ShouldBeMalformedAsync("lastDay");
        await (await _api.PostAsync("/v1/quality-credits", rating with { Issuer = "nobody" }, Miit))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-organisation");

        var recorded = await _api.RecordAsync("/v1/quality-credits", rating, Miit);
        var id = recorded.Id!;
        id.ShouldBe($"mall.{p.A}.1");
        await (await _api.PostAsync("/v1/quality-credits", rating with { Grade = "D" }, Mof))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "quality-credit-recorded");

        var at = $"/v1/quality-credits/{id}";
        foreach (var (day, status) in new[] { ("2025-01-01", "inForce"), ("2025-12-31", "inForce"), ("2026-01-01", "over") })
        {
            Text(await _api.GetAsync($"{at}?asOf={day}", recorded.Position), "status").ShouldBe(status, day);
        }
        using (var before = await _api.Http.GetAsync($"{at}?asOf=2024-12-31"))
        {
            before.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        var correction = new CorrectQualityCredit(
            rating.Scale, "甲等 · First", rating.RatedOn, rating.Source, "The notice says first. 公告所载为甲等。", null);
        (await _api.PostAsync(at + "/correction", correction, Mof)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _api.Clock.Now += TimeSpan.FromHours(1);
        var corrected = await _api.RecordAsync(at + "/correction", correction, Miit);
        var now = await _api.GetAsync(at, corrected.Position);
        (Text(now, "grade"), Text(now, "status")).ShouldBe(("甲等 · First", "inForce"));
        Items(now, "corrections").Select(c => Text(c, "grade")).ShouldBe(["乙等 · Second"]);
        Text(await _api.GetAsync($"{at}?asOf=2025-01-01", corrected.Position), "grade").ShouldBe("甲等 · First");
        Text(await _api.GetAsync($"{at}?position={recorded.Position}"), "grade").ShouldBe("乙等 · Second");
        var times = await _api.SendAsync(HttpMethod.Get, at + "/timemap", ("Accept", "application/json"));
        Items(await times.JsonAsync(), "mementos").Count().ShouldBeGreaterThan(1);

        foreach (var (query, count) in new[]
        {
            ($"enterprise={p.A}", 1), ($"enterprise={p.B}", 0), ("body=mall&status=inForce", 1), ("body=caq", 0), ("status=over", 0),
            ("ratedOnSince=2025-01-01&ratedOnUntil=2025-01-01", 1), ("ratedOnSince=2025-01-02", 0),
        })
        {
            Items(await _api.GetAsync("/v1/quality-credits?" + query), "items").Count().ShouldBe(count, query);
        }
        Text((await _api.GetAsync($"/v1/enterprises/{p.A}")).GetProperty("links"), "qualityCredits")
            .ShouldBe($"/v1/quality-credits?enterprise={p.A}");
        var feedback = await _api.GetAsync($"/v1/categories/{p.Category}/feedback");
        Items(feedback, "qualityCredits").Select(c => (Text(c, "qualityCredit"), Text(c, "grade"))).ShouldBe([(id, "甲等 · First")]);
        (await StandingAsync(p.A)).ShouldBe(standing);

        foreach (var page in new[] { at, "/v1/quality-credits", $"/v1/enterprises/{p.A}", $"/v1/categories/{p.Category}/feedback" })
        {
            (await PageAsync(page)).ShouldContain("甲等");
            (await PageAsync(page + "?lang=en")).ShouldContain("First");
        }

        var withdrawn = await _api.RecordAsync(at + "/withdrawal", new WithdrawQualityCredit("The mall took it back."), Samr);
        Text(await _api.GetAsync(at, withdrawn.Position), "status").ShouldBe("withdrawn");
        Items(await _api.GetAsync($"/v1/categories/{p.Category}/feedback"), "qualityCredits").ShouldBeEmpty();
        await (await _api.PostAsync(at + "/correction", correction with { Grade = "D" }, Miit))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "quality-credit-withdrawn");
    }

    [Fact, Trait("Rule", "R24"), Trait("Rule", "R67")]
    public async Task How_content_consumers_are_is_at_hand_for_the_next_evaluation_with_its_source()
    {
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.RankingPublished);
        var all = new RecordExternalFigure(
            ExternalFigureKind.Satisfaction, "Consumers asked at home", 78.6m, "%", new(2025, 1, 1), new(2025, 12, 31), "Report 4/2025",
            "3,000 households by telephone");
        var position = 0L;
        foreach (var figure in new[]
        {
            all,
            all with { From = new(2024, 1, 1), To = new(2024, 12, 31) },
            all with { Category = p.Category, From = new(2026, 1, 1), To = new(2026, 3, 31) },
            all with { Category = p.Category, Kind = ExternalFigureKind.MarketShare },
        })
        {
            position = (await _api.RecordAsync("/v1/external-figures", figure, Samr)).Position;
        }

        var feedback = await _api.GetAsync($"/v1/categories/{p.Category}/feedback", position);
        Items(feedback, "satisfaction").Select(f => (Text(f, "to"), Text(f, "source"))).ShouldBe(
            [("2026-03-31", all.Source), ("2025-12-31", all.Source), ("2024-12-31", all.Source)]);
        (await PageAsync($"/v1/categories/{p.Category}/feedback?lang=en")).ShouldContain("Consumers asked at home");
    }

    /// <summary>All that it says but the clocks.</summary>
    private async Task<string> StandingAsync(string enterprise) => string.Join('\n',
        (await _api.GetAsync($"/v1/enterprises/{enterprise}/standing")).EnumerateObject()
            .Where(m => m.Name is not ("asOf" or "knownAt" or "position" or "links")).Select(m => m.Name + m.Value.GetRawText()));

    private async Task<string> PageAsync(string address)
    {
        using var page = await _api.SendAsync(HttpMethod.Get, address, ("Accept", "text/html"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
