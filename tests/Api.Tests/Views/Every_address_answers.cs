using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Api.Tests.Contract;
using Leader.Domain;

namespace Leader.Api.Tests.Views;

[Collection("api")]
public class Every_address_answers(ApiFixture api)
{
    private const int Ok = 200, None = 404;

    /// <summary>Every address that is read, with what it answers to an id that nobody has.</summary>
    private static readonly Dictionary<string, int> Reads = new()
    {
        ["/v1/key-fields"] = Ok,
        ["/v1/key-fields/{id}"] = None,
        ["/v1/categories"] = Ok,
        ["/v1/categories/{id}"] = None,
        ["/v1/categories/{id}/ranking"] = None,
        ["/v1/categories/{id}/trends"] = None,
        ["/v1/categories/{id}/leaders"] = None,
        ["/v1/categories/{id}/feedback"] = None,
        ["/v1/categories/{id}/gap"] = None,
        ["/v1/categories/{id}/guide"] = None,
        ["/v1/calls"] = Ok,
        ["/v1/calls/{id}"] = None,
        ["/v1/plans/{id}"] = None,
        ["/v1/evaluations"] = Ok,
        ["/v1/evaluations/{id}"] = None,
        ["/v1/evaluations/{id}/ranking"] = None,
        ["/v1/titles"] = Ok,
        ["/v1/titles/{id}"] = None,
        ["/v1/leaders"] = Ok,
        ["/v1/bans"] = Ok,
        ["/v1/bans/{creditCode}"] = 400,
        ["/v1/enterprises"] = Ok,
        ["/v1/enterprises/{creditCode}"] = 400,
        ["/v1/enterprises/{creditCode}/commitments"] = 400,
        ["/v1/enterprises/{creditCode}/commitments/{id}"] = 400,
        ["/v1/enterprises/{creditCode}/standing"] = 400,
        ["/v1/declarations"] = Ok,
        ["/v1/declarations/{id}"] = None,
        ["/v1/declarations/{id}/comparison"] = None,
        ["/v1/products"] = Ok,
        ["/v1/products/{id}"] = None,
        ["/v1/notices"] = Ok,
        ["/v1/notices/{id}"] = None,
        ["/v1/objections/{id}"] = None,
        ["/v1/complaints"] = Ok,
        ["/v1/complaints/{id}"] = None,
        ["/v1/cases"] = Ok,
        ["/v1/cases/{id}"] = None,
        ["/v1/findings"] = Ok,
        ["/v1/findings/{id}"] = None,
        ["/v1/findings/{id}/consequences"] = None,
        ["/v1/reports"] = Ok,
        ["/v1/reports/{id}"] = None,
        ["/v1/inspections"] = Ok,
        ["/v1/inspections/{id}"] = None,
        ["/v1/quality-credits"] = Ok,
        ["/v1/quality-credits/{id}"] = None,
        ["/v1/sampling-plans"] = Ok,
        ["/v1/sampling-plans/{id}"] = None,
        ["/v1/organisations"] = Ok,
        ["/v1/organisations/{id}"] = None,
        ["/v1/rule-sets"] = Ok,
        ["/v1/rule-sets/{id}"] = None,
        ["/v1/adoptions"] = Ok,
        ["/v1/adoptions/{id}"] = None,
        ["/v1/implementing-schemes"] = Ok,
        ["/v1/implementing-schemes/{id}"] = None,
        ["/v1/policies"] = Ok,
        ["/v1/policies/{id}"] = None,
        ["/v1/revocations/{id}"] = None,
        ["/v1/releases"] = Ok,
        ["/v1/releases/{id}"] = None,
        ["/v1/field-proposals"] = Ok,
        ["/v1/field-proposals/{id}"] = None,
        ["/v1/field-proposals/{id}/factors"] = None,
        ["/v1/signing-keys"] = Ok,
        ["/v1/signing-keys/{id}"] = None,
        ["/v1/services"] = Ok,
        ["/v1/services/{id}"] = None,
        ["/v1/activities"] = Ok,
        ["/v1/activities/{id}"] = None,
        ["/v1/other-titles"] = Ok,
        ["/v1/other-titles/{id}"] = None,
        ["/v1/external-figures"] = Ok,
        ["/v1/external-figures/{id}"] = None,
        ["/v1/enterprises/{creditCode}/policies"] = 400,
        ["/v1/statistics"] = Ok,
        ["/v1/statistics/{id}"] = None,
        ["/v1/statistics/{id}/rows"] = None,
        ["/v1/statistics/alerts"] = Ok,
        ["/v1/statistics/margins"] = Ok,
        ["/v1/indicators"] = Ok,
    };

