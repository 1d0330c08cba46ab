using Microsoft.Playwright;

namespace Leader.Portal.Tests;

/// <summary>A real browser: the machine's Chromium.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>In milliseconds: the first answer to why takes its time, the more on a machine with other work.</summary>
    private const float Patience = 300_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Null where there is none; then the tests that need it are left out, but in CI.</summary>
    public static string? Found { get; } = Environment.GetEnvironmentVariable("LEADER_CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable" }
                .Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Found is null) return;
        Assertions.SetDefaultExpectTimeout(Patience / 5);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Found,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A window of that width, with a session of its own.</summary>
    /// <param name="script">Pages may run scripts.</param>
    public async Task<IPage> OpenAsync(int width = 1280, bool script = true, string? language = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            JavaScriptEnabled = script,
            Locale = language ?? "zh-CN",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultNavigationTimeout(Patience);
        context.SetDefaultTimeout(Patience / 5);
        return await context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A test in a real browser. Left out where there is none, but never in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InBrowserAttribute : TheoryAttribute
{
    public InBrowserAttribute()
    {
        if (Browser.Found is null && Environment.GetEnvironmentVariable("CI") is null) Skip = "There is no Chromium on this machine.";
    }
}
