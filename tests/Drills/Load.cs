using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;

namespace Leader.Drills;

/// <summary>An act that was answered as recorded.</summary>
internal sealed record Acknowledged(string Code, string? Heir, long Position, long At);

/// <summary>
/// What clients do while a drill goes on: registrars record enterprises, each with a code that nobody else has, and every third merges two
/// (one act of two facts in two streams); the feed is read in three ways, at whatever node answers; and a list is paged through at a
/// position that stays. What is not answered is asked again under the same key, until it is.
/// </summary>
internal sealed class Load(IReadOnlyList<Node> nodes) : IAsyncDisposable
{
    public const string SigningKey = "a signing key for drills, long enough for HMAC";
    private const int Writers = 4;

    private static int _number = Random.Shared.Next(0, 900_000);
    private readonly CancellationTokenSource _ending = new(), _reading = new();
    private readonly List<Task> _writing = [], _readers = [];

    public ConcurrentQueue<Acknowledged> Acknowledged { get; private init; } = [];

    /// <summary>All codes that were sent, whatever came of it.</summary>
    public ConcurrentBag<string> Sent { get; private init; } = [];

    /// <summary>Others, who begin anew: all that was sent counts, and what was acknowledged of what is still there.</summary>
    public Load After(long position) => new(nodes)
    {
        Acknowledged = new(Acknowledged.Where(a => a.Position <= position)),
        Sent = [.. Sent],
    };

    /// <summary>By reader, the positions in the order in which they came.</summary>
    public Dictionary<string, List<long>> Feeds { get; } = new()
    {
        ["list"] = [],
        ["lines"] = [],
        ["stream"] = [],
    };

    /// <summary>What a reader met that it should not.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    public int Walks { get; private set; }

    /// <summary>The answers that said something else than that it was recorded, by status and kind.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    public static string Token(Role role, string subject) =>
        Identity.Token(SigningKey, role, subject, DateTimeOffset.UtcNow, TimeSpan.FromHours(12));

    public static string NewCode()
    {
        var first17 = $"91110000TX{Interlocked.Increment(ref _number):D7}";
        return first17 + CreditCode.CheckCharacter(first17);
    }

    /// <summary>The bodies that act.</summary>
    public async Task PrepareAsync()
    {
        await RecordAsync("/v1/organisations", new { organisation = "samr", name = "SAMR", kinds = new[] { "regulator" } }, Role.Regulator,
            "samr", CancellationToken.None);
        await RecordAsync("/v1/organisations", new { organisation = "registry", name = "Registry", kinds = new[] { "registrar" } },
            Role.Regulator, "samr", CancellationToken.None);
    }

    public void Begin()
    {
        for (var i = 0; i < Writers; i++) _writing.Add(Task.Run(WriteAsync));
        _readers.Add(Task.Run(() => ListAsync("list", "application/json")));
        _readers.Add(Task.Run(() => ListAsync("lines", "application/x-ndjson")));
        _readers.Add(Task.Run(StreamAsync));
        _readers.Add(Task.Run(WalkAsync));
    }

