using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Supervision;

/// <summary>On one title of one programme: the handling of a complaint is appealed, and the title is drawn for a spot check.</summary>
public sealed class Spot_checks_and_appeals_over_http : IAsyncLifetime
{
    private static readonly Actor Eqs = new("eqs", Role.Supervisor);
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R68"), Trait("Rule", "R87"), Trait("Rule", "R111")]
    public async Task The_secret_appeals_and_the_seed_draws_and_the_public_sees_both()
    {
        var world = new ProgrammeWorld(_api, overHttp: true);
        var p = new Programme(world, new(2025, 1, 6));
        await p.UpToAsync(Station.Complained);
        await _api.DecideAsync(
            new Domain.Process.Registers.RegisterOrganisation(Eqs.Subject, "Quality supervision", [OrganisationKind.SupervisionAuthority]),
            Samr);
        await DoAsync($"/v1/complaints/{p.Complaint}/acceptance", new { accepted = false, reasons = "Not ours." }, ProgrammeWorld.Caq);

        var appeal = $"/v1/complaints/{p.Complaint}/appeal";
        (await SendAsync(appeal, new { facts = "It is yours." }, null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(appeal, new { facts = "It is yours." }, null, new string('0', 64))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(appeal, new { facts = "It is yours." }, null, p.Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await DoAsync(
            $"/v1/complaints/{p.Complaint}/appeal-decision",
            new { upheld = true, reasons = "The body is in charge.", outcome = "partlyUpheld" },
            Samr);
        var seen = Items(await world.SeeAsync("/v1/complaints"), "items").Single(c => Text(c, "complaint") == p.Complaint);
        (Text(seen, "stage"), Text(seen, "outcome"), Text(seen, "appealTo")).ShouldBe(("appealDecided", "partlyUpheld", "samr"));
        seen.GetProperty("appealUpheld").GetBoolean().ShouldBeTrue();
        seen.TryGetProperty("appealFacts", out _).ShouldBeFalse("what was written stays with those who deal with it");

        var year = Beijing.Day(_api.Clock.Now).Year;
        var announced = await DoAsync(
            "/v1/sampling-plans",
            new
            {
                year,
                name = "Spot checks",
                population = "titles",
                number = 5,
                method = "Bought in shops",
                categories = new[] { p.Category },
            },
            Eqs);
        var plan = announced.GetProperty("id").GetString()!;
        await DoAsync(
            $"/v1/sampling-plans/{plan}/draw",
            new { asOf = $"{Beijing.Day(_api.Clock.Now):yyyy-MM-dd}", seed = "0306172028", seedSource = "Lottery of the day" },
            Eqs);
        var doc = await world.SeeAsync($"/v1/sampling-plans/{plan}");
        var title = $"{p.Evaluation}.{p.A}";
        Items(doc, "samples").Select(s => Text(s, "title")).ShouldContain(title);
        doc.GetProperty("draw").GetProperty("candidates").GetInt32().ShouldBe(Items(doc, "samples").Count());

        var product = await DoAsync(
            $"/v1/declarations/{Uri.EscapeDataString(Items(doc, "samples").Select(s => Text(s, "declaration")).First())}/products",
            new { brand = "示例", model = "AP-1" },
            ProgrammeWorld.Of(Text(Items(doc, "samples").First(), "enterprise")));
        var first = Items(doc, "samples").First();
        var found = await DoAsync(
            "/v1/findings",
            new
            {
                kind = "qualitySupervision",
                enterprise = Text(first, "enterprise"),
                serious = false,
                facts = "Below.",
                evidence = Array.Empty<string>(),
                product = product.GetProperty("id").GetString(),
            },
            Eqs);
        var finding = found.GetProperty("id").GetString()!;
        await DoAsync(
            $"/v1/sampling-plans/{plan}/result",
            new { subjectId = Text(first, "title"), conforms = false, laboratory = "lab, report 1", finding },
            Eqs);
        foreach (var subjectId in Items(doc, "samples").Skip(1).Select(s => Text(s, "title")).ToArray())
        {
            await DoAsync($"/v1/sampling-plans/{plan}/result", new { subjectId, conforms = true, laboratory = "lab, report 2" }, Eqs);
        }
        var count = Items(doc, "samples").Count();
        var tested = await world.SeeAsync($"/v1/sampling-plans/{plan}");
        Text(tested, "status").ShouldBe("tested");
        tested.GetProperty("conformingPercent").GetDecimal()
            .ShouldBe(Math.Round(100m * (count - 1) / count, 1, MidpointRounding.AwayFromZero));

        var consequences = await world.SeeAsync($"/v1/findings/{finding}/consequences");
        Text(consequences, "declaration").ShouldBe(Text(first, "declaration"));
        Items(consequences, "titles").Select(t => t.GetString()).ShouldBe([Text(first, "title")]);
        Items(consequences, "cases").Select(c => Text(c, "title")).ShouldBe([Text(first, "title")]);

        var supervision = await world.SeeAsync($"/v1/supervision?year={year}");
        Items(supervision, "spotChecks").Select(s => s.GetProperty("tested").GetInt32()).ShouldBe([count]);
        var appealed = Items(supervision, "matters").Single(m => Text(m, "kind") == "appeal");
        (Text(appealed, "id"), Text(appealed, "body"), Text(appealed, "result")).ShouldBe((p.Complaint, "samr", "upheld"));

        async Task<JsonElement> DoAsync(string address, object body, Actor by)
        {
            using var answer = await SendAsync(address, body, by);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{address}: {await answer.TextAsync()}");
            var said = await answer.JsonAsync();
            world.Reached(said.GetProperty("position").GetInt64());
            return said;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string address, object body, Actor? by, string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        if (secret is not null) request.Headers.Add("Complaint-Secret", secret);
        return await _api.Http.SendAsync(request);
    }
}
