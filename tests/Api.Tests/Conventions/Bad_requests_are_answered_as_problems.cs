using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Leader.Domain;

namespace Leader.Api.Tests.Conventions;

[Collection("api")]
public class Bad_requests_are_answered_as_problems(ApiFixture api)
{
    private const string Code17 = "91110000TC0000001";
    private static readonly Actor By = Asking.Enterprise(Asking.Code(Code17));
    private static readonly string Enterprise = By.Subject;

    [Theory]
    [InlineData("{", "")]
    [InlineData("", "")]
    [InlineData("not json", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("\"text\"", "")]
    [InlineData("""{"enterprise":"CODE","name":"x",}""", "")]
    [InlineData("""{"enterprise":"CODE","name":"x"} {}""", "")]
    [InlineData("""{"enterprise":"CODE","name":null}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":7}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":["x"]}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"   "}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\u0000b"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\ud83d"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"\ude00\ud83d"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"x","identifierKind":"passport"}""", "identifierKind")]
    [InlineData("""{"enterprise":"CODE","name":"x","identifierKind":1}""", "identifierKind")]
    [InlineData("""{"enterprise":"CODE","name":"x","identifierKind":"1"}""", "identifierKind")]
    [InlineData("""{"enterprise":"CODE","name":"x","identifierKind":"creditCode,lei"}""", "identifierKind")]
    [InlineData("""{"enterprise":"CODE","name":"x","on":"yesterday"}""", "on")]
    [InlineData("""{"enterprise":"CODE","name":"x","on":"2026-2-30"}""", "on")]
    [InlineData("""{"enterprise":"CODE","name":"x","on":"2026-02-30"}""", "on")]
    [InlineData("""{"enterprise":"CODE","name":"x","on":20260511}""", "on")]
    public async Task What_is_malformed_is_named_by_field(string body, string field)
    {
        var answer = await api.RecordingNothingAsync(() => api.PostAsync("/v1/enterprises", body.Replace("CODE", Enterprise), By));

        await answer.ShouldBeMalformedAsync(field);
    }

    [Fact]
    public async Task A_missing_field_is_named()
    {
        var answer = await api.RecordingNothingAsync(() => api.PostAsync("/v1/enterprises", $$"""{"enterprise":"{{Enterprise}}"}""", By));

        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        problem.GetProperty("errors").ToString().ShouldContain("name");
    }

    [Fact]
    public async Task Everything_malformed_is_told_at_once()
    {
        var answer = await api.PostAsync("/v1/declarations", new { enterprise = "short", number = "no number", disclosure = Asking.Disclosed(title: " ", unit: "furlong") }, By);

        await answer.ShouldBeMalformedAsync("enterprise");
        await answer.ShouldBeMalformedAsync("number");
        await answer.ShouldBeMalformedAsync("disclosure.title");
        await answer.ShouldBeMalformedAsync("disclosure.indicators[0].limit");
    }

    [Theory]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[null],"departments":[],"basis":["x"]}""", "fields")]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[],"departments":[null],"basis":["x"]}""", "departments")]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[],"departments":[],"basis":[null]}""", "basis")]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[{"id":"f","name":"F","sector":"services","rationale":"r","factors":{"selfDeclaration":"a","consumerAttention":"b","effectOnQuality":"c","differentiation":"d"},"categories":[null]}],"departments":[],"basis":["x"]}""", "fields[0].categories")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":[null]}""", "kinds")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":null}""", "kinds")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":"regulator"}""", "kinds")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":["sorcerer"]}""", "kinds[0]")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":["regulator, department"]}""", "kinds[0]")]
    [InlineData("/v1/rule-sets", """{"ruleSet":{"id":"conv-null","banYears":"three"},"effectiveFrom":"2026-06-01","basis":"x"}""", "ruleSet.banYears")]
    public async Task Null_and_wrong_words_inside_lists_and_records_are_malformed(string address, string body, string field)
    {
        var answer = await api.RecordingNothingAsync(() => api.PostAsync(address, body, Asking.Samr));

        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        problem.GetProperty("errors").EnumerateObject().ShouldContain(e => e.Name.StartsWith(field, StringComparison.Ordinal), problem.ToString());
    }

    [Theory]
    [InlineData("""{"reasons":{"a\u0000b":"x"}}""")]
    [InlineData("""{"reasons":{"a\ud800":"x"}}""")]
    [InlineData("""{"reasons":{"a":null}}""")]
    [InlineData("""{"reasons":{"a":"x"},"a\ud800":1}""")]
    [InlineData("""{"reasons":[]}""")]
    public async Task Names_of_fields_are_storable_text_too(string body) =>
        await (await api.RecordingNothingAsync(() => api.PostAsync("/v1/plans/2026-conv.none/selection", body, new Actor("cnis", Role.WorkingBody)))).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");

    [Theory]
    [InlineData("/v1/complaints", "{", "")]
    [InlineData("/v1/complaints", "null", "")]
    [InlineData("/v1/complaints", "{}", "")]
    [InlineData("/v1/complaints", """{"subject":"moon","subjectId":"x","ground":"fraud","source":"consumer","facts":"f"}""", "subject")]
    [InlineData("/v1/standings", "{", "")]
    [InlineData("/v1/standings", "null", "")]
    [InlineData("/v1/standings", "{}", "")]
    [InlineData("/v1/standings", """{"items":null}""", "items")]
    [InlineData("/v1/standings", """{"items":[]}""", "items")]
    [InlineData("/v1/standings", """{"items":[null]}""", "items")]
    [InlineData("/v1/standings", """{"items":[{"creditCode":null}]}""", "items[0].creditCode")]
    [InlineData("/v1/standings", """{"items":[{"creditCode":"\u0000"}]}""", "items[0].creditCode")]
    [InlineData("/v1/standings", """{"items":[{"creditCode":"\ud800"}]}""", "items[0].creditCode")]
    public async Task Requests_that_are_no_commands_are_read_as_strictly(string address, string body, string field) =>
        await (await api.RecordingNothingAsync(() => api.PostAsync(address, body))).ShouldBeMalformedAsync(field);

    [Theory]
    [InlineData("/v1/enterprises")]
    [InlineData("/v1/complaints")]
    [InlineData("/v1/standings")]
    public async Task Requests_of_more_than_1_MiB_are_too_large(string address)
    {
        var body = $$"""{"enterprise":"{{Enterprise}}","name":"{{new string('x', 1 << 20)}}"}""";

        (await (await api.PostAsync(address, body, By, ("Expect", "100-continue"))).ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large")).GetProperty("detail").GetString()!.ShouldContain("1 MiB");

        using var chunked = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) };
        chunked.Headers.Authorization = new("Bearer", ApiFixture.Token(By.Role, By.Subject));
        chunked.Headers.TransferEncodingChunked = true;
        await (await api.Http.SendAsync(chunked)).ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("/v1/enterprises", "text/plain")]
    [InlineData("/v1/enterprises", "application/x-www-form-urlencoded")]
    [InlineData("/v1/complaints", "text/plain")]
    [InlineData("/v1/standings", "application/xml")]
    public async Task Only_JSON_is_taken(string address, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("{}", Encoding.UTF8, type) };
        request.Headers.Authorization = new("Bearer", ApiFixture.Token(By.Role, By.Subject));

        await (await api.Http.SendAsync(request)).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "not-json");
    }

    [Theory]
    [InlineData("/v1/nothing-here")]
    [InlineData("/")]
    [InlineData("/v1/enterprises/x/y/z")]
    public async Task Unknown_addresses_are_problems(string address)
    {
        await (await api.Http.GetAsync(address)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-address");
        await (await api.SendAsync(HttpMethod.Get, address, ("Accept", "text/csv"))).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-address");
    }

    [Theory]
    [InlineData("DELETE", "/v1/enterprises")]
    [InlineData("PUT", "/v1/bans")]
    [InlineData("POST", "/v1/bans")]
    [InlineData("GET", "/v1/standings")]
    public async Task Other_methods_are_problems(string method, string address)
    {
        var answer = await api.SendAsync(new HttpMethod(method), address);

        await answer.ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed, "unknown-method");
        answer.Content.Headers.Allow.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("0.12345678901234567890123456789")] // 29 digits: it was rounded
    [InlineData("\"12345678901234567890123456789\"")]
    [InlineData("1e-30")] // it became 0
    [InlineData("\"1e-30\"")]
    [InlineData("0.00000000000000000000000000000000001")]
    public async Task Numbers_are_refused_before_they_are_rounded(string value)
    {
        var body = """{"operator":"atMost","value":VALUE,"upper":null,"unit":"m³/h"}""".Replace("VALUE", value);
        foreach (var (address, by, text) in new[]
        {
            ("/v1/declarations", By, """{"enterprise":"x","number":"Q/CONV 001-2026","disclosure":{"title":"t","categories":[],"products":["p"],"indicators":[{"code":"i","name":"n","kind":"performance","theme":null,"limit":LIMIT,"testMethod":"m","clause":"c"}],"comparedWith":[],"levelClaim":null,"belowRecommended":false}}"""),
            ("/v1/evaluations/2026-fan/values", new Actor("caq", Role.EvaluationBody), """{"declaration":"d","values":[{"indicator":"i","limit":LIMIT,"clause":"c"}]}"""),
        })
        {
            var problem = await (await api.PostAsync(address, text.Replace("LIMIT", body), by)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
            problem.ToString().ShouldContain("28 digits");
        }
    }

    [Fact]
    public async Task Decimals_may_be_numbers_or_text_and_keep_their_digits()
    {
        var by = await api.RegisteredAsync("91110000TC0000002");
        var body = """{"enterprise":"CODE","number":"Q/CONV 001-2026","disclosure":{"title":"t","categories":[],"products":["p"],"indicators":[INDICATORS],"comparedWith":[],"levelClaim":null,"belowRecommended":false}}"""
            .Replace("CODE", by.Subject).Replace("INDICATORS", string.Join(',', new[] { "0.50", "\"0.500\"" }.Select((v, i) =>
                $$"""{"code":"i{{i}}","name":"n","kind":"performance","theme":null,"limit":{"operator":"atMost","value":{{v}},"upper":null,"unit":"m³/h"},"testMethod":"m","clause":"c"}""")));

        var answer = await api.RecordAsync("/v1/declarations", body, by);

        var text = await api.Http.GetStringAsync($"/v1/declarations/{Uri.EscapeDataString(answer.Id!)}?minPosition={answer.Position}");
        text.ShouldContain("\"value\":0.50,");
        text.ShouldContain("\"value\":0.500,");
    }
}
