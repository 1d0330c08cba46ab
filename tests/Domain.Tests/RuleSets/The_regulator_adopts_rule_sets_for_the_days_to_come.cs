using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Tests;

[Trait("Rule", "R110"), Trait("Rule", "D22")]
public class The_regulator_adopts_rule_sets_for_the_days_to_come
{
    private static AdoptRuleSet Guide(RuleSet? rules = null, string from = "2024-06-01") =>
        new(rules ?? new("2024-guide") { RankingNoticeDays = 10 }, Day(from), "2024 guide");

    [Fact, Trait("Rule", "A2")]
    public void Only_the_regulator_adopts_one()
    {
        new PlansGiven().When("2024-05-01", Cnis, Guide()).ShouldBeForbidden();
        new PlansGiven().When("2024-05-01", Regulator, Guide()).ShouldRecord<RuleSetAdopted>().RuleSet.RankingNoticeDays.ShouldBe(10);
    }

    [Fact]
    public void It_takes_effect_on_its_day_and_moves_nothing_earlier()
    {
        var register = new PlansGiven().Then("2024-05-01", Regulator, Guide());
        register.Ledger.Rules(Day("2024-05-31")).RankingNoticeDays.ShouldBe(15);
        register.Ledger.Rules(Day("2024-06-01")).RankingNoticeDays.ShouldBe(10);
        new PlansGiven().When("2024-06-02", Regulator, Guide()).ShouldBeRefused("effective-before-adoption");
        new PlansGiven().When("2024-06-01", Regulator, Guide()).ShouldRecord<RuleSetAdopted>();
        register.When("2024-04-30", "2024-05-02", Regulator, Guide(new("other"))).ShouldBeRefused("no-earlier-day");
    }

    [Theory, Trait("Rule", "R76")]
    [InlineData(1)]
    [InlineData(4)]
    public void No_rule_set_makes_the_ban_shorter_or_longer_than_three_years(int years) =>
        new PlansGiven().When("2024-05-01", Regulator, Guide(new("other") { BanYears = years })).ShouldBeRefused("ban-not-three-years");

    [Fact, Trait("Rule", "Q1")]
    public void A_ranking_is_noticed_for_at_least_seven_days()
    {
        new PlansGiven().When("2024-05-01", Regulator, Guide(new("short") { RankingNoticeDays = 6 })).ShouldBeRefused("notice-too-short");
        new PlansGiven().When("2024-05-01", Regulator, Guide(new("short") { RankingNoticeDays = 7 })).ShouldRecord<RuleSetAdopted>();
    }

    [Fact]
    public void Its_parameters_are_positive_and_its_id_is_its_own()
    {
        new PlansGiven().When("2024-05-01", Regulator, Guide(new("Bad Id") { BanYears = 0, HearingWorkingDays = -1, GraceMonths = -1 }))
            .ShouldBeMalformed("ruleSet.id", "ruleSet.banYears", "ruleSet.hearingWorkingDays", "ruleSet.graceMonths");
        new PlansGiven().Then("2024-05-01", Regulator, Guide())
            .When("2024-05-02", Regulator, Guide(new("2024-guide")))
            .ShouldBeRefused("rule-set-id-taken");
    }
}
