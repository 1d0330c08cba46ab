using System.Collections.Concurrent;
using AngleSharp.Html.Parser;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Leader.Api.Tests.Contract;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

[Collection(nameof(Register))]
public class Every_address_has_a_page(Register register, Browser browser)
{
    internal static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        ResultTypes = [ResultType.Violations], // of what passes, nothing is told
    };

    internal const string Overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    /// <summary>Windows at once.</summary>
    private const int Readers = 2;

    /// <summary>Problems are pages too.</summary>
    private static readonly string[] Refused = ["/v1/titles/none", "/v1/bans?statu=current", "/v1/search?q=a", "/v1/bans?asOf=2022-02-30"];

    /// <summary>Pages without an address of the API.</summary>
    private static readonly string[] Own =
    [
        "/", .. Refused, "/?asOf=2022-01-18&position=3094", "/desk", "/desk/sign-in", "/desk/upload",
        "/desk/do/submit-plan", "/desk/do/decide-case", "/complain", "/object", "/follow", "/verify", "/compare",
        "/draft/air-purifier?v.noise=60",
        "/about", "/policy", "/accessibility", "/feed", "/feed?category=air-purifier", "/api", "/dictionary",
        "/problems/notice-still-open", "/problems/unknown-title", "/problems/enterprise-barred",
    ];

    /// <summary>A complaint is shown to its parties.</summary>
    private static bool Confided(string address) => address.StartsWith("/v1/complaints/", StringComparison.Ordinal);

    [Fact]
    public async Task The_samples_name_every_address_of_the_API()
    {
        var without = new List<string>();
        foreach (var pattern in (await PatternsAsync()).Except(Samples.NoPage))
        {
            if (await Samples.OfAsync(register.JsonAsync, pattern) is null) without.Add(pattern);
        }
        without.ShouldBeEmpty("add them to Samples.cs");
    }

    /// <summary>
    /// One heading, a language, nothing that WCAG 2.2 AA forbids, no error of the browser, as narrow as a telephone, and the same words
    /// without script.
    /// </summary>
    [InBrowser]
    [InlineData("zh-CN")]
    public async Task That_everybody_can_read(string language)
    {
        var (waiting, faults) = (new ConcurrentQueue<string>(await AddressesAsync()), new ConcurrentBag<string>());
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadAsync(waiting, faults.Add, language)));
        faults.ShouldBeEmpty();
    }

    private async Task ReadAsync(ConcurrentQueue<string> waiting, Action<string> fault, string language)
    {
        var page = await browser.OpenAsync();
        page.Console += (_, said) =>
        {
            // the browser says itself that a page is a problem's
            var told = said.Type == "error" && !said.Text.Contains("status of 4", StringComparison.Ordinal);
            if (told) fault($"{page.Url}: {said.Text}");
        };
        page.PageError += (_, said) => fault($"{page.Url}: {said}");
        var without = await browser.OpenAsync(width: 320, script: false);
        var english = await browser.OpenAsync(width: 320); // a rule of axe waits for a script, for ever where none may run
        while (waiting.TryDequeue(out var address))
        {
            await page.SetViewportSizeAsync(1280, 900);
            var answer = await page.GotoAsync(register.Address + address[1..]);
            if (answer!.Status >= 400 && !Refused.Contains(address) && !Confided(address)) fault($"{address}: {answer.Status}");
            if (await page.Locator("main").CountAsync() != 1)
            {
                fault($"{address}: no page but {await answer.TextAsync()}\n{register.Said}");
                continue;
            }
            if (await page.Locator("h1").CountAsync() is not 1 and var headings) fault($"{address}: {headings} headings h1");
            if (await page.Locator("html").GetAttributeAsync("lang") != language) fault($"{address}: no language");
            await ExamineAsync(page, address, fault);
            await page.SetViewportSizeAsync(320, 800);
            if (await page.EvaluateAsync<int>(Overflow) is > 0 and var over) fault($"{address}: {over} px wider than a window of 320");

            await WithoutScriptAsync(without, page.Url, answer);
            if (Words(await page.Locator("main").TextContentAsync()) != Words(await without.Locator("main").TextContentAsync()))
            {
                fault($"{address}: other words without script");
            }
            if (await without.EvaluateAsync<int>(Overflow) is > 0 and var wide) fault($"{address}: {wide} px too wide without script");
            var plain = new HtmlParser().ParseDocument(await without.ContentAsync());
            foreach (var word in Latin.In(plain).Take(3)) fault($"{address}: {word}");

            await english.GotoAsync($"{register.Address}{address[1..]}{(address.Contains('?') ? '&' : '?')}lang=en");
            if (await english.Locator("html").GetAttributeAsync("lang") != "en") fault($"{address}: no English");
            if (await english.EvaluateAsync<int>(Overflow) is > 0 and var more) fault($"{address}: {more} px too wide in English");
            await ExamineAsync(english, address, fault);
        }
        foreach (var opened in new[] { page, without, english }) await opened.Context.CloseAsync();
    }

    [Fact]
    public async Task The_home_page_weighs_at_most_100_kB_with_all_that_it_loads()
    {
        var (response, page) = await register.PageAsync("/");
        var bytes = response.Content.Headers.ContentLength ?? (await response.Content.ReadAsByteArrayAsync()).Length;
        foreach (var loaded in page.QuerySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]"))
        {
            bytes += (await register.Http.GetByteArrayAsync(
                new Uri(loaded.GetAttribute("href") ?? loaded.GetAttribute("src")!, UriKind.Relative))).Length;
        }
        bytes.ShouldBeLessThan(100_000);
    }

    /// <summary>The answer that a browser with script got, shown by one without: it is not asked for again.</summary>
    private static async Task WithoutScriptAsync(IPage page, string address, IResponse answer)
    {
        var (headers, body) = (await answer.AllHeadersAsync(), await answer.BodyAsync());
        await page.RouteAsync(
            address,
            r => r.FulfillAsync(new()
            {
                Status = answer.Status,
                Headers = headers.Where(h => h.Key != "content-encoding"),
                BodyBytes = body,
            }),
            new() { Times = 1 });
        await page.GotoAsync(address);
    }

    /// <summary>For what WCAG 2.2 AA forbids.</summary>
    private static async Task ExamineAsync(IPage page, string address, Action<string> fault)
    {
        foreach (var v in (await page.RunAxe(Wcag)).Violations)
        {
            fault($"{address}: {v.Id} {v.Help} {string.Join(' ', v.Nodes.Take(2).Select(n => n.Html))}");
        }
    }

    private static string Words(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task<List<string>> AddressesAsync()
    {
        var all = new List<string>(Own);
        foreach (var pattern in (await PatternsAsync()).Except(Samples.NoPage))
        {
            all.Add((await Samples.OfAsync(register.JsonAsync, pattern))!);
        }
        return all;
    }

    private async Task<List<string>> PatternsAsync() =>
        [.. (await register.JsonAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Where(p => p.Value.TryGetProperty("get", out _)).Select(p => p.Name)
            .Where(p => p.StartsWith("/v1/", StringComparison.Ordinal))];
}
