using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Leader.Portal.Tests;

/// <summary>The real program with its demonstration history, as <c>./leader</c> starts it, once for all tests.</summary>
public sealed partial class Register : IAsyncLifetime
{
    private const UnixFileMode Enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("leader-portal").FullName;
    private readonly StringBuilder _said = new();
    private Process _program = null!;

    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public HttpClient Http { get; private set; } = null!;
    public Uri Address => Http.BaseAddress!;

    public async Task InitializeAsync()
    {
        // as root the server runs as another user, who has to get in
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | Enter);
        var program = Path.Combine(Root, "src/Api/bin/Release/net10.0/Leader.Api.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls=http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToList()) start.Environment.Remove(name);
        start.Environment["LEADER_DATA"] = _folder;
        start.Environment["Why__Seconds"] = "600"; // the first answer waits until all acts are followed
        if (Environment.GetEnvironmentVariable("LEADER_DATA") is { } data && Directory.Exists(Path.Combine(data, "pgsql")))
        {
            start.Environment["LEADER_PG_BIN"] = Path.GetDirectoryName(Directory.EnumerateFiles(
                Path.Combine(data, "pgsql"),
                "initdb",
                SearchOption.AllDirectories).First());
        }
        _program = Process.Start(start)!;
        _program.OutputDataReceived += (_, line) => Hear(line.Data);
        _program.ErrorDataReceived += (_, line) => Hear(line.Data);
        _program.BeginOutputReadLine();
        _program.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); !Said.Contains("Stop with Ctrl-C.", StringComparison.Ordinal); await Task.Delay(100))
        {
            if (_program.HasExited || waited.Elapsed > Patience) throw new InvalidOperationException($"Leader does not start:\n{Said}");
        }
        Http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new(Ready().Match(Said).Groups[1].Value),
            Timeout = Patience,
        };
        // A register that was just filled follows all its acts before it can say why; that can take longer than one request may.
        for (var waited = Stopwatch.StartNew(); ;)
        {
            using var why = await Http.GetAsync(new Uri("/v1/titles/2019-air-purifier.91320594LP0000151F/why", UriKind.Relative));
            if (why.IsSuccessStatusCode) break;
            if (waited.Elapsed > Patience) throw new InvalidOperationException($"Leader does not say why: {why.StatusCode}\n{Said}");
        }
    }

    /// <summary>What the program wrote.</summary>
    public string Said
    {
        get { lock (_said) return _said.ToString(); }
    }

    private void Hear(string? line)
    {
        if (line is not null) lock (_said) _said.Append(line).Append('\n');
    }

    public async Task<JsonElement> JsonAsync(string address)
    {
        using var response = await Http.GetAsync(new Uri(address, UriKind.Relative));
        response.IsSuccessStatusCode.ShouldBeTrue($"{address}: {await response.Content.ReadAsStringAsync()}");
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The page, as a browser without script has it.</summary>
    public async Task<(HttpResponseMessage Response, IDocument Page)> PageAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        var response = await Http.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        return (response, new HtmlParser().ParseDocument(html));
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (!_program.HasExited) Process.Start("kill", ["-TERM", $"{_program.Id}"])!.WaitForExit();
        await _program.WaitForExitAsync();
        _program.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Leader.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);

    /// <summary>What <c>dotnet test</c> sets for itself, and settings of the register.</summary>
    private static bool IsOfTheTestRun(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) || name.Contains("__", StringComparison.Ordinal) || name == "Urls";

    [GeneratedRegex("Leader is ready at (http://[0-9.:]+)")]
    private static partial Regex Ready();
}

[CollectionDefinition(nameof(Register))]
public sealed class SharedRegister : ICollectionFixture<Register>, ICollectionFixture<Browser>;
