using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Promotion;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests.Promotion;

public class Services_are_offered_in_the_open_and_kept_apart_from_evaluation
{
    private static readonly Actor Academy = new("academy", Role.ProfessionalBody), Association = new("caq", Role.ProfessionalBody);

    private static readonly OfferService Drafting = new(
        ServiceKind.Drafting, "Drafting", "Help with a standard.", Region.Nationwide, "https://academy.example.cn/drafting", false,
        "8 000 yuan for each standard", ["air-purifier"]);

    private static readonly OfferService News = Drafting with { Kind = ServiceKind.Information, Free = true, Fee = null };

    private static PlansGiven With(PlansGiven register) => register.Then(
        "2024-05-15", Regulator, new RegisterOrganisation("academy", "Academy", [OrganisationKind.ProfessionalStandardizationBody]));

    [Fact, Trait("Rule", "R103"), Trait("Rule", "A21")]
    public void A_professional_body_offers_and_ends_its_own_and_nobody_elses()
    {
        var register = With(Programme());
        foreach (var by in new[] { Regulator, Cnis, Caq, Of(Acme), new Actor("miit", Role.Department) })
        {
            register.When("2024-06-01", by, Drafting).ShouldBeForbidden();
        }
        register.ShouldRecordOnce("2024-06-01", Academy, Drafting);
        register.Then("2024-06-02", Academy, News);
        register.Ledger.Services("academy").All.Select(s => (s.Offer.Service, s.Offer.Fee))
            .ShouldBe([("academy.1", "8 000 yuan for each standard"), ("academy.2", null)]);

        var end = new EndService(Day("2024-06-30"), "Done.", "academy.1");
        register.When("2024-06-10", Association, end).ShouldBeForbidden();
        register.When("2024-06-10", Academy, end with { Service = "academy.3" }).ShouldBeRefused("unknown-service", RefusalKind.NotFound);
        register.When("2024-06-10", Academy, end with { LastDay = Day("2024-06-09") }).ShouldBeMalformed("lastDay");
        register.When("2024-06-10", Academy, end with { LastDay = Day("2024-06-10") }).Refusal.ShouldBeNull();
        register.ShouldRecordOnce("2024-06-10", Academy, end);
        register.When("2024-06-11", Academy, end with { LastDay = Day("2024-07-31") }).ShouldBeRefused("service-over");
        // over, it may be offered anew, under another number
        register.When("2024-06-30", Academy, Drafting).ShouldChangeNothing();
        register.When("2024-07-01", Academy, Drafting).ShouldRecord<ServiceOffered>().Service.ShouldBe("academy.3");
    }

    [Theory, Trait("Rule", "R103")]
    [InlineData(false, null, "fee")]
    [InlineData(false, " ", "fee")]
    [InlineData(true, "8 000 yuan", "fee")]
    [InlineData(false, "8 000 yuan", null)]
    [InlineData(true, null, null)]
    public void What_it_costs_is_said_or_that_it_costs_nothing(bool free, string? fee, string? wrong) =>
        (With(Programme()).When("2024-06-01", Academy, Drafting with { Free = free, Fee = fee }).Refusal?.Errors.Keys.Single())
            .ShouldBe(wrong);

    [Theory, Trait("Rule", "R103")]
    [InlineData("https://academy.example.cn/drafting", true)]
    [InlineData("http://academy.example.cn/drafting", false)]
    [InlineData("academy.example.cn", false)]
    [InlineData("https://user@academy.example.cn/", false)]
    [InlineData("https://localhost/", false)]
    [InlineData("javascript:alert(1)", false)]
    public void Whoever_wants_it_turns_to_an_address_of_the_web(string contact, bool taken) =>
        (With(Programme()).When("2024-06-01", Academy, Drafting with { Contact = contact }).Refusal is null).ShouldBe(taken);

    [Fact, Trait("Rule", "R103")]
    public void A_category_is_one_that_the_register_knows() =>
        With(Programme()).When("2024-06-01", Academy, Drafting with { Categories = ["bicycles"] })
            .ShouldBeRefused("unknown-category", RefusalKind.NotFound);

