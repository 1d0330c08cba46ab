using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

[Trait("Rule", "R50"), Trait("Rule", "A9")]
public class The_working_body_and_its_subordinate_units_may_not_evaluate
{
    private static readonly Record.RuleSet Rules = new("test");

    private static DeclareRelation Under(
        string child,
        string parent,
        string from = "2020-01-01",
        string? to = null,
        RelationKind kind = RelationKind.Control,
        string? id = null) =>
        new(id ?? $"{child}-{parent}", parent, kind, Day(from), to is null ? null : Day(to), "business register", child);

    private static IReadOnlyList<string>? Path(PlansGiven register, string body, string day, Record.RuleSet? rules = null) =>
        Independence.PathToWorkingBody(register.Ledger.Organisations(), body, Day(day), rules ?? Rules);

    [Fact, Trait("Rule", "P2")]
    public void The_working_body_is_its_own_path()
    {
        Path(Registered(), "cnis", "2018-07-02").ShouldBe(["cnis"]);
        Path(Registered(), "cnis", "2018-07-01").ShouldBeNull();
        Independence.RefusalFor(Registered().Ledger.Organisations(), "cnis", Day("2024-01-01"), Rules)!.Code
            .ShouldBe("body-not-independent");
    }

    [Fact, Trait("Rule", "P3"), Trait("Rule", "Q37"), Trait("Trap", "12")]
    public void A_unit_is_subordinate_through_several_levels_by_the_shortest_path()
    {
        var register = Registered().Then("2024-01-01", Regulator, Under("caq", "holding"))
            .Then("2024-01-01", Regulator, Under("holding", "cheari"))
            .Then("2024-01-01", Regulator, Under("cheari", "cnis", kind: RelationKind.AdministrativeSubordination));
        Path(register, "caq", "2024-01-01").ShouldBe(["caq", "holding", "cheari", "cnis"]);
        Independence.RefusalFor(register.Ledger.Organisations(), "caq", Day("2024-01-01"), Rules)!.Reason
            .ShouldContain("caq under holding under cheari under cnis");
        register.Then("2024-01-02", Regulator, Under("caq", "cheari"));
        Path(register, "caq", "2024-01-02").ShouldBe(["caq", "cheari", "cnis"]);
    }

    [Fact, Trait("Rule", "P3")]
    public void Dependence_counts_on_the_day_of_the_act_first_and_last_day_included()
    {
        var register = Registered().Then("2024-01-01", Regulator, Under("caq", "cnis", "2020-01-01", "2023-06-30"));
        Path(register, "caq", "2019-12-31").ShouldBeNull();
        Path(register, "caq", "2020-01-01").ShouldNotBeNull();
        Path(register, "caq", "2023-06-30").ShouldNotBeNull();
        Path(register, "caq", "2023-07-01").ShouldBeNull();
    }

    [Fact, Trait("Rule", "Q37")]
    public void A_merely_hosted_association_counts_where_the_rule_set_says_so()
    {
        var register = Registered().Then("2024-01-01", Regulator, Under("caq", "cnis", kind: RelationKind.Hosting));
        Path(register, "caq", "2024-01-01").ShouldBe(["caq", "cnis"]);
        Path(register, "caq", "2024-01-01", Rules with { HostedIsSubordinate = false }).ShouldBeNull();
    }

    [Fact, Trait("Rule", "Q37")]
    public void Relations_in_a_circle_end_the_search_and_a_parent_of_the_working_body_is_free()
    {
        var register = Registered().Then("2024-01-01", Regulator, Under("caq", "holding"))
            .Then("2024-01-01", Regulator, Under("holding", "caq"))
            .Then("2024-01-01", Regulator, Under("cnis", "cheari"));
        Path(register, "caq", "2024-01-01").ShouldBeNull();
        Path(register, "cheari", "2024-01-01").ShouldBeNull();
    }

    [Fact, Trait("Rule", "D23")]
    public void A_relation_is_declared_by_regulator_working_body_or_the_organisation_itself()
    {
        var register = Registered();
        register.When("2024-01-01", Cnis, Under("caq", "cnis")).ShouldRecord<RelationDeclared>();
        register.When("2024-01-01", Caq, Under("caq", "cnis")).ShouldRecord<RelationDeclared>();
        register.When("2024-01-01", Cheari, Under("caq", "cnis")).ShouldBeForbidden();
        register.When("2024-01-01", Of(Acme), Under("caq", "cnis")).ShouldBeForbidden();
        register.When("2024-01-01", Regulator, Under("caq", "nobody")).ShouldNotKnow("organisation");
        register.When("2024-01-01", Regulator, Under("nobody", "cnis")).ShouldNotKnow("organisation");
        register.When("2024-01-01", Regulator, Under("caq", "caq")).ShouldBeRefused("own-parent");
        register.When("2024-01-01", Regulator, Under("caq", "cnis", "2024-01-02")).ShouldBeRefused("relation-not-begun");
        register.When("2024-01-01", Regulator, Under("caq", "cnis", "2023-01-02", "2023-01-01")).ShouldBeMalformed("to");
        register.Then("2024-01-01", Regulator, Under("caq", "cnis", id: "r-1"))
            .When("2024-01-01", Regulator, Under("caq", "holding", id: "r-1"))
            .ShouldBeRefused("relation-id-taken");
    }

