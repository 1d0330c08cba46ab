using System.Globalization;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Leader.Api.Tests;
using Leader.Api.Tests.AtTheDesk;
using Leader.Domain;

namespace Leader.Portal.Tests;

/// <summary>
/// Everybody of a programme at a keyboard. Those commands that are to be typed are: signed in, found on the desk, filled in, looked at and
/// sent by keys only. All others come as JSON.
/// </summary>
/// <param name="typed">Whether the command is to be typed; told once for each time that it is sent.</param>
/// <param name="english">The first form is; from then on every other.</param>
internal sealed class Typists(ApiFixture api, Browser browser, Func<Type, bool> typed, bool english = false) : Clerks(api)
{
    private readonly Dictionary<(Actor, bool), Hands> _hands = [];
    private int _forms;

    /// <summary>The roles that have sent a form.</summary>
    public HashSet<Role> Roles { get; } = [];

    public int Forms => _forms;

    public override async Task<(string Id, long Position)> SendAsync(string address, ICommand command, Actor by)
    {
        if (typed(command.GetType())) return await base.SendAsync(address, command, by);
        var answer = await Api.RecordAsync(address, ProgrammeWorld.Body(command), by.Role == Role.Public ? null : by);
        return (answer.Id ?? "", answer.Position);
    }

    /// <summary>Signed in by the role that is chosen from the list, and the name that is typed.</summary>
    public async Task<Hands> OfAsync(Actor by, bool english)
    {
        if (_hands.TryGetValue((by, english), out var hands)) return hands;
        _hands[(by, english)] = hands = new(await browser.OpenAsync(language: english ? "en-US" : "zh-CN"));
        await hands.OpenAsync(new(Api.Http.BaseAddress!, "/desk" + (english ? "?lang=en" : "")));
        if (by.Role == Role.Public) return hands;
        await hands.FollowAsync("main a.button");
        await hands.ToAsync("#role");
        await ChooseAsync(hands, Leader.Api.Http.Identity.Name(by.Role));
        await hands.ToAsync("#subject");
        await hands.TypeAsync(by.Subject);
        await (await hands.FollowAsync("button[value=role]")).ReadAsync(english ? "en" : "zh-CN");
        return hands;
    }

    protected override async Task<(string Id, string Secret, long Position)> RecordAsync(string form, JsonNode body, Actor by)
    {
        var inEnglish = (_forms++ % 2 == 1) != english;
        var language = inEnglish ? "en" : "zh-CN";
        var hands = await OfAsync(by, inEnglish);
        await hands.OpenAsync(new(Api.Http.BaseAddress!, "/desk" + (inEnglish ? "?lang=en" : "")));
        // from the list of what waits, or from that of what may be done
        var page = form.Split('?')[0];
        var waits = $"#waiting a[href^='{form}']";
        var found = await hands.Page.Locator(waits).CountAsync() > 0;
        await (await hands.FollowAsync(found ? waits : $"main a[href^='{page}']")).ReadAsync(language);
        var wanted = Leader.Api.Tests.AtTheDesk.Browser.Flat(body, "").Select(f => (f.Name, f.Value)).ToDictionary(StringComparer.Ordinal);
        foreach (var id in form.Split('?').ElementAtOrDefault(1)?.Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            wanted["@" + id.Split('=')[0]] = Uri.UnescapeDataString(id.Split('=')[1]);
        }
        await FillAsync(hands, wanted);
        await (await hands.GoAsync()).ReadAsync(language);
        (await hands.LookAsync("#preview")).There.ShouldBeTrue($"{form}: {await hands.TextAsync()}");
        await (await hands.FollowAsync("#preview button")).ReadAsync(language);
        (await hands.Page.Locator("#position").CountAsync()).ShouldBe(1, $"{form}: {await hands.TextAsync()}");
        Roles.Add(by.Role);
        var receipt = new HtmlParser().ParseDocument(await hands.Page.ContentAsync());
        return (
            receipt.QuerySelector("#number")?.TextContent ?? "", receipt.QuerySelector("#secret")?.TextContent ?? "",
            long.Parse(receipt.QuerySelector("#position")!.GetAttribute("value")!, CultureInfo.InvariantCulture));
    }

    /// <summary>From the head of the page down to the button of the preview, each field as the Tab key comes to it.</summary>
    public static async Task FillAsync(Hands hands, Dictionary<string, string> wanted)
    {
        var left = new HashSet<string>(wanted.Keys, StringComparer.Ordinal);
        await hands.ToAsync("form.act input, form.act select, form.act textarea, form.act .row");
        for (var stop = await hands.LookAsync(); ; stop = await hands.TabAsync())
        {
            stop.At.ShouldBeGreaterThanOrEqualTo(0, $"there is no field for {string.Join(", ", left)}");
            if (stop is { Name: "@do", Value: "try" }) break;
            if (stop.Name == "@add")
            {
                var lacking = left.FirstOrDefault(n => n.StartsWith(stop.Value + "[", StringComparison.Ordinal));
                if (lacking is null) continue;
                await hands.GoAsync(); // and the focus is in the new row
                continue;
            }
            if (!wanted.TryGetValue(stop.Name, out var value) || !left.Remove(stop.Name)) continue;
            await SetAsync(hands, stop, value);
        }
        left.ShouldBeEmpty();
    }

    private static async Task SetAsync(Hands hands, Hands.Stop stop, string value)
    {
        switch (stop.Type)
        {
            case "select":
                await ChooseAsync(hands, value);
                break;
            case "radio":
                await hands.PressAsync(stop.Value == value ? "Space" : "ArrowDown");
                break;
            case "checkbox":
                if (stop.Checked != (value == "true")) await hands.PressAsync("Space");
                break;
            case "date":
                if (stop.Value != value) await hands.TypeDayAsync(DateOnly.Parse(value, CultureInfo.InvariantCulture));
                break;
            case "datetime-local":
                await hands.TypeInstantAsync(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).ToOffset(Beijing.Offset));
                break;
            default:
                await hands.PressAsync("Control+A");
                await hands.TypeAsync(value);
                break;
        }
    }

    private static async Task ChooseAsync(Hands hands, string value)
    {
        await hands.PressAsync("Home");
        for (var i = 0; i < 60 && (await hands.LookAsync()).Value != value; i++) await hands.PressAsync("ArrowDown");
        (await hands.LookAsync()).Value.ShouldBe(value);
    }

    /// <param name="names">What the programme of the test calls its own, which has no Chinese name.</param>
    public async Task CloseAsync(params string[] names)
    {
        foreach (var hands in _hands.Values) await hands.Page.Context.CloseAsync();
        _hands.Values.SelectMany(h => h.Faults).Where(f => !names.Any(n => f.Contains($": {n}", StringComparison.Ordinal))).ShouldBeEmpty();
    }
}