    /// <summary>No more acts are begun; those that are under way come to their end.</summary>
    public async Task EndWritingAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_writing).WaitAsync(TimeSpan.FromSeconds(120));
    }

    public async Task EndReadingAsync()
    {
        await _reading.CancelAsync();
        await Task.WhenAll(_readers).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task WriteAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            var pair = new[] { NewCode(), NewCode() };
            foreach (var code in pair)
            {
                Sent.Add(code);
                var at = await RecordAsync("/v1/enterprises", new { enterprise = code, name = $"示例 {code}" }, Role.Registrar, "registry",
                    CancellationToken.None);
                Acknowledged.Enqueue(new(code, null, at, TimeProvider.System.GetTimestamp()));
                await Task.Delay(40);
            }
            var merged = await RecordAsync($"/v1/enterprises/{pair[0]}/successions", new { kind = "merger", heirs = new[] { pair[1] } },
                Role.Registrar, "registry", CancellationToken.None);
            Acknowledged.Enqueue(new(pair[0], pair[1], merged, TimeProvider.System.GetTimestamp()));
        }
    }

    /// <summary>Asks until it is answered as recorded, always with the same key; answers the position.</summary>
    public async Task<long> RecordAsync(string address, object body, Role role, string by, CancellationToken ct)
    {
        var (key, token, text) = (Guid.NewGuid().ToString("N"), Token(role, by), JsonSerializer.Serialize(body));
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50, ct))
        {
            if (watch.Elapsed.TotalSeconds > 100) throw new InvalidOperationException($"{address} {text} is not recorded: {Said()}");
            if (Any(toRecord: true) is not { } node) continue;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address)
                {
                    Content = new StringContent(text, MediaTypeHeaderValue.Parse("application/json")),
                };
                request.Headers.Authorization = new("Bearer", token);
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await node.Http.SendAsync(request, ct);
                var told = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
                if (answer.IsSuccessStatusCode) return told.GetProperty("position").GetInt64();
                if ((int)answer.StatusCode == 503 && answer.Headers.RetryAfter is null) Wrong.Enqueue($"When to ask again: {told}");
                Refused.AddOrUpdate($"{(int)answer.StatusCode} {told.GetProperty("type").GetString()}", 1, (_, n) => n + 1);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or IOException)
            {
                Refused.AddOrUpdate("no answer", 1, (_, n) => n + 1);
            }
        }
    }

    public string Said() => string.Join(", ", Refused.OrderByDescending(r => r.Value).Select(r => $"{r.Value} × {r.Key}"));

    private Node? Any(bool toRecord = false)
    {
        var living = nodes.Where(n => n.Lives && (n.Records || !toRecord)).ToArray();
        return living.Length == 0 ? null : living[Random.Shared.Next(living.Length)];
    }

    private async Task ListAsync(string reader, string form)
    {
        for (var after = 0L; !_reading.IsCancellationRequested; await Task.Delay(20))
        {
            if (Any() is not { } node) continue;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/events?after={after}&limit=200");
                request.Headers.Accept.ParseAdd(form);
                using var answer = await node.Http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    var items = form == "application/json"
                        ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("items").EnumerateArray()
                        : text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l));
                    foreach (var item in items)
                    {
                        after = Position(item.GetProperty("id").GetString()!);
                        Took(reader, after);
                    }
                }
                else if ((int)answer.StatusCode < 500)
                {
                    Wrong.Enqueue($"{reader} after {after}: {text}");
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException) { }
        }
    }

    /// <summary>As a browser reads it.</summary>
    private async Task StreamAsync()
    {
        for (string? last = null; !_reading.IsCancellationRequested; await Task.Delay(100))
        {
            if (Any() is not { } node) continue;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events/stream?after=0");
                if (last is not null) request.Headers.Add("Last-Event-ID", last);
                using var answer = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _reading.Token);
                if (!answer.IsSuccessStatusCode)
                {
                    if ((int)answer.StatusCode < 500) Wrong.Enqueue($"stream: {await answer.Content.ReadAsStringAsync()}");
                    continue;
                }
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
                var (id, data, kind) = (last, "", "");
                while (true)
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(_reading.Token);
                    patience.CancelAfter(TimeSpan.FromSeconds(5)); // where a node is frozen nothing comes, and nobody says so
                    if (await lines.ReadLineAsync(patience.Token) is not { } line) break;
                    if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                    else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
                    else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
                    if (line.Length > 0) continue;
                    last = id;
                    if (kind == "problem") Told.Enqueue(data);
                    else if (data.Length > 0) Took("stream", Position(id!.Split('.')[0]));
                    (data, kind) = ("", "");
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException) { }
        }
    }

    private static long Position(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the stream was told in events named <c>problem</c>.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>Walks through a list at one position, at whatever node, again and again: it stays the same.</summary>
    private async Task WalkAsync()
    {
        var (at, first, firstClocks, clocks) = (default(long?), default(string), new List<string>(), new List<string>());
        while (!_reading.IsCancellationRequested)
        {
            try
            {
                clocks = [];
                at ??= (await GetAsync("/v1/enterprises?limit=1")).GetProperty("position").GetInt64();
                var walk = new List<string>();
                for (var next = $"/v1/enterprises?limit=20&position={at}"; next is not null;)
                {
                    var page = await GetAsync(next);
                    clocks.Add($"{page.GetProperty("asOf")} {page.GetProperty("knownAt")} {page.GetProperty("position")}");
                    walk.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
                    next = page.GetProperty("next").GetString();
                }
                var whole = string.Join('\n', walk);
                if (first is null)
                {
                    (first, firstClocks) = (whole, clocks);
                }
                else if (first != whole)
                {
                    Wrong.Enqueue($"walk at {at}, at {string.Join(", ", firstClocks)}:\n{first}\nthen, at {string.Join(", ", clocks)}:\n"
                        + whole);
                }
                if (++Walks % 5 == 0) (at, first) = (null, null);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or IOException) { }
            await Task.Delay(200);
        }

        async Task<JsonElement> GetAsync(string address)
        {
            if (Any() is not { } node) throw new HttpRequestException("nobody answers");
            using var answer = await node.Http.GetAsync(new Uri(address, UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode) return JsonSerializer.Deserialize<JsonElement>(text);
            // a node may not have heard of the position that another told; where the views went back, it says so
            if ((int)answer.StatusCode < 500) Wrong.Enqueue($"walk: {address}: {text}");
            throw new HttpRequestException(text);
        }
    }

    private void Took(string reader, long position)
    {
        lock (Feeds) Feeds[reader].Add(position);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading.CancelAsync();
        await Task.WhenAll([.. _writing, .. _readers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _reading.Dispose();
    }
}
