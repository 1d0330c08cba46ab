using System.Diagnostics;
using System.Globalization;
using AngleSharp.Html.Parser;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>
/// Somebody without a mouse: Tab, Enter, arrows and letters. On the way everything that takes the focus has to show it, within the window,
/// in the order of the page, and let it go again.
/// </summary>
internal sealed class Hands(IPage page)
{
    private const int MostStops = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IPage Page => page;

    /// <summary>What stands in the focus.</summary>
    private const string Focused = """
        (wanted) => {
            const e = document.activeElement;
            if (!e || e === document.body || e === document.documentElement) return { what: "", at: -1, shown: true, there: false };
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            const shown = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
            const inside = r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth;
            return {
                what: `${e.localName}${e.id ? "#" + e.id : ""} “${(e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 40)}”`,
                at: [...document.querySelectorAll("*")].indexOf(e),
                shown: shown && inside,
                there: e.matches(wanted),
                name: e.getAttribute("name") ?? "",
                type: e.localName === "input" ? e.type : e.localName,
                value: e.value ?? "",
                checked: e.checked ?? false,
            };
        }
        """;

    public sealed record Stop(
        string What, int At, bool Shown, bool There, string Name = "", string Type = "", string Value = "", bool Checked = false);

    public async Task<Stop> LookAsync(string wanted = "*")
    {
        var found = await page.EvaluateAsync<System.Text.Json.JsonElement>(Focused, wanted);
        return System.Text.Json.JsonSerializer.Deserialize<Stop>(found, System.Text.Json.JsonSerializerOptions.Web)!;
    }

    /// <summary>Opens an address as somebody does who was given it.</summary>
    public async Task<Hands> OpenAsync(Uri address)
    {
        await page.GotoAsync($"{address}");
        return this;
    }

    /// <summary>The next stop of the Tab key.</summary>
    public async Task<Stop> TabAsync(string wanted = "*", bool back = false)
    {
        await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
        var stop = await LookAsync(wanted);
        stop.Shown.ShouldBeTrue($"{page.Url}: the focus on {stop.What} is not seen");
        return stop;
    }

    /// <summary>Tabs on until such an element has the focus.</summary>
    public async Task<Hands> ToAsync(string wanted, bool back = false)
    {
        var last = await LookAsync(wanted);
        for (var stops = 0; stops < MostStops && !last.There; stops++)
        {
            var next = await TabAsync(wanted, back);
            if (next.At < 0) break;
            // within a field of a day the focus goes from part to part
            if (next.At != last.At || next.Type is not ("date" or "datetime-local"))
            {
                (back ? last.At < 0 || next.At < last.At : next.At > last.At)
                    .ShouldBeTrue($"{page.Url}: from {last.What} the focus goes to {next.What}, which is not the order of the page");
            }
            last = next;
        }
        last.There.ShouldBeTrue($"{page.Url}: the Tab key does not come to {wanted}");
        return this;
    }

    /// <summary>As Chinese is typed: what the input method makes of the keys.</summary>
    public Task TypeAsync(string text) => page.Keyboard.InsertTextAsync(text);

    /// <summary>A day, in a field of the browser's for days.</summary>
    public async Task TypeDayAsync(DateOnly day)
    {
        await TypeDayAsync(day, english: await IsEnglishAsync());
        if ((await LookAsync()).Value.StartsWith($"{day:yyyy-MM-dd}", StringComparison.Ordinal)) return;
        // the order of the browser's own language, which may be another one
        for (var i = 0; i < 5; i++) await page.Keyboard.PressAsync("ArrowLeft");
        await TypeDayAsync(day, english: !await IsEnglishAsync());
        (await LookAsync()).Value.ShouldStartWith($"{day:yyyy-MM-dd}");
    }

    private async Task TypeDayAsync(DateOnly day, bool english)
    {
        string[] parts = english ? [$"{day:MM}", $"{day:dd}", $"{day:yyyy}"] : [$"{day:yyyy}", $"{day:MM}", $"{day:dd}"];
        foreach (var (part, i) in parts.Select((p, i) => (p, i)))
        {
            await page.Keyboard.TypeAsync(part);
            if (part.Length == 4 && i < 2) await page.Keyboard.PressAsync("ArrowRight"); // years may be longer
        }
    }

    /// <summary>An instant, in a field of the browser's for days and times.</summary>
    public async Task TypeInstantAsync(DateTimeOffset at)
    {
        foreach (var english in new[] { await IsEnglishAsync(), !await IsEnglishAsync() })
        {
            await TypeDayAsync(DateOnly.FromDateTime(at.DateTime), english);
            if (english) await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.TypeAsync(at.ToString(english ? "hhmmss" : "HHmmss", CultureInfo.InvariantCulture));
            if (english) await page.Keyboard.TypeAsync(at.Hour < 12 ? "A" : "P");
            if ((await LookAsync()).Value.StartsWith(at.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture))) return;
            for (var i = 0; i < 8; i++) await page.Keyboard.PressAsync("ArrowLeft");
        }
        (await LookAsync()).Value.ShouldStartWith(at.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
    }

    private async Task<bool> IsEnglishAsync() => await page.EvaluateAsync<string>("navigator.language") is "en" or "en-US";

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    /// <summary>Presses the key, and waits for the page that comes of it.</summary>
    public async Task<Hands> GoAsync(string key = "Enter")
    {
        await page.EvaluateAsync("() => { document.querySelector('main').setAttribute('data-left', '') }");
        await page.Keyboard.PressAsync(key);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            waited.Elapsed.ShouldBeLessThan(Patience, $"{page.Url}: {key} leads nowhere");
            try
            {
                if (await page.EvaluateAsync<bool>(
                    "document.readyState === 'complete' && !document.querySelector('main[data-left]')"))
                {
                    break;
                }
            }
            catch (PlaywrightException) { } // the page is on its way
        }
        return this;
    }

    /// <summary>Goes on by the link or button.</summary>
    public async Task<Hands> FollowAsync(string wanted)
    {
        await ToAsync(wanted);
        return await GoAsync();
    }

    public async Task<string> TextAsync(string selector = "main") => await page.Locator(selector).First.InnerTextAsync();

    /// <summary>What was not in the language of its page, on the way.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>What the page says is to be in its language; told at the end of the way.</summary>
    public async Task<Hands> ReadAsync(string language)
    {
        (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language, page.Url);
        Faults.AddRange(Latin.In(new HtmlParser().ParseDocument(await page.ContentAsync())).Select(word => $"{page.Url}: {word}"));
        return this;
    }

    public async Task CloseAsync()
    {
        await page.Context.CloseAsync();
        Faults.ShouldBeEmpty();
    }
}