    [Fact, Trait("Rule", "D23")]
    public void A_relation_ends_with_its_last_day_by_the_regulator_or_the_working_body()
    {
        var register = Registered().Then("2024-01-01", Regulator, Under("caq", "cnis", id: "r-1"));
        register.When("2024-02-01", Caq, new EndRelation(Day("2024-01-31"), "r-1")).ShouldBeForbidden();
        register.When("2024-02-01", Regulator, new EndRelation(Day("2024-01-31"), "r-2")).ShouldNotKnow("relation");
        register.When("2024-02-01", Regulator, new EndRelation(Day("2019-12-31"), "r-1")).ShouldBeRefused("relation-ends-before-begin");
        register.When("2024-02-01", Regulator, new EndRelation(Day("2024-02-02"), "r-1")).ShouldBeRefused("relation-end-to-come");
        register.Then("2024-02-01", Cnis, new EndRelation(Day("2024-01-31"), "r-1"));
        Path(register, "caq", "2024-01-31").ShouldNotBeNull();
        Path(register, "caq", "2024-02-01").ShouldBeNull();
        register.When("2024-02-02", Regulator, new EndRelation(Day("2024-01-30"), "r-1")).ShouldBeRefused("relation-already-ended");
    }

    [Fact, Trait("Trap", "12")]
    public void A_relation_learned_later_raises_an_incident_on_the_body_and_its_evaluations()
    {
        var register = Evaluating().Then("2024-07-10", Regulator, Under("holding", "cnis"));
        var decision = register.When("2024-07-11", Regulator, Under("caq", "holding", id: "r-9"));
        var incident = decision.ShouldRecord<IndependenceIncidentRaised>();
        incident.Organisation.ShouldBe("caq");
        incident.Path.ShouldBe(["caq", "holding", "cnis"]);
        incident.Calls.ShouldBe([CallId]);
        incident.Relation.ShouldBe("r-9");
        var raised = decision.ShouldRecord<IncidentRaised>();
        (raised.Evaluation, raised.Kind, raised.Subject).ShouldBe((CallId, "body-not-independent", "caq"));
        raised.Detail.ShouldContain("2024-04-30");
    }

    [Fact, Trait("Trap", "12")]
    public void The_missing_link_high_up_raises_it_too()
    {
        var register = Evaluating().Then("2024-07-10", Regulator, Under("caq", "holding"));
        register.When("2024-07-11", Regulator, Under("holding", "cnis"))
            .ShouldRecord<IndependenceIncidentRaised>().Path
            .ShouldBe(["caq", "holding", "cnis"]);
    }

    [Fact]
    public void Without_an_evaluation_the_incident_is_on_the_body_alone()
    {
        var decision = Selected().When("2024-05-10", Regulator, Under("caq", "cnis"));
        decision.ShouldRecord<IndependenceIncidentRaised>();
        decision.ShouldNotRecord<IncidentRaised>();
    }

    [Theory]
    [InlineData("2024-04-29", false)] // ended on the eve of the engagement
    [InlineData("2024-04-30", true)]
    public void Dependence_that_ended_before_the_engagement_touches_nothing(string lastDay, bool raised) =>
        Evaluating().When("2024-07-10", Regulator, Under("caq", "cnis", "2020-01-01", lastDay)).Facts.OfType<IndependenceIncidentRaised>()
            .Any().ShouldBe(raised);

    [Theory]
    [InlineData("2024-07-01", true)]
    [InlineData("2024-07-02", false)] // the last act in the evaluation was on 2024-07-01
    public void Dependence_that_began_while_the_body_was_at_work_is_raised_too(string from, bool raised) =>
        Evaluating().When("2024-07-10", Regulator, Under("caq", "cnis", from)).Facts.OfType<IndependenceIncidentRaised>().Any()
            .ShouldBe(raised);

    [Fact]
    public void What_was_known_before_is_not_raised_again()
    {
        var register = Evaluating().Then("2024-07-10", Regulator, Under("caq", "cnis"));
        register.When("2024-07-11", Regulator, Under("caq", "cnis", kind: RelationKind.AdministrativeSubordination, id: "r-2"))
            .ShouldNotRecord<IndependenceIncidentRaised>();
    }
}
