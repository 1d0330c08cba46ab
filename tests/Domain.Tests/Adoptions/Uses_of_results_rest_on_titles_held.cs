using Leader.Domain.Process.Adoptions;
using Leader.Domain.Record;
using Leader.Domain.Tests.Cases;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Adoptions;

public class Uses_of_results_rest_on_titles_held
{
    private static readonly RecordAdoption Procurement = new(AdoptionKind.Procurement, TitleId, "Tender 12", ["AP-500"], "a-1");
    private static readonly EndAdoption End = new(Acme, "Delivered.", "a-1");
    private static readonly RegisterPolicy Policy = new(
        "Fujian", "Leader fund", "Grant", "Title held", Day("2024-01-01"), Day("2026-12-31"), "p-1");
    private static readonly Actor Province = new("fujian", Role.LocalAuthority);

    [Fact, Trait("Rule", "D18"), Trait("Rule", "R79"), Trait("Rule", "R81"), Trait("Rule", "A16"), Trait("Rule", "A18")]
    public void Every_kind_of_use_is_recorded_of_a_title_held_on_the_day()
    {
        foreach (var kind in Enum.GetValues<AdoptionKind>())
        {
            var recorded = new CasesGiven().When("2024-04-01", Buyer, Procurement with { Kind = kind }).ShouldRecord<AdoptionRecorded>();
            (recorded.Kind, recorded.User, recorded.Enterprise).ShouldBe((kind.ToString(), Buyer.Subject, Acme));
        }
    }

    [Theory, Trait("Rule", "D18"), Trait("Rule", "A15"), Trait("Rule", "A17"), Trait("Rule", "A19"), Trait("Rule", "Q65")]
    [InlineData(AdoptionKind.Procurement, OrganisationKind.Purchaser, OrganisationKind.FinancialInstitution)]
    [InlineData(AdoptionKind.Procurement, OrganisationKind.LocalAuthority, OrganisationKind.Fund)]
    [InlineData(AdoptionKind.Credit, OrganisationKind.FinancialInstitution, OrganisationKind.Purchaser)]
    [InlineData(AdoptionKind.Platform, OrganisationKind.PlatformEnterprise, OrganisationKind.BrandEvaluator)]
    [InlineData(AdoptionKind.Fund, OrganisationKind.Fund, OrganisationKind.FinancialInstitution)]
    [InlineData(AdoptionKind.PublicFunding, OrganisationKind.LocalAuthority, OrganisationKind.Fund)]
    [InlineData(AdoptionKind.BrandValue, OrganisationKind.BrandEvaluator, OrganisationKind.AwardOrganiser)]
    [InlineData(AdoptionKind.QualityAward, OrganisationKind.AwardOrganiser, OrganisationKind.BrandEvaluator)]
    [InlineData(AdoptionKind.ScienceAndInnovationAward, OrganisationKind.Department, OrganisationKind.PlatformEnterprise)]
    public void A_use_is_reported_by_a_user_of_its_kind_where_the_rule_set_says_so(
        AdoptionKind kind, OrganisationKind of, OrganisationKind notOf)
    {
        Known(of).Given(Strict).When("2024-04-01", Buyer, Procurement with { Kind = kind }).ShouldRecord<AdoptionRecorded>();
        Known(notOf).Given(Strict).Refused("use-not-of-this-user", "2024-04-01", Buyer, Procurement with { Kind = kind });
        Known(notOf).Given(Strict).When("2024-03-31", Buyer, Procurement with { Kind = kind }).ShouldRecord<AdoptionRecorded>();
        Known(notOf).When("2024-04-01", Buyer, Procurement with { Kind = kind }).ShouldRecord<AdoptionRecorded>();
        Known(notOf, of).Given(Strict).When("2024-04-01", Buyer, Procurement with { Kind = kind }).ShouldRecord<AdoptionRecorded>();

        static CasesGiven Known(params OrganisationKind[] kinds) => new CasesGiven().Given(
            new OrganisationRegistered(Buyer.Subject, "Buyer", null, kinds, null, Day("2024-01-02")));
    }

    private static readonly RuleSetAdopted Strict = new(
        new("strict") { UsesFitTheirUsers = true }, Day("2024-04-01"), "Notice 3/2024", Day("2024-03-01"));

    [Fact]
    public void A_use_that_was_recorded_by_a_user_of_another_kind_stands_and_is_ended_as_any()
    {
        var given = new CasesGiven().Given(
            new OrganisationRegistered(Buyer.Subject, "Buyer", null, [OrganisationKind.Fund], null, Day("2024-01-02")),
            new AdoptionRecorded(Acme, "a-1", "Procurement", Buyer.Subject, TitleId, "Tender 12", ["AP-500"], Day("2024-04-01")));
        given.When("2024-05-06", Buyer, End).ShouldRecord<AdoptionEnded>();
    }

