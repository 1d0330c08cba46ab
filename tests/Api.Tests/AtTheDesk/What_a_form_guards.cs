using System.Net;
using System.Text;
using Leader.Domain;

namespace Leader.Api.Tests.AtTheDesk;

[Collection("api")]
public class What_a_form_guards(ApiFixture api)
{
    private static readonly Actor Registrar = new("registry", Role.Registrar);

    private async Task<Browser> RegisteringAsync(string code, string name = "示例企业")
    {
        await api.KnownAsync(Registrar, Domain.Record.OrganisationKind.Registrar);
        var browser = await new Browser(api).SignInAsync(Registrar);
        await browser.OpenAsync("/desk/do/register-enterprise");
        browser.Look();
        browser.Set("enterprise", code);
        browser.Set("name", name);
        return browser;
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_recorded_and_records_nothing()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TD0000001"));
        var body = new { enterprise = by.Subject, name = "示例企业" };

        var tried = await api.RecordingNothingAsync(() =>
            api.PostAsync("/v1/enterprises?dryRun=true", body, by, ("Idempotency-Key", "dry-1")));

        var answer = await tried.JsonAsync();
        tried.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToString());
        answer.GetProperty("dryRun").GetBoolean().ShouldBeTrue();
        answer.TryGetProperty("position", out _).ShouldBeFalse();
        answer.GetProperty("recorded")[0].GetString()!.ShouldStartWith("enterprise_registered");
        answer.GetProperty("facts")[0].GetProperty("data").GetProperty("name").GetString().ShouldBe("示例企业");

