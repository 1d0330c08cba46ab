using System.Text;
using Leader.Api.Tests;
using Leader.Api.Tests.AtTheDesk;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>
/// From the empty register to the revoked title, at the desk in a real browser without a mouse, every other form in English. In the suite a
/// form or more of every role; with LEADER_TOURS=whole every command of the cycle, twice, so that each form is met in both languages.
/// </summary>
[Collection(nameof(AtTheDesk))]
public sealed class Clerks_at_the_keyboard(Browser browser) : IAsyncLifetime
{
    private static readonly bool Whole = Environment.GetEnvironmentVariable("LEADER_TOURS") == "whole";

    private readonly Answers _answers = new();
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        if (Browser.Found is null) return;
        _api.Configure = host => host.Services.AddSingleton<IStartupFilter>(_answers);
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => Browser.Found is null ? Task.CompletedTask : _api.DisposeAsync();

    public static TheoryData<bool> FirstInEnglish => Whole ? [false, true] : [false];

    [InBrowser]
    [MemberData(nameof(FirstInEnglish))]
    public async Task Every_role_does_its_share_by_keys(bool english)
    {
        var typed = new List<Type>
        {
            typeof(RegisterOrganisation), typeof(OpenPlanCall), typeof(ReviewPlan), typeof(DeclareStandard), typeof(DecideLeaderNumber),
            typeof(RecordAdoption), typeof(StateFacts), typeof(FileDefence), typeof(RevokeTitle), typeof(ReceiveFinding),
        };
        using var typists = new Typists(
            _api,
            browser,
            command => Whole ? command != typeof(AnnounceCalendar) : typed.Remove(command),
            english);
        var world = new ProgrammeWorld(_api, overHttp: true) { Clerks = typists };
        var p = new Programme(world, new(2025, 1, 6));
        await p.UpToAsync(Station.Revoked);
        var finding = await world.SendAsync(
            "/v1/findings",
            new ReceiveFinding(FindingKind.QualitySupervision, p.B, false, "The label of the sample was not complete.", [], Finding: "f-1"),
            new("eqs", Role.Supervisor));

        typed.Count.ShouldBe(Whole ? 10 : 0);
        typists.Roles.Order().ShouldBe(
            new[]
            {
                Role.Regulator, Role.WorkingBody, Role.Expert, Role.Enterprise, Role.EvaluationBody, Role.ResultUser, Role.Supervisor,
                Role.Public,
            }.Order());
        (await world.SeeAsync($"/v1/titles/{p.TitleOfA}")).GetProperty("status").GetString().ShouldBe("revoked");
        await RefusedAsync(typists, p);
        await LostAsync(typists, finding);
        await LostTableAsync(typists, p.B);
        await typists.CloseAsync(p.Category, "CAQ ", "CHEARI ", "CNIS ", "Company ", "f-none ");
        _api.Errors.All.ShouldBeEmpty();
    }

    /// <summary>What is wrong stands at the field and above the form, where the focus goes; what was typed stays.</summary>
    private static async Task RefusedAsync(Typists typists, Programme p)
    {
        foreach (var english in new[] { false, true })
        {
            var hands = await typists.OfAsync(new("eqs", Role.Supervisor), english);
            await hands.OpenAsync(new(p.World.Api.Http.BaseAddress!, "/desk/do/receive-finding" + (english ? "?lang=en" : "")));
            await hands.ToAsync("[name=enterprise]");
            await hands.TypeAsync(p.B);
            await hands.ToAsync("[name=facts]");
            await hands.TypeAsync("Two labels were missing.");
            await (await hands.FollowAsync("p.buttons button[value=record]")).ReadAsync(english ? "en" : "zh-CN");
            (await hands.LookAsync("#errors")).There.ShouldBeTrue("the focus is on what is to be put right");
            (await hands.TextAsync("#errors")).ShouldContain(english ? "Kind: is required." : "必须填写");
            (await hands.Page.Locator("[name=facts]").InputValueAsync()).ShouldBe("Two labels were missing.");
            // the first fault leads to its field
            await hands.ToAsync("#errors a");
            await hands.PressAsync("Enter");
            (await hands.TabAsync("form.act *")).There.ShouldBeTrue();

            // refused by a rule of the programme: by its code's words and its clause
            await hands.OpenAsync(new(p.World.Api.Http.BaseAddress!, $"/desk/do/close-finding?id=f-1{(english ? "&lang=en" : "")}"));
            var reason = english ? "Put right on the spot." : "已当场改正。";
            await hands.ToAsync("[name=reason]");
            await hands.TypeAsync(reason);
            await hands.ToAsync("[name='@id']", back: true);
            await hands.PressAsync("Control+A");
            await hands.TypeAsync("f-none");
            await (await hands.FollowAsync("p.buttons button[value=record]")).ReadAsync(english ? "en" : "zh-CN");
            (await hands.LookAsync("#refused")).There.ShouldBeTrue("the focus is on why it is refused");
            (await hands.TextAsync("#refused")).ShouldContain("unknown-finding");
            (await hands.Page.Locator("[name=reason]").InputValueAsync()).ShouldBe(reason);
        }
    }

