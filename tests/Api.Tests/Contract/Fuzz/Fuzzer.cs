using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Leader.Api.Tests.Contract.Fuzz;

/// <summary>What requests are made of.</summary>
/// <param name="Ids">That the register knows, by the name of their schema.</param>
/// <param name="Newest">Position of the log.</param>
internal sealed record Material(
    Contract Contract,
    ILookup<string, Played> Played,
    IReadOnlyDictionary<string, string[]> Ids,
    long Newest);

/// <summary>
/// Makes requests of our own OpenAPI document and of the acts of the demonstration: right ones, nearly right ones and hostile ones. The
/// same seed and number give the same request.
/// </summary>
internal sealed class Fuzzer(Material material, int seed, System.Text.RegularExpressions.Regex only)
{
    private static readonly string[] Hostile =
    [
        "", " ", "\0", "a\0b", "null", "undefined", "NaN", "-1",
        "0", "9223372036854775808", "1e400", "0x10", "١٢٣", "１２３",
        "' OR 1=1--", "\"; drop table leader.mt_events; --", "%", "%00", "%2e%2e%2f", "../../etc/passwd", "..\\..\\",
        "<script>alert(1)</script>",
        "=HYPERLINK(\"x\")", "\u202Egnp.exe", "\u200B", "\uFEFF", "𠮷野家", "😀", "e\u0301", "İı", "ß", "a,b", "a,,b", ",", ";", "|", "{}",
        "[]",
        "{\"$gt\":\"\"}", "${jndi:ldap://x}", "\r\nX-Injected: 1", "\n", "\t", "\u0085", "\uFFFE", "'", "\"", "\\", "&", "#", "?", "+", "~",
        "_", "@",
        "2024-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2024-1-1", "2024-06-01T00:00:00", "2024-06-01T00:00:00Z",
        "2024-06-01T00:00:00+14:00", "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59.9999999-14:00", "true", "TRUE", "２０２４-air-purifier",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=gbk", "application/vnd.api+json", "text/json",
        "text/plain", "text/csv", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png",
        "application/pdf", "", "json", "application/json, text/plain", "*/*",
    ];

    private static readonly string[] Accepts =
    [
        "application/json", "*/*", "text/csv", "application/json, text/plain, */*", "text/csv;q=0", "application/json;q=0.1, text/csv",
        "image/svg+xml", "text/html", "application/problem+json", "application/link-format", "application/x-ndjson", "text/event-stream",
        "application/xml", "q=1", ",", "application/*", "*/*;q=0", "text/calendar", "application/octet-stream", "",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json;q=NaN", "application/json;q=2",
    ];

    private static readonly (string Role, string Subject)[] Others =
    [
        ("regulator", "samr"), ("working-body", "cnis"), ("evaluation-body", "caq"), ("evaluation-body", "nobody-known"),
        ("expert", "expert-1"), ("registrar", "registry"), ("supervisor", "eqs"), ("enterprise", "91120116LP00005818"),
        ("enterprise", "NOCODE"), ("result-user", "mall"), ("public", "public"), ("system", "system"), ("king", "x"),
        ("testing-body", "lab-1"), ("department", "miit"), ("local-authority", "x"),
    ];

    private readonly Operation[] _all = [.. material.Contract.Operations.Where(o => o.Method is "GET" or "POST" or "HEAD"
        && only.IsMatch(o.Id))];

    public Request Next(int number) => new One(material, _all, new(unchecked(seed * 1_000_003 + number))).Request();

