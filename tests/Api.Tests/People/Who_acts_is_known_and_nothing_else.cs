using System.Net;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Leader.Api.Tests.People;

[Collection("api")]
public class Who_acts_is_known_and_nothing_else(ApiFixture api)
{
    private static readonly object Organisation =
        new { organisation = "people-org", name = "Example", kinds = new[] { "otherThirdParty" } };

    public static TheoryData<string?> NoSubjects => [null, "", "   ", "a\u0000b", "a\nb", "a\u0085b", " samr", new string('s', 256)];

    [Theory, MemberData(nameof(NoSubjects)), Trait("Rule", "A2")]
    public async Task A_token_that_names_no_subject_is_no_token(string? subject)
    {
        var token = Token(subject is null ? null : new[] { subject }, "regulator");

        foreach (var address in new[] { "/v1/organisations", "/v1/complaints", "/v1/evidence" })
        {
            await (await api.RecordingNothingAsync(() => api.PostAsync(address, Organisation, null, ("Authorization", $"Bearer {token}"))))
                .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        }
    }

    [Fact, Trait("Rule", "A2")]
    public async Task A_subject_of_255_characters_is_one() =>
        (await api.PostAsync(
            "/v1/enterprises",
            Organisation,
            null,
            ("Authorization", $"Bearer {Token([new string('s', 255)], "expert")}"))).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);

    [Fact, Trait("Rule", "A2")]
    public async Task Of_several_roles_the_one_that_the_register_knows_counts_wherever_it_stands()
    {
        foreach (var (roles, id) in new[]
        {
            (new[] { "uma_authorization", "regulator" }, "people-a"),
            (["regulator", "offline_access", "regulator"], "people-b"),
        })
        {
            (await api.PostAsync(
                "/v1/organisations",
                new { organisation = id, name = "Example", kinds = new[] { "otherThirdParty" } },
                null,
                ("Authorization", $"Bearer {Token(["samr"], roles)}")))
                .StatusCode.ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact, Trait("Rule", "A2")]
    public async Task Two_roles_that_it_knows_are_one_too_many()
    {
        foreach (var roles in new[] { new[] { "expert", "regulator" }, ["regulator", "expert"] })
        {
            (await (await api.RecordingNothingAsync(() =>
                api.PostAsync("/v1/organisations", Organisation, null, ("Authorization", $"Bearer {Token(["samr"], roles)}"))))
                .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "several-roles")).GetProperty("detail").GetString()!
                .ShouldContain("expert, regulator");
        }
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task What_led_to_an_act_is_named_by_those_with_a_token_in_128_plain_characters()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TP0000001"));
        var body = new { enterprise = by.Subject, name = "示例" };

        foreach (var causation in new[] { new string('z', 129), "my free text", "<b>", "" })
        {
            await (await api.RecordingNothingAsync(() => SendAsync("/v1/enterprises", body, by, causation)))
                .ShouldBeMalformedAsync("X-Causation-Id");
        }
        await (await api.RecordingNothingAsync(() => SendAsync("/v1/complaints", body, null, "trip-1")))
            .ShouldBeMalformedAsync("X-Causation-Id");
        await (await api.RecordingNothingAsync(() =>
            SendAsync("/v1/notices/none/objections", new { kind = "anonymous", objector = "", facts = "f" }, null, "trip-1")))
            .ShouldBeMalformedAsync("X-Causation-Id");
        await (await api.RecordingNothingAsync(() => SendAsync("/v1/evidence", "text", null, "trip-1", "text/plain")))
            .ShouldBeMalformedAsync("X-Causation-Id");

        var causationOf128 = "urn:uuid:A-z_0.9/" + new string('z', 111);
        (await SendAsync("/v1/enterprises", body, by, causationOf128)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await api.ScalarAsync<string>($"select causation_id from leader.mt_events where stream_id = 'enterprise/{by.Subject}'"))
            .ShouldBe(causationOf128);
    }

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public async Task The_sender_does_not_choose_what_ties_facts_together()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TP0000002"));
        const string trace = "11111111111111111111111111111111";

        (await api.PostAsync(
            "/v1/enterprises",
            new { enterprise = by.Subject, name = "示例" },
            by,
            ("traceparent", $"00-{trace}-2222222222222222-01"))).StatusCode
            .ShouldBe(HttpStatusCode.Created);

        var correlation = await api.ScalarAsync<string>($"select correlation_id from leader.mt_events where stream_id = "
            + $"'enterprise/{by.Subject}'");
        correlation.ShouldNotBe(trace);
        correlation.Length.ShouldBe(32);
    }

    private async Task<HttpResponseMessage> SendAsync(
        string address,
        object body,
        Actor? by,
        string causation,
        string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(
                body as string ?? JsonSerializer.Serialize(body, Projections.Log.LeaderJson.Http),
                Encoding.UTF8,
                type),
        };
        if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        request.Headers.TryAddWithoutValidation("X-Causation-Id", causation);
        return await api.Http.SendAsync(request);
    }

    private static string Token(string[]? subject, params string[] roles)
    {
        var claims = new Dictionary<string, object> { ["role"] = roles.Length == 1 ? roles[0] : roles };
        if (subject is [var sub]) claims["sub"] = sub;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "leader",
            Audience = "leader",
            Expires = DateTime.UtcNow.AddHours(1),
            Claims = claims,
            SigningCredentials = new(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ApiFixture.SigningKey)),
                SecurityAlgorithms.HmacSha256),
        });
    }
}
