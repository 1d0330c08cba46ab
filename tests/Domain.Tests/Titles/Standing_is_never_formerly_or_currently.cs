using Leader.Domain.Rules;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Titles;

public class Standing_is_never_formerly_or_currently
{
    private static readonly TitleInterval Purifier = new(TitleId, "air-purifier", Day("2024-03-20"), Day("2025-03-20"), "Held", ["AP-500"]);
    private static readonly BanInterval Bar = new(Ban, Day("2024-05-10"), Day("2027-05-10"), false);

    [Theory, Trait("Trap", "20")]
    [InlineData("2024-03-19", Ever.Never)]
    [InlineData("2024-03-20", Ever.Currently)]
    [InlineData("2025-03-20", Ever.Currently)]
    [InlineData("2025-03-21", Ever.Formerly)]
    public void A_leader_by_days_alone_whatever_state_a_row_still_shows(string day, Ever leader)
    {
        var standing = Standing.Of(Day(day), [Purifier], []);
        (standing.Leader, standing.MayClaimBenefits, standing.MayTakePart).ShouldBe((leader, leader == Ever.Currently, true));
    }

    [Theory, Trait("Rule", "R77"), Trait("Trap", "18")]
    [InlineData("2024-05-09", Ever.Never, true)]
    [InlineData("2024-05-10", Ever.Currently, false)]
    [InlineData("2027-05-10", Ever.Currently, false)]
    [InlineData("2027-05-11", Ever.Formerly, true)]
    public void A_ban_ends_by_itself_and_stays_in_the_history(string day, Ever ban, bool mayTakePart)
    {
        var standing = Standing.Of(Day(day), [], [Bar]);
        (standing.Ban, standing.MayTakePart, standing.BarredUntil)
            .ShouldBe((ban, mayTakePart, ban == Ever.Currently ? Day("2027-05-10") : null));
        standing.BanIntervals.Count.ShouldBe(ban == Ever.Never ? 0 : 1);
    }

    [Fact, Trait("Trap", "19"), Trait("Rule", "R81")]
    public void A_leader_but_not_for_this_category_or_product()
    {
        var on = Day("2024-04-01");
        Standing.Of(on, [Purifier], [], "air-purifier", "AP-500").MayClaimBenefits.ShouldBeTrue();
        var other = Standing.Of(on, [Purifier], [], "air-purifier", "AP-900");
        // a leader, of other products
        (other.Leader, other.MayClaimBenefits, other.Obstacle).ShouldBe((Ever.Currently, false, BenefitsObstacle.OtherProduct));
        other.LeaderIntervals.ShouldBe(Standing.Of(on, [Purifier], []).LeaderIntervals);
        Standing.Of(on, [Purifier], [], "fan").Obstacle.ShouldBe(BenefitsObstacle.OtherCategory);
        Standing.Of(on, [], []).Obstacle.ShouldBe(BenefitsObstacle.NotALeader);
        Standing.Of(on, [Purifier], [], "fan").Leader.ShouldBe(Ever.Never);
    }

    [Fact, Trait("Rule", "R75"), Trait("Rule", "P9"), Trait("Rule", "Q25")]
    public void A_held_title_of_a_barred_enterprise_gives_no_benefits()
    {
        var standing = Standing.Of(Day("2024-05-10"), [Purifier], [Bar]);
        (standing.Leader, standing.MayClaimBenefits, standing.Obstacle).ShouldBe((Ever.Currently, false, BenefitsObstacle.Barred));
    }

    [Fact, Trait("Rule", "Q31")]
    public void Bans_that_overlap_or_touch_are_one_span_and_others_are_two()
    {
        BanInterval Second(string from, string to) => new("b2", Day(from), Day(to), false);
        Standing.Of(Day("2027-01-01"), [], [Bar, Second("2026-01-01", "2029-01-01")]).BanIntervals.ShouldBe([new(
            Day("2024-05-10"),
            Day("2029-01-01"))]);
        Standing.Of(Day("2027-01-01"), [], [Bar, Second("2026-01-01", "2029-01-01")]).BarredUntil.ShouldBe(Day("2029-01-01"));
        Standing.Of(Day("2028-01-01"), [], [Second("2027-05-11", "2030-05-11"), Bar]).BanIntervals.ShouldHaveSingleItem();
        Standing.Of(Day("2028-01-01"), [], [Second("2027-05-12", "2030-05-12"), Bar]).BanIntervals.Count.ShouldBe(2);
        // one within the other
        Standing.Of(Day("2025-01-01"), [], [Bar, new BanInterval("b2", Day("2024-01-01"), Day("2024-12-31"), false)]).BarredUntil
            .ShouldBe(Day("2027-05-10"));
    }

    [Theory, Trait("Rule", "Q39"), Trait("Rule", "Q61")]
    [InlineData("2024-05-31", true, BenefitsObstacle.None)]
    [InlineData("2024-06-01", false, BenefitsObstacle.MergedAway)]
    [InlineData("2026-06-01", false, BenefitsObstacle.MergedAway)]
    public void One_that_has_merged_into_another_neither_takes_part_nor_benefits(string day, bool may, BenefitsObstacle obstacle)
    {
        var standing = Standing.Of(Day(day), [Purifier], [], mergedOn: Day("2024-06-01"));
        (standing.MayTakePart, standing.MayClaimBenefits, standing.Obstacle, standing.Titles.Count)
            .ShouldBe((may, may, obstacle, may ? 1 : 0));
        Standing.Of(Day("2024-06-01"), [Purifier], [Bar], mergedOn: Day("2024-06-01")).Obstacle.ShouldBe(BenefitsObstacle.Barred);
    }

    [Fact, Trait("Rule", "Q33"), Trait("Rule", "Q50")]
    public void A_void_ban_never_barred_and_an_annulled_title_was_never_held()
    {
        var standing = Standing.Of(Day("2024-06-01"), [Purifier with { State = "annulled" }], [Bar with { Void = true }]);
        (standing.Leader, standing.Ban, standing.MayTakePart).ShouldBe((Ever.Never, Ever.Never, true));
    }
}
