using AngleSharp.Html.Parser;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>Watch lists, and who read what is not for everybody: pages for those who are signed in.</summary>
[Collection(nameof(Register))]
public class What_only_some_may_read_has_pages_too(Register register, Browser browser)
{
    private readonly List<string> _faults = [];

    [InBrowser]
    [InlineData("zh-CN")]
    public async Task A_user_of_results_keeps_a_watch_list_and_reads_what_became_of_it(string language)
    {
        var page = await SignedInAsync("result-user", "ecity", language);
        await page.GotoAsync(register.Address + "v1/watches");
        await page.ClickAsync("main a.button");
        await page.FillAsync("[name=name]", "学校采购");
        await page.FillAsync("[name='categories[0]']", "air-purifier");
        await page.ClickAsync("p.buttons button[value=try]");
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("可以办理");
        await RecordAsync(page);
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("已办理：建立关注名单");
        await ReadAsync(page);
        await page.ClickAsync("main a.next");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("学校采购");
        await page.GotoAsync(register.Address + "v1/watches");
        await ReadAsync(page);
        (await page.Locator("main tbody").InnerTextAsync()).ShouldContain("仅自行查阅");

        await page.ClickAsync("main tbody th a");
        await ReadAsync(page);
        (await page.Locator("main").InnerTextAsync()).ShouldContain("空气净化器");
        foreach (var what in new[] { "events", "deliveries" })
        {
            var watch = page.Url;
            await page.GotoAsync($"{watch}/{what}");
            await ReadAsync(page);
            await page.ClickAsync("main p:last-of-type a");
            page.Url.ShouldBe(watch);
        }
        await page.ClickAsync("main a[href*='end-watch']");
        await RecordAsync(page);
        await page.GotoAsync(register.Address + "v1/watches");
        (await page.Locator("main tbody").CountAsync()).ShouldBe(0);
        await page.Context.CloseAsync();
        _faults.ShouldBeEmpty();
    }

    [InBrowser]
    [InlineData("zh-CN")]
    public async Task The_regulator_sees_who_read_what(string language)
    {
        var page = await SignedInAsync("regulator", "samr", language);
        await page.ClickAsync("main a[href*='/v1/readings']");
        await ReadAsync(page);
        (await page.Locator("main tbody").InnerTextAsync()).ShouldContain("/v1/readings");
        await page.GotoAsync(register.Address + "v1/desk");
        await ReadAsync(page);
        await page.Context.CloseAsync();
        _faults.ShouldBeEmpty();
    }

    private async Task<IPage> SignedInAsync(string role, string subject, string language)
    {
        var page = await browser.OpenAsync(language: language);
        await page.GotoAsync(register.Address + "desk/sign-in");
        await page.SelectOptionAsync("#role", role);
        await page.FillAsync("#subject", subject);
        await page.ClickAsync("button[value=role]");
        return page;
    }

    private static async Task RecordAsync(IPage page)
    {
        await page.ClickAsync("p.buttons button[value=record]");
        await Assertions.Expect(page.Locator("form.act")).ToHaveCountAsync(0);
    }

    /// <summary>What every page has to be: see <see cref="Every_address_has_a_page"/>.</summary>
    private async Task ReadAsync(IPage page)
    {
        (await page.Locator("h1").CountAsync()).ShouldBe(1, page.Url);
        var found = await page.RunAxe(Every_address_has_a_page.Wcag);
        _faults.AddRange(found.Violations.Select(v => $"{page.Url}: {v.Id} {v.Help}"));
        _faults.AddRange(Latin.In(new HtmlParser().ParseDocument(await page.ContentAsync())).Select(word => $"{page.Url}: {word}"));
        await page.SetViewportSizeAsync(320, 800);
        var over = await page.EvaluateAsync<int>(Every_address_has_a_page.Overflow);
        if (over > 0) _faults.Add($"{page.Url}: {over} px too wide");
        await page.SetViewportSizeAsync(1280, 900);
    }
}
