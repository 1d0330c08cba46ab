using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Portal.Forms;
using Leader.Domain;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>From an empty register to a revoked title: everybody of the programme at a browser without script.</summary>
public sealed class A_whole_cycle_by_forms_alone : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task From_the_empty_register_to_the_revoked_title()
    {
        using var clerks = new Clerks(_api);
        var world = new ProgrammeWorld(_api, overHttp: true) { Clerks = clerks };
        var p = new Programme(world, new(2025, 1, 6));

        foreach (var (last, by, waits, due) in Waiting(p))
        {
            await p.UpToAsync(last);
            await ShouldWaitAsync(world, by, waits, due);
        }
        // the use of a title waits for its user once the title has run out; at a revocation the register ends it itself
        (await WaitingAsync(world, ProgrammeWorld.Buyer, "&asOf=2028-01-03")).ShouldContain("EndAdoption");
        await p.UpToAsync(Station.Revoked);
        (await WaitingAsync(world, ProgrammeWorld.Buyer, "&asOf=2028-01-03")).ShouldNotContain("EndAdoption");
        var byForms = await FactsAsync(p);

        world.Clerks = null;
        var other = await new Programme(world, new(2026, 1, 6)).UpToAsync(Station.Revoked);

        byForms.ShouldContain("title_revoked");
        byForms.ShouldBe(await FactsAsync(other), "the same facts as by JSON");
        (await p.World.SeeAsync($"/v1/titles/{p.TitleOfA}")).GetProperty("status").GetString().ShouldBe("revoked");
        _api.Errors.All.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R39"), Trait("Rule", "R86")]
    public async Task From_the_proposal_of_a_department_to_the_watch_list_of_a_purchaser()
    {
        using var clerks = new Clerks(_api);
        var world = new ProgrammeWorld(_api, overHttp: true) { Clerks = clerks };
        var p = new Programme(world, new(2025, 1, 6));
        await p.UpToAsync(Station.EnterprisesRegistered);
        var (proposal, _) = await clerks.SendAsync(
            "/v1/field-proposals",
            new ProposeKeyField(p.Cycle, "home-appliances", "Home appliances", GoalSector.ConsumerGoods, "Many makers.", "Often asked for.",
                "Large.", [new(p.Category, "Asked for by all", null)]),
            new("miit", Role.Department));
        await p.UpToAsync(Station.ListPublished);
        (await world.SeeAsync($"/v1/field-proposals/{proposal}")).GetProperty("status").GetString().ShouldBe("takenUp");

        var form = _api.Services.GetRequiredService<CommandForms>().All.Single(f => f.Name == "KeepWatch");
        var watches = JsonNode.Parse($$"""{"name":"School purchasing","titles":["{{p.TitleOfA}}"],"uses":true}""")!;
        var buyer = await clerks.FillAsync(form, "/v1/watches", watches, ProgrammeWorld.Buyer);
        await buyer.PressAsync("@do", "record");
        var watch = buyer.Page.QuerySelector("#number")!.TextContent;

        await p.UpToAsync(Station.Revoked);

        for (var i = 0; ; i++)
        {
            var told = await buyer.Http.GetStringAsync($"/v1/watches/{watch}/events");
            if (told.Contains("titleRevoked", StringComparison.Ordinal) && told.Contains(p.TitleOfA, StringComparison.Ordinal)) break;
            i.ShouldBeLessThan(100, told);
            await Task.Delay(100);
        }
        await buyer.OpenAsync($"/v1/watches/{watch}/events");
        buyer.Text.ShouldContain("取消称号");
        (await world.SeeAsync($"/v1/enterprises/{p.A}/standing?category={p.Category}")).GetProperty("mayClaimBenefits").GetBoolean()
            .ShouldBeFalse();
    }

    /// <summary>What waits for whom before each step, and until when.</summary>
    private static IEnumerable<(Station After, Actor By, string Waits, string? Due)> Waiting(Programme p) =>
    [
        (Station.Listed, ProgrammeWorld.Cnis, "OpenPlanCall", null),
        (Station.Called, ProgrammeWorld.Caq, "SubmitPlan", "2025-03-07"),
        (Station.PlansSubmitted, ProgrammeWorld.Cnis, "FormExpertPanel", null),
        (Station.PanelFormed, ProgrammeWorld.Expert, "ReviewPlan", null),
        (Station.Reviewed, ProgrammeWorld.Cnis, "SelectPlan", null),
        (Station.Selected, ProgrammeWorld.Cnis, "MakePlanOfficial", null),
        (Station.Declared, ProgrammeWorld.Caq, "OpenEvaluation", null),
        (Station.EvaluationOpened, ProgrammeWorld.Caq, "RecordValues", null),
        (Station.RankingNoticed, ProgrammeWorld.Of(p.A), "LodgeObjection", "2025-06-30"),
        (Station.RankingNoticed, ProgrammeWorld.Caq, "PublishRanking", null),
        (Station.RankingPublished, ProgrammeWorld.Caq, "DecideLeaderNumber", null),
        (Station.NumberDecided, ProgrammeWorld.Caq, "OpenLeaderNotice", null),
        (Station.ListNoticed, ProgrammeWorld.Caq, "PublishLeaderList", null),
        (Station.Complained, ProgrammeWorld.Caq, "AcceptComplaint", "2025-09-02"),
        (Station.CaseOpened, ProgrammeWorld.Caq, "StateFacts", null),
        (Station.FactsStated, ProgrammeWorld.Of(p.A), "FileDefence", "2025-09-10"),
        (Station.Defended, ProgrammeWorld.Caq, "DecideCase", null),
        (Station.Decided, ProgrammeWorld.Caq, "RevokeTitle", null),
    ];

    private static async Task<List<string>> WaitingAsync(ProgrammeWorld world, Actor by, string clocks) =>
    [
        .. JsonSerializer.Deserialize<JsonElement>(await (await world.Clerks!.OfAsync(by)).Http
                .GetStringAsync($"/v1/desk?minPosition={world.Position}{clocks}"))
            .GetProperty("waiting").EnumerateArray().Select(i => i.GetProperty("command").GetString()!),
    ];

    /// <summary>The page of the desk says what the API says, by its last day, with the form at hand; so does the calendar.</summary>
    private static async Task ShouldWaitAsync(ProgrammeWorld world, Actor by, string command, string? due)
    {
        var browser = await world.Clerks!.OfAsync(by);
        var answer = JsonSerializer.Deserialize<JsonElement>(await browser.Http.GetStringAsync($"/v1/desk?minPosition={world.Position}"));
        var item = answer.GetProperty("waiting").EnumerateArray().FirstOrDefault(i => i.GetProperty("command").GetString() == command);
        item.ValueKind.ShouldBe(JsonValueKind.Object, $"{command} waits for {by}: {answer}");
        if (due is not null) item.GetProperty("dueOn").GetString().ShouldBe(due, command);
        await browser.OpenAsync("/desk");
        var link = browser.Page.QuerySelector($"#waiting a[href='{item.GetProperty("form").GetString()}']");
        link.ShouldNotBeNull($"{command}: {browser.Text}");
        await browser.OpenAsync(link.GetAttribute("href")!);
        browser.Page.QuerySelector("form.act").ShouldNotBeNull(command);
        if (item.GetProperty("dueOn").GetString() is not { } last) return;
        (await browser.Http.GetStringAsync("/v1/desk/deadlines.ics")).ShouldContain(
            $"DTSTART;VALUE=DATE:{last.Replace("-", "", StringComparison.Ordinal)}");
    }

    /// <summary>The names of the facts of one evaluation, in their order.</summary>
    private async Task<List<string>> FactsAsync(Programme p) =>
    [
        .. (await _api.LogAsync()).Where(r => JsonSerializer.Serialize(r.Fact, r.Fact.GetType(), LeaderJson.Http)
                is var said && (said.Contains(p.Category, StringComparison.Ordinal) || said.Contains(p.A, StringComparison.Ordinal))
                    && !said.Contains("fields", StringComparison.Ordinal))
            .Select(r => FactTypes.NameOf(r.Fact.GetType()).Split('.')[0]),
    ];
}