    public static TheoryData<string> Addresses => [.. Reads.Keys];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_id_that_nobody_has_is_not_found_and_a_list_is_a_list(string address)
    {
        foreach (var id in new[] { "nobody", "𠮷 示例", "a/b", "2026-x.y.z", "'; drop table x; --" })
        {
            var answer = await api.Http.GetAsync(address.Replace("{id}", Uri.EscapeDataString(id)).Replace(
                "{creditCode}",
                Uri.EscapeDataString(id)));

            if (Reads[address] == Ok)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
            }
            else
            {
                await answer.ShouldBeProblemAsync(
                    (HttpStatusCode)Reads[address],
                    (await answer.JsonAsync()).GetProperty("type").GetString()!.Split('/')[^1]);
            }
            if (Reads[address] == Ok && address != "/v1/statistics")
            {
                (await answer.JsonAsync()).GetProperty("items").ValueKind.ShouldBe(JsonValueKind.Array);
            }
            if (!address.Contains('{')) break;
        }
    }

    [Fact]
    public async Task Every_address_of_the_OpenAPI_document_that_is_read_has_a_row() =>
        (await DocumentAsync()).GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)).Select(p => p.Name)
            .ShouldBe(Reads.Keys.Concat(Reads.Keys.Select(r => r + "/timemap")).Concat(WithTestsOfTheirOwn), ignoreOrder: true);

    private static readonly string[] WithTestsOfTheirOwn =
    [
        "/v1/desk", "/v1/desk/timemap", "/v1/desk/deadlines.ics",
        "/v1/changes",
        "/v1/comparison", "/v1/comparison/timemap", "/v1/supervision", "/v1/supervision/timemap",
        "/v1/downloads",
        "/v1/downloads/{view}",
        "/v1/downloads/{view}/changes",
        "/v1/imports",
        "/v1/imports/{id}",
        "/v1/imports/{id}/rows",
        "/v1/search",
        "/v1/evidence/{digest}",
        "/v1/objections/{id}/objector",
        "/v1/readings",
        "/v1/events",
        "/v1/events/{position}",
        "/v1/events/stream",
        "/v1/log",
        "/v1/log/checkpoint",
        "/v1/log/tile/{path}",
        "/v1/log/facts/{position}",
        "/v1/log/proofs/inclusion",
        "/v1/log/proofs/{position}.tlog-proof",
        "/v1/log/proofs/consistency",
        "/v1/log/proofs/state",
        "/v1/titles/{id}/certificate",
        "/v1/titles/{id}/badge.svg",
        "/v1/enterprises/{creditCode}/tender",
        "/v1/enterprises/{creditCode}/tender/timemap",
        "/v1/watches",
        "/v1/watches/{id}",
        "/v1/watches/{id}/events",
        "/v1/watches/{id}/deliveries",
        "/v1/titles/{id}/why",
        "/v1/bans/{id}/why",
        "/v1/evaluations/{id}/ranking/{declaration}/why",
        "/v1/enterprises/{creditCode}/standing/why",
    ];

    [Fact]
    public async Task The_document_is_OpenAPI_3_1_and_names_every_command()
    {
        var document = await DocumentAsync();
        document.GetProperty("openapi").GetString().ShouldStartWith("3.1.");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject())
            .Select(o => o.Value.GetProperty("operationId").GetString()!).Select(id => char.ToUpperInvariant(id[0]) + id[1..]).ToArray();

        operations.Distinct().Count().ShouldBe(operations.Length);
        var commands = typeof(ICommand).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(ICommand)))
            .Select(t => t.Name).ToArray();
        commands.Length.ShouldBeGreaterThan(50);
        commands.Except(NotAskedFor.Keys).ShouldBe(operations.Where(o => commands.Contains(o)), ignoreOrder: true);
    }

    [Fact]
    public async Task The_document_names_every_id_of_an_address_as_a_parameter()
    {
        foreach (var path in (await DocumentAsync()).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var named = operation.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray()
                    .Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!).ToArray() : [];
                named.ShouldBe(
                    Regex.Matches(path.Name, @"\{(\w+)\}").Select(m => m.Groups[1].Value),
                    ignoreOrder: true,
                    $"{operation.Name} {path.Name}");
            }
        }
    }

    [Fact]
    public async Task The_document_names_every_parameter_that_the_addresses_read()
    {
        var read = Directory.EnumerateFiles(
            Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "src", "Api"),
            "*.cs",
            SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/"))
            .Select(File.ReadAllText)
            .SelectMany(source => Regex.Matches(source, @"(?:(?<!Labels)\.Values?\(|TrySize\(context, )""(\w+)""")
                .Select(m => m.Groups[1].Value)).Distinct().ToArray();
        read.Length.ShouldBeGreaterThan(20);

        var named = (await DocumentAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(p => Parameters(p.Value.EnumerateObject().First().Value)).ToHashSet();
        read.Except(named).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task What_an_address_says_of_itself_in_the_document_is_what_it_does(string address)
    {
        var operation = (await DocumentAsync()).GetProperty("paths").GetProperty(address).GetProperty("get");
        var at = address.Replace("categories/{id}", $"categories/{await ACategoryAsync()}").Replace("{id}", "nobody").Replace(
            "{creditCode}",
            "nobody");
        var named = Parameters(operation);

        foreach (var name in new[] { "asOf", "knownAt", "position", "minPosition", "Accept-Datetime" }) named.ShouldContain(name);
        foreach (var name in new[]
        {
            "asOf", "knownAt", "position", "minPosition", "limit", "cycle", "total", "after", "sector", "status", "page", "whatever",
        })
        {
            var errors = (await (await api.Http.GetAsync($"{at}?{name}=wrong"))
                .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed")).GetProperty("errors");
            if (errors.TryGetProperty(name, out var told))
            {
                told.ToString().Contains("is not read at this address").ShouldBe(!named.Contains(name), $"{name}: {told}");
            }
            else
            {
                errors.TryGetProperty("creditCode", out _).ShouldBeTrue($"{name}: {errors}");
            }
        }

        if (Reads[address] == Ok)
        {
            (await (await api.Http.GetAsync(at)).JsonAsync()).EnumerateObject().Select(p => p.Name).ShouldBe(
                await PropertiesAsync(operation),
                ignoreOrder: true);
        }
    }

    private async Task<string> ACategoryAsync()
    {
        var world = new ProgrammeWorld(api);
        await api.DecideAsync(
            new Domain.Process.Registers.RegisterOrganisation("miit", "MIIT", [Domain.Record.OrganisationKind.Department]),
            Asking.Samr);
        await world.ListAsync(2024, "every-address");
        await api.GetAsync("/v1/bans?limit=1", await api.ScalarAsync<long>("select max(seq_id) from leader.mt_events"));
        return "every-address";
    }

    private static HashSet<string> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()!)]
            : [];

    private async Task<IEnumerable<string>> PropertiesAsync(JsonElement operation)
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        return Of(operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema"));

        IEnumerable<string> Of(JsonElement schema) =>
            schema.TryGetProperty("$ref", out var named) ? Of(schemas.GetProperty(named.GetString()!.Split('/')[^1]))
            : schema.TryGetProperty("allOf", out var parts) ? parts.EnumerateArray().SelectMany(Of)
            : schema.GetProperty("properties").EnumerateObject().Select(p => p.Name);
    }

    /// <summary>Commands that only the system decides, when a day has passed.</summary>
    private static readonly Dictionary<string, string> NotAskedFor = new()
    {
        ["EscalateObjection"] = "deadline",
        ["RemindAdjustment"] = "deadline",
        ["MarkComplaintOverdue"] = "deadline",
        ["MarkCaseOverdue"] = "deadline",
    };

    private Task<JsonElement> DocumentAsync() => api.GetAsync("/openapi/v1.json");
}
