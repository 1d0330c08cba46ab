using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Leader.Portal.Tests;

[Collection(nameof(Register))]
public class Proofs_are_verified_in_the_readers_browser(Register register, Browser browser)
{
    [InBrowser]
    [InlineData("zh-CN", "")]
    public async Task A_good_proof_holds_and_a_changed_byte_is_named(string language, string query)
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(register.Address + "verify?position=1806" + query);
        (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
        var verdict = page.Locator("[data-part=verdict]");
        await Assertions.Expect(verdict).ToContainTextAsync("相符：这条记录在日志中");

        var file = await register.Http.GetStringAsync(new Uri("/v1/log/proofs/1806.tlog-proof", UriKind.Relative));
        var lines = file.Split('\n');
        var entry = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(lines[1]["extra ".Length..]));
        lines[1] = "extra " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(entry.Replace("\"place\":3", "\"place\":1")));
        await page.Locator("[data-part=text]").FillAsync(string.Join('\n', lines));
        await page.Locator("#verify button:not(.plain)").ClickAsync();
        await Assertions.Expect(verdict).ToContainTextAsync("不相符");
        var before = System.Text.Encoding.UTF8.GetByteCount(entry[..entry.IndexOf("\"place\":3", StringComparison.Ordinal)]);
        await Assertions.Expect(verdict).ToContainTextAsync($"第 {before + "\"place\":3".Length} 个字节不同");
        await page.Context.CloseAsync();
    }

    [InBrowser]
    [InlineData("zh-CN")]
    public async Task A_certificate_is_verified_by_a_photo_of_its_code(string language)
    {
        var held = (await register.JsonAsync("/v1/titles?status=inForce&limit=1")).GetProperty("items")[0].GetProperty("title").GetString();
        var page = await browser.OpenAsync(language: language);
        await page.AddInitScriptAsync("delete window.BarcodeDetector"); // whether a browser has one differs
        await page.GotoAsync($"{register.Address}v1/titles/{held}/certificate?format=svg");
        var photo = await page.ScreenshotAsync();
        await page.GotoAsync(register.Address + "verify");
        var nothing = await page.ScreenshotAsync();

        await TakeAsync(nothing);
        await Assertions.Expect(page.Locator("[data-part=verdict]")).ToContainTextAsync("照片中没有认出码");
        await TakeAsync(photo);
        await Assertions.Expect(page.Locator("[data-part=text]")).ToHaveValueAsync(new Regex($"/t/{Regex.Escape(held!)}$"));
        await Assertions.Expect(page.Locator("[data-part=verdict]")).ToContainTextAsync("相符");
        await page.Context.CloseAsync();

        Task TakeAsync(byte[] picture) => page.Locator("[data-part=photo]").SetInputFilesAsync(
            new FilePayload { Name = "photo.png", MimeType = "image/png", Buffer = picture });
    }
}