    /// <summary>One request, from one sequence of random numbers.</summary>
    private sealed class One(Material of, Operation[] all, Random random)
    {
        public Request Request()
        {
            var operation = all[random.Next(all.Length)];
            var example = operation.IsCommand && Often(0.7) ? Any(of.Played[operation.Id].ToArray()) : null;
            var address = example is null || Often(0.1)
                ? string.Join('/', operation.Path.Split('/').Select((part, i) => Part(operation, part, i)))
                : example.Path;
            var headers = new List<(string, string)>();
            var query = new List<string>();
            foreach (var parameter in operation.Takes.Where(p => p.In != "path"))
            {
                if (!Often(parameter.Required ? 0.9 : parameter.In == "header" || operation.IsCommand ? 0.08 : 0.12)) continue;
                var value = parameter.IsList
                    ? string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Text(parameter)))
                    : Text(parameter);
                if (parameter.In == "header") headers.Add((parameter.Name, Plain(value)));
                else query.Add($"{Uri.EscapeDataString(parameter.Name)}={Escaped(value)}");
                if (parameter.In == "query" && Often(0.03)) query.Add(query[^1]);
            }
            if (Often(0.02)) query.Add($"{Escaped(Any(Hostile)!)}={Escaped(Any(Hostile)!)}");
            if (Often(0.3)) headers.Add(("Accept", Any(Accepts)!));
            if (Often(0.03)) headers.Add(("Accept-Encoding", Any(["gzip", "br", "identity;q=0", "*;q=0", "x"])!));
            if (Often(0.02)) headers.Add(("Authorization", Any(["Bearer x", "Bearer ", "Basic YTpi", "Bearer a.b.c", "bearer"])!));
            if (Often(0.02)) headers.Add(("Complaint-Secret", Any(Hostile)!.Length > 0 ? Plain(Any(Hostile)!) : "x"));
            var (body, type) = operation.BodyTypes.Count == 0 ? (null, null) : Body(operation, example);
            return new(
                operation,
                query.Count == 0 ? address : $"{address}?{string.Join('&', query)}",
                headers,
                body,
                type,
                headers.Any(h => h.Item1 == "Authorization") ? null : Who(operation, example));
        }

        private (string, string)? Who(Operation operation, Played? example)
        {
            if (example is { By.Role: not (Domain.Role.Public or Domain.Role.System) } && Often(0.85))
            {
                return (Http.Identity.Name(example.By.Role), example.By.Subject);
            }
            if (Often(operation.IsCommand ? 0.2 : 0.7)) return null;
            var role = Any(operation.Roles.ToArray());
            return Often(0.6) && Others.FirstOrDefault(o => o.Role == role) is { Role: not null } fitting ? fitting : Any(Others);
        }

        private string Part(Operation operation, string part, int at)
        {
            if (!part.Contains('{')) return part;
            var name = part[(part.IndexOf('{') + 1)..part.IndexOf('}')];
            var text = operation.Takes.FirstOrDefault(p => p.In == "path" && p.Name == name) is { } taken ? Text(taken) : Any(Hostile)!;
            if (text.Length is 0 or > 2000 || text is "." or "..") text = "x";
            return part.Replace($"{{{name}}}", Escaped(text), StringComparison.Ordinal);
        }

        private (byte[]?, string?) Body(Operation operation, Played? example)
        {
            if (operation.Body is not { } schema)
            {
                var file = Any([[], "%PDF-1.7\n%%EOF"u8.ToArray(), "plain text"u8.ToArray(), [0x89, 0x50, 0x4E, 0x47], new byte[20_000]]);
                return (file, Often(0.5) ? Any(operation.BodyTypes.ToArray()) : Any(Types));
            }
            var json = example?.Body.DeepClone() ?? Value(schema, 0);
            var changes = Often(0.5) ? 0 : random.Next(1, 4);
            for (var i = 0; i < changes; i++) json = Changed(json);
            var text = json?.ToJsonString() ?? "null";
            if (Often(0.04)) text = text.Insert(random.Next(text.Length), Any(["\0", "{", "}", "\"", ",", "\\ud800", "\\u0000"])!);
            if (Often(0.02) && text.Length > 2) text = $"{{{text.Trim('{', '}')},{text.Trim('{', '}')}}}";
            if (Often(0.02)) text = new string('[', 5000) + new string(']', 5000);
            if (Often(0.01)) text = $"{{\"x\":\"{new string('y', 1_100_000)}\"}}";
            if (Often(0.02)) text = text[..random.Next(text.Length)];
            var bytes = Encoding.UTF8.GetBytes(text);
            if (Often(0.02)) bytes = [0xEF, 0xBB, 0xBF, .. bytes];
            if (Often(0.02) && bytes.Length > 0) bytes[random.Next(bytes.Length)] = 0xFF;
            return (bytes, Often(0.05) ? Any(Types) : "application/json");
        }

        /// <summary>One place of it is another.</summary>
        private JsonNode? Changed(JsonNode? json)
        {
            switch (json)
            {
                case JsonObject { Count: > 0 } o when Often(0.85):
                    var name = Any(o.Select(m => m.Key).ToArray())!;
                    if (Often(0.1))
                    {
                        o.Remove(name);
                    }
                    else if (Often(0.05))
                    {
                        o[name + Any(["x", " ", "\0", ""])] = Odd();
                    }
                    else if (o[name] is { } inner)
                    {
                        o.Remove(name);
                        o[name] = Changed(inner);
                    }
                    else
                    {
                        o[name] = Odd();
                    }
                    return o;
                case JsonArray { Count: > 0 } a when Often(0.85):
                    var at = random.Next(a.Count);
                    var item = a[at];
                    a.RemoveAt(at);
                    if (Often(0.9)) a.Insert(at, Changed(item));
                    if (Often(0.1)) a.Add(item?.DeepClone());
                    return a;
                case JsonValue v when Often(0.4) && v.TryGetValue<string>(out var text):
                    return Nearly(text);
                default:
                    return Odd();
            }
        }

        private JsonNode? Odd() => random.Next(10) switch
        {
            0 => null,
            1 => new JsonArray(),
            2 => new JsonObject(),
            3 => JsonNode.Parse(Any(["0", "-1", "1e400", "1e-400", "0.1", "123456789012345678901234567890", "-0", "99999999999"])!),
            4 => true,
            5 => new string('长', random.Next(1, 12_000)),
            6 => Deep(),
            _ => JsonValue.Create(Any(Hostile)),
        };

        private static JsonNode Deep()
        {
            JsonNode deep = "x";
            for (var i = 0; i < 60; i++) deep = new JsonObject { ["x"] = deep };
            return deep;
        }

        /// <summary>By the schema.</summary>
        private JsonNode? Value(JsonElement schema, int depth)
        {
            var named = schema.TryGetProperty("$ref", out var name) ? name.GetString()!.Split('/')[^1] : null;
            schema = Contract.Named(of.Contract.Document, schema);
            if (named is not null && schema.TryGetProperty("pattern", out _)) return Known(named);
            var either = The_OpenAPI_document_is_complete.Parts(schema, "oneOf").ToArray();
            if (either.Length > 0) return Value(Any(either), depth);
            if (schema.TryGetProperty("enum", out var words)) return Any(words.EnumerateArray().ToArray()).GetString();
            var types = The_OpenAPI_document_is_complete.Types(schema);
            switch (types.Length == 0 ? "object" : types[random.Next(types.Length)])
            {
                case "null": return null;
                case "boolean": return Often(0.5);
                case "integer": return random.Next(-1, 3000);
                case "number": return random.Next(-100, 100_000) / 10m;
                case "string": return schema.TryGetProperty("format", out var format) ? Formatted(format.GetString()!) : Prose();
                case "array":
                    return new JsonArray([.. Enumerable.Range(0, depth > 5 ? 0 : random.Next(3))
                        .Select(_ => Value(schema.GetProperty("items"), depth + 1))]);
                default:
                    var o = new JsonObject();
                    if (depth > 6 || !schema.TryGetProperty("properties", out var members)) return o;
                    var required = The_OpenAPI_document_is_complete.Parts(schema, "required").Select(r => r.GetString()).ToHashSet();
                    foreach (var member in members.EnumerateObject().Where(m => Often(required.Contains(m.Name) ? 0.98 : 0.5)))
                    {
                        o[member.Name] = Value(member.Value, depth + 1);
                    }
                    return o;
            }
        }

        private string Text(Taken parameter)
        {
            if (Often(0.12)) return Any(Hostile)!;
            var named = parameter.Schema.TryGetProperty("$ref", out var name) ? name.GetString()!.Split('/')[^1] : null;
            var schema = Contract.Named(of.Contract.Document, parameter.Schema);
            if (named is not null && schema.TryGetProperty("pattern", out _)) return Often(0.2) ? Nearly(Known(named)) : Known(named);
            if (schema.TryGetProperty("enum", out var words)) return Any(words.EnumerateArray().ToArray()).GetString()!;
            return (parameter.Name, schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
            {
                ("minPosition", _) => Number(of.Newest),
                ("limit" or "page" or "leaf" or "size" or "after", _) => Number(Often(0.7) ? random.Next(0, 40) : random.Next()),
                ("position" or "Last-Event-ID", _) => Number(random.NextInt64(0, of.Newest + (Often(0.1) ? 100_000 : 1))),
                ("cycle", _) => Number(random.Next(2017, 2028)),
                ("from" or "to", _) =>
                    Any([Formatted("date-time"), Number(random.NextInt64(of.Newest)), $"{Formatted("date")}@{of.Newest}"])!,
                ("If-None-Match", _) => Any(["*", "\"x\"", "W/\"x\"", "x", "\"a\", \"b\""])!,
                ("Accept-Datetime", _) => Any(
                    ["Mon, 01 Jun 2026 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "2026", "Mon, 01 Jun 1026 00:00:00 GMT"])!,
                ("Idempotency-Key", _) => Any(["1", "k-1", new string('k', 128), new string('k', 129), "a b", "\"q\""])!,
                ("X-Causation-Id", _) => Any(["cause-1", "a b", new string('c', 129)])!,
                ("q", _) => Any(["空气", "a", "91120116LP00005818", "gb/t", "Example Company", "快递 服务"])!,
                ("id" or "key" or "reference" or "report", _) => Known(Any(of.Ids.Keys.ToArray())!),
                (_, "int64") => Number(random.NextInt64(of.Newest)),
                (_, { } f) => Formatted(f),
                _ => Often(0.5) ? Known(Any(of.Ids.Keys.ToArray())!) : Prose(),
            };
        }

        private string Formatted(string format) => format switch
        {
            "date" => Any(
                ["2018-06-27", "2022-01-18", "2024-02-29", "2025-02-29", "2026-11-23", $"{random.Next(1, 9999):0000}-01-31"])!,
            "date-time" => Any(
                ["2022-01-20T12:00:00+08:00", "2026-11-20T00:00:00Z", "2019-01-01T00:00:00.123456789Z", "2030-01-01T00:00:00Z"])!,
            _ => Number(random.Next(100)),
        };

        private string Known(string form) => of.Ids.TryGetValue(form, out var known) && known.Length > 0
            ? Any(known)!
            : form == "Digest" ? new string('0', 64) : "x-1";

        /// <summary>As somebody might mistype it.</summary>
        private string Nearly(string text)
        {
            if (text.Length == 0) return "x";
            var at = random.Next(text.Length);
            return random.Next(7) switch
            {
                0 => text.ToLowerInvariant(),
                1 => text.ToUpperInvariant(),
                2 => $" {text}\u3000",
                3 => text.Remove(at, 1),
                4 => text.Insert(at, Any(["0", "\0", ".", "-", "长", "\u202E", "𠮷", "\ud800"])!),
                5 => string.Concat(text.Select(c => c is > ' ' and < '\x7f' ? (char)(c + 0xFEE0) : c)),
                _ => text + text,
            };
        }

        private string Prose() =>
            Any(["The sample was old.", "快递服务", "AP-1", "GB/T 18801-2022", "m³/h", "https://example.cn", "x", .. Hostile])!;

        private static string Number(long n) => n.ToString(CultureInfo.InvariantCulture);

        /// <summary>Half of a surrogate pair is sent as the three bytes that it would be.</summary>
        private static string Escaped(string text) => string.Concat(text.EnumerateRunes()
            .Select(r => r.Value == 0xFFFD ? "%ED%A0%80" : Uri.EscapeDataString(r.ToString())));

        /// <summary>What a header can hold.</summary>
        private static string Plain(string text) => string.Concat(text.Where(c => c is >= ' ' and < '\x7f'));

        private bool Often(double part) => random.NextDouble() < part;
        private T? Any<T>(T[] of) => of.Length == 0 ? default : of[random.Next(of.Length)];
    }
}
