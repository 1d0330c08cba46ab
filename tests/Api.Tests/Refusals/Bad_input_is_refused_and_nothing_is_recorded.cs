using System.Net;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Api.Tests.Refusals;

/// <summary>The bad input that the register was asked to withstand, over HTTP: each with its own stable code.</summary>
[Collection("api")]
public class Bad_input_is_refused_and_nothing_is_recorded(ApiFixture api)
{
    private static readonly Actor Body = new("rb-body", Role.EvaluationBody);

    [Theory]
    [InlineData("furlong")]
    [InlineData("")]
    [InlineData("M³/H per moon")]
    public async Task Unknown_units(string unit)
    {
        var by = await api.RegisteredAsync("91110000TR0000001");
        await (await RefusedAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/UNIT 001-2026", disclosure = Asking.Disclosed(unit: unit) },
            by))
            .ShouldBeMalformedAsync("disclosure.indicators[0].limit");
        await (await PlanAsync(p => p with { Indicators = [p.Indicators[0] with { Unit = unit }, p.Indicators[1]] }))
            .ShouldBeMalformedAsync("plan.indicators[0].unit");
    }

    [Theory]
    [InlineData("m3/h", "m³/h")]
    [InlineData("DB(A)", "dB(A)")]
    public async Task An_unknown_unit_is_told_with_the_nearest(string unit, string near)
    {
        var by = await api.RegisteredAsync("91110000TR0000001");
        (await (await RefusedAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/UNIT 001-2026", disclosure = Asking.Disclosed(unit: unit) },
            by))
            .TextAsync())
            .ShouldContain($"'{unit}' is not a known unit; the nearest is '{near}'.");
    }

    [Fact]
    public async Task A_category_that_no_list_of_key_fields_has_is_told_with_the_nearest()
    {
        var world = new ProgrammeWorld(api);
        await api.DecideAsync(
            new Domain.Process.Registers.RegisterOrganisation("miit", "MIIT", [Domain.Record.OrganisationKind.Department]),
            Asking.Samr);
        await world.ListAsync(2025, "bad-input-kettle");
        var by = await api.RegisteredAsync("91110000TR0000010");

        var declared = await (await RefusedAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/CAT 001-2026", disclosure = Asking.Disclosed(categories: ["bad-input-ketle"]) },
            by))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-category");
        declared.GetProperty("detail")
            .GetString()
            .ShouldBe("No published list of key fields has a category 'bad-input-ketle'; the nearest is 'bad-input-kettle'.");
        await (await RefusedAsync($"/v1/enterprises/{by.Subject}/commitments", new { text = "t", signer = "s", category = "no-such" }, by))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-category");
        await api.RecordAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/CAT 001-2026", disclosure = Asking.Disclosed(categories: ["bad-input-kettle"]) },
            by);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100.01)]
    public async Task Weights_that_are_not_positive_or_above_100(double weight) =>
        await (await PlanAsync(p => p with { Indicators = [p.Indicators[0] with { Weight = (decimal)weight }, p.Indicators[1]] }))
            .ShouldBeMalformedAsync("plan.indicators[0].weight");

    [Theory]
    [InlineData("59.99")]
    [InlineData("60.0000000001")]
    public async Task Weights_that_do_not_add_up(string weight)
    {
        var answer = await PlanAsync(p => p with
        {
            Indicators =
        [
            p.Indicators[0] with { Weight = decimal.Parse(weight, System.Globalization.CultureInfo.InvariantCulture) },
            p.Indicators[1],
        ]
        });
        await answer.ShouldBeMalformedAsync("plan.indicators");
        (await answer.TextAsync()).ShouldContain("exactly 100");
    }

    [Fact]
    public async Task A_plan_with_weights_that_add_up_is_refused_for_the_call_only() =>
        await (await PlanAsync(p => p)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-call");

    [Theory]
    [InlineData("91350100M000100Y4")] // 17
    [InlineData("91350100M000100Y431")] // 19
    [InlineData("91350100I000100Y43")] // no I
    [InlineData("91350100O000100Y43")] // no O
    [InlineData("9135 100M000100Y43")]
    [InlineData("")]
    public async Task Credit_codes_of_a_wrong_alphabet_or_length(string code)
    {
        await api.KnownAsync(Asking.Registrar, Domain.Record.OrganisationKind.Registrar);
        foreach (var attestation in new[] { null, "SAMR letter 12 of 2019" })
        {
            await (await RefusedAsync("/v1/enterprises", new { enterprise = code, name = "x", attestation }, Asking.Registrar))
                .ShouldBeMalformedAsync("enterprise");
        }
    }

    [Fact]
    public async Task A_wrong_check_digit_is_taken_with_an_attestation_only()
    {
        await api.KnownAsync(Asking.Registrar, Domain.Record.OrganisationKind.Registrar);
        const string first = "91110000TR0000002";
        var wrong = first + (Asking.Code(first)[^1] == '0' ? '1' : '0');

        await (await RefusedAsync("/v1/enterprises", new { enterprise = wrong, name = "x" }, Asking.Registrar))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "credit-code-check-fails");
        await (await RefusedAsync(
            "/v1/enterprises",
            new { enterprise = wrong, name = "x", attestation = "I say so" },
            Asking.Enterprise(wrong)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "credit-code-check-fails");

        var answer = await api.RecordAsync(
            "/v1/enterprises",
            new { enterprise = wrong, name = "x", attestation = "SAMR letter 12 of 2019" },
            Asking.Registrar);
        (await api.GetAsync($"/v1/enterprises/{wrong}", answer.Position)).GetProperty("attestation").GetString()
            .ShouldBe("SAMR letter 12 of 2019");
    }

    [Theory]
    [InlineData("Ｑ／ＡＢＣ　００１－２０２６", "Q/ABC 001-2026")]
    [InlineData("q/abc—002—2026", "Q/ABC-002-2026")]
    [InlineData("Q/ABC 003–2026", "Q/ABC 003-2026")]
    [InlineData("Q/ABC 004 − 2026", "Q/ABC 004-2026")]
    [InlineData("gb／t　18801－2022", "GB/T 18801-2022")]
    public async Task Numbers_in_full_width_or_with_mixed_dashes_are_normalised_and_kept_raw(string raw, string normalised)
    {
        var by = await api.RegisteredAsync("91110000TR0000003");

        var answer = await api.RecordAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = raw, disclosure = Asking.Disclosed() },
            by);

        var declaration = await api.GetAsync($"/v1/declarations/{Uri.EscapeDataString(answer.Id!)}", answer.Position);
        declaration.GetProperty("number").GetString().ShouldBe(normalised);
        declaration.GetProperty("rawNumber").GetString().ShouldBe(raw);
        (await (await RefusedAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = normalised, disclosure = Asking.Disclosed(title: "other") },
            by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "declaration-number-taken"))
            .GetProperty("clause").GetString()!.ShouldStartWith("Clause");
    }

    [Theory]
    [InlineData("Q/ABC")]
    [InlineData("GB/T 18801")]
    [InlineData("Q/АВС 001-2026")] // Cyrillic
    [InlineData("Q/ABC 001-3026")]
    public async Task Numbers_that_are_none(string number)
    {
        var by = await api.RegisteredAsync("91110000TR0000004");
        await (await RefusedAsync("/v1/declarations", new { enterprise = by.Subject, number, disclosure = Asking.Disclosed() }, by))
            .ShouldBeMalformedAsync("number");
    }

    [Fact]
    public async Task Duplicate_declarations()
    {
        var by = await api.RegisteredAsync("91110000TR0000005");
        var body = new { enterprise = by.Subject, number = "Q/DUP 001-2026", disclosure = Asking.Disclosed() };
        await api.RecordAsync("/v1/declarations", body, by);

        var again = await RefusedAsync("/v1/declarations", body, by);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.JsonAsync()).GetProperty("recorded").GetArrayLength().ShouldBe(0);
        await (await RefusedAsync("/v1/declarations", new { body.enterprise, body.number, disclosure = Asking.Disclosed(501m) }, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "declaration-number-taken");
        await (await RefusedAsync("/v1/enterprises", new { enterprise = by.Subject, name = "another name" }, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "enterprise-already-registered");
    }

    [Fact]
    public async Task Days_in_the_future_or_before_today()
    {
        var by = await api.RegisteredAsync("91110000TR0000006");
        var answer = await api.RecordAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/DAY 001-2026", disclosure = Asking.Disclosed() },
            by);
        var address = $"/v1/declarations/{Uri.EscapeDataString(answer.Id!)}/withdrawal";

        await (await RefusedAsync(address, new { reason = "r", on = "2026-05-12" }, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "day-in-the-future");
        await (await RefusedAsync(address, new { reason = "r", on = "9999-12-31" }, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "day-in-the-future");
        await (await RefusedAsync(address, new { reason = "r", on = "2026-05-07" }, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "no-earlier-day");
    }

    public static TheoryData<string, object, Role, string> Unknown => new()
    {
        { "/v1/declarations/none/withdrawal", new { reason = "r" }, Role.Enterprise, "unknown-declaration" },
        { "/v1/declarations/none/revisions", new { disclosure = Asking.Disclosed() }, Role.Enterprise, "unknown-declaration" },
        { "/v1/notices/none/objections", new { kind = "namedUnit", objector = "x", facts = "f" }, Role.Expert, "unknown-notice" },
        { "/v1/notices/none/closing", new { }, Role.EvaluationBody, "unknown-notice" },
        { "/v1/plans/2026-none.rb-body/withdrawal", new { reason = "r" }, Role.EvaluationBody, "unknown-plan" },
        { "/v1/evaluations/2026-none/ranking-notice", new { channel = "site" }, Role.EvaluationBody, "unknown-evaluation" },
        { "/v1/complaints/none/acceptance", new { accepted = true }, Role.EvaluationBody, "unknown-complaint" },
        { "/v1/cases/none/decision", new { ground = (string?)null, reasons = "r" }, Role.EvaluationBody, "unknown-case" },
        {
            "/v1/organisations/none/disqualification",
            new { ground = "noLongerIndependent", facts = "f" },
            Role.Regulator,
            "unknown-organisation"
        },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Unknown_ids(string address, object body, Role role, string code)
    {
        var answer = await RefusedAsync(address, body, role == Role.Regulator ? Asking.Samr : new Actor("rb-body", role));
        if (answer.StatusCode == HttpStatusCode.BadRequest) Assert.Fail($"The body of the test is malformed: {await answer.TextAsync()}");
        await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, code);
    }

    [Fact]
    public async Task Acts_by_the_wrong_body_or_enterprise()
    {
        var by = await api.RegisteredAsync("91110000TR0000007");
        var other = Asking.Enterprise(Asking.Code("91110000TR0000008"));
        var declaration = await api.RecordAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/OWN 001-2026", disclosure = Asking.Disclosed() },
            by);

        await ShouldBeForbiddenAsync($"/v1/declarations/{Uri.EscapeDataString(declaration.Id!)}/withdrawal", new { reason = "r" }, other);
        await ShouldBeForbiddenAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/OWN 002-2026", disclosure = Asking.Disclosed() },
            other);
        await ShouldBeForbiddenAsync($"/v1/enterprises/{by.Subject}/names", new { name = "y", reason = "r" }, other);
        await ShouldBeForbiddenAsync(
            "/v1/calls/2026-none/plans",
            new { plan = Plan, undertaking = new { signer = "Li Wei", signedOn = "2026-05-01" }, body = "rb-other" },
            Body);
        await ShouldBeForbiddenAsync(
            "/v1/categories/rb-none/calls",
            new { cycle = 2026, closesOn = "2026-06-01", conditions = "c" },
            new Actor("rb-nobody", Role.WorkingBody));
    }

    [Fact]
    public async Task Acts_out_of_order()
    {
        var by = await api.RegisteredAsync("91110000TR0000009");
        var declared = await api.RecordAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/ORD 001-2026", disclosure = Asking.Disclosed() },
            by);
        var address = $"/v1/declarations/{Uri.EscapeDataString(declared.Id!)}";
        await api.RecordAsync(address + "/withdrawal", new { reason = "r" }, by);

        await (await RefusedAsync(address + "/revisions", new { disclosure = Asking.Disclosed(501m) }, by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "declaration-abolished");
        await (await RefusedAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = "Q/ORD 001-2026", disclosure = Asking.Disclosed() },
            by))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "declaration-abolished");
    }

    private async Task ShouldBeForbiddenAsync(string address, object body, Actor by) =>
        await (await RefusedAsync(address, body, by)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");

    private Task<HttpResponseMessage> RefusedAsync(string address, object body, Actor by) =>
        api.RecordingNothingAsync(() => api.PostAsync(address, body, by));

    private Task<HttpResponseMessage> PlanAsync(Func<EvaluationPlan, EvaluationPlan> change) =>
        RefusedAsync(
            "/v1/calls/2026-none/plans",
            new { plan = change(Plan), undertaking = new { signer = "Li Wei", signedOn = "2026-05-01" }, body = "rb-body" },
            Body);

    private static readonly EvaluationPlan Plan = new(
        "Clean air at home.",
        ["GB/T 18801-2022"],
        [
            new(
                "cadr", "Clean air delivery rate", null, IndicatorClass.Core, null, Direction.HigherIsBetter, "m³/h", 60m,
                "GB/T 18801-2022", [new(600m, 100m), new(400m, 60m)]),
            new(
                "noise", "Noise", null, IndicatorClass.Core, null, Direction.LowerIsBetter, "dB(A)", 40m, "GB/T 4214.1-2017",
                [new(55m, 100m), new(61m, 60m)]),
        ],
        [new(
            "GB/T 18801-2022",
            BaselineKind.RecommendedNational,
            new DateOnly(2023, 5, 1),
            null,
            [new("cadr", new(Operator.AtLeast, 300m, null, "m³/h"), "5.2")])],
        null,
        new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.FromHours(8)),
        12,
        RankingForm.Composite,
        null,
        StricterRule.AtLeastOneStricter,
        ComparisonMethod.FullValue,
        2,
        []);
}