    /// <summary>The association is selected for air purifiers of 2024.</summary>
    [Theory, Trait("Rule", "R103"), Trait("Rule", "R104"), Trait("Rule", "R45")]
    [InlineData(ServiceKind.Drafting, true, false)]
    [InlineData(ServiceKind.Verification, true, false)]
    [InlineData(ServiceKind.ConformityAssessment, true, false)]
    [InlineData(ServiceKind.Training, true, true)]
    [InlineData(ServiceKind.Training, false, false)]
    [InlineData(ServiceKind.Information, true, true)]
    [InlineData(ServiceKind.Information, false, false)]
    [InlineData(ServiceKind.Metrology, true, true)]
    [InlineData(ServiceKind.Metrology, false, false)]
    [InlineData(ServiceKind.Testing, false, false)]
    [InlineData(ServiceKind.Accreditation, false, false)]
    public void Whoever_evaluates_neither_judges_its_own_work_nor_is_paid_by_the_evaluated(ServiceKind kind, bool free, bool taken)
    {
        var register = With(Official());
        var offer = Drafting with { Kind = kind, Free = free, Fee = free ? null : "100 yuan" };
        foreach (var categories in new string[]?[] { ["air-purifier"], null, ["water-purifier", "air-purifier"] })
        {
            var decision = register.When("2024-06-01", Association, offer with { Categories = categories });
            if (taken) decision.ShouldRecord<ServiceOffered>();
            else decision.ShouldBeRefused("service-conflicts-with-evaluation");
        }
        // to others it may sell, and others may sell
        register.When("2024-06-01", Association, offer with { Categories = ["water-purifier"] }).Refusal.ShouldBeNull();
        register.When("2024-06-01", Academy, offer).Refusal.ShouldBeNull();
    }

    [Theory, Trait("Rule", "R103")]
    [InlineData("2024-04-29", true)]
    [InlineData("2024-04-30", false)]
    [InlineData("2025-12-31", false)]
    [InlineData("2026-01-01", true)]
    public void From_its_selection_to_the_end_of_the_next_year_the_body_evaluates(string on, bool taken)
    {
        var register = on == "2024-04-29" ? Reviewed() : Official();
        (register.When(on, Association, Drafting).Refusal is null).ShouldBe(taken);
    }

    [Fact, Trait("Rule", "R103"), Trait("Rule", "Q36")]
    public void Whoever_is_selected_no_more_does_not()
    {
        var register = Selected().Given(new EngagementEnded("caq", CallId, "An objection was upheld.", Day("2024-05-10")));
        register.When("2024-05-13", Association, Drafting).Refusal.ShouldBeNull();
    }

    /// <summary>The association evaluates air purifiers, the institute and the academy do not.</summary>
    [Theory, Trait("Rule", "R103"), Trait("Rule", "Q37")]
    [InlineData("caq", "holding", "holding", false)]
    [InlineData("holding", "caq", "holding", false)]
    [InlineData("cheari", "holding", "holding", true)]
    [InlineData("caq", "holding", "academy", true)]
    public void What_stands_above_or_below_the_body_counts_as_the_body(string child, string parent, string offers, bool taken)
    {
        var register = With(Official()).Given(
            new RelationDeclared("r-1", child, parent, RelationKind.Control, Day("2024-01-01"), Day("2024-06-30"), "Register",
                Day("2024-05-20")));
        var by = new Actor(offers, Role.ProfessionalBody);
        (register.When("2024-06-30", by, Drafting).Refusal is null).ShouldBe(taken);
        register.When("2024-07-01", by, Drafting).Refusal.ShouldBeNull();
    }

    [Fact, Trait("Rule", "R103"), Trait("Rule", "R45")]
    public void Whoever_sells_to_enterprises_of_a_category_is_not_selected_for_it()
    {
        var select = new SelectPlan(Reasons, CaqPlan);
        Reviewed().Then("2024-04-01", Association, News).When("2024-04-30", Cnis, select).Refusal.ShouldBeNull();
        Reviewed().Then("2024-04-01", Association, Drafting with { Categories = ["water-purifier"] }).When("2024-04-30", Cnis, select)
            .Refusal.ShouldBeNull();
        var sells = Reviewed().Then("2024-04-01", Association, Drafting with { Categories = null });
        sells.When("2024-04-30", Cnis, select).ShouldBeRefused("service-conflicts-with-evaluation");
        sells.Then("2024-04-28", Association, new EndService(Day("2024-04-29"), "We evaluate.", "caq.1"));
        sells.When("2024-04-29", Cnis, select).ShouldBeRefused("service-conflicts-with-evaluation");
        sells.When("2024-04-30", Cnis, select).Refusal.ShouldBeNull();
    }
}
