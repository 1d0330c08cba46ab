using System.Net;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Supervision;

namespace Leader.Api.Tests.Standings;

/// <summary>A leads with a standard that gets its products after the award; B leads, too; C is ranked and no leader.</summary>
public sealed class A_buyer_asks_for_a_model : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    private const string Kj800 = "9520123456788", Kj900 = "9520123456795", Wrong = "9520123456789", Nobodys = "9520123456801";

    [Fact, Trait("Rule", "R81")]
    public async Task And_is_told_whose_it_is_under_which_standard_and_whether_a_title_covers_it()
    {
        var world = new ProgrammeWorld(_api);
        var p = await new Programme(world, new(2026, 6, 1)).UpToAsync(Station.ListPublished);
        var (brand, model) = ($"晨风{p.A[^5..]}", "KJ-800F/A1");
        var awarded = Beijing.Day(_api.Clock.Now);
        var before = world.Position;

        world.SetDay(awarded.AddDays(2));
        var first = await DeclaredAsync(p.A, new DeclareProduct(brand, model, "220 V", Kj800));
        await DeclaredAsync(p.B, new DeclareProduct($"B{p.B[^5..]}", model, null, Kj900));
        await DeclaredAsync(p.C, new DeclareProduct($"C{p.C[^5..]}", model));

        var product = await world.SeeAsync($"/v1/products/{first}");
        (product.GetProperty("gtin").GetString(), product.GetProperty("enterprise").GetString()).ShouldBe((Kj800, p.A));
        (product.GetProperty("title").GetString(), product.GetProperty("addedAfterAward").GetBoolean()).ShouldBe((p.TitleOfA, true));
        product.GetProperty("mayClaimBenefits").GetBoolean().ShouldBeTrue();
        product.GetProperty("explanation").GetString()!.ShouldContain("after the award");
        product.GetProperty("links").GetProperty("self").GetString().ShouldBe($"/v1/products/{Uri.EscapeDataString(first)}");

        // by barcode in whatever form, by model whatever its marks, and by brand
        string[] spellings =
            [$"gtin={Kj800}", $"gtin=0{Kj800}", "gtin=952-0123-456788", $"model=kj800f a1&brand={Uri.EscapeDataString(brand)}"];
        foreach (var query in spellings)
        {
            (await ItemsAsync($"/v1/products?{query}")).Select(i => i.GetProperty("product").GetString()).ShouldBe([first], query);
        }
        (await ItemsAsync($"/v1/products?model=KJ800FA1&category={p.Category}")).Select(i => i.GetProperty("enterprise").GetString())
            .ShouldBe([p.A, p.B, p.C], ignoreOrder: true);
        var ofC = (await ItemsAsync($"/v1/products?enterprise={p.C}")).ShouldHaveSingleItem();
        (ofC.GetProperty("title").ValueKind, ofC.GetProperty("mayClaimBenefits").GetBoolean(), ofC.GetProperty("obstacle").GetString())
            .ShouldBe((JsonValueKind.Null, false, "notALeader"));

        // the standing of one
        var yes = await StandingAsync(p.A, $"gtin={Kj800}");
        (yes.MayClaim, yes.Obstacle, yes.Titles).ShouldBe((true, "none", p.TitleOfA));
        (await StandingAsync(p.A, $"model=KJ800F-A1&category={p.Category}")).MayClaim.ShouldBeTrue();
        var others = await StandingAsync(p.A, $"gtin={Kj900}");
        (others.MayClaim, others.Obstacle).ShouldBe((false, "unknownProduct"));
        others.Explanation.ShouldContain(p.B);
        (await StandingAsync(p.A, $"gtin={Nobodys}")).Obstacle.ShouldBe("unknownProduct");
        (await StandingAsync(p.A, "model=KJ801")).Obstacle.ShouldBe("unknownProduct");
        (await StandingAsync(p.C, $"model={Uri.EscapeDataString(model)}")).Obstacle.ShouldBe("notALeader");

        // a slip of the finger is no question
        foreach (var address in new[] { $"/v1/products?gtin={Wrong}", $"/v1/enterprises/{p.A}/standing?gtin={Wrong}" })
        {
            var problem = await (await _api.Http.GetAsync(address)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
            problem.GetProperty("errors").GetProperty("gtin")[0].GetString()!.ShouldContain("should be 8, not 9");
        }
        await (await _api.Http.GetAsync($"/v1/enterprises/{p.A}/standing?brand=x")).ShouldBeMalformedAsync("brand");

        // many at once: the same answers as one by one
        object[] questions =
        [
            new { creditCode = p.A, gtin = Kj800 }, new { creditCode = p.A, gtin = Kj900 }, new { creditCode = p.B, model },
            new { creditCode = p.C, model, brand = "no such" }, new { creditCode = p.A },
        ];
        var many = (await (await _api.PostAsync("/v1/standings", new { items = questions })).JsonAsync()).GetProperty("items")
            .EnumerateArray().Select(Said).ToArray();
        many.ShouldBe(
            [
                await StandingAsync(p.A, $"gtin={Kj800}"), await StandingAsync(p.A, $"gtin={Kj900}"),
                await StandingAsync(p.B, $"model={Uri.EscapeDataString(model)}"), await StandingAsync(p.C, "model=x&brand=y"),
                await StandingAsync(p.A, ""),
            ],
            Comparer);
        object[] malformed = [new { creditCode = p.A, gtin = Wrong }, new { creditCode = p.A, brand = "x" }];
        var wrong = await _api.PostAsync("/v1/standings", new { items = malformed });
        var errors = (await wrong.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed")).GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).ShouldBe(["items[0].gtin", "items[1].brand"], ignoreOrder: true);
        var partial = await _api.PostAsync("/v1/standings?partial=true", new { items = malformed[..1] });
        var unanswered = (await partial.JsonAsync()).GetProperty("items")[0];
        unanswered.GetProperty("mayClaimBenefits").ValueKind.ShouldBe(JsonValueKind.Null);
        unanswered.GetProperty("error").GetString()!.ShouldContain("should be 8");

        // found by whatever a buyer types, and at any two clocks
        foreach (var typed in new[] { Kj800, "kj800fa1", brand, $"{brand} KJ800" })
        {
            (await world.SeeAsync($"/v1/search?kind=product&q={Uri.EscapeDataString(typed)}")).GetProperty("items").EnumerateArray()
                .Select(h => h.GetProperty("id").GetString()).ShouldContain(first, typed);
        }
        (await ItemsAsync($"/v1/products?gtin={Kj800}&position={before}")).ShouldBeEmpty();
        (await ItemsAsync($"/v1/products?gtin={Kj800}&asOf={awarded:yyyy-MM-dd}")).ShouldBeEmpty();
        (await StandingAsync(p.A, $"gtin={Kj800}&asOf={awarded:yyyy-MM-dd}")).Obstacle.ShouldBe("unknownProduct");

        // withdrawn: known for ever, covered no longer
        world.SetDay(awarded.AddDays(3));
        await world.SendAsync(
            $"/v1/products/{Uri.EscapeDataString(first)}/withdrawal",
            new WithdrawProduct("No longer made.", first),
            ProgrammeWorld.Of(p.A));
        var gone = await world.SeeAsync($"/v1/products/{first}");
        (gone.GetProperty("status").GetString(), gone.GetProperty("title").ValueKind, gone.GetProperty("mayClaimBenefits").GetBoolean())
            .ShouldBe(("withdrawn", JsonValueKind.Null, false));
        (await StandingAsync(p.A, $"gtin={Kj800}")).Obstacle.ShouldBe("unknownProduct");
        (await StandingAsync(p.A, $"gtin={Kj800}&asOf={awarded.AddDays(2):yyyy-MM-dd}")).MayClaim.ShouldBeTrue();
        (await _api.Http.GetAsync($"/v1/products/{p.Declaration(p.A)}@9")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // and no model is preferred once the title has ended
        var titleOfB = Ids.Title(p.Evaluation, p.B);
        await world.SendAsync($"/v1/titles/{titleOfB}/withdrawal", new WithdrawTitle("We give it up.", titleOfB), ProgrammeWorld.Of(p.B));
        (await StandingAsync(p.B, $"gtin={Kj900}")).Obstacle.ShouldBe("notALeader");

        async Task<string> DeclaredAsync(string enterprise, DeclareProduct product) => await world.SendAsync(
            $"/v1/declarations/{Uri.EscapeDataString(p.Declaration(enterprise))}/products",
            product with { Declaration = p.Declaration(enterprise) },
            ProgrammeWorld.Of(enterprise));

        async Task<JsonElement[]> ItemsAsync(string address) =>
            [.. (await world.SeeAsync(address)).GetProperty("items").EnumerateArray()];

        async Task<Answered> StandingAsync(string enterprise, string query) =>
            Said(await world.SeeAsync($"/v1/enterprises/{enterprise}/standing?{query}"));
    }

    private sealed record Answered(string Enterprise, bool MayClaim, string Obstacle, string Titles, string Models, string Explanation);

    private static Answered Said(JsonElement answer) => new(
        answer.GetProperty("creditCode").GetString()!,
        answer.GetProperty("mayClaimBenefits").GetBoolean(),
        answer.GetProperty("obstacle").GetString()!,
        string.Join(' ', answer.GetProperty("titles").EnumerateArray().Select(t => t.GetString())),
        answer.GetProperty("models").ToString(),
        answer.GetProperty("explanation").GetString()!);

    /// <summary>The words name what was asked.</summary>
    private static readonly IEqualityComparer<Answered> Comparer =
        EqualityComparer<Answered>.Create((a, b) => a! with { Explanation = "" } == b! with { Explanation = "" }, _ => 0);
}
