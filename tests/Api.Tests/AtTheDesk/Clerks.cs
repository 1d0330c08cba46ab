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
internal class Clerks(ApiFixture api) : IDisposable
{
    private readonly Dictionary<Actor, Browser> _browsers = [];

    protected ApiFixture Api => api;

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
    public virtual async Task<(string Id, long Position)> SendAsync(string address, ICommand command, Actor by)
    {
        var kind = api.Services.GetRequiredService<CommandForms>().All.Single(f => f.Asks.Command == command.GetType());
        var body = JsonSerializer.SerializeToNode(ProgrammeWorld.Body(command), LeaderJson.Http)!;
        if (command is SubmitPlan) body["plan"]!.AsObject().Remove("coreIndicators"); // which follows from the others
        var (id, _, position) = await RecordAsync(At(kind, address), body, by);
        return (id, position);
    }

    public async Task<(string Complaint, string Secret, long Position)> ComplainAsync(ComplaintRequest complaint) =>
        await RecordAsync("/complain", JsonSerializer.SerializeToNode(complaint, LeaderJson.Http)!, new("public", Role.Public));

    /// <param name="form">Its address, with the ids that it is about.</param>
    protected virtual async Task<(string Id, string Secret, long Position)> RecordAsync(string form, JsonNode body, Actor by)
    {
        var browser = await FillAsync(form, body, by);
        await RecordAsync(browser, $"{form} {body}");
        return (Text("#number"), Text("#secret"), Position(browser));

        string Text(string selector) => browser.Page.QuerySelector(selector)?.TextContent ?? "";
    }

    public Task<Browser> FillAsync(FormKind kind, string address, JsonNode body, Actor by) => FillAsync(At(kind, address), body, by);

    private static string At(FormKind kind, string address)
    {
        var ids = kind.Pattern.Split('/').Zip(address.Split('/')).Where(p => p.First.StartsWith('{'))
            .Select(p => $"{p.First.Trim('{', '}')}={p.Second}");
        return $"{kind.Page}?{string.Join('&', ids)}";
    }

    private async Task<Browser> FillAsync(string form, JsonNode body, Actor by)
    {
        var browser = await OfAsync(by);
        await browser.OpenAsync(form);
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
