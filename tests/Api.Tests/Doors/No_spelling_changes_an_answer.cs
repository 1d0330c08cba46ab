using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Doors;

/// <summary>
/// Every address of the OpenAPI document with every parameter that it names, spelt as people spell. The oracle is the answer to the
/// question as it ought to be spelt: a 200 to any other spelling is that answer, or there is no 200. Q56: a typing error must not look
/// like a true answer.
/// </summary>
[Collection("history")]
public partial class No_spelling_changes_an_answer(HistoryFixture history)
{
    private const string Barred = "91120116LP00005818", Two = "91370212LP0000039W.Q~HA_001-2026,91330106LP0000098L.Q~MI_002-2026";

    /// <summary>
    /// Not asked: an endless stream, files, what needs a token, a search, to which every word is a right question, and a calendar.
    /// </summary>
    private static readonly string[] Elsewhere =
    [
        "/v1/events/stream", "/v1/evidence/{digest}", "/v1/complaints/{id}", "/v1/complaints/{id}/timemap", "/v1/log/tile/{path}",
        "/v1/objections/{id}/objector", "/v1/readings", "/v1/search", "/v1/desk/deadlines.ics", "/v1/watches", "/v1/watches/{id}",
        "/v1/watches/{id}/events", "/v1/watches/{id}/deliveries", "/v1/downloads/{view}", "/v1/downloads/{view}/changes",
        "/v1/imports", "/v1/imports/{id}", "/v1/imports/{id}/rows",
    ];

