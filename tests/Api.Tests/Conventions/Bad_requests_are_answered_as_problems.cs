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
    [InlineData("""{"enterprise":"CODE","name":"a\u0001b"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\u000bb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\nb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\u007fb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\ufffeb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\uffffb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"\u202egnp.exe"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\u200bb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"a\ufeffb"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"x","nmae":"y"}""", "nmae")]
    [InlineData("""{"enterprise":"CODE","name":"x","Name":"y"}""", "Name")]
    [InlineData("""{"enterprise":"CODE","name":"x","name":"x"}""", "name")]
    [InlineData("""{"enterprise":"CODE","name":"x","onn":"2026-05-10"}""", "onn")]
    [InlineData("""{"enterprise":"CODE","name":"x","on":"2026-05-10","on":"2026-05-11"}""", "on")]
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

    public static TheoryData<string, string, string, string> Misspelt => new()
    {
        {
            "/v1/enterprises/CODE/commitments",
            """{"text":"t","signer":"s","catgory":"air-purifier"}""",
            "catgory",
            "the nearest is 'category'"
        },
        {
            "/v1/enterprises/CODE/commitments",
            """{"text":"t","signer":"s","commitment":"mine"}""",
            "commitment",
            "is set by the address or the token"
        },
        {
            "/v1/enterprises/CODE/names",
            """{"name":"t","reason":"s","enterprise":"CODE"}""",
            "enterprise",
            "is set by the address or the token"
        },
        {
            "/v1/complaints",
            """{"subject":"body","subjectId":"caq","ground":"other","source":"consumer","facts":"f","contakt":"me"}""",
            "contakt",
            "the nearest is 'contact'"
        },
        { "/v1/standings", """{"items":[{"creditCode":"CODE","catgory":"x"}]}""", "items[0].catgory", "the nearest is 'category'" },
        { "/v1/standings", """{"items":[{"creditCode":"CODE","creditCode":"CODE"}]}""", "items[0].creditCode", "is given twice" },
        {
            "/v1/declarations",
            """
            {"enterprise":"CODE","number":"Q/X 1-2026","disclosure":{"title":"t","categories":[],"products":["p"],
            "indicators":[{"code":"a","name":"n","kind":"performance",
            "limit":{"operator":"atMost","value":1,"unit":"h","uper":2},"testMethod":"m","clause":"c"}],
            "comparedWith":[],"belowRecommended":false}}
            """,
            "disclosure.indicators[0].limit.uper",
            "the nearest is 'upper'"
        },
        { "/v1/plans/2026-x.y/selection", """{"reasons":{"a":"x","a":"y"}}""", "reasons.a", "is given twice" },
    };

    [Theory]
    [MemberData(nameof(Misspelt))]
    public async Task A_member_that_is_none_or_comes_twice_is_named_with_the_nearest(string address, string body, string field, string told)
    {
        var by = address.Contains("/plans/", StringComparison.Ordinal)
            ? new Actor("cnis", Role.WorkingBody)
            : address.StartsWith("/v1/complaints", StringComparison.Ordinal) ? null
            : By;
        var answer =
            await api.RecordingNothingAsync(() => api.PostAsync(address.Replace("CODE", Enterprise), body.Replace("CODE", Enterprise), by));

        await answer.ShouldBeMalformedAsync(field);
        (await answer.TextAsync()).ShouldContain(told);
    }

    [Fact]
    public async Task An_instant_in_a_request_has_its_offset()
    {
        var answer = await api.PostAsync(
            "/v1/calls/2026-x/plans",
            """{"plan":{"cutOff":"2026-07-01T00:00:00"},"body":"rb-body"}""",
            new Actor("rb-body", Role.EvaluationBody));

        await answer.ShouldBeMalformedAsync("plan.cutOff");
        (await answer.TextAsync()).ShouldContain("has no offset");
    }

    [Fact]
    public async Task A_parameter_in_the_address_of_an_act_is_no_part_of_it() =>
        await (await api.RecordingNothingAsync(() =>
            api.PostAsync("/v1/enterprises?on=2026-05-01", new { enterprise = Enterprise, name = "x" }, By)))
            .ShouldBeMalformedAsync("on");

    [Fact]
    public async Task A_byte_order_mark_before_the_request_is_passed_over()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TC0000003"));
        await api.RecordAsync("/v1/enterprises", $$"""{{'\uFEFF'}}{"enterprise":"{{by.Subject}}","name":"x"}""", by);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task A_character_is_what_people_count_as_one(int length, bool taken)
    {
        var by = Asking.Enterprise(Asking.Code($"91110000TC00001{length % 10}0"));
        var answer = await api.PostAsync(
            "/v1/enterprises",
            new { enterprise = by.Subject, name = string.Concat(Enumerable.Repeat("𠮷", length - 1)) + "e\u0301" },
            by);

        if (taken) answer.EnsureSuccessStatusCode();
        else await answer.ShouldBeMalformedAsync("name");
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
        var answer = await api.PostAsync(
            "/v1/declarations",
            new { enterprise = "short", number = "no number", disclosure = Asking.Disclosed(title: " ", unit: "furlong") },
            By);

        await answer.ShouldBeMalformedAsync("enterprise");
        await answer.ShouldBeMalformedAsync("number");
        await answer.ShouldBeMalformedAsync("disclosure.title");
        await answer.ShouldBeMalformedAsync("disclosure.indicators[0].limit");
    }

    [Theory]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[null],"departments":[],"basis":["x"]}""", "fields")]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[],"departments":[null],"basis":["x"]}""", "departments")]
    [InlineData("/v1/key-field-lists", """{"cycle":2026,"fields":[],"departments":[],"basis":[null]}""", "basis")]
    [InlineData(
        "/v1/key-field-lists",
        """
        {"cycle":2026,"fields":[{"id":"f","name":"F","sector":"services","rationale":"r",
        "factors":{"selfDeclaration":"a","consumerAttention":"b","effectOnQuality":"c","differentiation":"d"},
        "categories":[null]}],"departments":[],"basis":["x"]}
        """,
        "fields[0].categories")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":[null]}""", "kinds")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":null}""", "kinds")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":"regulator"}""", "kinds")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":["sorcerer"]}""", "kinds[0]")]
    [InlineData("/v1/organisations", """{"organisation":"conv-null","name":"x","kinds":["regulator, department"]}""", "kinds[0]")]
    [InlineData(
        "/v1/rule-sets",
        """{"ruleSet":{"id":"conv-null","banYears":"three"},"effectiveFrom":"2026-06-01","basis":"x"}""",
        "ruleSet.banYears")]
    public async Task Null_and_wrong_words_inside_lists_and_records_are_malformed(string address, string body, string field)
    {
        var answer = await api.RecordingNothingAsync(() => api.PostAsync(address, body, Asking.Samr));

        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        problem.GetProperty("errors").EnumerateObject().ShouldContain(
            e => e.Name.StartsWith(field, StringComparison.Ordinal),
            problem.ToString());
    }

    [Theory]
    [InlineData("""{"reasons":{"a\u0000b":"x"}}""")]
    [InlineData("""{"reasons":{"a\ud800":"x"}}""")]
    [InlineData("""{"reasons":{"a":null}}""")]
    [InlineData("""{"reasons":{"a":"x"},"a\ud800":1}""")]
    [InlineData("""{"reasons":[]}""")]
    public async Task Names_of_fields_are_storable_text_too(string body) =>
        await (await api.RecordingNothingAsync(() =>
            api.PostAsync("/v1/plans/2026-conv.none/selection", body, new Actor("cnis", Role.WorkingBody))))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");

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

        (await (await api.PostAsync(address, body, By, ("Expect", "100-continue")))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large"))
            .GetProperty("detail").GetString()!.ShouldContain("1 MiB");

        using var chunked = new HttpRequestMessage(
            HttpMethod.Post,
            address)
        { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) };
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
    [InlineData("/v1/enterprises/x/y/z")]
    public async Task Unknown_addresses_are_problems(string address)
    {
        await (await api.Http.GetAsync(address)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-address");
        await (await api.SendAsync(HttpMethod.Get, address, ("Accept", "text/csv")))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-address");
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
            (
                "/v1/declarations",
                By,
                """
                {"enterprise":"x","number":"Q/CONV 001-2026","disclosure":{"title":"t","categories":[],"products":["p"],
                "indicators":[{"code":"i","name":"n","kind":"performance","theme":null,"limit":LIMIT,"testMethod":"m","clause":"c"}],
                "comparedWith":[],"levelClaim":null,"belowRecommended":false}}
                """),
            (
                "/v1/evaluations/2026-fan/values",
                new Actor("caq", Role.EvaluationBody),
                """{"declaration":"d","values":[{"indicator":"i","limit":LIMIT,"clause":"c"}]}"""),
        })
        {
            var problem = await (await api.PostAsync(address, text.Replace("LIMIT", body), by))
                .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
            problem.ToString().ShouldContain("28 digits");
        }
    }

    [Fact]
    public async Task Decimals_may_be_numbers_or_text_and_keep_their_digits()
    {
        var by = await api.RegisteredAsync("91110000TC0000002");
        var body =
            """
            {"enterprise":"CODE","number":"Q/CONV 001-2026","disclosure":{"title":"t","categories":[],"products":["p"],
            "indicators":[INDICATORS],"comparedWith":[],"levelClaim":null,"belowRecommended":false}}
            """
                .Replace("CODE", by.Subject).Replace("INDICATORS", string.Join(',', new[] { "0.50", "\"0.500\"" }.Select((v, i) =>
                    $$"""{"code":"i{{i}}","name":"n","kind":"performance","theme":null,"limit":"""
                        + $$"""{"operator":"atMost","value":{{v}},"upper":null,"unit":"m³/h"},"testMethod":"m","clause":"c"}""")));

        var answer = await api.RecordAsync("/v1/declarations", body, by);

        var text = await api.Http.GetStringAsync($"/v1/declarations/{Uri.EscapeDataString(answer.Id!)}?minPosition={answer.Position}");
        text.ShouldContain("\"value\":0.50,");
        text.ShouldContain("\"value\":0.500,");
    }
}
