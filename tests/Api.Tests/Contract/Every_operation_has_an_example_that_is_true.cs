using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Http;
using Leader.Api.Tests.Contract.Fuzz;
using Leader.Api.Tests.Seeding;
using Leader.Api.Tests.Time;
using Leader.Domain;
using Leader.Domain.Process;
using Leader.Projections.Log;
using Xunit.Abstractions;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// The examples of the OpenAPI document are requests to the demonstration, and are asked here as the document says. LEADER_WRITE_EXAMPLES=1
/// makes them anew (src/Api/Words/examples.jsonl): of the addresses of Samples.cs, of the acts that were played, and of ByHand. Commands
/// are only tried (dryRun) here: at the end of the history most of them are done already. Time maps of lists, which take seconds each, are
/// asked with LEADER_EXAMPLES=all.
/// </summary>
[Collection("history")]
public class Every_operation_has_an_example_that_is_true(HistoryFixture history, ITestOutputHelper output)
{
    private static readonly string File = Path.Combine(
        The_stored_facts_are_the_reviewed_ones.Repository(), "src", "Api", "Words", "examples.jsonl");

    private static readonly bool IsAll = Environment.GetEnvironmentVariable("LEADER_EXAMPLES") == "all";

    [Fact]
    public async Task As_it_is_asked_and_answered()
    {
        await LogIsThereAsync();
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_EXAMPLES") == "1") await WriteAsync();
        var contract = new Fuzz.Contract(await JsonAsync("/openapi/v1.json"));
        var made = await MadeAsync(contract);
        var (wrong, without, statuses) = (new ConcurrentQueue<string>(), new List<string>(), new ConcurrentQueue<(int, string)>());
        var asked = new List<(Operation Operation, Example Example)>();
        foreach (var (name, operation) in The_OpenAPI_document_is_complete.All(contract.Document))
        {
            if (Read(name, operation) is { } example) asked.Add((contract.Operations.Single(o => $"{o.Method} {o.Path}" == name), example));
            else without.Add(name);
        }
        without.ShouldBeEmpty("run this test with LEADER_WRITE_EXAMPLES=1; what has no sample and is not played is told in ByHand");

        await Parallel.ForEachAsync(
            asked.Where(a => IsAll || !IsLong(a.Operation.Path)),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (one, ct) =>
            {
                var (operation, example) = one;
                var request = Request(operation, With(made, example), tried: true);
                var (status, body, type, faults) = await AskAsync(contract, request);
                statuses.Enqueue((status, operation.Id));
                foreach (var fault in faults) wrong.Enqueue($"{operation.Id}: {fault}");
                if (Otherwise.TryGetValue(operation.Id, out var known) && status == known) return;
                if (status is 400 or 401 or 406 or 413 or 415 || (status >= 300 && !operation.IsCommand))
                {
                    wrong.Enqueue($"{operation.Id} is answered {status}: {Encoding.UTF8.GetString(body)}");
                }
                if (example.Answer is null || !example.AnswerType.EndsWith("json", StringComparison.Ordinal)) return;
                var said = JsonSerializer.SerializeToElement(example.Answer);
                var notAsSaid = new SortedSet<string>(StringComparer.Ordinal);
                Schemas.Check(contract.Document, Schema(operation, example.AnswerType), said, "the example", notAsSaid);
                foreach (var fault in notAsSaid) wrong.Enqueue($"{operation.Id}: {fault}");
                if (operation.IsCommand || !example.Parameters.ContainsKey("position")) return; // another each time
                if (operation.Path.StartsWith("/v1/log", StringComparison.Ordinal)) return; // signed and salted anew each time
                if (JsonNode.DeepEquals(Said(type, body), example.Answer)) return;
                wrong.Enqueue($"{operation.Id} answers something else");
            });

        var end = contract.Operations.Single(o => o.Path == "/v1/watches/{id}/end");
        (await AskAsync(contract, Request(end, With(made, ByHand["POST /v1/watches/{id}/end"]), tried: false))).Status.ShouldBe(200);
        output.WriteLine(string.Join(", ", statuses.GroupBy(s => s.Item1).OrderBy(s => s.Key).Select(s => $"{s.Key} × {s.Count()}")));
        wrong.Order(StringComparer.Ordinal).ShouldBeEmpty();
        asked.Count(a => a.Example.Answer is not null).ShouldBeGreaterThan(150);
    }