    /// <summary>A value that the history has an answer for, as it ought to be spelt.</summary>
    private static readonly Dictionary<string, string> Right = new()
    {
        ["asOf"] = "2026-11-20",
        ["knownAt"] = "2026-11-21T08:00:00+08:00",
        ["minPosition"] = "10",
        ["limit"] = "5",
        ["total"] = "exact",
        ["enterprise"] = Barred,
        ["category"] = "air-purifier",
        ["cycle"] = "2024",
        ["sector"] = "consumerGoods",
        ["lang"] = "zh",
        ["gtin"] = "9520000071011",
        ["model"] = "HQ-580M",
        ["brand"] = "昊晴",
        ["format"] = "json",
        ["page"] = "1",
        ["from"] = "2024-05-10T08:00:00+08:00",
        ["to"] = "2024-05-20T08:00:00+08:00",
        ["view"] = "bans",
        ["draft"] = "noise:60",
        ["year"] = "2020",
        ["GET /v1/comparison declaration"] = Two,
        ["GET /v1/comparison/timemap declaration"] = Two,
        ["GET /v1/signing-keys body"] = "ehaa",
        ["GET /v1/signing-keys/timemap body"] = "ehaa",
        ["GET /v1/inspections organisation"] = "ehaa",
        ["GET /v1/inspections/timemap organisation"] = "ehaa",
        ["evaluation"] = "2018-air-purifier",
        ["field"] = "household-appliances",
        ["inheritedFrom"] = Barred,
        ["GET /v1/categories body"] = "ehaa",
        ["GET /v1/categories/timemap body"] = "ehaa",
        ["GET /v1/calls body"] = "ehaa",
        ["GET /v1/calls/timemap body"] = "ehaa",
        ["GET /v1/enterprises region"] = "beijing",
        ["GET /v1/enterprises/timemap region"] = "beijing",
        ["GET /v1/enterprises status"] = "registered",
        ["GET /v1/enterprises/timemap status"] = "registered",
        ["GET /v1/policies region"] = "nationwide",
        ["GET /v1/policies/timemap region"] = "nationwide",
        ["GET /v1/evaluations declaration"] = "91440606LP0000012E.Q~CH_001-2018",
        ["GET /v1/evaluations/timemap declaration"] = "91440606LP0000012E.Q~CH_001-2018",
        ["GET /v1/findings declaration"] = "91440606LP0000012E.Q~CH_001-2018",
        ["GET /v1/findings/timemap declaration"] = "91440606LP0000012E.Q~CH_001-2018",
        ["GET /v1/findings title"] = "2020-room-air-conditioner.91440606LP0000012E",
        ["GET /v1/findings/timemap title"] = "2020-room-air-conditioner.91440606LP0000012E",
        ["GET /v1/findings report"] = "2019-three-phase-motor@91370212LP000032XT.Q~DO_089-2019",
        ["GET /v1/findings/timemap report"] = "2019-three-phase-motor@91370212LP000032XT.Q~DO_089-2019",
        ["GET /v1/adoptions product"] = "91610113LP00004183.Q~HAO_101-2026@1",
        ["GET /v1/adoptions/timemap product"] = "91610113LP00004183.Q~HAO_101-2026@1",
        ["GET /v1/sampling-plans title"] = "2026-range-hood.91350203M000LP016Q",
        ["GET /v1/sampling-plans/timemap title"] = "2026-range-hood.91350203M000LP016Q",
        ["GET /v1/field-proposals field"] = "parcel-delivery",
        ["GET /v1/field-proposals/timemap field"] = "parcel-delivery",
        ["GET /v1/quality-credits grade"] = "AAA",
        ["GET /v1/quality-credits/timemap grade"] = "AAA",
        ["GET /v1/other-titles scheme"] = "示例省企业标准领先企业 · Example Province, leading enterprise standards",
        ["GET /v1/other-titles/timemap scheme"] = "示例省企业标准领先企业 · Example Province, leading enterprise standards",
        ["GET /v1/categories/{id}/ranking sort"] = "total",
        ["GET /v1/categories/{id}/ranking/timemap sort"] = "total",
        ["GET /v1/evaluations/{id}/ranking sort"] = "total",
        ["GET /v1/evaluations/{id}/ranking/timemap sort"] = "total",
        ["leaf"] = "5",
        ["GET /v1/log/proofs/consistency from"] = "5",
        ["GET /v1/log/proofs/consistency to"] = "9",
        ["GET /v1/log/proofs/state scope"] = "air-purifier",
        ["GET /v1/statistics/{id} by"] = "region",
        ["GET /v1/statistics/{id}/timemap by"] = "region",
        ["GET /v1/statistics/{id}/rows by"] = "region",
        ["GET /v1/statistics/{id}/rows/timemap by"] = "region",
        ["part"] = "zhejiang",
        ["responsible"] = "nsi",
        ["GET /v1/events after"] = "10",
        ["GET /v1/events type"] = "title_revoked",
        ["GET /v1/events subject"] = "title",
        ["GET /v1/log/checkpoint format"] = "text",
        ["GET /v1/titles/{id}/badge.svg format"] = "svg",
        ["GET /v1/log/proofs/{position}.tlog-proof format"] = "text",
    };

