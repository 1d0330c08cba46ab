using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Leader.Api;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Seeding;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Marten;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// How long a normal GET (a title, a standing; one client, one after the other) takes while another client does its worst, in turn in each
/// of several ways, each beside a quiet stretch of the same run. The demonstration history with facts of others behind it; the program in a
/// process of its own with the settings that it has by default, once it has caught up after its start. The other client has an address of
/// its own, and asks again at once what was answered, and after a second what was refused. The load generator and the database share the
/// machine. Before all that: what the program and its database cost while nobody asks.
/// </summary>
internal static class Limits
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5), Refused = TimeSpan.FromSeconds(1);

    /// <param name="only">Words of the one way to try.</param>
    public static async Task<int> RunAsync(long others, int seconds, string? only)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}");
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        await using var database = LeaderApi.DataSource(server.ConnectionString);
        await FillAsync(server.ConnectionString, database, others);
        using var program = Start(server.ConnectionString);
        try
        {
            var address = await AddressAsync(program);
            _ = program.StandardOutput.ReadToEndAsync();
            await MeasureAsync(address, database, program, folder, seconds, only);
        }
        finally
        {
            program.StandardInput.Close();
            if (!program.WaitForExit(TimeSpan.FromSeconds(30))) program.Kill();
        }
        return 0;
    }

    /// <summary>A register with facts of others, to look at by hand: where it listens, and its database, until the input ends.</summary>
    public static async Task<int> StayAsync(long others)
    {
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}")) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        await using (var database = LeaderApi.DataSource(server.ConnectionString))
        {
            await FillAsync(server.ConnectionString, database, others);
        }
        Console.WriteLine(server.ConnectionString);
        Environment.SetEnvironmentVariable("ConnectionStrings__Leader", server.ConnectionString);
        return await ServeAsync();
    }

    /// <summary>The program, until its input ends.</summary>
    public static async Task<int> ServeAsync()
    {
        await using var host = LeaderApi.Build(Environment.GetEnvironmentVariable("ConnectionStrings__Leader")!, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = Register.Key;
            b.Configuration["Log:Key"] = Projections.Proof.NoteSigner.Of(
                "bench.leader.example/log",
                Projections.Proof.SignatureType.Ed25519,
                new byte[32]).Export();
            b.WebHost.UseUrls("http://127.0.0.1:0");
        });
        await host.StartAsync();
        Console.WriteLine(host.Urls.First());
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
        return 0;
    }

    /// <param name="settings">By environment.</param>
    internal static Process Start(string connection, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Limits).Assembly.Location, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["ConnectionStrings__Leader"] = connection },
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Where it listens: the first line of its output that is no word of its log.</summary>
    internal static async Task<string> AddressAsync(Process program)
    {
        while (await program.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("http:", StringComparison.Ordinal)) return line;
            Console.Error.WriteLine(line);
        }
        throw new InvalidOperationException("The program did not start.");
    }

    internal static async Task FillAsync(string connection, NpgsqlDataSource database, long others)
    {
        await using var host = LeaderApi.Build(connection, [], b => b.Configuration["Auth:SigningKey"] = Register.Key);
        await Schema.CreateAsync(host.Services, CancellationToken.None);
        var seeds = Path.Combine(DataFolder.Root(), "seeds");
        var import = new Import(host.Services.GetRequiredService<IDocumentStore>(), database);
        var facts = await import.IntoEmptyAsync(Story.Play(seeds), StoryPersons.Read(seeds), null, CancellationToken.None);
        if (others > 0) await Seeding.WriteAsync(new History(others, 10), database, facts);
        await new Rebuild(database).RunAsync(null, CancellationToken.None);
        foreach (var view in LeaderViews.All) await Seeding.ExecuteAsync(database, $"vacuum analyze {ViewTables.Table(view)}");
        await Seeding.ExecuteAsync(database, "vacuum analyze leader.mt_events");
        await Seeding.ExecuteAsync(database, "checkpoint");
        Console.WriteLine($"{facts + others:N0} facts");
    }

    private static async Task MeasureAsync(
        string address,
        NpgsqlDataSource database,
        Process program,
        string folder,
        int seconds,
        string? only)
    {
        using var http = Client(IPAddress.Loopback, address);
        await ReadyAsync(http, database);
        string[] titles =
        [
            .. await ColumnAsync(database, "select distinct data->>'title' from leader.mt_events where type = 'title_awarded.v1' and "
                + "seq_id < 9000 order by 1"),
        ];
        var newest = long.Parse((await ColumnAsync(database, "select max(seq_id)::text from leader.mt_events"))[0]);
        string[] normal =
        [
            .. titles.TakeLast(40).Select(t => $"/v1/titles/{Uri.EscapeDataString(t)}"),
            .. titles.TakeLast(40).Select(t => $"/v1/enterprises/{t.Split('.')[^1]}/standing"),
        ];
        foreach (var a in normal) await AnsweredAsync(http, a);

        await SettledAsync(program);
        var (own, ofDatabase) = (program.TotalProcessorTime, Busy(folder));
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            idle for {seconds} s, of a core: program {Share(program.TotalProcessorTime - own):0.0} %
            and database {Share(Busy(folder) - ofDatabase):0.0} %

            | one client | quiet p50 ms | p99 | meanwhile p50 ms | p99 | times | its answers |
            | --- | ---: | ---: | ---: | ---: | ---: | --- |
            """));
        double Share(TimeSpan busy) => 100 * busy.TotalSeconds / seconds;

        var all = titles.Select(t => $"/v1/titles/{Uri.EscapeDataString(t)}/why").ToArray();
        var wait = $"/v1/bans?limit=1&minPosition={newest + 1000}";
        string[] maps = ["/v1/evaluations/timemap", "/v1/enterprises/timemap", "/v1/declarations/timemap", "/v1/titles/timemap"];
        foreach (var (name, attack) in new (string, Func<HttpClient, Answers, CancellationToken, Task>)[]
        {
            ("holds 300 `minPosition` waits", (h, a, ct) => LoopsAsync(h, a, 300, i => wait, ct)),
            ("asks 12 wide `changes`", (h, a, ct) => LoopsAsync(h, a, 12, i => "/v1/changes?from=1&limit=1000", ct)),
            ("asks all `why`, 24 at once", (h, a, ct) => LoopsAsync(h, a, 24, i => all[i % all.Length], ct)),
            ("opens 200 streams and reads none", (_, a, ct) => StreamsAsync(new(address), a, ct)),
            ("asks 6 wide time maps", (h, a, ct) => LoopsAsync(h, a, 6, i => maps[i % maps.Length], ct)),
            ("asks 6 lists with `Accept-Datetime`", (h, a, ct) => LoopsAsync(h, a, 6, i => maps[i % maps.Length][..^8], ct, memento: true)),
            ("asks 12 statistics", (h, a, ct) => LoopsAsync(h, a, 12, i => $"/v1/statistics?asOf={new DateOnly(2019, 1, 1)
                .AddDays(i % 2500):yyyy-MM-dd}", ct)),
        })
        {
            if (only is not null && !name.Contains(only, StringComparison.Ordinal)) continue;
            var quiet = await NormalAsync(http, normal, seconds);
            using var ends = new CancellationTokenSource();
            using var other = Client(IPAddress.Parse("127.0.0.2"), address);
            var answers = new Answers();
            var attacking = Task.Run(() => attack(other, answers, ends.Token));
            await Task.Delay(500);
            var meanwhile = await NormalAsync(http, normal, seconds);
            await ends.CancelAsync();
            try { await attacking; }
            catch (OperationCanceledException) { }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {quiet.P50:0.0} | {quiet.P99:0.0} | "
                + $"{meanwhile.P50:0.0} | {meanwhile.P99:0.0} | {meanwhile.P99 / quiet.P99:0.0} | {answers} |"));
            await Task.Delay(TimeSpan.FromSeconds(3)); // what was begun ends
        }
    }

    private static async Task ReadyAsync(HttpClient http, NpgsqlDataSource database)
    {
        while (true)
        {
            using var ready = await http.GetAsync("/health/ready");
            if (ready.IsSuccessStatusCode
                && await ColumnAsync(database, "select 1::text from leader.log_head where position = (select max(seq_id) from "
                    + "leader.mt_events)") is [_])
            {
                return;
            }
            await Task.Delay(200);
        }
    }

    /// <summary>Until the program has caught up with what it does ahead after a start (acts followed for why, views checked).</summary>
    public static async Task SettledAsync(Process program)
    {
        var watch = Stopwatch.StartNew();
        for (var idle = 0; idle < 3 && watch.Elapsed < TimeSpan.FromMinutes(10);)
        {
            var before = program.TotalProcessorTime;
            await Task.Delay(TimeSpan.FromSeconds(3));
            program.Refresh();
            idle = program.TotalProcessorTime - before < TimeSpan.FromSeconds(0.2) ? idle + 1 : 0;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0} s until it had caught up"));
    }

    private static async Task<Timings> NormalAsync(HttpClient http, string[] addresses, int seconds)
    {
        var (times, watch) = (new Timings(), Stopwatch.StartNew());
        for (var i = 0; watch.Elapsed < TimeSpan.FromSeconds(seconds); i++)
        {
            await times.OfAsync(() => AnsweredAsync(http, addresses[i % addresses.Length]));
            await Task.Delay(Pause);
        }
        return times;
    }

    private static async Task AnsweredAsync(HttpClient http, string address)
    {
        using var answer = await http.GetAsync(address);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{(int)answer.StatusCode} {address}");
        await answer.Content.ReadAsByteArrayAsync();
    }

    /// <param name="memento">As of a second that nobody asked for before.</param>
    private static Task LoopsAsync(
        HttpClient http,
        Answers answers,
        int at,
        Func<int, string> address,
        CancellationToken ct,
        bool memento = false)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, at).Select(async _ =>
        {
            while (!ct.IsCancellationRequested)
            {
                var i = Interlocked.Increment(ref next);
                using var request = new HttpRequestMessage(HttpMethod.Get, address(i));
                if (memento)
                {
                    request.Headers.Add(
                        "Accept-Datetime",
                        new DateTimeOffset(2024, 1, 1, 0, 0, 0, default).AddSeconds(i).ToString("r", CultureInfo.InvariantCulture));
                }
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                answers.Add((int)answer.StatusCode);
                await answer.Content.CopyToAsync(Stream.Null, ct);
                if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) await Task.Delay(Refused, ct);
            }
        }));
    }

    private static Task StreamsAsync(Uri address, Answers answers, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            while (!ct.IsCancellationRequested)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
                await socket.ConnectAsync(address.Host, address.Port, ct);
                await socket.SendAsync("GET /v1/events/stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), ct);
                var head = new byte[12];
                for (var read = 0; read < head.Length;) read += await socket.ReceiveAsync(head.AsMemory(read), ct);
                var status = int.Parse(System.Text.Encoding.ASCII.GetString(head)[9..], CultureInfo.InvariantCulture);
                answers.Add(status);
                if (status == 200) await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                await Task.Delay(Refused, ct);
            }
        }));

    private static HttpClient Client(IPAddress from, string address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new(address),
        Timeout = TimeSpan.FromMinutes(10),
    };

    private static async Task<List<string>> ColumnAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<string>();
        while (await reader.ReadAsync()) all.Add(reader.GetString(0));
        return all;
    }

    /// <summary>Processor time of the database's processes, those that have ended with them.</summary>
    private static TimeSpan Busy(string folder)
    {
        var main = File.ReadLines(Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).First()).First();
        var ticks = 0L;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                var text = File.ReadAllText($"{process}/stat");
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                if (Path.GetFileName(process) == main) ticks += fields[11..15].Sum(long.Parse);
                else if (fields[1] == main) ticks += fields[11..13].Sum(long.Parse);
            }
            catch (IOException) { } // it has ended
        }
        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    /// <summary>How often which status was answered.</summary>
    private sealed class Answers
    {
        private readonly ConcurrentDictionary<int, int> _by = new();

        public void Add(int status) => _by.AddOrUpdate(status, 1, (_, n) => n + 1);
        public override string ToString() => string.Join(", ", _by.OrderBy(b => b.Key).Select(b => $"{b.Value} × {b.Key}"));
    }
}