    /// <summary>No witness signed a checkpoint of this moment; all who object in the demonstration are named units.</summary>
    private static readonly Dictionary<string, int> Otherwise = new() { ["addCosignature"] = 400, ["getObjector"] = 404 };

    /// <summary>Letters of an answer; longer ones are shown by no example.</summary>
    private const int Longest = 10_000;

    private static bool IsLong(string path) =>
        path.EndsWith("/timemap", StringComparison.Ordinal)
        && (!path.Contains('{') || path.StartsWith("/v1/categories", StringComparison.Ordinal));

    private static JsonElement Schema(Operation operation, string type) => new[] { 200, 201, 202 }.Select(operation.Answer)
        .OfType<JsonElement>().First().GetProperty("content").GetProperty(type).GetProperty("schema");

    /// <summary>The example, as whoever reads the document has it; null where there is none.</summary>
    private static Example? Read(string name, JsonElement operation)
    {
        var parameters = The_OpenAPI_document_is_complete.Parts(operation, "parameters").Where(p => p.TryGetProperty("example", out _))
            .ToDictionary(
                p => p.GetProperty("name").GetString()!,
                p => p.GetProperty("example") is { ValueKind: JsonValueKind.Array } list
                    ? string.Join(',', list.EnumerateArray())
                    : p.GetProperty("example").ToString());
        var (type, body) = ((string?)null, default(JsonElement));
        if (operation.TryGetProperty("requestBody", out var sent))
        {
            foreach (var form in sent.GetProperty("content").EnumerateObject())
            {
                if (form.Value.TryGetProperty("example", out body)) type = form.Name;
                if (type is not null) break;
            }
            if (type is null && sent.GetProperty("content").TryGetProperty("application/json", out _)) // nothing has to be in it
            {
                (type, body) = ("application/json", JsonSerializer.Deserialize<JsonElement>("{}"));
            }
        }
        var answer = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '2')
            .SelectMany(r => r.Value.TryGetProperty("content", out var forms) ? forms.EnumerateObject() : default)
            .FirstOrDefault(f => f.Value.TryGetProperty("example", out _));
        var isAnswered = answer.Value.ValueKind == JsonValueKind.Object;
        if (parameters.Count == 0 && type is null && !isAnswered) return null;
        Actor? by = operation.TryGetProperty("x-example-as", out var who)
            ? new(
                who.GetProperty("subject").GetString()!,
                Enum.GetValues<Role>().Single(r => Identity.Name(r) == who.GetProperty("role").GetString()))
            : null;
        return new(
            name, by, parameters, type, Node(body), isAnswered ? Node(answer.Value.GetProperty("example")) : null,
            isAnswered ? answer.Name : "application/json");
    }

    private static JsonNode? Node(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(element.GetRawText());

    /// <param name="tried">A command is not recorded.</param>
    private static Request Request(Operation operation, Example example, bool tried)
    {
        var path = string.Join('/', operation.Path.Split('/').Select(part => operation.Takes.Where(t => t.In == "path")
            .Aggregate(part, (p, t) => p.Replace(
                $"{{{t.Name}}}",
                Uri.EscapeDataString(example.Parameters[t.Name]).Replace("%2F", "/", StringComparison.Ordinal),
                StringComparison.Ordinal))));
        var query = operation.Takes.Where(t => t.In == "query" && example.Parameters.ContainsKey(t.Name))
            .Select(t => $"{t.Name}={Uri.EscapeDataString(example.Parameters[t.Name])}").ToList();
        if (tried && operation.Takes.Any(t => t.Name == DryRuns.Parameter.Name)) query.Add($"{DryRuns.Parameter.Name}=true");
        var body = example.Body is null ? null
            : Encoding.UTF8.GetBytes(example.Type == "application/json" ? example.Body.ToJsonString() : example.Body.GetValue<string>());
        return new(
            operation,
            query.Count == 0 ? path : $"{path}?{string.Join('&', query)}",
            [.. operation.Takes.Where(t => t.In == "header" && example.Parameters.ContainsKey(t.Name))
                .Select(t => (t.Name, example.Parameters[t.Name]))],
            body,
            example.Type,
            example.As is { } by ? (Identity.Name(by.Role), by.Subject) : null);
    }

    /// <summary>What an example shows of an answer; null where it is neither JSON nor text.</summary>
    private static JsonNode? Said(string type, byte[] body) => type.EndsWith("json", StringComparison.Ordinal) && !type.EndsWith("ndjson")
        ? Cut(JsonNode.Parse(body))
        : body.Length > 0 && (type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("ndjson"))
            ? JsonValue.Create(Encoding.UTF8.GetString(body))
            : null;

    private async Task<(int Status, byte[] Body, string Type, string[] Faults)> AskAsync(Fuzz.Contract contract, Request request)
    {
        using var message = request.Message(
            history.Http.BaseAddress!.ToString().TrimEnd('/'),
            request.As is { } who
                ? ApiFixture.Token(Enum.GetValues<Role>().Single(r => Identity.Name(r) == who.Role), who.Subject)
                : null);
        using var answer = await history.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var body = isStream ? [] : await answer.Content.ReadAsByteArrayAsync();
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        return ((int)answer.StatusCode, body, type, [.. Verdict.Of(contract, request, answer, body, late: false)]);
    }

    private async Task<JsonElement> JsonAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await history.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{address}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The transparency log is written beside.</summary>
    private async Task LogIsThereAsync()
    {
        for (var left = 1200; ; left--)
        {
            using var answer = await history.AskAsync("/v1/log", ("Accept", "application/json"));
            if (answer.IsSuccessStatusCode && JsonSerializer.Deserialize<JsonElement>(await answer.TextAsync()) is var log
                && log.GetProperty("position").GetInt64() >= history.Newest)
            {
                return;
            }
            left.ShouldBeGreaterThan(0);
            await Task.Delay(50);
        }
    }

    /// <summary>The first of a list, and the first two of what stands by key.</summary>
    private static JsonNode? Cut(JsonNode? node) => node switch
    {
        JsonArray { Count: 0 } => new JsonArray(),
        JsonArray list when list[0] is JsonObject or JsonArray => new JsonArray(Cut(list[0])),
        JsonArray list => new JsonArray([.. list.Take(3).Select(Cut)]),
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, m.Key == "names" && m.Value is JsonObject names
            ? new JsonObject(names.Select(k => KeyValuePair.Create(k.Key, (JsonNode?)new JsonObject(k.Value!.AsObject().Take(2)
                .Select(n => KeyValuePair.Create(n.Key, n.Value?.DeepClone()))))))
            : Cut(m.Value)))),
        _ => node?.DeepClone(),
    };

    private async Task WriteAsync()
    {
        var contract = new Fuzz.Contract(await JsonAsync("/openapi/v1.json"));
        var (played, there) = (Acts(contract), await MadeAsync(contract));
        var lines = new List<string>();
        foreach (var operation in contract.Operations)
        {
            var name = $"{operation.Method} {operation.Path}";
            var made = ByHand.GetValueOrDefault(name) ?? played.GetValueOrDefault(name) ?? await OfSamplesAsync(operation);
            if (made is null) continue;
            var example = With(there, made);
            if (example.Answer is null && (example.Type is null || !operation.IsCommand))
            {
                var (status, body, type, _) = await AskAsync(contract, Request(operation, example, tried: true));
                var said = status < 300 ? Said(type, body) : null;
                if (said?.ToJsonString().Length <= Longest) example = example with { Answer = said, AnswerType = type };
            }
            lines.Add(JsonSerializer.Serialize(example, LeaderJson.Http));
        }
        await System.IO.File.WriteAllTextAsync(File, string.Join('\n', lines) + "\n");
        Assert.Fail($"{lines.Count} examples of {contract.Operations.Count} operations are written; build, and run this test again.");
    }

    /// <summary>Of each command the shortest one that was played, with what came of it.</summary>
    private static Dictionary<string, Example> Acts(Fuzz.Contract contract)
    {
        var (ledger, position, found) = (new MemoryLedger(), 0L, new Dictionary<string, Example>(StringComparer.Ordinal));
        foreach (var act in The_demonstration_history.Played.Value)
        {
            var late = act.Facts.OfType<Domain.Record.ActEnteredLate>().Any();
            var id = late ? null : act.Request.DecideFor(new(act.On, act.At, act.By, null), ledger).Id;
            ledger.Append(act.Facts);
            position += act.Facts.Count;
            if (late || act.By.Role == Role.System || Played.All(contract, [act]).SingleOrDefault() is not { } one) continue;
            var (operation, request) = (contract.Operations.Single(o => o.Id == one.Key), one.Single());
            var name = $"{operation.Method} {operation.Path}";
            if (found.TryGetValue(name, out var known) && known.Body!.ToJsonString().Length <= request.Body.ToJsonString().Length) continue;
            var parts = operation.Path.Split('/').Zip(request.Path.Split('/')).Where(p => p.First.StartsWith('{'));
            found[name] = new(
                name,
                act.By.Role is Role.Public ? null : act.By,
                parts.ToDictionary(p => p.First.Trim('{', '}'), p => Uri.UnescapeDataString(p.Second)),
                "application/json",
                request.Body,
                JsonSerializer.SerializeToNode(
                    new CommandAnswer(id, position, act.On, [.. act.Facts.Select(f => FactTypes.NameOf(f.GetType()))]),
                    LeaderJson.Http));
        }
        return found;
    }

    /// <summary>At both clocks, where there are clocks, so that it is answered so for ever; of a list two.</summary>
    private async Task<Example?> OfSamplesAsync(Operation operation)
    {
        if (operation.Method != "GET" || Samples.NoPage.Contains(operation.Path)
            || await Samples.OfAsync(JsonAsync, operation.Path) is not { } address)
        {
            return null;
        }
        var (path, query) = (address.Split('?')[0], address.Contains('?') ? address[(address.IndexOf('?') + 1)..] : "");
        var pattern = new System.Text.RegularExpressions.Regex(
            $"^{System.Text.RegularExpressions.Regex.Replace(operation.Path.Replace(".", @"\."), @"\{(\w+)\}", "(?<$1>.+)")}$");
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var taken in operation.Takes.Where(t => t.In == "path"))
        {
            parameters[taken.Name] = Uri.UnescapeDataString(pattern.Match(path).Groups[taken.Name].Value);
        }
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            parameters[pair.Split('=')[0]] = Uri.UnescapeDataString(pair.Split('=')[1]);
        }
        var takes = operation.Takes.Select(t => t.Name).ToHashSet();
        if (takes.Contains("limit")) parameters["limit"] = "2";
        if (operation.Path.EndsWith("/timemap", StringComparison.Ordinal)) parameters["format"] = "json";
        if (operation.Path.EndsWith("/timemap", StringComparison.Ordinal))
        {
            if (takes.Contains("enterprise")) parameters["enterprise"] = "91350203M000LP016Q";
        }
        else if (takes.Contains("asOf") && takes.Contains("position"))
        {
            (parameters["asOf"], parameters["position"]) = ("2026-11-20", $"{history.Newest}");
        }
        foreach (var unread in parameters.Keys.Where(p => !takes.Contains(p)).ToArray()) parameters.Remove(unread);
        return new(operation.Method + " " + operation.Path, null, parameters, null, null, null);
    }

    private const string Reason = "Entered twice by mistake.";

    private const string Table = "number,title,products,code,name,kind,operator,value,unit,testMethod,clause\n"
        + "Q/LA 900-2026,净化器 Air purifier,LA-900,cadr,洁净空气量 CADR,performance,atLeast,600,m³/h,GB/T 18801-2022,4.1\n";

    private const string Signed = "register.example.cn/log\n8127\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
        + "— witness.example+00000000 AAAAAAAA\n";

    private static readonly Actor
        Samr = new("samr", Role.Regulator), Enterprise = new("91350203M000LP016Q", Role.Enterprise),
        Ehaa = new("ehaa", Role.EvaluationBody), Bank = new("example-bank-credit", Role.ResultUser);

    /// <summary>A file that was deposited in the demonstration.</summary>
    private static readonly string Digest = The_demonstration_history.Played.Value.First(a => a.File is not null).Facts
        .OfType<Domain.Record.EvidenceDeposited>().First().Digest;

    private static readonly string Key = The_demonstration_history.Played.Value.SelectMany(a => a.Facts)
        .OfType<Domain.Record.SigningKeyRegistered>().First().Key;

    private static readonly string Person = The_demonstration_history.Played.Value.SelectMany(a => a.Facts)
        .OfType<Domain.Record.ComplaintReceived>().Select(f => f.Complainant).First(c => c is not null)!;

    /// <summary>What has no sample, was not played, or is asked over HTTP otherwise than it is decided.</summary>
    private static readonly Dictionary<string, Example> ByHand = new Example[]
    {
        Get("/v1/desk/deadlines.ics", Ehaa),
        Get("/v1/readings", Samr),
        Get("/v1/objections/{id}/objector", Samr, ("id", "2019-gas-stove.ranking.1.1")),
        Get("/v1/titles/{id}/badge.svg", null, ("id", "2020-air-purifier.91350203M000LP016Q")),
        Get("/v1/evidence/{digest}", Samr, ("digest", Digest)),
        Get("/v1/evidence/{digest}", Samr, ("digest", Digest)) with { Operation = "HEAD /v1/evidence/{digest}" },
        Get("/v1/downloads/{view}", null, ("view", "bans"), ("asOf", "2024-06-01"), ("position", "5500"), ("format", "csv")),
        Get("/v1/downloads/{view}/changes", null, ("view", "bans"), ("from", "2022-01-18@3094"), ("to", "2024-06-01@5500")),
        Get("/v1/log/tile/{path}", null, ("path", "0/000")),
        Get("/v1/events/stream", null, ("after", "8000"), ("type", "title_revoked")),
        Get("/v1/complaints/{id}", Samr, ("id", "c-2020-002")),
        Get("/v1/complaints/{id}/timemap", Samr, ("id", "c-2020-002"), ("format", "json")),
        Get("/v1/watches", Bank),
        Get("/v1/watches/{id}", Bank, ("id", "")),
        Get("/v1/watches/{id}/events", Bank, ("id", "")),
        Get("/v1/watches/{id}/deliveries", Bank, ("id", "")),
        Get("/v1/imports", Enterprise, ("limit", "2")),
        Get("/v1/imports/{id}", Enterprise, ("id", "")),
        Get("/v1/imports/{id}/rows", Enterprise, ("id", ""), ("outcome", "accepted")),
        Post("/v1/standings", null, """{"items":[{"creditCode":"91120116LP00005818"},{"creditCode":"91440606LP0000012E"}]}"""),
        Post("/v1/notices/{id}/closing", Ehaa, "{}", ("id", "2026-air-purifier.ranking.1")),
        Post("/v1/complaints", null, """
            {"subject":"leaderList","subjectId":"2019-range-hood","ground":"other","source":"consumer","facts":"There are too few leaders."}
            """),
        Post("/v1/releases", Samr, """{"name":"End of October 2026","asOf":"2026-10-31","nextOn":"2027-01-20"}"""),
        Post(
            "/v1/sampling-plans/{id}/samples",
            new("eprovince", Role.LocalAuthority),
            """{"subjectId":"2026-range-hood.91350203M000LP016Q","reason":"A buyer sent it in."}""",
            ("id", "s-2026-purifier")),
        Post(
            "/v1/quality-credits/{id}/withdrawal",
            new("eprovince", Role.LocalAuthority),
            """{"reason":"The centre took it back."}""",
            ("id", "eqc.91350203M000LP016Q.1")),
        Post(
            "/v1/signing-keys",
            Ehaa,
            """{"algorithm":"ed25519","publicKey":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","from":"2036-01-01"}"""),
        Post("/v1/signing-keys/{id}/revocation", Ehaa, """{"from":"2036-12-01","reason":"The machine was stolen."}""", ("id", Key)),
        Post("/v1/watches", Bank, Watch),
        Post("/v1/watches/{id}/change", Bank, Watch, ("id", "")),
        Post("/v1/watches/{id}/end", Bank, "{}", ("id", "")),
        Post("/v1/watches/{id}/secret", Bank, "{}", ("id", "")),
        Post("/v1/watches/{id}/resumption", Bank, "{}", ("id", "")),
        Post("/v1/watches/{id}/replay", Bank, "{}", ("id", "")),
        Post(
            "/v1/other-titles/{id}/end",
            new("eprovince", Role.LocalAuthority),
            """{"lastDay":"2027-06-30","reason":"The province withdrew it."}""",
            ("id", "o-2026-001")),
        Post("/v1/relations/{id}/end", Samr, """{"lastDay":"2026-11-20"}""", ("id", "relation-1")),
        Post(
            "/v1/enterprises/{creditCode}/commitments/{id}/withdrawal",
            new("91110108LP00000714", Role.Enterprise),
            $$"""{"reason":"{{Reason}}"}""",
            ("creditCode", "91110108LP00000714"), ("id", "commitment-2018-air-purifier-1")),
        Post("/v1/plans/{id}/withdrawal", Ehaa, $$"""{"reason":"{{Reason}}"}""", ("id", "2026-air-purifier.ehaa")),
        Post(
            "/v1/evaluations/{id}/readmissions",
            Ehaa,
            $$"""{"declaration":"91440606LP0000012E.Q~CH_001-2018","reason":"The contract was ended."}""",
            ("id", "2018-air-purifier")),
        Post(
            "/v1/evaluations/{id}/entry-reviews",
            Ehaa,
            """{"declaration":"91440606LP0000012E.Q~CH_001-2018","outcome":"stands","reasons":"The figures hold."}""",
            ("id", "2018-air-purifier")),
        Post("/v1/evaluations/{id}/withdrawal", Ehaa, $$"""{"reason":"{{Reason}}"}""", ("id", "2026-air-purifier")),
        Post(
            "/v1/evidence/{digest}/erasure",
            Samr,
            """{"basis":"Personal Information Protection Law, article 47","reason":"The person asked for it."}""",
            ("digest", Digest)),
        Post(
            "/v1/persons/{reference}/erasure",
            Samr,
            """{"basis":"Personal Information Protection Law, article 47","reason":"The person asked for it."}""",
            ("reference", Person)),
        Text("/v1/evidence", null, "text/plain", "The report of the laboratory.\n"),
        Text("/v1/imports/declarations", Enterprise, "text/csv", Table),
        Text("/v1/imports/enterprises", new("register", Role.Registrar), "text/csv", "enterprise,name\n91350203M000LP016Q,示例蓝湾\n"),
        Text("/v1/log/cosignatures", null, "text/plain", Signed),
    }.ToDictionary(e => e.Operation, StringComparer.Ordinal);

    private const string Watch = """{"name":"Borrowers","enterprises":["91350203M000LP016Q"],"categories":["air-purifier"],"uses":true}""";

    private static Example Get(string path, Actor? by, params (string Name, string Value)[] parameters) =>
        new($"GET {path}", by, parameters.ToDictionary(p => p.Name, p => p.Value), null, null, null);

    private static Example Post(string path, Actor? by, string body, params (string Name, string Value)[] parameters) =>
        new($"POST {path}", by, parameters.ToDictionary(p => p.Name, p => p.Value), "application/json", JsonNode.Parse(body), null);

    private static Example Text(string path, Actor? by, string type, string body) =>
        new($"POST {path}", by, new Dictionary<string, string>(), type, JsonValue.Create(body), null);

    /// <summary>
    /// A watch list and an import that was tried: the demonstration has none. By the beginning of the addresses that take its id.
    /// </summary>
    private async Task<Dictionary<string, string>> MadeAsync(Fuzz.Contract contract)
    {
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, at, id) in new[] { ("POST /v1/watches", "/v1/watches/{id}", "id"),
            ("POST /v1/imports/declarations", "/v1/imports/{id}", "import") })
        {
            var operation = contract.Operations.Single(o => $"{o.Method} {o.Path}" == name);
            var (status, body, _, _) = await AskAsync(contract, Request(operation, ByHand[name], tried: at != "/v1/watches/{id}"));
            status.ShouldBeLessThan(300, Encoding.UTF8.GetString(body));
            made[at] = JsonSerializer.Deserialize<JsonElement>(body).GetProperty(id).GetString()!;
        }
        return made;
    }

    private static Example With(Dictionary<string, string> made, Example example) =>
        made.FirstOrDefault(m => example.Operation.Split(' ')[1].StartsWith(m.Key, StringComparison.Ordinal)) is { Value: { } id }
            ? example with { Parameters = new Dictionary<string, string>(example.Parameters) { ["id"] = id } }
            : example;
}
