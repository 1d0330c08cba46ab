using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Leader.Drills;

/// <summary>A node of the register: the real program in a process of its own.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly string _name, _folder;
    private readonly Dictionary<string, string> _settings;
    private readonly StringBuilder _said = new();
    private Process? _process;

    /// <param name="settings">By environment.</param>
    public Node(string name, string folder, Dictionary<string, string> settings)
    {
        (_name, _folder, _settings) = (name, Directory.CreateDirectory(Path.Combine(folder, name)).FullName, settings);
        (Port, ManagementPort) = (Postgres.FreePort(), Postgres.FreePort());
        Http = new() { BaseAddress = new($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(10) };
        Operators = new() { BaseAddress = new($"http://127.0.0.1:{ManagementPort}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    public string Name => _name;
    public int Port { get; }
    private int ManagementPort { get; }
    public HttpClient Http { get; }
    public HttpClient Operators { get; }

    /// <summary>Can be asked: not frozen, not ended.</summary>
    public bool Lives { get; private set; }

    /// <summary>Of memory, as the machine counts them.</summary>
    public double Megabytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Files, sockets and the like that it holds, on Linux.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{_process!.Id}/fd").Length;

    /// <summary>Acts are sent to it; not where it reads from a standby.</summary>
    public bool Records { get; set; } = true;

    /// <summary>From its next start on.</summary>
    public void Set(string name, string value) => _settings[name] = value;

    /// <summary>As on another machine: what the node keeps of its own is gone.</summary>
    public void ForgetSigned()
    {
        if (Path.Combine(_folder, "signed") is var signed && Directory.Exists(signed)) Directory.Delete(signed, recursive: true);
    }

    /// <summary>What the operator is told.</summary>
    public async Task<JsonElement> DetailsAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await Operators.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));

    /// <summary>Of the metrics; null where there is none of the name.</summary>
    public async Task<double?> MetricAsync(string name) =>
        (await Operators.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n')
            .Where(l => l.StartsWith($"{name} ", StringComparison.Ordinal))
            .Select(l => (double?)double.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    public string Said
    {
        get { lock (_said) return _said.ToString(); }
    }

    /// <param name="more">Further settings of this start.</param>
    public void Start(params (string Name, string Value)[] more)
    {
        _process = Process.Start(Called(["run", "--empty", "--urls", Http.BaseAddress!.ToString().TrimEnd('/')], more))!;
        Hear(_process);
    }

    /// <summary>The program as a witness of logs, at its address.</summary>
    public async Task WitnessAsync(string key, params string[] logs)
    {
        _process = Process.Start(Called(
            ["witness", "--key", key, .. logs.SelectMany(l => new[] { "--log", l }), "--folder", Path.Combine(_folder, "seen")],
            [("Urls", Http.BaseAddress!.ToString().TrimEnd('/'))]))!;
        Hear(_process);
        for (var watch = Stopwatch.StartNew(); !Said.Contains("Stop with", StringComparison.Ordinal); await Task.Delay(50))
        {
            if (_process.HasExited || watch.Elapsed.TotalSeconds > 30) throw new InvalidOperationException($"No witness:\n{Said}");
        }
    }

    public async Task ReadyAsync()
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            if (_process!.HasExited) throw new InvalidOperationException($"{_name} ended:\n{Said}");
            try
            {
                using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException) { }
            if (watch.Elapsed.TotalSeconds > 120) throw new InvalidOperationException($"{_name} is not ready:\n{Said}");
        }
        Lives = true;
    }

    /// <summary>What it ends with by itself.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process!.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Freeze()
    {
        Lives = false;
        Signal.Send("STOP", _process!.Id);
    }

    public void Thaw()
    {
        Signal.Send("CONT", _process!.Id);
        Lives = true;
    }

    public void Kill()
    {
        Lives = false;
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>As it is asked to.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        Lives = false;
        var watch = Stopwatch.StartNew();
        Signal.Send("TERM", _process!.Id);
        await EndAsync();
        return watch.Elapsed;
    }

    /// <summary>A command of the program, on the same database.</summary>
    public async Task<(int Code, string Said)> CommandAsync(params string[] words)
    {
        using var process = Process.Start(Called(words, []))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private ProcessStartInfo Called(string[] words, (string Name, string Value)[] more)
    {
        var program = typeof(Api.LeaderApi).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, .. words])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.Contains("__", StringComparison.Ordinal) || n == "Urls").ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LEADER_DATA"] = _folder;
        start.Environment["Log__Signed"] = Path.Combine(_folder, "signed");
        start.Environment["Management__Urls"] = Operators.BaseAddress!.ToString().TrimEnd('/');
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        foreach (var (name, value) in more) start.Environment[name] = value;
        return start;
    }

    private void Hear(Process process)
    {
        void Hear(string? line)
        {
            if (line is not null) lock (_said) _said.Append(line).Append('\n');
        }
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.Dispose();
        Http.Dispose();
        Operators.Dispose();
        return ValueTask.CompletedTask;
    }
}
