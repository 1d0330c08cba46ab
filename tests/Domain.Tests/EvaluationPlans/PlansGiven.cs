using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Tests;

/// <summary>The register up to the official plan of air purifiers in 2024, step by step; each step is entered on its own day.</summary>
internal sealed class PlansGiven : GivenRegister<PlansGiven>
{
    public const string CallId = "2024-air-purifier";
    public const string CaqPlan = "2024-air-purifier.caq";
    public const string CheariPlan = "2024-air-purifier.cheari";
    public const string NoticeId = "2024-air-purifier.plan.1";

    public static readonly Actor Expert1 = new("expert-1", Role.Expert);
    public static readonly Actor Expert2 = new("expert-2", Role.Expert);
    public static readonly Actor Registrar = new("registry", Role.Registrar);
    public static readonly NoFeeUndertaking Undertaking = new("Li Wei", Day("2024-02-19"));

    public static PlansGiven Registered() => new PlansGiven()
        .Then(
            "2018-07-02",
            Regulator,
            new RegisterOrganisation("samr", "State Administration for Market Regulation", [OrganisationKind.Regulator]))
        .Then(
            "2018-07-02",
            Regulator,
            new RegisterOrganisation("miit", "Ministry of Industry and Information Technology", [OrganisationKind.Department]))
        .Then(
            "2018-07-02",
            Regulator,
            new RegisterOrganisation("cnis", "National Institute of Standardization", [OrganisationKind.ResearchInstitute]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("caq", "Association for Quality", [OrganisationKind.IndustryAssociation]))
        .Then(
            "2018-07-02",
            Regulator,
            new RegisterOrganisation("cheari", "Household Appliance Institute", [OrganisationKind.TechnicalInstitution]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("holding", "Standards Holding", [OrganisationKind.OtherThirdParty]))
        .Then(
            "2018-07-02",
            Regulator,
            new RegisterOrganisation("mall", "Mall Platform", [OrganisationKind.PlatformEnterprise], CreditCode: Cloud))
        .Then("2018-07-02", Regulator, new DesignateWorkingBody("cnis"))
        .Given(Deposited(Regulator), Deposited(Cnis));

    /// <summary>A file with the digest aaa….</summary>
    private static EvidenceDeposited Deposited(Actor by) => new(new('a', 64), "application/pdf", 1, by.Role, by.Subject, Day("2018-07-02"));

    public static PlansGiven Programme() => Registered()
        .Then("2018-07-03", Of(Acme), new RegisterEnterprise(Acme, "Acme Air"))
        .Then("2018-07-03", Of(Bolt), new RegisterEnterprise(Bolt, "Bolt Appliances"))
        .Then("2018-07-03", Of(Cloud), new RegisterEnterprise(Cloud, "Cloud Mall"))
        .Given(May2024)
        .Then("2024-01-10", Regulator, KeyFieldList());

    public static PlansGiven CallOpen() =>
        Programme().Then("2024-02-01", Cnis, new OpenPlanCall(2024, Day("2024-03-01"), "Open to all evaluation bodies.", "air-purifier"));

    public static PlansGiven PlansIn() => CallOpen()
        .Then("2024-02-20", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
        .Then("2024-02-21", Cheari, new SubmitPlan(Plan(), Undertaking, "cheari", CallId))
        .Then("2024-02-25", Cnis, new FormExpertPanel(Panel, CallId));

    public static PlansGiven Reviewed() => PlansIn()
        .Then("2024-03-05", Expert1, new ReviewPlan(90m, "Clear scale.", null, CaqPlan))
        .Then("2024-03-06", Expert1, new ReviewPlan(70m, "One indicator too few.", null, CheariPlan));

    /// <summary>Selected on 30 April; the notice of seven working days ends on 13 May.</summary>
    public static PlansGiven Selected() => Reviewed().Then("2024-04-30", Cnis, new SelectPlan(Reasons, CaqPlan));

    public static PlansGiven Official() => Selected().Then("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan));

    /// <summary>Evaluated from 2024-06-01 with Acme and Bolt in the pool.</summary>
    public static PlansGiven Evaluating() => Official().Given(
        new EvaluationOpened(
            CallId, 2024, "air-purifier", "Air purifiers", "home-appliances", GoalSector.ConsumerGoods, CaqPlan, "caq", Plan(),
            "policy-defaults", Day("2024-06-01")),
        new PoolFrozen(
            CallId,
            Plan().CutOff,
            [new("d-acme", 1, Acme, "Acme Air", "Q/ACME 001-2024"), new("d-bolt", 1, Bolt, "Bolt Appliances", "Q/BOLT 001-2024")],
            [],
            Day("2024-07-01")),
        new CandidacyEntered(Acme, CallId, Day("2024-07-01")),
        new CandidacyEntered(Bolt, CallId, Day("2024-07-01")));

    public static readonly IReadOnlyList<Expert> Panel =
    [
        new("expert-1", "person-1", "Tsinghua University"),
        new("expert-2", "person-2", "Association for Quality"),
    ];

    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        [CaqPlan] = "Best scores.",
        [CheariPlan] = "Fewer points.",
    };

    public static PublishKeyFieldList KeyFieldList(int cycle = 2024, params KeyField[] more) => new(cycle,
        [
            Field("home-appliances", GoalSector.ConsumerGoods, "air-purifier", "water-purifier"),
            .. more,
        ], ["miit"], ["Consumer Goods Standards and Quality Improvement Plan (2016–2020)"]);

    public static KeyField Field(string id, GoalSector sector, params string[] categories) =>
        new(id, id, null, sector, "C3856 (GB/T 4754-2017)", "Consumers ask for it.",
            new("1,200 standards declared", "high", "large", "wide"), [.. categories.Select(c => new KeyCategory(c, c, null))]);

    /// <summary>The plan of the evaluation, and one indicator more that is looked at and not measured.</summary>
    public static EvaluationPlan Plan() => EvaluationsGiven.Plan with
    {
        ComparedStandards = ["GB/T 18801-2022", "ANSI/AHAM AC-1-2020"],
        Indicators =
        [
            .. EvaluationsGiven.Plan.Indicators,
            new("app", "Remote control", null, IndicatorClass.Innovative, null, Direction.HigherIsBetter, "", 0m, "inspection", []),
        ],
    };

    public static Disclosure Disclosed(decimal cadr = 500m, decimal noise = 58m, params string[] categories) =>
        new("Air purifiers", categories.Length == 0 ? ["air-purifier"] : categories, ["AP-1"],
            [
                new(
                    "cadr", "Clean air delivery rate", DisclosedKind.Performance, "performance", new(Operator.AtLeast, cadr, null, "m³/h"),
                    "GB/T 18801-2022", "4.1"),
                new(
                    "noise", "Noise", DisclosedKind.Functional, "user experience", new(Operator.AtMost, noise, null, "dB(A)"),
                    "GB/T 4214.1-2017", "4.2"),
            ],
            ["GB/T 18801-2022"], new LevelClaim("internationalAdvanced", "ANSI/AHAM AC-1-2020", "higher delivery rate"), false);

    public static string DeclarationId(string enterprise, string number) =>
        StandardNumber.DeclarationId(enterprise, StandardNumber.Parse(number)!);

    /// <summary>Acme holds a title on its declaration, from 2024-10-01 to 2025-09-30.</summary>
    public static PlansGiven Titled()
    {
        var declaration = DeclarationId(Acme, "Q/ACME 001-2024");
        var title = Ids.Title(CallId, Acme);
        return Evaluating().Then("2024-06-10", Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2024", Disclosed())).Given(
            new TitleAwarded(
                title, Acme, "Acme Air", declaration, 1, "Q/ACME 001-2024", CallId, 2024, "air-purifier", "Air purifiers",
                GoalSector.ConsumerGoods, "caq", 1, ["AP-1"], Day("2025-09-30"), Day("2026-03-31"), "policy-defaults", Day("2024-10-01")),
            new DeclarationTitled(declaration, title, Day("2024-10-01")),
            new TitleEntered(Acme, title, "air-purifier", Day("2024-10-01")));
    }

    private static readonly CalendarAnnounced May2024 = new("2024.1", 2024,
        [
            Day("2024-01-01"), Day("2024-05-01"), Day("2024-05-02"), Day("2024-05-03"), Day("2024-05-04"), Day("2024-05-05"),
        ], [Day("2024-04-28"), Day("2024-05-11")], "国办发明电〔2023〕7号", Day("2023-10-25"));
}
