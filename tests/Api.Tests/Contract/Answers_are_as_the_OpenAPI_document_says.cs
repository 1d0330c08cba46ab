using System.Text.Json;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Contract;

/// <summary>Every list of the demonstration, and the documents of its items, held against the schemas of their addresses.</summary>
[Collection("history")]
public class Answers_are_as_the_OpenAPI_document_says(HistoryFixture history)
{
    /// <summary>Where the documents of a list's items stand, by the member that is their id.</summary>
    private static readonly Dictionary<string, (string Address, string Id)> Items = new()
    {
        ["/v1/titles"] = ("/v1/titles/{id}", "title"),
        ["/v1/notices"] = ("/v1/notices/{id}", "notice"),
        ["/v1/cases"] = ("/v1/cases/{id}", "case"),
        ["/v1/calls"] = ("/v1/calls/{id}", "call"),
        ["/v1/evaluations"] = ("/v1/evaluations/{id}", "evaluation"),
        ["/v1/categories"] = ("/v1/categories/{id}", "category"),
        ["/v1/declarations"] = ("/v1/declarations/{id}", "declaration"),
        ["/v1/enterprises"] = ("/v1/enterprises/{creditCode}", "creditCode"),
        ["/v1/organisations"] = ("/v1/organisations/{id}", "organisation"),
        ["/v1/adoptions"] = ("/v1/adoptions/{id}", "adoption"),
        ["/v1/findings"] = ("/v1/findings/{id}", "finding"),
    };

    [Fact]
    public async Task At_every_address()
    {
        using var read = JsonDocument.Parse(await history.Http.GetStringAsync("/openapi/v1.json"));
        var document = read.RootElement;
        var (wrong, asked) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var (name, operation) in The_OpenAPI_document_is_complete.All(document))
        {
            var path = name.Split(' ')[1];
            if (!name.StartsWith("GET ", StringComparison.Ordinal) || path.Contains('{') || Schema(operation) is not { } schema) continue;
            // for the regulator, and for owners, alone; with tests of their own
            if (path is "/v1/readings" or "/v1/watches" or "/v1/imports") continue;
            var takesPages = The_OpenAPI_document_is_complete.Parts(operation, "parameters")
                .Any(p => p.GetProperty("name").GetString() == "limit");
            var answer = await AskAsync(path switch
            {
                "/v1/changes" => "/v1/changes?from=2026-10-01T00:00:00%2B08:00&limit=20",
                "/v1/search" => "/v1/search?q=%E7%A9%BA%E6%B0%94",
                "/v1/comparison" or "/v1/comparison/timemap" =>
                    $"{path}?declaration=91370212LP0000039W.Q~HA_001-2026,91330106LP0000098L.Q~MI_002-2026",
                "/v1/log/proofs/inclusion" => "/v1/log/proofs/inclusion?position=7",
                "/v1/log/proofs/consistency" => "/v1/log/proofs/consistency?from=1",
                "/v1/log/proofs/state" => "/v1/log/proofs/state?view=bans&enterprise=91120116LP00005818",
                _ => takesPages ? $"{path}?limit=200" : path,
            });
            if (answer is not { } said) continue;
            asked++;
            Schemas.Check(document, schema, said, path, wrong);
            if (!Items.TryGetValue(path, out var item)) continue;
            var one = document.GetProperty("paths").GetProperty(item.Address).GetProperty("get");
            foreach (var id in said.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(item.Id).GetString()!).Take(2))
            {
                var at = item.Address.Replace("{id}", Uri.EscapeDataString(id)).Replace("{creditCode}", id);
                Schemas.Check(document, Schema(one)!.Value, (await AskAsync(at)).ShouldNotBeNull(at), item.Address, wrong);
                asked++;
            }
        }
        asked.ShouldBeGreaterThan(40);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_that_is_not_as_said_is_found()
    {
        using var schema = JsonDocument.Parse("""
            { "type": "object", "required": ["a", "b"], "properties": { "a": { "type": ["null", "integer"] }, "b": { "enum": ["x"] },
              "c": { "type": "array", "items": { "oneOf": [{ "type": "null" }, { "type": "string", "format": "date" }] } } } }
            """);
        string[] Wrong(string json)
        {
            using var answer = JsonDocument.Parse(json);
            var wrong = new SortedSet<string>(StringComparer.Ordinal);
            Schemas.Check(schema.RootElement, schema.RootElement, answer.RootElement, "it", wrong);
            return [.. wrong];
        }

        Wrong("""{ "a": null, "b": "x", "c": [null, "2026-05-11"] }""").ShouldBeEmpty();
        Wrong("""{ "a": 1.5, "b": "x" }""").ShouldBe(["it.a is no null or integer"]);
        Wrong("""{ "a": 1, "b": "y" }""").ShouldBe(["it.b is none of the words: y"]);
        Wrong("""{ "b": "x" }""").ShouldBe(["it lacks a"]);
        Wrong("""{ "a": 1, "b": "x", "d": 1 }""").ShouldBe(["it has d"]);
        Wrong("""{ "a": 1, "b": "x", "c": ["11 May"] }""").ShouldBe(["it.c is nothing of what it can be"]);
    }

    private async Task<JsonElement?> AskAsync(string address)
    {
        using var answer = await history.AskAsync(address, ("Accept", "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        if (address.StartsWith("/v1/log", StringComparison.Ordinal) && !answer.IsSuccessStatusCode) return null; // nothing is committed yet
        answer.IsSuccessStatusCode.ShouldBeTrue($"{address}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static JsonElement? Schema(JsonElement operation) =>
        operation.GetProperty("responses").TryGetProperty("200", out var ok) && ok.TryGetProperty("content", out var forms)
            && forms.TryGetProperty("application/json", out var json)
            ? json.GetProperty("schema")
            : null;
}