    [Fact, Trait("Rule", "R81"), Trait("Trap", "19")]
    public void Products_are_named_by_id_or_barcode_as_the_standard_covers_them_on_the_day_in_the_category_of_the_title()
    {
        var given = new CasesGiven().Given(
            new ProductDeclared("d-1", 1, Acme, 1, new("Acme", "AP-500", Gtin: "6901234567892"), Day("2024-04-01")),
            new ProductDeclared("d-1", 2, Acme, 1, new("Acme", "AF-1", Category: "fan"), Day("2024-04-01")),
            new ProductDeclared("d-1", 3, Acme, 1, new("Acme", "AP-100", Category: "air-purifier"), Day("2024-04-01")),
            new ProductWithdrawn("d-1", 3, "Made no more.", null, Day("2024-05-01")));
        Adopted("2024-04-02", "d-1@1").ShouldBe(["d-1@1"]);
        Adopted("2024-04-02", "6901234567892").ShouldBe(["d-1@1"]);
        Adopted("2024-04-02", "06901234567892", "d-1@1", "d-1@3").ShouldBe(["d-1@1", "d-1@3"]);
        Adopted("2024-04-30", "d-1@3").ShouldBe(["d-1@3"]);
        foreach (var (on, model) in new[]
        {
            ("2024-03-31", "d-1@1"), ("2024-05-01", "d-1@3"), ("2024-04-02", "d-1@2"), ("2024-04-02", "d-1@9"), ("2024-04-02", "d-2@1"),
            ("2024-04-02", "6901234567893"), ("2024-04-02", "AP-500"),
        })
        {
            given.Refused("product-not-covered", on, Buyer, Procurement with { Products = null, Models = [model] });
        }
        new CasesGiven().When("2024-04-01", Buyer, Procurement).ShouldRecord<AdoptionRecorded>().Models.ShouldBeNull();

        IReadOnlyList<string>? Adopted(string on, params string[] models) =>
            given.When(on, Buyer, Procurement with { Products = null, Models = models }).ShouldRecord<AdoptionRecorded>().Models;
    }

    [Fact, Trait("Rule", "R78"), Trait("Rule", "R79")]
    public void An_award_has_a_level_and_nothing_else_has()
    {
        var award = Procurement with { Kind = AdoptionKind.QualityAward, Level = AwardLevel.Municipal };
        new CasesGiven().When("2024-04-01", Buyer, award).ShouldRecord<AdoptionRecorded>().Level.ShouldBe(AwardLevel.Municipal);
        new CasesGiven().When("2024-04-01", Buyer, award with { Level = null }).ShouldRecord<AdoptionRecorded>().Level.ShouldBeNull();
        new CasesGiven().When("2024-04-01", Buyer, award with { Kind = AdoptionKind.Credit }).Refusal!.Errors.Keys.ShouldBe(["level"]);
    }

    [Theory, Trait("Rule", "D18"), Trait("Trap", "20")]
    [InlineData("2024-03-19", "title-not-held")]
    [InlineData("2024-03-20", "")]
    [InlineData("2025-09-20", "")]
    [InlineData("2025-09-21", "title-not-held")]
    public void A_title_not_held_on_the_day_supports_nothing(string on, string code) =>
        (new CasesGiven().When(on, Buyer, Procurement).Refusal?.Code ?? "").ShouldBe(code);

