using System.Diagnostics;
using System.Text.RegularExpressions;
using Leader.Api.CommandLine;
using Leader.Api.Http;

namespace Leader.Api.Tests.CommandLine;

/// <summary>Help and wrong calls need no database, start no server, and end with 0 and 2.</summary>
public partial class The_program_tells_how_it_is_called
{
    [Theory, InlineData("--help"), InlineData("-h"), InlineData("help")]
    public async Task Help_lists_every_command(string asked)
    {
        var (code, said, wrong) = await CallAsync(asked);

        (code, wrong).ShouldBe((0, ""));
        string[] commands = ["run", "token", "replay", "diff", "why", "audit", "rebuild", "export", "verify", "key", "witness"];
        foreach (var command in commands) said.ShouldContain($"\n    {command} ");
        said.ShouldContain("EXIT CODES");
    }

    [Theory, InlineData("why", "--help"), InlineData("help", "why"), InlineData("why", "-h")]
    public async Task Each_command_has_help_of_its_own(string first, string second)
    {
        var (code, said, wrong) = await CallAsync(first, second);

        (code, wrong).ShouldBe((0, ""));
        said.ShouldContain("./leader why <ID> [OPTIONS]");
        said.ShouldContain("--as-of <DAY>");
    }

    [Fact]
    public async Task Help_of_run_starts_nothing() => (await CallAsync("run", "--help")).Said.ShouldContain("--empty");

    [Fact]
    public async Task The_version_is_told()
    {
        var (code, said, _) = await CallAsync("--version");

        code.ShouldBe(0);
        said.Trim().ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("There is no command 'audti'. Did you mean 'audit'?", "audti")]
    [InlineData("There is no command 'zzzzzzzz'.\n", "zzzzzzzz")]
    [InlineData("why has no option '--as-off'. Did you mean '--as-of'?", "why", "a.b", "--as-off", "2024-01-01")]
    [InlineData("run has no option '--emtpy'. Did you mean '--empty'?", "--emtpy")]
    [InlineData("The server reads no setting 'Nodse:Several'. Did you mean 'Nodes'?", "--Nodse:Several=true")]
    [InlineData("The server reads no setting 'ConnectionStrings:Leader'.", "run", "--ConnectionStrings:Leader=Host=db")]
    [InlineData("There is no role 'regulater'. Did you mean 'regulator'?", "token", "regulater", "samr")]
    [InlineData("DAYS is a whole number from 1 to 36,500, not 'abc'.", "token", "regulator", "samr", "abc")]
    [InlineData("", "token", "regulator", "samr", "30", "more")]
    [InlineData("", "token", "regulator")]
    [InlineData("--as-of takes a day as 2026-05-10, not '2024-02-30'.", "why", "a.b", "--as-of", "2024-02-30")]
    [InlineData("--position takes a position of the log, a whole number, not '3k'.", "why", "a.b", "--position", "3k")]
    [InlineData("--lang is en or zh, not 'de'.", "why", "a.b", "--lang", "de")]
    [InlineData("There is no view 'title'. Did you mean 'titles'?", "replay", "title")]
    [InlineData("--known-at and --position are two", "replay", "titles", "--known-at", "2024-01-01", "--position", "3")]
    [InlineData("--as-of needs a value.", "why", "a.b", "--as-of")]
    [InlineData("", "why", "a.b", "--as-of", "--json")]
    [InlineData("--from TIME is needed.", "diff")]
    [InlineData("--key FILE is needed.", "witness", "--log", "x")]
    [InlineData("nowhere holds no private key of a witness.", "witness", "--log", "x", "--key", "nowhere")]
    [InlineData("nowhere is no key of a log.", "verify", "leader.zip", "--key", "nowhere")]
    [InlineData("NAME is an address without scheme", "key", "a b")]
    [InlineData("NAME is an address without scheme", "key", "")]
    public async Task Whoever_calls_it_wrongly_is_told_what_is_wrong(string expected, params string[] args)
    {
        var (code, said, wrong) = await CallAsync(args);

        (code, said).ShouldBe((2, ""));
        wrong.ShouldNotBeEmpty();
        wrong.ShouldContain(expected);
        wrong.ShouldNotContain("   at ");
    }

