using System.Web;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>What people come for, with a keyboard only.</summary>
[Collection(nameof(Register))]
public class Tours_by_keyboard(Register register, Browser browser)
{
    private const string Title = "2020-air-purifier.91350203M000LP016Q";

    [InBrowser]
    [InlineData("zh-CN", true)]
    [InlineData("en", true)]
    [InlineData("zh-CN", false)]
    public async Task A_supervisor_is_told_why_a_title_is_revoked_and_how_it_stood_before(string language, bool script)
    {
        var hands = await OpenAsync("/", language, script);
        (await hands.TabAsync(".skip")).There.ShouldBeTrue("the first stop leads past the head of the page");
        await hands.ToAsync("#q");
        await hands.TypeAsync(language == "en" ? "Lanwan" : "示例蓝湾");
        await (await hands.GoAsync()).ReadAsync(language);

        await (await hands.FollowAsync($"main a[href*='/v1/titles/{Title}']")).ReadAsync(language);
        (await hands.TextAsync("main .lead")).ShouldContain(language == "en" ? "Revoked" : "取消");

        await (await hands.FollowAsync("a[href*='/why']")).ReadAsync(language);
        (await hands.Page.Locator("section.part h2").AllInnerTextsAsync()).ShouldBe(language == "en"
            ? ["Decision", "Facts and evidence", "Procedure", "Legal basis", "Consequences"]
            : ["结论", "事由和证据", "程序", "依据", "后果"]);

        await hands.Page.GoBackAsync();
        if (script)
        {
            await hands.ToAsync("section.clocks summary");
            await hands.PressAsync("Enter");
            await Assertions.Expect(hands.Page.Locator(".rails svg a").First).ToBeAttachedAsync();
            await hands.ToAsync(".rails svg a");
            await hands.PressAsync("Home");
            (await hands.LookAsync(".rails svg a:first-of-type")).Shown.ShouldBeTrue();
            for (var i = 0; i < 3; i++) await hands.PressAsync("ArrowRight");
            await hands.PressAsync("ArrowLeft");
            (await hands.Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('.rails svg a')].indexOf(document.activeElement)")).ShouldBe(2);
            await hands.GoAsync();
        }
        else
        {
            await hands.ToAsync("section.clocks summary");
            await hands.PressAsync("Enter");
            await hands.FollowAsync("section.clocks a[href*='/timemap']");
            await hands.FollowAsync(".rails ol.points li:nth-child(3) a");
        }
        await hands.ReadAsync(language);
        (await hands.TextAsync("section.clocks.past")).ShouldContain(language == "en" ? "You see" : "您看到的是");
        (await hands.TextAsync("main .lead")).ShouldNotContain(language == "en" ? "Revoked" : "取消");

        await hands.FollowAsync("section.clocks .stands a");
        (await hands.Page.Locator("section.clocks.past").CountAsync()).ShouldBe(0);
        (await hands.TextAsync("main .lead")).ShouldContain(language == "en" ? "Revoked" : "取消");
        await hands.CloseAsync();
    }

