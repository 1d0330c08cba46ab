using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>
/// The pictures of docs/portal.md and the README. <c>LEADER_WRITE_PICTURES=1 dotnet test tests/Portal.Tests -c Release --filter
/// Pictures</c> takes them anew of the demonstration history; otherwise they are only looked for.
/// </summary>
[Collection(nameof(Register))]
public class Pictures_in_the_documents(Register register, Browser browser)
{
    private const int Most = 200_000;
    private const string Title = "2020-air-purifier.91350203M000LP016Q";
    private static readonly string Folder = Path.Combine(Register.Root, "docs", "pictures");

    /// <summary>Of each page its width and how much of its height.</summary>
    private static readonly (string Name, string Address, int Width, int Height)[] Wanted =
    [
        ("home", "", 1000, 960),
        ("ranking", "v1/categories/air-purifier/ranking", 1280, 820),
        ("why", $"v1/titles/{Title}/why", 1000, 1120),
        ("two-clocks", $"v1/titles/{Title}?asOf=2022-01-18&knownAt=2022-01-20T00:00:00%2B08:00", 1000, 1000),
        ("desk", "desk", 1000, 960),
        ("verify", "verify?position=1806", 390, 1100),
    ];

    [InBrowser]
    [InlineData(6)]
    public async Task All_are_there_small_and_shown(int pictures)
    {
        Wanted.Length.ShouldBe(pictures);
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_PICTURES") == "1")
        {
            foreach (var (name, address, width, height) in Wanted)
            {
                var page = await browser.OpenAsync(width);
                if (name == "desk") await SignInAsync(page);
                await page.GotoAsync(register.Address + address);
                if (name == "verify") await Assertions.Expect(page.Locator("[data-part=verdict]")).ToContainTextAsync("相符");
                await page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(Folder, $"{name}.png"),
                    FullPage = true,
                    Clip = new() { X = 0, Y = 0, Width = width, Height = height },
                });
                await page.Context.CloseAsync();
            }
        }
        var told = await File.ReadAllTextAsync(Path.Combine(Register.Root, "docs", "portal.md"));
        foreach (var (name, _, _, _) in Wanted)
        {
            var picture = new FileInfo(Path.Combine(Folder, $"{name}.png"));
            picture.Exists.ShouldBeTrue(name);
            picture.Length.ShouldBeInRange(1_000, Most, name);
            told.ShouldContain($"(pictures/{name}.png)");
        }
        (await File.ReadAllTextAsync(Path.Combine(Register.Root, "README.md"))).ShouldContain("(docs/pictures/");
    }

    private async Task SignInAsync(IPage page)
    {
        await page.GotoAsync(register.Address + "desk/sign-in");
        await page.Locator("#role").SelectOptionAsync("regulator");
        await page.Locator("#subject").FillAsync("samr");
        await page.Locator("button[value=role]").ClickAsync();
    }
}