    [Fact, Trait("Rule", "R75"), Trait("Rule", "P9"), Trait("Rule", "Q25")]
    public void No_benefits_during_a_ban_not_even_on_another_title_still_held()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme)
            .Listed("2024-fan", "2024-03-20", Acme)
            .Revoked("2024-05-10");
        var fan = Procurement with { Title = TitleOf("2024-fan") };
        given.Refused("benefits-barred", "2024-05-10", Buyer, fan);
        given.When("2024-05-09", "2024-05-09", Buyer, fan).Refusal.ShouldBeNull();
        given.When("2024-05-09", "2024-05-10", Buyer, fan).ShouldBeRefused("benefits-barred"); // entered late, it would run on into the ban
    }

    [Theory, Trait("Rule", "Q39"), Trait("Rule", "Q61")]
    [InlineData("2024-04-01", "2024-04-01", "")]
    [InlineData("2024-04-02", "2024-04-02", "enterprise-merged-away")]
    [InlineData("2024-04-01", "2024-04-02", "enterprise-merged-away")]
    public void No_benefits_of_an_enterprise_that_has_merged_into_another(string on, string entered, string code) =>
        (new CasesGiven().Given(new EnterpriseSucceeded(Acme, SuccessionKind.Merger, [Bolt], Day("2024-04-02"))).When(
            on,
            entered,
            Buyer,
            Procurement).Refusal?.Code
            ?? "")
            .ShouldBe(code);

    [Fact, Trait("Trap", "19"), Trait("Rule", "R81")]
    public void Procurement_names_products_of_the_title()
    {
        new CasesGiven().Refused("product-not-covered", "2024-04-01", Buyer, Procurement with { Products = ["AP-500", "Fan 3"] });
        new CasesGiven().When("2024-04-01", Buyer, Procurement with { Products = null }).Refusal!.Errors.Keys.ShouldBe(["products"]);
        new CasesGiven().When("2024-04-01", Buyer, Procurement with { Kind = AdoptionKind.Credit, Products = null }).Refusal.ShouldBeNull();
    }

    [Fact]
    public void Users_report_and_end_their_own_uses()
    {
        var given = new CasesGiven();
        foreach (var by in new[] { Caq, Of(Acme), Regulator }) given.Refused("not-yours-to-do", "2024-04-01", by, Procurement);
        given.Refused("unknown-title", "2024-04-01", Buyer, Procurement with { Title = "x" });
        given.Refused("unknown-adoption", "2024-04-01", Buyer, End);
        given.ShouldRecordOnce("2024-04-01", Buyer, Procurement);
        given.Refused("adoption-id-taken", "2024-04-02", Buyer, Procurement with { Scope = "Tender 13" });
        given.Refused("not-yours-to-do", "2024-04-02", new Actor("other", Role.ResultUser), End);
        given.Refused("not-yours-to-do", "2024-04-02", Caq, End);
        given.ShouldRecordOnce("2024-04-02", Buyer, End with { Enterprise = Acme.ToLowerInvariant() });
    }

    [Fact, Trait("Rule", "R109"), Trait("Rule", "D21"), Trait("Rule", "T10")]
    public void Regions_and_departments_register_supporting_policies()
    {
        var given = new CasesGiven();
        foreach (var by in new[] { Caq, Of(Acme), Buyer }) given.Refused("not-yours-to-do", "2024-04-01", by, Policy);
        given.When("2024-04-01", new Actor("mof", Role.Department), Policy)
            .ShouldRecord<SupportingPolicyRegistered>().Issuer
            .ShouldBe("mof");
        given.When("2024-04-01", Province, Policy with { ValidTo = Day("2023-12-31") }).Refusal!.Errors.Keys.ShouldBe(["validTo"]);
        given.ShouldRecordOnce("2024-04-01", Province, Policy);
        given.Refused("policy-id-taken", "2024-04-02", Province, Policy with { Benefit = "Loan" });
    }

    [Fact, Trait("Rule", "R109"), Trait("Rule", "D21")]
    public void The_issuer_amends_and_ends_its_policy_and_what_was_granted_stays()
    {
        var given = new CasesGiven();
        var amend = new AmendPolicy("Leader fund", "Loan", "Title held", "More means.", Day("2027-12-31"), "p-1");
        var end = new EndPolicy(Day("2025-06-30"), "Merged.", "p-1");
        given.Refused("unknown-policy", "2024-04-01", Province, amend);
        given.ShouldRecordOnce("2024-04-01", Province, Policy);
        foreach (var by in new[] { Caq, Of(Acme), new Actor("gansu", Role.LocalAuthority) })
        {
            given.Refused("not-yours-to-do", "2024-05-01", by, amend);
            given.Refused("not-yours-to-do", "2024-05-01", by, end);
        }
        given.When("2024-05-01", Province, amend with { ValidTo = Day("2023-12-31") }).Refusal!.Errors["validTo"][0]
            .ShouldContain("2024-01-01");
        given.ShouldRecordOnce("2024-05-01", Province, amend);
        given.When("2024-06-01", Province, end with { LastDay = Day("2024-05-31") }).Refusal!.Errors.Keys.ShouldBe(["lastDay"]);
        given.When("2024-06-01", Province, end with { LastDay = Day("2028-01-01") }).Refusal!.Errors["lastDay"][0]
            .ShouldContain("2027-12-31");
        given.ShouldRecordOnce("2024-06-01", Province, end);
        given.Refused("policy-over", "2024-06-02", Province, amend with { Benefit = "Nothing" });
        given.Refused("policy-over", "2024-06-02", Province, end with { LastDay = Day("2025-01-01") });
        given.ShouldRecordOnce("2024-04-01", Province, Policy with { Policy = "p-2" });
        given.When("2026-12-31", Province, end with { Policy = "p-2", LastDay = Day("2026-12-31") }).ShouldRecord<SupportingPolicyEnded>();
        given.Refused("policy-over", "2027-01-01", Province, amend with { Policy = "p-2", ValidTo = null });
    }
}