    [InBrowser]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task An_auditor_sees_the_bans_of_then_as_known_then_compares_and_verifies(string language)
    {
        var hands = await OpenAsync("/", language, script: true);
        await hands.FollowAsync("header nav a[href^='/v1/bans']");
        await hands.ToAsync("section.clocks summary");
        await hands.PressAsync("Enter");
        await hands.ToAsync("section.clocks input[name=asOf]");
        await hands.TypeDayAsync(new(2022, 1, 20));
        await hands.ToAsync("section.clocks input[name=knownOn]");
        await hands.TypeDayAsync(new(2022, 1, 20));
        await (await hands.FollowAsync("section.clocks form button")).ReadAsync(language);
        var past = await hands.TextAsync("section.clocks.past");
        past.ShouldContain(language == "en" ? "20 January 2022" : "2022年1月20日");
        await Assertions.Expect(hands.Page.Locator(".rails svg a")).Not.ToHaveCountAsync(0);
        var here = await hands.Page.Locator(".rails .points li.here a[aria-current]").GetAttributeAsync("href");
        string.CompareOrdinal(HttpUtility.ParseQueryString(here!.Split('?')[1])["asOf"], "2022-01-20").ShouldBeLessThanOrEqualTo(0);
        var said = await register.JsonAsync($"/v1/bans?asOf=2022-01-20&knownAt={Uri.EscapeDataString("2022-01-20T23:59:59.999999+08:00")}");
        (await hands.TextAsync()).ShouldNotContain("91350203M000LP016Q", customMessage: "the ban of 17 January was recorded on the 24th");
        said.GetProperty("items").GetRawText().ShouldNotContain("91350203M000LP016Q");

        await hands.ToAsync("details.compare summary");
        await hands.PressAsync("Enter");
        await hands.ToAsync("details.compare input[name=on]");
        await (await hands.FollowAsync("details.compare form:last-of-type button")).ReadAsync(language);
        (await hands.TextAsync()).ShouldContain("91350203M000LP016Q");
        (await hands.Page.Locator("table.compared ins").CountAsync()).ShouldBeGreaterThan(0);

        await (await hands.FollowAsync("header nav a[href^='/v1/log']")).ReadAsync(language);
        await (await hands.FollowAsync("main a[href^='/verify']")).ReadAsync(language);
        var proof = await register.Http.GetStringAsync(new Uri("/v1/log/proofs/1806.tlog-proof", UriKind.Relative));
        var lines = proof.Split('\n');
        var entry = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(lines[1]["extra ".Length..]));
        lines[1] = "extra " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(entry.Replace("\"place\":3", "\"place\":1")));
        await VerifyAsync(hands, proof, language == "en" ? "It holds" : "相符：这条记录在日志中");
        await VerifyAsync(hands, string.Join('\n', lines), language == "en" ? "It does not hold" : "不相符");
        await hands.CloseAsync();
    }

    private static async Task VerifyAsync(Hands hands, string file, string verdict)
    {
        await hands.ToAsync("[data-part=text]", back: (await hands.LookAsync("[data-part=verdict], #verify button")).There);
        await hands.PressAsync("Control+A");
        await hands.TypeAsync(file);
        await hands.ToAsync("#verify button");
        await hands.PressAsync("Enter");
        await Assertions.Expect(hands.Page.Locator("[data-part=verdict]")).ToContainTextAsync(verdict);
    }

    /// <summary>The code on the certificate of a title that is held today.</summary>
    [InBrowser]
    [InlineData("zh-CN", false)]
    [InlineData("en", true)]
    public async Task A_consumer_with_a_code_learns_whether_benefits_may_be_claimed_for_the_product(string language, bool script)
    {
        var held = (await register.JsonAsync("/v1/titles?status=inForce&limit=1")).GetProperty("items")[0];
        var (title, holder) = (held.GetProperty("title").GetString()!, held.GetProperty("enterprise").GetString()!);
        var product = held.GetProperty("products")[0].GetString()!;
        var hands = await OpenAsync($"/t/{title}", language, script);
        hands.Page.Url.ShouldContain($"/v1/titles/{title}", Case.Sensitive);
        (await hands.ReadAsync(language)).ShouldNotBeNull();

        await (await hands.FollowAsync($"main a[href^='/v1/enterprises/{holder}']:not([href*='/commitments'])")).ReadAsync(language);
        await hands.ToAsync("main form select[name=category]");
        await hands.PressAsync("ArrowDown"); // the first of the categories in which it holds a title
        await hands.ToAsync("main form input[name=product]");
        await hands.TypeAsync(product);
        await hands.FollowAsync("main form.line button");
        await hands.ReadAsync(language);
        hands.Page.Url.ShouldContain("/standing?");
        var category = held.GetProperty("category").GetString();
        hands.Page.Url.ShouldContain($"category={category}");
        var answer = await register.JsonAsync(
            $"/v1/enterprises/{holder}/standing?category={category}&product={Uri.EscapeDataString(product)}");
        var said = await hands.Page.Locator(".card .figure").AllInnerTextsAsync();
        said.ShouldBe([Spoken("mayTakePart"), Spoken("mayClaimBenefits")]);
        await hands.CloseAsync();

        string Spoken(string member) => answer.GetProperty(member).GetBoolean()
            ? language == "en" ? "Yes" : "可以"
            : language == "en" ? "No" : "不可以";
    }

    /// <summary>Every stop of a long page, to its end and back to its head: the Tab key is caught nowhere.</summary>
    [InBrowser]
    [InlineData("/v1/categories/air-purifier")]
    [InlineData("/complain")]
    public async Task The_Tab_key_goes_through_the_page_and_out_of_it(string address)
    {
        var hands = await OpenAsync(address, "zh-CN", script: true);
        var last = await hands.TabAsync();
        for (var next = await hands.TabAsync(); next.At >= 0; next = await hands.TabAsync())
        {
            (next.At > last.At || next.Type is "date" or "datetime-local").ShouldBeTrue($"from {last.What} to {next.What}");
            last = next;
        }
        (await hands.TabAsync(back: true)).At.ShouldBe(last.At);
        await hands.CloseAsync();
    }

    [InBrowser]
    [InlineData("zh-CN")]
    public async Task Past_the_head_of_the_page_leads_one_key(string language)
    {
        var hands = await OpenAsync("/v1/bans", language, script: false);
        await hands.TabAsync();
        await hands.PressAsync("Enter");
        (await hands.TabAsync("main *")).There.ShouldBeTrue();
        await hands.CloseAsync();
    }

    private async Task<Hands> OpenAsync(string address, string language, bool script)
    {
        var hands = new Hands(await browser.OpenAsync(script: script, language: language == "en" ? "en-US" : language));
        return await hands.OpenAsync(new(register.Address, address + (language == "en" ? "?lang=en" : "")));
    }
}
