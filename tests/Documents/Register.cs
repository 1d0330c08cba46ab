using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Leader.Documents;

/// <summary>
/// The real program with its demonstration history, as <c>./leader</c> starts it. The history is made once; each page works on a copy of
/// its own, so that what one page does moves nothing in another.
/// </summary>
public sealed partial class Register : IAsyncLifetime
{
    private const UnixFileMode Enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Program = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("leader-documents").FullName;

    private string Made => Path.Combine(_folder, "made");

    /// <summary>What the first start of the program said.</summary>
    public string FirstStart { get; private set; } = "";

    /// <summary>Every address, as the OpenAPI description has it.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>By command, what <c>--help</c> says of it.</summary>
    public IReadOnlyDictionary<string, string> Help { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        if (TriedAttribute.Lacks is not null) return;
        // As root the server runs as another user, who has to get in; else its files would stand elsewhere, and once for all pages.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | Enter);
        Directory.CreateDirectory(Made);
        var brought = Path.Combine(Environment.GetEnvironmentVariable("LEADER_DATA") ?? Path.Combine(Page.Root, ".leader"), "pgsql");
        if (Directory.Exists(brought)) Copy(brought, Path.Combine(Made, "pgsql"));
        await using var program = await StartAsync(Made);
        FirstStart = program.Said;
        using var openApi = JsonDocument.Parse(await program.GetAsync("/openapi/v1.json"));
        Addresses = [.. openApi.RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name)];
        var help = new Dictionary<string, string>();
        foreach (var command in Commands().Matches(await program.ShellAsync("./leader --help")).Select(m => m.Groups[1].Value))
        {
            help[command] = await program.ShellAsync($"./leader {command} --help");
        }
        Help = help;
        await program.ShellAsync("./leader why 2019-air-purifier.91320594LP0000151F"); // which follows all acts, once for all pages
        Directory.Exists(Path.Combine(Made, "postgres", "server", "cluster")).ShouldBeTrue("The pages would share one database.");
    }

    public async Task<Running> RunAsync(Page page)
    {
        var data = Path.Combine(_folder, Path.GetFileNameWithoutExtension(page.Name));
        Copy(Made, data);
        return await StartAsync(data);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task<Running> StartAsync(string data)
    {
        var work = Directory.CreateDirectory(data + ".work").FullName;
        var program = Path.Combine(work, "leader");
        await File.WriteAllTextAsync(program, $"#!/usr/bin/env bash\nexec '{Page.Root}/leader' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, Program);
        var running = new Running(data, work);
        try
        {
            await running.StartAsync();
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>With owners: as root the server's files are another user's.</summary>
    private static void Copy(string from, string to)
    {
        using var copy = Process.Start("cp", ["-a", from, to]);
        copy.WaitForExit();
        copy.ExitCode.ShouldBe(0);
    }

    [GeneratedRegex("^    ([a-z]+) .*[A-Z]", RegexOptions.Multiline)]
    private static partial Regex Commands();
}

/// <summary>One run of the program, and a shell beside it.</summary>
/// <param name="data">Folder of the private server and the keys.</param>
/// <param name="work">Where the shell stands; <c>./leader</c> is there.</param>
public sealed partial class Running(string data, string work) : IAsyncDisposable
{
    /// <summary>Where the pages say that the program answers; it is tried at a port that is free.</summary>
    private const string Told = "http://127.0.0.1:5080";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly StringBuilder _said = new();
    private Process? _program, _shell;
    private string _address = Told;

    public string Said
    {
        get { lock (_said) return Named(_said.ToString()); }
    }

    public async Task StartAsync()
    {
        _program = Process.Start(Called($"{work}/leader", "--urls=http://127.0.0.1:0"))!;
        _program.OutputDataReceived += (_, line) => Hear(line.Data);
        _program.ErrorDataReceived += (_, line) => Hear(line.Data);
        _program.BeginOutputReadLine();
        _program.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); !Said.Contains("Stop with Ctrl-C.", StringComparison.Ordinal); await Task.Delay(100))
        {
            if (_program.HasExited || waited.Elapsed > Patience) throw new InvalidOperationException($"./leader does not start:\n{Said}");
        }
        _address = Ready().Match(Said).Groups[1].Value;
        _shell = Process.Start(Called("bash", "--norc"))!;
        await _shell.StandardInput.WriteLineAsync("exec 2>&1");
    }

    /// <summary>What the step says on both its outputs.</summary>
    public async Task<string> DoAsync(Step step)
    {
        if (!step.Sql) return await ShellAsync(step.Command);
        await using var connection = new NpgsqlConnection(await File.ReadAllTextAsync(Path.Combine(data, "connection")));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(step.Command, connection);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1, "A sql block alters one row.");
        return "";
    }

    public async Task<string> GetAsync(string path)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(_address + path));
    }

    public async Task<string> ShellAsync(string command)
    {
        var end = $"--end-{Guid.NewGuid():N}--";
        var here = command.Replace(Told, _address, StringComparison.Ordinal);
        await _shell!.StandardInput.WriteLineAsync($"{{ {here}\n}} </dev/null; echo; echo {end}");
        await _shell.StandardInput.FlushAsync();
        var output = new StringBuilder();
        using var patience = new CancellationTokenSource(Patience);
        while (await _shell.StandardOutput.ReadLineAsync(patience.Token) is { } line && line != end) output.Append(line).Append('\n');
        return Named(output.ToString()).Trim('\n');
    }

    /// <summary>
    /// With the address that the pages name, and without what is said in passing: that the program is built, how far a long work has come.
    /// </summary>
    private string Named(string text) => Passing().Replace(text.Replace(_address, Told, StringComparison.Ordinal), "");

    private void Hear(string? line)
    {
        if (line is not null) lock (_said) _said.Append(line).Append('\n');
    }

    private ProcessStartInfo Called(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToList()) start.Environment.Remove(name);
        start.Environment["LEADER_DATA"] = data;
        start.Environment["Why__Seconds"] = "600"; // the first answer waits until all acts are followed
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return start;
    }

    /// <summary>What <c>dotnet test</c> sets for itself, and settings of the register.</summary>
    private static bool IsOfTheTestRun(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) || name.Contains("__", StringComparison.Ordinal) || name == "Urls";

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _shell, _program })
        {
            if (process is null) continue;
            if (!process.HasExited) Process.Start("kill", ["-TERM", $"{process.Id}"])!.WaitForExit();
            if (process == _shell) process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
            process.Dispose();
        }
    }

    [GeneratedRegex("Leader is ready at (http://[0-9.:]+)")]
    private static partial Regex Ready();

    [GeneratedRegex(@"^(Building Leader\.|[^\n]*: \d+%)\n", RegexOptions.Multiline)]
    private static partial Regex Passing();
}
