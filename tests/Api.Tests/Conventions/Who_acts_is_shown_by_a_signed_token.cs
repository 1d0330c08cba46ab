using System.Net;
using Leader.Api.Http;
using Leader.Domain;

namespace Leader.Api.Tests.Conventions;

[Collection("api")]
public class Who_acts_is_shown_by_a_signed_token(ApiFixture api)
{
    private static readonly string Code = Asking.Code("91110000TW0000001");
    private static readonly object Body = new { enterprise = Code, name = "示例" };

    [Fact]
    public async Task A_command_without_a_token_is_401()
    {
        var answer = await api.RecordingNothingAsync(() => api.PostAsync("/v1/enterprises", Body));

        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Fact]
    public async Task A_token_of_another_role_is_403() =>
        (await (await api.RecordingNothingAsync(() => api.PostAsync("/v1/enterprises", Body, new Actor("expert-1", Role.Expert))))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do"))
            .GetProperty("detail").GetString()!.ShouldContain("enterprise or registrar");

    [Fact]
    public async Task An_enterprise_does_not_act_for_another() =>
        await (await api.RecordingNothingAsync(() =>
            api.PostAsync("/v1/enterprises", Body, Asking.Enterprise(Asking.Code("91110000TW0000002")))))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");

    [Fact]
    public async Task A_body_does_not_act_for_another() =>
        await (await api.RecordingNothingAsync(() => api.PostAsync(
            "/v1/organisations/tw-a/conflicts",
            new { enterprise = Code, link = "l", from = "2026-01-01" },
            new Actor("tw-b", Role.EvaluationBody))))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");

    [Fact]
    public async Task An_expired_token_is_no_token() =>
        await Refused(Identity.Token(
            ApiFixture.SigningKey,
            Role.Enterprise,
            Code,
            DateTimeOffset.UtcNow.AddDays(-2),
            TimeSpan.FromDays(1)));

    [Fact]
    public async Task A_token_with_a_wrong_signature_is_no_token() =>
        await Refused(Identity.Token(
            "another key, just as long as the key of the register",
            Role.Enterprise,
            Code,
            DateTimeOffset.UtcNow,
            TimeSpan.FromHours(1)));

    [Fact]
    public async Task A_token_whose_claims_were_changed_is_no_token()
    {
        var parts = ApiFixture.Token(Role.Expert, Code).Split('.');
        var forged = ApiFixture.Token(Role.Enterprise, Code).Split('.');
        await Refused($"{parts[0]}.{forged[1]}.{parts[2]}");
        await Refused($"{Convert.ToBase64String("{\"alg\":\"none\"}"u8).TrimEnd('=')}.{forged[1]}.");
        await Refused("gibberish");
    }

    [Fact]
    public async Task Nobody_is_the_system() =>
        await (await api.RecordingNothingAsync(() => api.PostAsync("/v1/notices/none/closing", "{}", Actor.System)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");

    [Fact]
    public async Task Where_anyone_may_act_a_bad_token_is_refused_all_the_same()
    {
        var expired = Identity.Token(ApiFixture.SigningKey, Role.Enterprise, Code, DateTimeOffset.UtcNow.AddDays(-2), TimeSpan.FromDays(1));
        var body = new { kind = "namedUnit", objector = "x", facts = "f" };

        await (await PostAsync("/v1/notices/none/objections", body, expired))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        await (await api.PostAsync("/v1/notices/none/objections", body, Actor.System))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        await (await api.PostAsync("/v1/notices/none/objections", body)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-notice");
    }

    private async Task Refused(string token) =>
        await (await api.RecordingNothingAsync(() => PostAsync("/v1/enterprises", Body, token)))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");

    private Task<HttpResponseMessage> PostAsync(string address, object body, string token) =>
        api.PostAsync(address, body, null, ("Authorization", "Bearer " + token));
}
