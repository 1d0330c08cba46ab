using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class Key_fields_are_proposed_and_each_proposal_has_its_outcome
{
    private static readonly Actor Miit = new("miit", Role.Department), Fujian = new("fujian", Role.LocalAuthority);
    private const string Id = "2025.miit.smart-locks";

    private static readonly ProposeKeyField Proposal = new(
        2025, "smart-locks", "Smart locks", GoalSector.ConsumerGoods, "Many makers.", "Often searched for.", "Strength is fixed.",
        [new("smart-lock", "Smart lock", null), new("water-purifier", "Water purifier", null)]);

    private static readonly PublishKeyFieldList With = KeyFieldList(2025),
        Without = KeyFieldList(2025) with { Fields = [Field("home-appliances", GoalSector.ConsumerGoods, "air-purifier")] };

    private static PlansGiven Register() => Registered()
        .Then("2018-07-02", Regulator, new RegisterOrganisation("fujian", "Fujian", [OrganisationKind.LocalAuthority]));

    private static FieldProposal Outcome(PlansGiven register) => register.Ledger.FieldProposals(2025).Of(Id)!;

    [Fact, Trait("Rule", "R39"), Trait("Rule", "A3"), Trait("Rule", "A4")]
    public void Departments_and_regions_propose_and_nobody_else()
    {
        var register = Register();
        foreach (var by in new[] { Regulator, Cnis, Caq, Of("91350100M000100Y43") })
        {
            register.When("2024-04-01", by, Proposal).Refusal!.Code.ShouldBe("not-yours-to-do");
        }
        register.ShouldRecordOnce("2024-04-01", Miit, Proposal);
        register.ShouldRecordOnce("2024-04-01", Fujian, Proposal);
        register.Ledger.FieldProposals(2025).All.Select(p => p.Proposed.Proposal).ShouldBe([Id, "2025.fujian.smart-locks"]);
        register.When("2024-04-02", Miit, Proposal with { Rationale = "Other." }).Refusal!.Code.ShouldBe("field-proposed-already");
    }

    [Theory, Trait("Rule", "R39")]
    [InlineData("consumerAttention")]
    [InlineData("effectOnQuality")]
    [InlineData("rationale")]
    public void What_the_register_cannot_count_the_proposal_says(string member) => Register().When("2024-04-01", Miit, Proposal with
    {
        ConsumerAttention = member == "consumerAttention" ? " " : "Known.",
        EffectOnQuality = member == "effectOnQuality" ? "" : "Known.",
        Rationale = member == "rationale" ? "" : "Known.",
    }).Refusal!.Errors.Keys.ShouldBe([member]);

    [Fact, Trait("Rule", "R39"), Trait("Rule", "R40")]
    public void A_list_with_one_of_its_categories_takes_it_up()
    {
        var register = Register().Then("2024-04-01", Miit, Proposal).Then("2024-06-01", Regulator, With);
        var outcome = Outcome(register);
        (outcome.Status, outcome.ListVersion, outcome.DecidedOn).ShouldBe((FieldProposalStatus.TakenUp, 1, Day("2024-06-01")));
        outcome.Listed.ShouldBe(["water-purifier"]);
        register.When("2024-06-02", Regulator, With).Facts.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R39")]
    public void A_list_without_it_says_why()
    {
        var register = Register().Then("2024-04-01", Miit, Proposal);
        register.When("2024-06-01", Regulator, Without).Refusal!.Code.ShouldBe("proposal-without-outcome");
        var declined = Without with { Declined = new Dictionary<string, string> { [Id] = "Too few standards." } };
        register.When("2024-06-01", Regulator, declined with { Fields = With.Fields }).Refusal!.Code.ShouldBe("proposal-without-outcome");
        register.When("2024-06-01", Regulator, With with { Declined = new Dictionary<string, string> { ["2025.x.y"] = "No." } })
            .Refusal!.Code.ShouldBe("unknown-field-proposal");
        register.When("2024-06-01", Regulator, Without with { Declined = new Dictionary<string, string> { [Id] = " " } })
            .Refusal!.Code.ShouldBe("malformed");

        register.Then("2024-06-01", Regulator, declined);
        (Outcome(register).Status, Outcome(register).Reason).ShouldBe((FieldProposalStatus.NotTakenUp, "Too few standards."));
        // decided: the next version need not say it again, and may take it up after all
        register.When("2024-07-01", Regulator, Without with { Basis = ["Another plan"] }).Refusal.ShouldBeNull();
        register.Then("2024-07-01", Regulator, With);
        (Outcome(register).Status, Outcome(register).Reason).ShouldBe((FieldProposalStatus.TakenUp, null));
        Outcome(register).ListVersion.ShouldBe(2);
        // and what was taken up does not vanish in silence
        register.When("2024-08-01", Regulator, Without).Refusal!.Code.ShouldBe("proposal-without-outcome");
    }

    [Fact, Trait("Rule", "R39")]
    public void What_comes_after_the_list_has_its_outcome_with_the_next_version()
    {
        var register = Register().Then("2024-06-01", Regulator, Without).Then("2024-06-15", Miit, Proposal);
        Outcome(register).Status.ShouldBe(FieldProposalStatus.Open);
        register.When("2024-07-01", Regulator, Without).Refusal!.Code.ShouldBe("proposal-without-outcome");
        register.Then("2024-07-01", Regulator, Without with { Declined = new Dictionary<string, string> { [Id] = "Next year." } });
        Outcome(register).ListVersion.ShouldBe(2);
    }

    [Fact, Trait("Rule", "R39")]
    public void The_register_counts_what_is_declared_and_how_far_it_differs()
    {
        DeclaredInForce[] declared =
        [
            new("a", StandardKind.Enterprise, Disclosed(cadr: 500m, noise: 58m)),
            new("a", StandardKind.Enterprise, Disclosed(cadr: 600m, noise: 58m)),
            new("b", StandardKind.RecommendedNational, Disclosed(cadr: 400m, noise: 58m, "air-purifier", "water-purifier")),
            new("c", StandardKind.Enterprise, Disclosed(cadr: 700m, noise: 50m, "range-hood")),
        ];
        var figures = FieldFigures.Of("air-purifier", declared);
        (figures.Standards, figures.OwnStandards, figures.Enterprises, figures.Products).ShouldBe((3, 2, 2, 3));
        figures.Differentiation.Where(s => s.Indicator is "cadr" or "noise").Select(s => (s.Indicator, s.Stated, s.Values))
            .ShouldBe([("cadr", 3, 3), ("noise", 3, 1)]);
        FieldFigures.Of("water-purifier", declared).Differentiation.ShouldBeEmpty("one standard differs from none");
        (FieldFigures.Of("smart-lock", declared) with { Differentiation = [] }).Standards.ShouldBe(0);
    }
}