    [Theory, InlineData(30), InlineData(2, "2")]
    public async Task A_token_runs_for_the_days_asked_for(int days, params string[] given)
    {
        var (code, said, _) = await CallAsync(["token", "regulator", "samr", .. given]);

        code.ShouldBe(0);
        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(said.Trim());
        (token.ValidTo - token.ValidFrom).TotalDays.ShouldBe(days, 0.1);
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:5081", "--urls=http://127.0.0.1:5081")]
    [InlineData("--Log:Key=a+b=", "--Log:Key=a+b=")]
    [InlineData("Nodes:Several=true", "--Nodes:Several=true")]
    [InlineData("/Nodes:Several=true", "--Nodes:Several=true")]
    public void Settings_of_the_host_reach_it(string given, string read)
    {
        var words = RunSettings.Worded([given]);

        words[0].ShouldBe("--set");
        new RunSettings { Set = words[1..] }.Configuration.ShouldBe([read]);
    }

    [Fact]
    public void Other_options_are_left_as_they_are()
    {
        string[] args = ["--empty", "--set", "Log:Key=x", "--set=Log:Key=y", "--urls", "http://127.0.0.1:0"];

        RunSettings.Worded(args).ShouldBe(args);
    }

    [Theory]
    [InlineData("Feed:Streams is 'many'; it takes a number from 1 to 100000.", "--Feed:Streams=many")]
    [InlineData("Feed:Streams is '0'; it takes", "--Feed:Streams=0")]
    [InlineData("No setting is called Feed:Steams. Did you mean Feed:Streams?", "--Feed:Steams=5")]
    [InlineData("Nodes:Several is 'yes'; it takes true or false.", "--Nodes:Several=yes")]
    [InlineData(
        "Public:Url is 'register.example.cn'; it takes an address as https://register.example.cn.",
        "--Public:Url=register.example.cn")]
    [InlineData("Sweep:Cron is 'daily'; it takes a cron expression", "--Sweep:Cron=daily")]
    [InlineData("it takes the https address of an OpenID Connect provider", "--Auth:Authority=http://id.example.cn")]
    [InlineData("Auth:SigningKey is too short", "--Auth:SigningKey=short")]
    [InlineData("'nonsense' is no address to listen at", "--urls", "nonsense")]
    [InlineData("'http://127.0.0.1:99999' is no address to listen at", "--urls", "http://127.0.0.1:99999")]
    [InlineData("it takes a port of its own", "--urls", "http://127.0.0.1:5080", "--Management:Urls=http://127.0.0.1:5080")]
    [InlineData("it takes a port of its own", "--Management:Urls=http://127.0.0.1:0")]
    [InlineData("'9464' is no address to listen at", "--Management:Urls=9464")]
    public async Task A_setting_that_cannot_be_meant_starts_nothing(string expected, params string[] args)
    {
        var (code, said, wrong) = await CallAsync(["run", "--empty", .. args], database: "Host=127.0.0.1;Port=1;Database=leader");

        (code, said).ShouldBe((1, ""));
        wrong.ShouldContain(expected);
        wrong.Trim().ShouldNotContain("\n", Case.Sensitive, "one line, and no stack trace");
    }

    [Theory]
    [InlineData("ConnectionStrings__Leader cannot be read", "password=secret;nonsense", "audit")]
    [InlineData("ConnectionStrings__Leader cannot be read", "password=secret;nonsense", "run")]
    [InlineData("127.0.0.1:1", "Host=127.0.0.1;Port=1;Database=leader;Password=secret", "why", "a.b")]
    [InlineData("127.0.0.1:1", "Host=127.0.0.1;Port=1;Database=leader;Password=secret", "run", "--urls", "http://127.0.0.1:0")]
    public async Task A_database_that_is_not_there_is_said_without_its_password(string expected, string database, params string[] args)
    {
        var (code, _, wrong) = await CallAsync(args, database);

        code.ShouldBe(1);
        wrong.ShouldContain(expected);
        wrong.ShouldNotContain("secret");
        wrong.Trim().ShouldNotContain("\n", Case.Sensitive, "one line, and no stack trace");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_found_before_anything_is_made_or_recorded()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();

        var (code, said, wrong) = await CallAsync("run", "--urls", $"http://{other.LocalEndpoint}");

        (code, said).ShouldBe((1, "")); // and the data folder is empty, as after every wrong call
        wrong.ShouldStartWith($"Another program has the port of http://{other.LocalEndpoint}; choose one with --urls");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_said_in_one_line()
    {
        var (code, _, wrong) = await CallAsync(["run", "--empty", "--urls", "http://127.0.0.1:0"], folder: "/proc/leader");

        code.ShouldBe(1);
        wrong.ShouldNotContain("   at ");
        wrong.ShouldContain("/proc/leader");
    }

    [Fact]
    public void Every_setting_that_is_read_is_declared_and_stands_in_the_documents()
    {
        var declared = Settings.All.Select(s => s.Key).ToList();
        Directory.EnumerateFiles(Path.Combine(Repository(), "src", "Api"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => SettingRead().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct()
            .Where(s => !s.StartsWith("OTEL_", StringComparison.Ordinal)).Except(declared)
            .Except(["Logging:Console:FormatterName", "format"]).ShouldBeEmpty();
        var told = File.ReadAllLines(Path.Combine(Repository(), "docs", "operations.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => SettingTold().Matches(l.Split('|')[1]).Select(m => m.Groups[1].Value.Replace("__0", "").Replace("__", ":")));
        declared.Except(told).ShouldBeEmpty();
    }

    private static Task<(int Code, string Said, string Wrong)> CallAsync(params string[] args) => CallAsync(args, "");

    private static async Task<(int Code, string Said, string Wrong)> CallAsync(string[] args, string database = "", string? folder = null)
    {
        var data = Directory.CreateTempSubdirectory("leader-call").FullName;
        try
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Leader.Api.dll");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = data,
                Environment = { ["LEADER_DATA"] = folder ?? data, ["ConnectionStrings__Leader"] = database },
            })!;
            var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await process.WaitForExitAsync(patience.Token);
            Directory.EnumerateFileSystemEntries(data).Select(Path.GetFileName).Except(["signing-key", "log-key"])
                .ShouldBeEmpty("a call for help or a wrong one starts no server");
            return (process.ExitCode, await said, await wrong);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Leader.sln"))) at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex("""(?:[Cc]onfiguration\[|GetSection\(|(?<!Try)GetValue\(|GetValue<\w+>\()"(\w+(?::\w+)*)":?""")]
    private static partial Regex SettingRead();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex SettingTold();
}