    /// <summary>The connection is lost before the request is there, and again after it was recorded: it is recorded once.</summary>
    private async Task LostAsync(Typists typists, string finding)
    {
        var hands = await typists.OfAsync(new("eqs", Role.Supervisor), english: false);
        await hands.OpenAsync(new(_api.Http.BaseAddress!, $"/desk/do/close-finding?id={finding}"));
        await hands.ToAsync("[name=reason]");
        await hands.TypeAsync("已改正。");
        var key = await hands.Page.Locator("[name='@key']").InputValueAsync();
        var before = (await _api.LogAsync()).Count;

        await hands.Page.Context.SetOfflineAsync(true);
        await hands.ToAsync("p.buttons button[value=record]");
        await hands.PressAsync("Enter");
        await Assertions.Expect(hands.Page.Locator("#lost")).ToBeFocusedAsync();
        await hands.Page.Context.SetOfflineAsync(false);
        (await _api.LogAsync()).Count.ShouldBe(before);

        _answers.AreLost = true;
        await hands.ToAsync("p.buttons button[value=record]");
        await hands.PressAsync("Enter");
        await Assertions.Expect(hands.Page.Locator("#lost")).ToBeFocusedAsync();
        _answers.AreLost = false;
        var recorded = (await _api.LogAsync()).Count;
        recorded.ShouldBeGreaterThan(before);
        (await hands.Page.Locator("[name=reason]").InputValueAsync()).ShouldBe("已改正。");
        (await hands.Page.Locator("[name='@key']").InputValueAsync()).ShouldBe(key);

        await (await hands.FollowAsync("p.buttons button[value=record]")).ReadAsync("zh-CN");
        (await hands.TextAsync("h1")).ShouldContain("已登记");
        (await _api.LogAsync()).Count.ShouldBe(recorded, "recorded once");
    }

    /// <summary>So with the declarations of a table.</summary>
    private async Task LostTableAsync(Typists typists, string enterprise)
    {
        var hands = await typists.OfAsync(new(enterprise, Role.Enterprise), english: false);
        await hands.OpenAsync(new(_api.Http.BaseAddress!, "/desk/upload"));
        var table = Encoding.UTF8.GetBytes(A_table_of_declarations_is_uploaded.Head + A_table_of_declarations_is_uploaded.Good);
        await hands.Page.Locator("#table").SetInputFilesAsync(new FilePayload { Name = "t.csv", MimeType = "text/csv", Buffer = table });
        await hands.ToAsync("button[value=try]");
        await hands.PressAsync("Enter");
        await Assertions.Expect(hands.Page.Locator("#results")).ToContainTextAsync("可以登记");
        var before = (await _api.LogAsync()).Count;

        _answers.AreLost = true;
        await hands.ToAsync("button[value=record]");
        await hands.PressAsync("Enter");
        await Assertions.Expect(hands.Page.Locator("#lost")).ToBeFocusedAsync();
        _answers.AreLost = false;
        (await _api.LogAsync()).Count.ShouldBe(before + 1);

        await hands.ToAsync("button[value=record]");
        await hands.PressAsync("Enter");
        await Assertions.Expect(hands.Page.Locator("#results")).ToContainTextAsync("已登记");
        (await _api.LogAsync()).Count.ShouldBe(before + 1, "recorded once");
    }
}

/// <summary>On their way back answers may be lost, after all was done that they tell of.</summary>
internal sealed class Answers : IStartupFilter
{
    public bool AreLost { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, then) =>
        {
            if (!AreLost || !HttpMethods.IsPost(context.Request.Method))
            {
                await then(context);
                return;
            }
            context.Response.Body = new MemoryStream();
            await then(context);
            context.Abort();
        });
        next(app);
    };
}

[CollectionDefinition(nameof(AtTheDesk))]
public sealed class AtTheDesk : ICollectionFixture<Browser>;
