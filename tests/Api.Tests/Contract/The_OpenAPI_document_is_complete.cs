using System.Text.Json;
using Leader.Api.Http;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// What others build on, kept as a reviewed file. LEADER_WRITE_OPENAPI=1 writes it anew: a member, word, parameter or status that goes
/// away or changes its meaning breaks somebody's program (docs/api.md, Versions).
/// </summary>
[Collection("api")]
public class The_OpenAPI_document_is_complete(ApiFixture api)
{
    private const string Operations = "src/Api/Words/operations.csv";

    [Fact]
    public async Task It_is_the_reviewed_one()
    {
        var file = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "tests/Api.Tests/Contract/openapi.json");
        var served = (await api.Http.GetStringAsync("/openapi/v1.json")).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(file, served);
        var reviewed = (await File.ReadAllTextAsync(file)).Split('\n');
        var differing = served.Split('\n').Zip(reviewed).Index().Where(l => l.Item.First != l.Item.Second).Take(3)
            .Select(l => $"line {l.Index + 1}: served {l.Item.First.Trim()}, reviewed {l.Item.Second.Trim()}").ToArray();
        differing.ShouldBeEmpty("run this test with LEADER_WRITE_OPENAPI=1 to write tests/Api.Tests/Contract/openapi.json anew, and "
            + "review what changed");
        served.Split('\n').Length.ShouldBe(reviewed.Length);
    }

    [Fact]
    public async Task Everything_in_it_has_a_type()
    {
        var (untyped, seen) = (new List<string>(), 0);
        var document = await DocumentAsync();
        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            Look(schema.Value, schema.Name);
        }
        foreach (var (name, operation) in All(document))
        {
            foreach (var parameter in Parts(operation, "parameters"))
            {
                Look(parameter.GetProperty("schema"), $"{name} {parameter.GetProperty("name")}");
            }
            foreach (var answer in operation.GetProperty("responses").EnumerateObject())
            {
                if (!answer.Value.TryGetProperty("content", out var forms)) continue;
                foreach (var form in forms.EnumerateObject()) Look(form.Value.GetProperty("schema"), $"{name} {answer.Name} {form.Name}");
            }
        }
        seen.ShouldBeGreaterThan(2000);
        untyped.ShouldBeEmpty("see TypeAsync in src/Api/Http/OpenApiDocument.cs");

        void Look(JsonElement schema, string at)
        {
            seen++;
            var types = Types(schema);
            var isTyped = types.Length > 0 || new[] { "$ref", "oneOf", "allOf", "anyOf" }.Any(k => schema.TryGetProperty(k, out _));
            var isEither = types.Contains("string") && types.Any(t => t is "integer" or "number") && !types.Contains("object");
            var isBare = types is ["array"] && !schema.TryGetProperty("items", out _);
            if (!isTyped || isEither || isBare) untyped.Add(at);
            foreach (var (key, part) in Below(schema)) Look(part, $"{at}{key}");
        }
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_who_may_ask_and_what_it_answers()
    {
        var document = await DocumentAsync();
        var tags = document.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ToArray();
        var ids = new List<string>();
        foreach (var (name, operation) in All(document))
        {
            var tell = $"add a line to {Operations}: {name.Replace("/timemap", "")},nameForPrograms,中文,English";
            operation.TryGetProperty("operationId", out var id).ShouldBeTrue(tell);
            operation.TryGetProperty("summary", out _).ShouldBeTrue(tell);
            ids.Add(id.GetString()!);
            id.GetString()!.ShouldMatch("^[a-z][A-Za-z]+$", name);
            operation.GetProperty("description").GetString()!.Length.ShouldBeGreaterThan(20, name);
            operation.GetProperty("x-summary-zh").GetString()!.ShouldMatch(@"[\u4e00-\u9fff]", name);
            operation.GetProperty("tags").EnumerateArray().Single().GetString().ShouldBeOneOf(tags);
            operation.GetProperty("x-roles").GetArrayLength().ShouldBeGreaterThan(0, name);
            var answers = operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToArray();
            answers.ShouldContain(a => a[0] == '2', name);
            answers.ShouldContain("400", name);
            answers.ShouldContain("503", name);
            foreach (var code in Parts(operation, "x-problem-codes").Select(c => c.GetString()!))
            {
                Labels.Problem(code).Zh.ShouldNotBe(code, $"{name}: add a line to src/Api/Words/problems.csv");
            }
        }
        ids.Count.ShouldBeGreaterThan(150);
        ids.ShouldBeUnique();
        Labels.AllOperations.Except(All(document).Select(o => o.Name)).ShouldBeEmpty($"take the lines out of {Operations}");
    }

    [Fact]
    public async Task What_takes_a_role_says_which_and_asks_for_a_token()
    {
        foreach (var (name, operation) in All(await DocumentAsync()))
        {
            var open = Parts(operation, "x-roles").Any(r => r.GetString() == "public");
            var without = Parts(operation, "security").Any(s => !s.EnumerateObject().Any());
            without.ShouldBe(open, name);
            if (!open) operation.GetProperty("responses").TryGetProperty("403", out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task A_command_tells_the_codes_that_it_refuses_with()
    {
        var revoke = All(await DocumentAsync()).Single(o => o.Name == "POST /v1/titles/{id}/revocation").Operation;
        var codes = Parts(revoke, "x-problem-codes").Select(c => c.GetString()!).ToArray();
        foreach (var code in new[] { "no-ground-established", "title-already-revoked", "idempotency-key-reused", "changed-meanwhile" })
        {
            codes.ShouldContain(code);
        }
        revoke.GetProperty("operationId").GetString().ShouldBe("revokeTitle");
        Parts(revoke, "x-roles").Select(r => r.GetString()).ShouldBe(["evaluation-body"]);
        revoke.GetProperty("description").GetString()!.ShouldNotContain("Refuses");
    }

    internal static string[] Types(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)]
        : [type.GetString()!];

    private static IEnumerable<(string, JsonElement)> Below(JsonElement schema)
    {
        if (schema.TryGetProperty("properties", out var members))
        {
            foreach (var member in members.EnumerateObject()) yield return ($".{member.Name}", member.Value);
        }
        foreach (var key in new[] { "items", "additionalProperties" })
        {
            if (schema.TryGetProperty(key, out var of) && of.ValueKind == JsonValueKind.Object) yield return ($" {key}", of);
        }
        foreach (var key in new[] { "oneOf", "allOf", "anyOf" })
        {
            foreach (var part in Parts(schema, key)) yield return ($" {key}", part);
        }
    }

    internal static IEnumerable<JsonElement> Parts(JsonElement of, string name) =>
        of.TryGetProperty(name, out var parts) && parts.ValueKind == JsonValueKind.Array ? parts.EnumerateArray() : [];

    internal static IEnumerable<(string Name, JsonElement Operation)> All(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()
            .Select(o => ($"{o.Name.ToUpperInvariant()} {p.Name}", o.Value)));

    private Task<JsonElement> DocumentAsync() => api.GetAsync("/openapi/v1.json");
}