    [Fact]
    public async Task At_no_address_and_by_no_parameter()
    {
        var took = Stopwatch.StartNew();
        var document = await JsonAsync("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject()
            .Where(p => p.Value.TryGetProperty("get", out _) && !Elsewhere.Contains(p.Name)).ToArray();
        paths.Length.ShouldBeGreaterThan(80);
        var (faults, asked, unanswered) = (new List<string>(), 0, new List<string>());

        await Parallel.ForEachAsync(paths, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (path, _) =>
        {
            var own = new Walk(history, path.Name, path.Value.GetProperty("get"), document);
            await own.AllAsync();
            lock (faults) { faults.AddRange(own.Faults); asked += own.Asked; unanswered.AddRange(own.Unanswered); }
        });

        faults.Order(StringComparer.Ordinal).ShouldBeEmpty($"of {asked} questions in {took.Elapsed.TotalSeconds:0} s");
        unanswered.Where(u => !u.Contains("?after"))
            .Order(StringComparer.Ordinal)
            .ShouldBeEmpty("these have no right question, so nothing was shown of them");
        asked.ShouldBeInRange(3_000, 30_000, "so many take less than a minute where nothing else runs");
    }

    private async Task<JsonElement> JsonAsync(string address) =>
        JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address));

    /// <summary>One address.</summary>
    private sealed partial class Walk(HistoryFixture history, string path, JsonElement operation, JsonElement document)
    {
        private readonly (string Name, bool InPath, bool Required)[] _parameters = !operation.TryGetProperty("parameters", out var all) ? []
            : [.. all.EnumerateArray().Where(p => p.GetProperty("in").GetString() is "path" or "query").Select(p => (
                p.GetProperty("name").GetString()!,
                p.GetProperty("in").GetString() == "path",
                p.TryGetProperty("required", out var r) && r.GetBoolean()))];

        private Dictionary<string, string> _ids = [];

        public List<string> Faults { get; } = [];
        public List<string> Unanswered { get; } = [];
        public int Asked { get; private set; }

        public async Task AllAsync()
        {
            _ids = await IdsAsync();
            var needed = new List<(string, string)>();
            if (path.EndsWith("/state")) needed.AddRange([("view", "bans"), ("enterprise", Barred)]);
            if (path.EndsWith("/inclusion")) needed.Add(("position", "3000"));
            if (path.EndsWith("/consistency")) needed.AddRange([("from", "5"), ("to", "9")]);
            if (path.Contains("/tender")) needed.AddRange([("category", "air-purifier"), ("product", "CH-9")]);
            if (path.StartsWith("/v1/comparison")) needed.Add(("declaration", Two));
            if (path == "/v1/changes") needed.AddRange([("from", Right["from"]), ("to", Right["to"])]);
            // early, as it goes through all that was known
            if (path.EndsWith("/why")) needed.AddRange([("asOf", "2020-12-01"), ("knownAt", "2020-12-01T08:00:00+08:00")]);
            var right = await AskAsync(Address(_ids), needed);
            if (right is null) { Unanswered.Add(path); return; }

            foreach (var unknown in new[] { "stauts", "creditCode", "offset", "sort", "x" }.Except(_parameters.Select(p => p.Name)))
            {
                await HeldAsync(right, _ids, [.. needed, (unknown, "2")], $"?{unknown}=", sameWillDo: false);
            }
            if (IsCostly) await TogetherAsync(needed);
            foreach (var (name, inPath, _) in _parameters)
            {
                if (inPath) await PathAsync(name, right, needed);
                else await QueryAsync(name, needed);
            }
        }

        /// <summary>Answered by going through the past: spellings are asked of all parameters at once.</summary>
        private bool IsCostly => path.EndsWith("/why", StringComparison.Ordinal) || path.EndsWith("/timemap", StringComparison.Ordinal);

        private async Task TogetherAsync(List<(string Name, string Value)> needed)
        {
            List<(string Name, string Value)> all = [.. needed];
            foreach (var (name, _, _) in _parameters.Where(p =>
                !p.InPath && p.Name is not ("position" or "after" or "cursor" or "page") && needed.All(n => n.Name != p.Name)))
            {
                if (await ValueAsync(name) is { } value) all.Add((name, value));
            }
            if (await AskAsync(Address(_ids), all) is not { } right) { Unanswered.Add($"{path} with all its parameters"); return; }
            foreach (var (kind, spelt) in new (string, Func<string, string>)[]
            {
                ("in small letters", v => " " + v.ToLowerInvariant()),
                ("in wide capitals", v => Wide(v.ToUpperInvariant()) + " "),
            })
            {
                await HeldAsync(
                    right,
                    _ids.ToDictionary(id => id.Key, id => spelt(id.Value)),
                    [.. all.Select(q => (q.Name, spelt(q.Value)))],
                    $"all {kind}");
            }
        }

        private async Task PathAsync(string name, string right, List<(string, string)> needed)
        {
            foreach (var (kind, spelt) in IsCostly ? [] : Spellings(_ids[name]))
            {
                await HeldAsync(right, new(_ids) { [name] = spelt }, needed, $"{{{name}}} {kind}");
            }
            foreach (var wrong in Wrong(_ids[name]))
            {
                await HeldAsync(right, new(_ids) { [name] = wrong }, needed, $"{{{name}}} wrong: {wrong}", sameWillDo: false);
            }
        }

        private async Task QueryAsync(string name, List<(string Name, string)> needed)
        {
            if (await ValueAsync(name) is not { } value) { Unanswered.Add($"{path}?{name}"); return; }
            List<(string, string)> others = [.. needed.Where(n => n.Name != name && !(name is "leaf" && n.Name == "position"))];
            if (name is "scope" or "view" && path.EndsWith("/state"))
            {
                others = [("view", "leaders"), ("enterprise", "91340104LP0000119C"), ("scope", "air-purifier")];
                others.RemoveAll(o => o.Item1 == name);
            }
            if (path.EndsWith("/state") && name == "view") value = "leaders";
            if (name == "brand") others.Add(("model", Right["model"])); // alone it says nothing
            if (name == "part") others.Add(("by", "region")); // of what it is one
            var isOfModel = name is "product" or "model" or "brand"; // one that nobody has is a question of its own, and is told so
            var ids = name is "model" or "brand" && _ids.ContainsKey("creditCode")
                ? new(_ids) { ["creditCode"] = "91610113LP00004183" } // whose model it is
                : _ids;
            var right = IsCostly ? "" : await AskAsync(Address(ids), [.. others, (name, value)]);
            if (right is null) { Unanswered.Add($"{path}?{name}={value}"); return; }
            if (!IsCostly)
            {
                foreach (var (kind, spelt) in Spellings(value)) await HeldAsync(right, ids, [.. others, (name, spelt)], $"?{name} {kind}");
                await HeldAsync(right, ids, [.. others, (name, value), (name, value)], $"?{name} doubled");
                if (!isOfModel) await HeldAsync(right, ids, [.. others, (name, value + "," + value)], $"?{name} with a comma");
                await HeldAsync(right, ids, [.. others, (name.ToUpperInvariant(), value)], $"?{name.ToUpperInvariant()}");
            }
            await HeldAsync(right, ids, [.. others, (name[..^1], value)], $"?{name[..^1]}", sameWillDo: false);
            await HeldAsync(right, ids, [.. others, (" " + name, value)], $"? {name}", sameWillDo: false);
            if (isOfModel) return;
            foreach (var wrong in Wrong(value))
            {
                await HeldAsync(right, ids, [.. others, (name, wrong)], $"?{name} wrong: {wrong}", sameWillDo: false);
            }
            await HeldAsync(right, ids, [.. others, (name, "")], $"?{name} empty", sameWillDo: false);
        }

        private static IEnumerable<(string Kind, string Value)> Spellings(string value)
        {
            yield return ("in small letters", value.ToLowerInvariant());
            yield return ("in capitals", value.ToUpperInvariant());
            yield return ("in full width", Wide(value));
            yield return ("behind a blank", " " + value);
            yield return ("before a blank", value + " ");
            yield return ("between ideographic blanks", "\u3000" + value + "\u3000");
        }

        private static string Wide(string value) => string.Concat(value.Select(c => c is > '!' and <= '~' ? (char)(c + 0xFEE0) : c));

        /// <summary>One character too many, too few, or another; and what is nothing at all.</summary>
        private static IEnumerable<string> Wrong(string value)
        {
            if (!value.All(char.IsAsciiDigit)) yield return value + "x"; // another number is another question
            if (!value.All(char.IsAsciiDigit)) yield return value[..^1] + (value[^1] is 'q' or 'Q' ? 'w' : 'q');
            yield return "nonsense";
            yield return "、";
            yield return "消费品";
        }

        /// <summary>The answer is a refusal, or that to the right question.</summary>
        private async Task HeldAsync(
            string right,
            Dictionary<string, string> ids,
            List<(string, string)> query,
            string what,
            bool sameWillDo = true)
        {
            if (await AskAsync(Address(ids), query) is { } answer && !(sameWillDo && answer == right)) Faults.Add($"{path} {what}");
        }

        private async Task<string?> AskAsync(string address, List<(string Name, string Value)> query)
        {
            Asked++;
            var at = query.Count == 0
                ? address
                : address + "?" + string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Name)}={Uri.EscapeDataString(q.Value)}"));
            var answer = await history.AskAsync(at, ("Accept", "application/json, */*;q=0.5"));
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) { await Task.Delay(50); return await AskAsync(address, query); }
            ((int)answer.StatusCode).ShouldBeLessThan(500, at);
            return answer.StatusCode == HttpStatusCode.OK ? Links().Replace(await answer.TextAsync(), "") : null;
        }

        private string Address(Dictionary<string, string> ids) =>
            ids.Aggregate(path, (at, id) => at.Replace($"{{{id.Key}}}", Uri.EscapeDataString(id.Value)));

        /// <summary>Ids of the address, from lists of the history.</summary>
        private async Task<Dictionary<string, string>> IdsAsync()
        {
            var ids = new Dictionary<string, string>();
            foreach (var (name, _, _) in _parameters.Where(p => p.InPath))
            {
                ids[name] = name switch
                {
                    "creditCode" => Barred,
                    "position" => "3000",
                    "declaration" => await FirstAsync(
                        "/v1/evaluations/2018-air-purifier/ranking",
                        d => d.GetProperty("entries")[0].GetProperty("declaration").GetString()!),
                    _ when path == "/v1/titles/{id}/why" => await FirstAsync(
                        "/v1/titles?category=air-purifier&cycle=2018&limit=1",
                        d => d.GetProperty("items")[0].GetProperty("title").GetString()!),
                    _ when path.StartsWith("/v1/titles/", StringComparison.Ordinal) => await FirstAsync(
                        "/v1/titles?category=air-purifier&status=inForce&limit=1",
                        d => d.GetProperty("items")[0].GetProperty("title").GetString()!),
                    _ when path.StartsWith("/v1/bans/{id}", StringComparison.Ordinal) =>
                        await FirstAsync("/v1/bans?limit=1", d => d.GetProperty("items")[0].GetProperty("ban").GetString()!),
                    _ when path.Contains("/commitments/", StringComparison.Ordinal) => await FirstAsync(
                        $"/v1/enterprises/{Barred}/commitments",
                        d => d.GetProperty("items")[0].GetProperty("commitment").GetString()!),
                    _ when path.StartsWith("/v1/revocations/", StringComparison.Ordinal) => await FirstAsync(
                        "/v1/titles?status=revoked&limit=1",
                        d => d.GetProperty("items")[0].GetProperty("revocation").GetProperty("revocation").GetString()!),
                    _ when path.StartsWith("/v1/statistics/", StringComparison.Ordinal) => "disclosed-standards",
                    _ when path.StartsWith("/v1/categories/", StringComparison.Ordinal) => "air-purifier",
                    _ when path.StartsWith("/v1/products/", StringComparison.Ordinal) => await FirstAsync(
                        "/v1/products?limit=1",
                        d => d.GetProperty("items")[0].GetProperty("product").GetString()!),
                    _ when path.StartsWith("/v1/calls/", StringComparison.Ordinal)
                        || path.StartsWith("/v1/evaluations/", StringComparison.Ordinal) => "2018-air-purifier",
                    _ when path.StartsWith("/v1/plans/", StringComparison.Ordinal) =>
                        await FirstAsync("/v1/calls/2024-air-purifier", d => d.GetProperty("selectedPlan").GetString()!),
                    _ when path.StartsWith("/v1/key-fields/", StringComparison.Ordinal) => "2024",
                    _ when path.StartsWith("/v1/objections/", StringComparison.Ordinal) => await FirstAsync(
                        "/v1/notices?limit=1000",
                        d => d.GetProperty("items").EnumerateArray().SelectMany(n => n.GetProperty("objections").EnumerateArray()).First()
                            .GetProperty("objection").GetString()!),
                    _ => await FirstAsync(
                        path[..path.IndexOf("/{", StringComparison.Ordinal)] + "?limit=1",
                        d => d.GetProperty("items")[0].EnumerateObject().First().Value.GetString()!),
                };
            }
            return ids;
        }

        private async Task<string?> ValueAsync(string name)
        {
            try { return await OwnAsync(name); }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException) { return null; }
        }

        private async Task<string?> OwnAsync(string name)
        {
            if (path == "/v1/bans/{id}/why" && name == "enterprise")
            {
                return await FirstAsync("/v1/bans?limit=1", d => d.GetProperty("items")[0].GetProperty("enterprise").GetString()!);
            }
            if (Right.TryGetValue($"GET {path} {name}", out var own) || Right.TryGetValue(name, out own)) return own;
            var list = Address(_ids).Replace("/timemap", "");
            return name switch
            {
                "status" => await FirstAsync(
                    list + "?limit=1",
                    d =>
                        (d.GetProperty("items")[0].TryGetProperty("status", out var s)
                            || d.GetProperty("items")[0].TryGetProperty("stage", out s)
                            || d.GetProperty("items")[0].GetProperty("cycles").EnumerateArray().Last().TryGetProperty("stage", out s)
                            ? s
                            : default)
                            .GetString()!),
                "body" => await FirstAsync(
                    list + "?limit=1",
                    d => new[] { "body", "authority", "issuer", "organisation", "holder" }
                        .Select(n => d.GetProperty("items")[0].TryGetProperty(n, out var b) ? b.GetString() : null)
                        .First(b => b is not null)!),
                "product" => await FirstAsync(
                    $"/v1/titles?enterprise={Barred}&limit=1",
                    d => d.GetProperty("items")[0].GetProperty("products")[0].GetString()!),
                "after" => path.EndsWith("/timemap")
                    ? "x"
                    : path == "/v1/changes" ? await NextAsync($"/v1/changes?from={Uri.EscapeDataString(Right["from"])}&to="
                        + $"{Uri.EscapeDataString(Right["to"])}&limit=1")
                    : await NextAsync(Address(_ids) + "?limit=1"),
                "cursor" => await NextAsync(Address(_ids) + "?limit=1"),
                "position" => $"{history.Newest}",
                "key" => await FirstAsync(
                    "/v1/titles?category=air-purifier&limit=1",
                    d => d.GetProperty("items")[0].GetProperty("title").GetString()!),
                "size" => await FirstAsync("/v1/log", d => d.GetProperty("size").ToString()),
                "title" or "declaration" or "number" or "user" => await FirstAsync(
                    list + "?limit=1",
                    d => d.GetProperty("items")[0].GetProperty(name).GetString()!),
                _ => Described(name),
            };
        }

        /// <summary>The first word of a closed list; a day, where it takes one.</summary>
        private string? Described(string name)
        {
            var schema = operation.GetProperty("parameters").EnumerateArray()
                .First(p => p.GetProperty("name").GetString() == name).GetProperty("schema");
            if (schema.TryGetProperty("items", out var items)) schema = items;
            schema = Contract.Fuzz.Contract.Named(document, schema);
            return schema.TryGetProperty("enum", out var words) ? words[0].GetString()
                : schema.TryGetProperty("format", out var format) && format.GetString() == "date" ? "2024-06-30"
                : null;
        }

        private async Task<string?> NextAsync(string address) =>
            JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address)).GetProperty("next").GetString() is { } next
                ? Uri.UnescapeDataString(Regex.Match(next, "(?:after|cursor)=([^&]+)").Groups[1].Value)
                : null;

        private async Task<string> FirstAsync(string address, Func<JsonElement, string> of) =>
            of(JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address)));

        [GeneratedRegex("\"(next|original|timeGate|timeMap|uri)\":(null|\"[^\"]*\")")]
        private static partial Regex Links();
    }
}
