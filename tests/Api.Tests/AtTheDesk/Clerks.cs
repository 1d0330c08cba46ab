using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Complaints;
using Leader.Api.Portal.Forms;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>Everybody of a programme at a browser without script: signed in as who acts, each command by its form.</summary>
internal sealed class Clerks(ApiFixture api) : IDisposable
{
    private readonly Dictionary<Actor, Browser> _browsers = [];

    public void Dispose()
    {
        foreach (var browser in _browsers.Values) browser.Dispose();
    }

    public async Task<Browser> OfAsync(Actor by)
    {
        if (_browsers.TryGetValue(by, out var browser)) return browser;
        _browsers[by] = browser = new(api);
        return by.Role == Role.Public ? browser : await browser.SignInAsync(by);
    }

    /// <summary>Opens the form, fills it in, looks at the preview, and sends it.</summary>
    public async Task<(string Id, long Position)> SendAsync(string address, ICommand command, Actor by)
    {
        var kind = api.Services.GetRequiredService<CommandForms>().All.Single(f => f.Asks.Command == command.GetType());
        var body = JsonSerializer.SerializeToNode(ProgrammeWorld.Body(command), LeaderJson.Http)!;
        if (command is SubmitPlan) body["plan"]!.AsObject().Remove("coreIndicators"); // which follows from the others
        var browser = await FillAsync(kind, address, body, by);
        await RecordAsync(browser, $"{command}");
        return (browser.Page.QuerySelector("#number")?.TextContent ?? "", Position(browser));
    }

    public async Task<(string Complaint, string Secret, long Position)> ComplainAsync(ComplaintRequest complaint)
    {
        var browser = await OfAsync(new("public", Role.Public));
        await browser.OpenAsync("/complain");
        browser.Look();
        await browser.FillAsync(JsonSerializer.SerializeToNode(complaint, LeaderJson.Http)!);
        await RecordAsync(browser, $"{complaint}");
        return (
            browser.Page.QuerySelector("#number")!.TextContent, browser.Page.QuerySelector("#secret")!.TextContent, Position(browser));
    }

    public async Task<Browser> FillAsync(FormKind kind, string address, JsonNode body, Actor by)
    {
        var browser = await OfAsync(by);
        var ids = kind.Pattern.Split('/').Zip(address.Split('/')).Where(p => p.First.StartsWith('{'))
            .Select(p => $"{p.First.Trim('{', '}')}={p.Second}");
        await browser.OpenAsync($"{kind.Page}?{string.Join('&', ids)}");
        browser.Look();
        await browser.FillAsync(body);
        return browser;
    }

    private async Task RecordAsync(Browser browser, string what)
    {
        await api.RecordingNothingAsync(() => browser.PressAsync("@do", "try"));
        browser.Page.QuerySelectorAll("#preview li").ShouldNotBeEmpty($"{what}: {browser.Text}");
        browser.Look();
        await browser.PressAsync("@do", "record");
        browser.Page.QuerySelector("#position").ShouldNotBeNull($"{what}: {browser.Text}");
    }

    private static long Position(Browser browser) =>
        long.Parse(browser.Page.QuerySelector("#position")!.GetAttribute("value")!, CultureInfo.InvariantCulture);
}
