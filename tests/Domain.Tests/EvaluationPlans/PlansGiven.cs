using System.Globalization;
using Leader.Domain.Declarations;
using Leader.Domain.Enterprises;
using Leader.Domain.EvaluationPlans;
using Leader.Domain.Evaluations;
using Leader.Domain.Evidence;
using Leader.Domain.Identifiers;
using Leader.Domain.KeyFields;
using Leader.Domain.LegalTime;
using Leader.Domain.Organisations;
using Leader.Domain.Quantities;
using Leader.Domain.Titles;

namespace Leader.Domain.Tests;

/// <summary>The register up to the official plan of air purifiers in 2024, step by step; each step is entered on its own day.</summary>
internal sealed class PlansGiven
{
    public const string CallId = "2024-air-purifier";
    public const string CaqPlan = "2024-air-purifier.caq";
    public const string CheariPlan = "2024-air-purifier.cheari";
    public const string NoticeId = "2024-air-purifier.plan.1";
    public const string Acme = "91350100M000100Y43";
    public const string Bolt = "91350200776049653A";
    public const string Cloud = "91440101MA5CJQ4N59";

    public static readonly Actor Regulator = new("samr", Role.Regulator);
    public static readonly Actor Cnis = new("cnis", Role.WorkingBody);
    public static readonly Actor Caq = new("caq", Role.EvaluationBody);
    public static readonly Actor Cheari = new("cheari", Role.EvaluationBody);
    public static readonly Actor Expert1 = new("expert-1", Role.Expert);
    public static readonly Actor Expert2 = new("expert-2", Role.Expert);
    public static readonly Actor Registrar = new("registry", Role.Registrar);
    public static readonly NoFeeUndertaking Undertaking = new("Li Wei", Day("2024-02-19"));

    public MemoryLedger Ledger { get; } = new();

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    public static Actor Of(string enterprise) => new(enterprise, Role.Enterprise);

    /// <summary>Entered at 10:00 Beijing of its own day.</summary>
    public Decision When(string on, Actor by, ICommand command) => command.Enter(new Act(Day(on), Beijing.Start(Day(on)).AddHours(10), by), Ledger);

    /// <summary>Entered on a later day than it happened.</summary>
    public Decision When(string on, string enteredOn, Actor by, ICommand command) => command.Enter(new Act(Day(on), Beijing.Start(Day(enteredOn)).AddHours(10), by), Ledger);

    public PlansGiven Then(string on, Actor by, ICommand command)
    {
        var decision = When(on, by, command);
        decision.Refusal.ShouldBeNull($"{command}");
        Ledger.Append(decision.Facts);
        return this;
    }

    public PlansGiven Given(params Fact[] facts)
    {
        Ledger.Append(facts);
        return this;
    }

    /// <summary>Records the command, and asks again on the same day and on the next: nothing more is recorded.</summary>
    public void ShouldRecordOnce(string on, Actor by, ICommand command)
    {
        var first = When(on, by, command);
        first.Refusal.ShouldBeNull();
        first.Facts.ShouldNotBeEmpty();
        Ledger.Append(first.Facts);
        foreach (var day in new[] { Day(on), Day(on).AddDays(1) })
        {
            var again = command.Enter(new Act(day, Beijing.Start(day).AddHours(12), by), Ledger);
            again.Refusal.ShouldBeNull();
            again.Facts.ShouldBeEmpty();
            again.Id.ShouldBe(first.Id);
        }
    }