        // the key is free, for this or another body
        (await api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "另一家" }, by, ("Idempotency-Key", "dry-1")))
            .StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await api.PostAsync("/v1/enterprises?dryRun=true", body, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "enterprise-already-registered");
    }

    [Fact]
    public async Task A_dry_run_is_refused_to_whoever_may_not_act_and_is_asked_for_by_true_only()
    {
        var body = new { enterprise = Asking.Code("91110000TD0000002"), name = "x" };
        await (await api.PostAsync("/v1/enterprises?dryRun=true", body)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        await (await api.PostAsync("/v1/enterprises?dryRun=perhaps", body, Registrar)).ShouldBeMalformedAsync("dryRun");
    }

    [Fact]
    public async Task What_became_of_a_complaint_is_shown_to_who_has_its_secret_and_to_nobody_else()
    {
        var body = new Actor("complained-of", Role.EvaluationBody);
        await api.KnownAsync(body, Domain.Record.OrganisationKind.TechnicalInstitution);
        var receipt = await (await api.PostAsync(
            "/v1/complaints",
            new { subject = "evaluationBody", subjectId = body.Subject, ground = "other", source = "consumer", facts = "只有我知道的事。" }))
            .JsonAsync();
        var (number, secret) = (receipt.GetProperty("complaint").GetString()!, receipt.GetProperty("secret").GetString()!);
        await api.GetAsync("/v1/complaints", receipt.GetProperty("position").GetInt64());

        (await FollowAsync(number, secret)).ShouldContain("只有我知道的事。");
        foreach (var (other, wrong) in new[] { (number, secret + "x"), (number, ""), ("c-0000", secret) })
        {
            var page = await FollowAsync(other, wrong);
            page.ShouldContain("编号与查询密码不符");
            page.ShouldNotContain("只有我知道的事。");
        }
    }

    private async Task<string> FollowAsync(string number, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/follow", UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["number"] = number, ["secret"] = secret }),
        };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var response = await api.Http.SendAsync(request);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return await response.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task A_complaint_without_a_token_can_be_tried_too_and_gets_no_receipt()
    {
        var tried = await api.RecordingNothingAsync(() => api.PostAsync(
            "/v1/complaints?dryRun=true",
            new { subject = "organisation", subjectId = "nobody", ground = "other", source = "consumer", facts = "x" }));
        (await tried.TextAsync()).ShouldNotContain("secret\":");
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    public async Task A_form_that_another_site_sends_does_nothing(string origin)
    {
        using var browser = await RegisteringAsync(Asking.Code("91110000TD0000003"));
        await api.RecordingNothingAsync(() => browser.PressAsync("@do", "record", from: origin));
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.Answer.TextAsync()).ShouldContain("sent-from-elsewhere");
    }

    [Fact]
    public async Task Whoever_does_not_say_where_a_form_comes_from_is_refused()
    {
        using var browser = await RegisteringAsync(Asking.Code("91110000TD0000004"));
        await api.RecordingNothingAsync(() => browser.PressAsync("@do", "record", withoutOrigin: true));
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_session_is_read_by_no_script_sent_by_no_other_site_and_its_pages_are_kept_by_nobody()
    {
        using var browser = new Browser(api);
        await browser.SignInAsync(Registrar);
        var cookie = browser.Answer!.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("leader-session=");
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);

        foreach (var page in new[] { "/desk", "/v1/organisations", "/desk/do/register-enterprise" })
        {
            await browser.OpenAsync(page);
            browser.Answer.Headers.CacheControl!.ToString().ShouldBe("no-store, private", page);
            browser.Page.QuerySelector("header form.who")!.TextContent.ShouldContain("registry", Case.Insensitive, page);
        }
        browser.Look("header form.who");
        browser.Form.GetAttribute("action").ShouldBe("/desk/sign-out");
        using var signOut = new HttpRequestMessage(HttpMethod.Post, "/desk/sign-out") { Content = new FormUrlEncodedContent([]) };
        signOut.Headers.Add("Sec-Fetch-Site", "same-origin");
        (await browser.Http.SendAsync(signOut)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await browser.OpenAsync("/desk");
        browser.Page.QuerySelector("header form.who").ShouldBeNull();
    }

    [Fact]
    public async Task What_is_refused_stands_at_its_field_and_nothing_typed_is_lost()
    {
        var wrong = Asking.Code("91110000TD0000005")[..17] + "!";
        using var browser = await RegisteringAsync(wrong, "名称 <script>");
        await browser.PressAsync("@do", "record");

        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        browser.Page.QuerySelector("#f-enterprise-wrong").ShouldNotBeNull(browser.Text);
        browser.Page.QuerySelector("#errors a[href='#f-enterprise']").ShouldNotBeNull();
        browser.Look();
        browser.Typed["enterprise"].ShouldBe(wrong);
        browser.Typed["name"].ShouldBe("名称 <script>");

        var right = Asking.Code("91110000TD0000005");
        browser.Set("enterprise", right);
        await browser.PressAsync("@do", "record");
        browser.Page.QuerySelector("#number")!.TextContent.ShouldBe(right);
    }

    [Fact]
    public async Task A_rule_that_refuses_is_told_with_its_code_and_its_clause()
    {
        var by = await api.RegisteredAsync("91110000TD0000006", "一家");
        using var browser = await RegisteringAsync(by.Subject, "另一家");
        await browser.PressAsync("@do", "try");
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        browser.Page.QuerySelector("#refused code")!.TextContent.ShouldBe("enterprise-already-registered");
        browser.Page.QuerySelector("#refused")!.TextContent.ShouldContain("四(一)");
        browser.Look().Typed["name"].ShouldBe("另一家");
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_recorded_once()
    {
        using var browser = await RegisteringAsync(Asking.Code("91110000TD0000007"));
        var typed = browser.Typed.ToDictionary();
        await browser.PressAsync("@do", "record");
        var first = browser.Page.QuerySelector("#position")!.TextContent;

        await browser.OpenAsync("/desk/do/register-enterprise");
        browser.Look();
        foreach (var (name, value) in typed) browser.Typed[name] = value;
        await api.RecordingNothingAsync(() => browser.PressAsync("@do", "record"));
        browser.Page.QuerySelector("#position")!.TextContent.ShouldBe(first);
    }

    [Fact]
    public async Task A_form_sent_when_the_sign_in_has_ended_keeps_what_was_typed()
    {
        using var browser = await RegisteringAsync(Asking.Code("91110000TD0000008"), "留着我");
        foreach (Cookie cookie in browser.Cookies.GetAllCookies()) cookie.Value = "no.such.token";
        await api.RecordingNothingAsync(() => browser.PressAsync("@do", "record"));
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        browser.Look().Typed["name"].ShouldBe("留着我");
        browser.Page.QuerySelector(".banner a[href^='/desk/sign-in']").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_file_is_deposited_and_its_digest_filled_in()
    {
        var by = new Actor("eqs-desk", Role.Supervisor);
        await api.KnownAsync(by, Domain.Record.OrganisationKind.SupervisionAuthority);
        using var browser = new Browser(api);
        await browser.SignInAsync(by, "/desk/do/receive-finding");
        await browser.OpenAsync("/desk/do/receive-finding");
        browser.Look();
        browser.Set("facts", "留着我");
        var file = Encoding.UTF8.GetBytes("抽检报告 117");
        browser.Files.Add(("@file:evidence", "report.txt", file, "text/plain"));
        await browser.PressAsync("@add", "evidence");

        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        browser.Look();
        browser.Typed["evidence[0]"].ShouldBe(digest, browser.Text);
        browser.Typed["facts"].ShouldBe("留着我");
    }

    [Fact]
    public async Task Who_objected_without_a_token_is_asked_for_the_secret_of_the_receipt()
    {
        using var browser = new Browser(api);
        foreach (var form in new[] { "withdraw-objection", "request-procedure-review" })
        {
            await browser.OpenAsync($"/desk/do/{form}?id=2026-x.ranking.1.o1");
            browser.Look();
            browser.Typed["@id"].ShouldBe("2026-x.ranking.1.o1");
            await browser.PressAsync("@do", "try");
            browser.Page.QuerySelector("#errors a[href='#f--secret']").ShouldNotBeNull(browser.Text);
        }
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData("https://elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task Signing_in_leads_nowhere_else(string then)
    {
        using var browser = new Browser(api);
        await browser.SignInAsync(Registrar, then);
        browser.Answer!.Headers.Location!.ToString().ShouldBe("/desk");
    }

    [Fact]
    public async Task A_token_that_does_not_hold_signs_nobody_in()
    {
        using var browser = new Browser(api);
        await browser.OpenAsync("/desk/sign-in");
        browser.Look("form:has(textarea[name=token])");
        browser.Set("token", ApiFixture.Token(Role.Regulator, "samr")[..^2] + "xx");
        await browser.PressAsync("with", "token");
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        browser.Answer.Headers.Contains("Set-Cookie").ShouldBeFalse();

        browser.Look("form:has(textarea[name=token])");
        browser.Set("token", ApiFixture.Token(Role.Regulator, "samr"));
        await browser.PressAsync("with", "token");
        browser.Answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }
}
