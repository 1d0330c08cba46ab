using System.Net;
using System.Text.Json;
using Leader.Domain;

namespace Leader.Api.Tests;

/// <summary>From an empty register to a revoked title: what can be seen after each step.</summary>
public sealed class The_whole_programme_over_http : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Trap", "13"), Trait("Trap", "18"), Trait("Trap", "22")]
    public async Task From_the_empty_register_to_the_revoked_title()
    {
        var world = new ProgrammeWorld(_api, overHttp: true);
        var p = new Programme(world, new(2025, 1, 6));
        Task<JsonElement> See(string address) => world.SeeAsync(address);
        async Task<string> Stage() =>
            (await See($"/v1/categories/{p.Category}")).GetProperty("cycles")[0].GetProperty("stage").GetString()!;
        async Task<JsonElement> Standing(string enterprise) =>
            await See($"/v1/enterprises/{enterprise}/standing?category={p.Category}&product=AP-1");

        (await _api.Http.GetAsync($"/v1/categories/{p.Category}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await p.UpToAsync(Station.Listed);
        (await Stage()).ShouldBe("listed");
        (await See($"/v1/key-fields/{p.Cycle}"))
            .GetProperty("fields")[0].GetProperty("categories")[0].GetProperty("id").GetString().ShouldBe(p.Category);
        (await See("/v1/organisations/cnis")).GetProperty("workingBodySince").GetString().ShouldBe("2025-01-06");

        await p.UpToAsync(Station.Reviewed);
        (await Stage()).ShouldBe("called");
        var call = await See($"/v1/calls/{p.Evaluation}");
        call.GetProperty("plans").GetArrayLength().ShouldBe(2);
        call.GetProperty("plans").EnumerateArray().ShouldAllBe(
            x => x.GetProperty("content").ValueKind == JsonValueKind.Null && x.GetProperty("reviews").GetArrayLength() == 0,
            "plans that still compete are hidden");
        call.GetProperty("panel").GetArrayLength().ShouldBe(0);

        await p.UpToAsync(Station.Selected);
        (await Stage()).ShouldBe("planSelected");
        call = await See($"/v1/calls/{p.Evaluation}");
        call.GetProperty("plans")
            .EnumerateArray()
            .ShouldAllBe(x => x.GetProperty("content").ValueKind == JsonValueKind.Object && x.GetProperty("reviews").GetArrayLength() == 1);
        call.GetProperty("panel")[0].GetProperty("name").GetString().ShouldBe("Wang Fang");
        (await See($"/v1/plans/{p.CheariPlan}")).GetProperty("reason").GetString().ShouldBe("Fewer points.");
        (await See($"/v1/notices/{p.PlanNotice}")).GetProperty("status").GetString().ShouldBe("open");

        await p.UpToAsync(Station.Official);
        (await Stage()).ShouldBe("planOfficial");
        (await See($"/v1/notices/{p.PlanNotice}")).GetProperty("status").GetString().ShouldBe("closed");

        await p.UpToAsync(Station.Declared);
        (await See($"/v1/declarations?category={p.Category}")).GetProperty("total").GetInt32().ShouldBe(3);
        (await See($"/v1/declarations/{Uri.EscapeDataString(p.Declaration(p.A))}")).GetProperty("status").GetString().ShouldBe("inForce");

        await p.UpToAsync(Station.RankingNoticed);
        (await Stage()).ShouldBe("rankingNoticed");
        var notice = await See($"/v1/notices/{p.RankingNotice}");
        notice.GetProperty("status").GetString().ShouldBe("open");
        notice.GetProperty("covers").GetArrayLength().ShouldBe(3);
        var opened = DateOnly.Parse(notice.GetProperty("openedOn").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        DateOnly.Parse(notice.GetProperty("lastDay").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(opened.AddDays(15));
        (await _api.PostAsync($"/v1/evaluations/{p.Evaluation}/ranking-publication", new { }, ProgrammeWorld.Caq)).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        await p.UpToAsync(Station.RankingPublished);
        (await Stage()).ShouldBe("rankingPublished");
        var entries = (await See($"/v1/categories/{p.Category}/ranking")).GetProperty("entries").EnumerateArray().ToArray();
        entries.Select(e => e.GetProperty("enterprise").GetString()).ShouldBe([p.A, p.B, p.C]);
        entries.Select(e => e.GetProperty("place").GetInt32()).ShouldBe([1, 2, 3]);
        entries.Select(e => e.GetProperty("total").GetDecimal())
            .ShouldBe(entries.Select(e => e.GetProperty("total").GetDecimal()).OrderDescending());
        entries[0].GetProperty("toNext").GetDecimal().ShouldBe(entries[0].GetProperty("total").GetDecimal()
            - entries[1].GetProperty("total").GetDecimal());
        entries[0].GetProperty("results").GetArrayLength().ShouldBe(2);
        entries[0].GetProperty("results")[0].ToString().ShouldContain("argin");
        (await See($"/v1/declarations/{Uri.EscapeDataString(p.Declaration(p.B))}"))
            .GetProperty("evaluations")[0].GetProperty("place").GetInt32().ShouldBe(2);
        (await Standing(p.A)).GetProperty("leader").GetString().ShouldBe("never");

        await p.UpToAsync(Station.ListNoticed);
        (await Stage()).ShouldBe("listNoticed");
        (await See($"/v1/evaluations/{p.Evaluation}")).GetProperty("listInNotice").GetProperty("leaders").GetArrayLength().ShouldBe(2);

        await p.UpToAsync(Station.ListPublished);
        (await Stage()).ShouldBe("listPublished");
        (await See($"/v1/categories/{p.Category}/leaders")).GetProperty("items").EnumerateArray()
            .Select(t => t.GetProperty("enterprise").GetString()).ShouldBe([p.A, p.B]);
        var title = await See($"/v1/titles/{p.TitleOfA}");
        title.GetProperty("status").GetString().ShouldBe("inForce");
        title.GetProperty("lastDay")
            .GetString()
            .ShouldBe($"{Programme.DayOf(new(2025, 1, 6), Station.ListPublished).AddYears(1):yyyy-MM-dd}");
        (await See($"/v1/enterprises/{p.A}")).GetProperty("titles")[0].GetProperty("title").GetString().ShouldBe(p.TitleOfA);
        var standing = await Standing(p.A);
        standing.GetProperty("leader").GetString().ShouldBe("currently");
        standing.GetProperty("ban").GetString().ShouldBe("never");
        standing.GetProperty("mayClaimBenefits").GetBoolean().ShouldBeTrue();
        (await See($"/v1/enterprises/{p.A}/standing?category={p.Category}&product=AP-9")).GetProperty("mayClaimBenefits").GetBoolean()
            .ShouldBeFalse("not for that product");
        (await Standing(p.C)).GetProperty("leader").GetString().ShouldBe("never");

        await p.UpToAsync(Station.Complained);
        (await See($"/v1/enterprises/{p.A}")).GetProperty("adoptions")[0].GetProperty("endedOn").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _api.Http.GetAsync($"/v1/complaints/{p.Complaint}?minPosition={world.Position}")).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
        using (var withSecret = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v1/complaints/{p.Complaint}?minPosition={world.Position}")
        { Headers = { { "Complaint-Secret", p.Secret } } })
        {
            (await (await _api.Http.SendAsync(withSecret)).Content.ReadAsStringAsync()).ShouldContain("310 m³/h");
        }
        var complaints = (await See("/v1/complaints")).ToString();
        complaints.ShouldContain(p.Complaint);
        complaints.ShouldNotContain("310 m³/h");
        complaints.ShouldNotContain(p.Secret);
        (await _api.LogAsync()).ShouldAllBe(r => !r.Fact.ToString()!.Contains("Zhang"), "who complains is never in a fact");

        await p.UpToAsync(Station.CaseOpened);
        (await See($"/v1/titles/{p.TitleOfA}")).GetProperty("underReview")[0].GetString().ShouldBe(p.Complaint);
        (await Standing(p.A)).GetProperty("mayClaimBenefits").GetBoolean().ShouldBeTrue("a case changes nothing until it is decided");
        await p.UpToAsync(Station.Decided);
        (await See($"/v1/cases/{p.Complaint}")).GetProperty("stage").GetString().ShouldBe("decided");

        await p.UpToAsync(Station.Revoked);
        var revokedOn = Programme.DayOf(new(2025, 1, 6), Station.Revoked);
        title = await See($"/v1/titles/{p.TitleOfA}");
        title.GetProperty("status").GetString().ShouldBe("revoked");
        title.GetProperty("revocation").GetProperty("announcement").GetString()!.ShouldContain("below its disclosed level");
        title.GetProperty("benefitsBarredUntil").GetString().ShouldBe($"{revokedOn.AddYears(3):yyyy-MM-dd}");
        var ban = (await See($"/v1/bans/{p.A}")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        ban.GetProperty("from").GetString().ShouldBe($"{revokedOn:yyyy-MM-dd}");
        ban.GetProperty("lastDay").GetString().ShouldBe($"{revokedOn.AddYears(3):yyyy-MM-dd}");
        ban.GetProperty("eligibleFrom").GetString().ShouldBe($"{revokedOn.AddYears(3).AddDays(1):yyyy-MM-dd}");
        ban.GetProperty("status").GetString().ShouldBe("current");
        standing = await Standing(p.A);
        standing.GetProperty("leader").GetString().ShouldBe("formerly");
        standing.GetProperty("ban").GetString().ShouldBe("currently");
        standing.GetProperty("barredUntil").GetString().ShouldBe($"{revokedOn.AddYears(3):yyyy-MM-dd}");
        standing.GetProperty("mayTakePart").GetBoolean().ShouldBeFalse();
        standing.GetProperty("mayClaimBenefits").GetBoolean().ShouldBeFalse();
        (await See($"/v1/enterprises/{p.A}/standing?asOf={revokedOn.AddDays(-1):yyyy-MM-dd}")).GetProperty("leader").GetString().ShouldBe(
            "currently",
            "on the eve it was");
        (await See($"/v1/enterprises/{p.A}/standing?asOf={revokedOn.AddYears(3).AddDays(1):yyyy-MM-dd}")).GetProperty("ban").GetString()
            .ShouldBe("formerly");
        entries = [.. (await See($"/v1/evaluations/{p.Evaluation}/ranking")).GetProperty("entries").EnumerateArray()];
        entries[0].GetProperty("barredSince").GetString().ShouldBe($"{revokedOn:yyyy-MM-dd}", "struck through, and still there");
        entries[1].GetProperty("barredSince").ValueKind.ShouldBe(JsonValueKind.Null);
        (await See($"/v1/categories/{p.Category}/leaders")).GetProperty("items").EnumerateArray()
            .Select(t => t.GetProperty("enterprise").GetString()).ShouldBe([p.B]);
        (await See($"/v1/cases/{p.Complaint}")).GetProperty("stage").GetString().ShouldBe("executed");
        (await See($"/v1/enterprises/{p.A}"))
            .GetProperty("adoptions")[0].GetProperty("endReason").GetString()!.ShouldStartWith("benefits-barred");
        (await See($"/v1/categories/{p.Category}")).GetProperty("feedback").EnumerateArray().Select(f => f.GetProperty("kind").GetString())
            .ShouldContain("revocation");
        (await See($"/v1/titles/{p.TitleOfA}?position={(await _api.LogAsync()).First<Domain.Record.TitleRevoked>()!.Position - 1}"))
            .GetProperty("status").GetString().ShouldBe("inForce", "as was known before");

        // Live = replayed.
        await Views.Views_are_a_function_of_the_log.ShouldEqualTheLiveTablesAsync(_api, world.Position);
    }
}
