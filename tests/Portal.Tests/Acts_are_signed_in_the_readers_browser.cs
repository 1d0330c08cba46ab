using System.Text.Json;
using Leader.Api.Tests;
using Leader.Domain.Record;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>The browser signs by its own WebCrypto; the register verifies by another library.</summary>
[Collection(nameof(AtTheDesk))]
public sealed class Acts_are_signed_in_the_readers_browser(Browser browser) : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => Browser.Found is null ? Task.CompletedTask : _api.InitializeAsync();

    public Task DisposeAsync() => Browser.Found is null ? Task.CompletedTask : _api.DisposeAsync();

    [InBrowser]
    [InlineData("zh-CN"), Trait("Rule", "Q64")]
    public async Task A_key_is_made_there_registered_by_its_own_signature_and_signs_what_follows(string language)
    {
        await _api.KnownAsync(ProgrammeWorld.Samr, OrganisationKind.Regulator);
        var page = await browser.OpenAsync(language: language);
        await page.GotoAsync(new Uri(_api.Http.BaseAddress!, "/desk/sign-in").ToString());
        await page.SelectOptionAsync("#role", "regulator");
        await page.FillAsync("#subject", ProgrammeWorld.Samr.Subject);
        await page.ClickAsync("button[value=role]");

        await page.GotoAsync(new Uri(_api.Http.BaseAddress!, "/desk/do/register-signing-key").ToString());
        await page.ClickAsync("[data-do=make]");
        await Assertions.Expect(page.Locator("p[data-signing] [role=status]")).ToContainTextAsync("密钥已生成");
        await page.FillAsync("[name=from]", Today);
        await TryAsync(page);
        await Assertions.Expect(page.Locator("#refused")).ToContainTextAsync("key-not-proven");
        await SignAsync(page);
        await TryAsync(page);
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("签名密钥");
        await RecordAsync(page);
        var key = await page.InnerTextAsync("#number");
        (await SignersAsync()).ShouldBe([key]);

        // what is changed after it was signed is not what was signed
        await page.GotoAsync(new Uri(_api.Http.BaseAddress!, $"/desk/do/revoke-signing-key?id={key}").ToString());
        await page.FillAsync("[name=from]", Today);
        await page.FillAsync("[name=reason]", "换新密钥");
        await TryAsync(page);
        await SignAsync(page);
        await page.FillAsync("[name=reason]", "遗失");
        await page.ClickAsync("p.buttons button[value=record]");
        await Assertions.Expect(page.Locator("#errors")).ToBeVisibleAsync();
        await SignAsync(page);
        await RecordAsync(page);
        (await SignersAsync()).ShouldBe([key]);
        await page.Context.CloseAsync();
    }

    private string Today => Domain.Beijing.Day(_api.Clock.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static Task TryAsync(IPage page) => page.ClickAsync("p.buttons button[value=try]");

    private static async Task SignAsync(IPage page)
    {
        if (!await page.Locator("#signing").EvaluateAsync<bool>("d => d.open")) await page.ClickAsync("#signing summary");
        await page.ClickAsync("[data-do=sign]");
        await Assertions.Expect(page.Locator("#signing [role=status]")).ToContainTextAsync("已签名");
    }

    private static async Task RecordAsync(IPage page)
    {
        await page.ClickAsync("p.buttons button[value=record]");
        await Assertions.Expect(page.Locator("#number")).ToBeVisibleAsync();
    }

    /// <summary>By which keys the newest act is signed, as the feed tells it.</summary>
    private async Task<string[]> SignersAsync()
    {
        var newest = await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events");
        var feed = JsonSerializer.Deserialize<JsonElement>(
            await _api.Http.GetStringAsync($"/v1/events?limit=1000&minPosition={newest}"));
        var first = feed.GetProperty("items").EnumerateArray().Last(e => e.TryGetProperty("request", out _)); // of its act
        var request = JsonSerializer.Deserialize<JsonElement>(first.GetProperty("request").GetString()!);
        return [.. request.GetProperty("signed").GetProperty("signatures").EnumerateArray()
            .Select(s => s.GetProperty("input").GetString()!.Split("keyid=\"")[1].Split('"')[0])];
    }
}