    public static PlansGiven Registered() => new PlansGiven()
        .Then("2018-07-02", Regulator, new RegisterOrganisation("samr", "State Administration for Market Regulation", [OrganisationKind.Regulator]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("miit", "Ministry of Industry and Information Technology", [OrganisationKind.Department]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("cnis", "National Institute of Standardization", [OrganisationKind.ResearchInstitute]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("caq", "Association for Quality", [OrganisationKind.IndustryAssociation]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("cheari", "Household Appliance Institute", [OrganisationKind.TechnicalInstitution]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("holding", "Standards Holding", [OrganisationKind.OtherThirdParty]))
        .Then("2018-07-02", Regulator, new RegisterOrganisation("mall", "Mall Platform", [OrganisationKind.PlatformEnterprise], CreditCode: Cloud))
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

    public static PlansGiven CallOpen() => Programme().Then("2024-02-01", Cnis, new OpenPlanCall(2024, Day("2024-03-01"), "Open to all evaluation bodies.", "air-purifier"));

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
        new EvaluationOpened(CallId, 2024, "air-purifier", "Air purifiers", "home-appliances", GoalSector.ConsumerGoods, CaqPlan, "caq", Plan(), "policy-defaults", Day("2024-06-01")),
        new PoolFrozen(CallId, Plan().CutOff, [new("d-acme", 1, Acme, "Acme Air", "Q/ACME 001-2024"), new("d-bolt", 1, Bolt, "Bolt Appliances", "Q/BOLT 001-2024")], [], Day("2024-07-01")),
        new CandidacyEntered(Acme, CallId, Day("2024-07-01")),
        new CandidacyEntered(Bolt, CallId, Day("2024-07-01")));

    public static readonly IReadOnlyList<Expert> Panel = [new("expert-1", "person-1", "Tsinghua University"), new("expert-2", "person-2", "Association for Quality")];

    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string> { [CaqPlan] = "Best scores.", [CheariPlan] = "Fewer points." };

    public static PublishKeyFieldList KeyFieldList(int cycle = 2024, params KeyField[] more) => new(cycle,
        [Field("home-appliances", GoalSector.ConsumerGoods, "air-purifier", "water-purifier"), .. more], ["miit"], ["Consumer Goods Standards and Quality Improvement Plan (2016–2020)"]);

    public static KeyField Field(string id, GoalSector sector, params string[] categories) => new(id, id, null, sector, "C3856 (GB/T 4754-2017)", "Consumers ask for it.",
        new("1,200 standards declared", "high", "large", "wide"), [.. categories.Select(c => new KeyCategory(c, c, null))]);

    public static EvaluationPlan Plan() => new("Clean air at home.", ["GB/T 18801-2022", "ANSI/AHAM AC-1-2020"],
        [
            new("cadr", "Clean air delivery rate", null, IndicatorClass.Core, "performance", Direction.HigherIsBetter, "m³/h", 60m, "GB/T 18801-2022", [new(600m, 100m), new(400m, 60m)]),
            new("noise", "Noise", null, IndicatorClass.Core, "user experience", Direction.LowerIsBetter, "dB(A)", 40m, "GB/T 4214.1-2017", [new(55m, 100m), new(61m, 60m)]),
            new("app", "Remote control", null, IndicatorClass.Innovative, null, Direction.HigherIsBetter, "", 0m, "inspection", []),
        ],
        [new Baseline("GB/T 18801-2022", BaselineKind.RecommendedNational, Day("2023-05-01"), null, [new("cadr", new(Operator.AtLeast, 300m, null, "m³/h"), "5.2"), new("noise", new(Operator.AtMost, 66m, null, "dB(A)"), "5.4")])],
        null, new DateTimeOffset(2024, 7, 1, 0, 0, 0, Beijing.Offset), 12, RankingForm.Composite, null, StricterRule.AtLeastOneStricter, ComparisonMethod.FullValue, 2,
        [TieBreaker.MoreTopTierIndicators, TieBreaker.GreaterMargin]);

    public static Disclosure Disclosed(decimal cadr = 500m, decimal noise = 58m, params string[] categories) => new("Air purifiers", categories.Length == 0 ? ["air-purifier"] : categories, ["AP-1"],
        [
            new("cadr", "Clean air delivery rate", DisclosedKind.Performance, "performance", new(Operator.AtLeast, cadr, null, "m³/h"), "GB/T 18801-2022", "4.1"),
            new("noise", "Noise", DisclosedKind.Functional, "user experience", new(Operator.AtMost, noise, null, "dB(A)"), "GB/T 4214.1-2017", "4.2"),
        ],
        ["GB/T 18801-2022"], new LevelClaim("internationalAdvanced", "ANSI/AHAM AC-1-2020", "higher delivery rate"), false);

    public static string DeclarationId(string enterprise, string number) => StandardNumber.DeclarationId(enterprise, StandardNumber.Parse(number)!);

    /// <summary>Acme holds a title on its declaration, from 2024-10-01 to 2025-09-30.</summary>
    public static PlansGiven Titled()
    {
        var declaration = DeclarationId(Acme, "Q/ACME 001-2024");
        var title = Ids.Title(CallId, Acme);
        return Evaluating().Then("2024-06-10", Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2024", Disclosed())).Given(
            new TitleAwarded(title, Acme, "Acme Air", declaration, 1, "Q/ACME 001-2024", CallId, 2024, "air-purifier", "Air purifiers", GoalSector.ConsumerGoods, "caq", 1, ["AP-1"],
                Day("2025-09-30"), Day("2026-03-31"), "policy-defaults", Day("2024-10-01")),
            new DeclarationTitled(declaration, title, Day("2024-10-01")),
            new TitleEntered(Acme, title, "air-purifier", Day("2024-10-01")));
    }

    private static readonly CalendarAnnounced May2024 = new("2024.1", 2024,
        [Day("2024-01-01"), Day("2024-05-01"), Day("2024-05-02"), Day("2024-05-03"), Day("2024-05-04"), Day("2024-05-05")], [Day("2024-04-28"), Day("2024-05-11")], "国办发明电〔2023〕7号", Day("2023-10-25"));
}

internal static class Decisions
{
    public static void ShouldBeRefused(this Decision decision, string code, RefusalKind kind = RefusalKind.Rule)
    {
        decision.Refusal.ShouldNotBeNull();
        decision.Refusal.Code.ShouldBe(code);
        decision.Refusal.Kind.ShouldBe(kind);
        decision.Facts.ShouldBeEmpty();
        if (kind == RefusalKind.Rule) decision.Refusal.Clause.ShouldStartWith("Clause ");
        if (kind != RefusalKind.Malformed) decision.Refusal.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    public static void ShouldBeForbidden(this Decision decision) => decision.ShouldBeRefused("not-yours-to-do", RefusalKind.Forbidden);
    public static void ShouldNotKnow(this Decision decision, string what) => decision.ShouldBeRefused($"unknown-{what}", RefusalKind.NotFound);

    public static void ShouldBeMalformed(this Decision decision, params string[] fields)
    {
        decision.ShouldBeRefused("malformed", RefusalKind.Malformed);
        decision.Refusal!.Errors.Keys.Order(StringComparer.Ordinal).ShouldBe(fields.Order(StringComparer.Ordinal));
    }

    public static IReadOnlyList<Fact> ShouldBeGranted(this Decision decision)
    {
        decision.Refusal.ShouldBeNull();
        return decision.Facts;
    }

    public static T ShouldRecord<T>(this Decision decision) where T : Fact => decision.ShouldBeGranted().OfType<T>().ShouldHaveSingleItem();
    public static void ShouldNotRecord<T>(this Decision decision) where T : Fact => decision.ShouldBeGranted().OfType<T>().ShouldBeEmpty();

    public static void ShouldChangeNothing(this Decision decision)
    {
        decision.ShouldBeGranted().ShouldBeEmpty();
    }
}
