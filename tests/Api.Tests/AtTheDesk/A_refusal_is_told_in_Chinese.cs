using System.Net;
using Leader.Domain;

namespace Leader.Api.Tests.AtTheDesk;

[Collection("api")]
public class A_refusal_is_told_in_Chinese(ApiFixture api)
{
    private static readonly Actor Registrar = new("registry", Role.Registrar);

    private async Task<Browser> RegisteringAsync(string code, string name)
    {
        await api.KnownAsync(Registrar, Domain.Record.OrganisationKind.Registrar);
        var browser = await new Browser(api).SignInAsync(Registrar);
        await browser.OpenAsync("/desk/do/register-enterprise");
        browser.Look();
        browser.Set("enterprise", code);
        browser.Set("name", name);
        return browser;
    }

    private static string Without(string? text) => string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c)));

    [Fact]
    public async Task By_a_rule_with_the_days_and_names_of_the_case()
    {
        var by = await api.RegisteredAsync("91110000TD0000016", "一家企业");
        using var browser = await RegisteringAsync(by.Subject, "另一家企业");
        await browser.PressAsync("@do", "record");
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var refused = browser.Page.QuerySelector("#refused")!;
        Without(refused.TextContent).ShouldContain("登记为“一家企业”。名称有变的，办理更名。");
        refused.TextContent.ShouldNotContain("is registered since");
        refused.QuerySelectorAll("[lang=en]").ShouldBeEmpty();
    }

    [Fact]
    public async Task At_the_field_that_is_wrong()
    {
        var right = Asking.Code("91110000TD0000017");
        using var browser = await RegisteringAsync(right[..17] + (right[17] == '0' ? '1' : '0'), "一家企业");
        browser.Set("name", "");
        await browser.PressAsync("@do", "record");
        browser.Page.QuerySelector("#f-name-wrong")!.TextContent.ShouldContain("必须填写。");
        browser.Page.QuerySelectorAll("#errors [lang=en]").ShouldBeEmpty();

        browser.Look();
        browser.Set("name", "一家企业");
        browser.Set("enterprise", right[..17] + "!");
        await browser.PressAsync("@do", "record");
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        browser.Page.QuerySelector("#f-enterprise-wrong")!.TextContent.ShouldContain("统一社会信用代码");
        browser.Page.QuerySelectorAll("#errors [lang=en]").ShouldBeEmpty();
    }

    [Fact]
    public async Task To_who_is_not_registered_as_what_it_acts_as()
    {
        using var browser = await new Browser(api).SignInAsync(new("nobody-knows-it", Role.Supervisor));
        await browser.OpenAsync("/desk/do/close-finding?id=f-none");
        browser.Look();
        browser.Set("reason", "无");
        await browser.PressAsync("@do", "record");
        Without(browser.Page.QuerySelector("#refused")?.TextContent).ShouldContain("“nobody-knows-it”没有登记为监督机关。");
    }

    [Fact]
    public async Task On_the_page_of_a_problem()
    {
        using var browser = new Browser(api);
        await browser.OpenAsync("/v1/titles/2026-nothing.91350203M000LP016Q");
        Without(browser.Text).ShouldContain("没有该称号（2026-nothing.91350203M000LP016Q）。");

        await browser.OpenAsync("/v1/titles?limit=0");
        Without(browser.Text).ShouldContain("须为1至1000的整数。");
        await browser.OpenAsync("/v1/titles?nonsense=1");
        Without(browser.Text).ShouldContain("本页不使用这个参数");
        await browser.OpenAsync("/v1/titles/2026-nothing.91350203M000LP016Q?lang=en");
        browser.Text.ShouldContain("There is no title '2026-nothing.91350203M000LP016Q'.");
    }
}
