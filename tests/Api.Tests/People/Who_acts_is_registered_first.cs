using System.Net;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.People;

/// <summary>A database of its own: nobody is registered yet.</summary>
public sealed class Who_acts_is_registered_first : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "A2")]
    public async Task The_regulator_is_the_root_and_registers_itself_first()
    {
        await (await PostAsync("/v1/organisations", Organisation("other", "regulator"), Asking.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "first-regulator-is-another");
        (await PostAsync("/v1/organisations", Organisation("miit", "department"), Asking.Samr)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PostAsync("/v1/organisations", Organisation("samr", "regulator"), Asking.Samr)).StatusCode.ShouldBe(HttpStatusCode.Created);

        await (await PostAsync("/v1/organisations", Organisation("x", "fund"), new("nobody", Role.Regulator)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "actor-not-registered");
        await (await PostAsync("/v1/organisations", Organisation("x", "fund"), new("miit", Role.Regulator)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "actor-not-registered");
        (await PostAsync("/v1/organisations", Organisation("amr-gd", "regulator"), Asking.Samr)).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        (await PostAsync("/v1/organisations", Organisation("x", "fund"), new("amr-gd", Role.Regulator))).StatusCode
            .ShouldBe(HttpStatusCode.Created);
    }

    [Theory, Trait("Rule", "A3"), Trait("Rule", "A4"), Trait("Rule", "A15"), Trait("Rule", "A20"), Trait("Rule", "A21")]
    [InlineData(
        Role.Supervisor,
        OrganisationKind.SupervisionAuthority,
        OrganisationKind.TestingOrCertificationBody,
        "/v1/findings",
        """{"kind":"portInspection","enterprise":"91350100M000100Y43","serious":false,"facts":"f","evidence":[]}""")]
    [InlineData(
        Role.LocalAuthority,
        OrganisationKind.LocalAuthority,
        OrganisationKind.Department,
        "/v1/policies",
        """{"region":"440000","name":"n","benefit":"b","conditions":"c","validFrom":"2026-01-01"}""")]
    [InlineData(
        Role.Department,
        OrganisationKind.Department,
        OrganisationKind.LocalAuthority,
        "/v1/policies",
        """{"region":"440000","name":"n","benefit":"b","conditions":"c","validFrom":"2026-01-01"}""")]
    [InlineData(
        Role.ResultUser,
        OrganisationKind.FinancialInstitution,
        OrganisationKind.Media,
        "/v1/adoptions",
        """{"kind":"credit","title":"none","scope":"s"}""")]
    [InlineData(
        Role.ProfessionalBody,
        OrganisationKind.ProfessionalStandardizationBody,
        OrganisationKind.OtherThirdParty,
        "/v1/services",
        """
        {"kind":"training","name":"n","description":"d","region":"nationwide","contact":"https://a.example.cn/","free":true}
        """)]
    [InlineData(
        Role.Registrar,
        OrganisationKind.Registrar,
        OrganisationKind.Regulator,
        "/v1/enterprises",
        """{"enterprise":"91350100M000100Y43","name":"n"}""")]
    [InlineData(
        Role.TestingBody,
        OrganisationKind.TestingOrCertificationBody,
        OrganisationKind.SupervisionAuthority,
        "/v1/cases/none/evidence",
        """{"evidence":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],"description":"d"}""")]
    public async Task An_authority_or_user_of_results_acts_once_it_is_registered_as_what_it_acts_as(
        Role role,
        OrganisationKind kind,
        OrganisationKind other,
        string address,
        string body)
    {
        await _api.KnownAsync(Asking.Samr, OrganisationKind.Regulator);
        await (await _api.RecordingNothingAsync(() => PostAsync(address, body, new("nobody-known", role))))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "actor-not-registered");

        if (other != OrganisationKind.Regulator) await _api.KnownAsync(new("known-otherwise", role), other);
        await (await _api.RecordingNothingAsync(() => PostAsync(address, body, new("known-otherwise", role))))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "actor-not-registered");

        await _api.KnownAsync(new("known", role), kind);
        (await PostAsync(address, body, new("known", role))).StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
    }

    [Fact, Trait("Rule", "A20"), Trait("Rule", "R87")]
    public async Task The_regulator_enters_findings_too_and_closes_its_own()
    {
        await _api.KnownAsync(new("eqs", Role.Supervisor), OrganisationKind.SupervisionAuthority);
        var enterprise = await _api.RegisteredAsync("91110000TP0000009");

        var finding = await _api.RecordAsync(
            "/v1/findings",
            new { kind = "portInspection", enterprise = enterprise.Subject, serious = true, facts = "f", evidence = Array.Empty<string>() },
            Asking.Samr);

        (await _api.GetAsync($"/v1/findings/{finding.Id}", finding.Position)).GetProperty("authority").GetString().ShouldBe("samr");
        await (await PostAsync($"/v1/findings/{finding.Id}/closing", new { reason = "r" }, new("eqs", Role.Supervisor)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        (await PostAsync($"/v1/findings/{finding.Id}/closing", new { reason = "r" }, Asking.Samr)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static object Organisation(string id, string kind) => new { organisation = id, name = id, kinds = new[] { kind } };
    private Task<HttpResponseMessage> PostAsync(string address, object body, Actor by) => _api.PostAsync(address, body, by);
}
