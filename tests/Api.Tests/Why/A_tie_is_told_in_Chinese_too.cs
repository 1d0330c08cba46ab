using Leader.Api.Http;

namespace Leader.Api.Tests.Why;

/// <summary>The notes as lists have recorded them (Q20).</summary>
public class A_tie_is_told_in_Chinese_too
{
    [Theory]
    [InlineData(
        "3 share place 3 and 2 of 4 places are left; all enter, as the list stays within the cap of 5.",
        "第 3 名有 3 项并列，而名额 4 中只余 2；全部入围，名单不超过上限 5。")]
    [InlineData(
        "3 share place 3 and 2 of 4 places are left; 2 enter by MoreTopTierIndicators, then GreaterMargin.",
        "第 3 名有 3 项并列，而名额 4 中只余 2；按“最优等级指标较多者优先”“余量较大者优先”确定其中 2 项入围。")]
    [InlineData(
        "3 share place 3 and 2 of 4 places are left; by GreaterMargin the tie stays: 0 of them enter, and the number is reduced to 2.",
        "第 3 名有 3 项并列，而名额 4 中只余 2；按“余量较大者优先”仍不能区分，其中 0 项入围，名额减为 2。")]
    [InlineData(
        "3 share place 3 and 2 of 4 places are left; the plan has no tie-breaker: 0 of them enter, and the number is reduced to 2.",
        "第 3 名有 3 项并列，而名额 4 中只余 2；方案没有并列时的规则，其中 0 项入围，名额减为 2。")]
    [InlineData("Something else.", "Something else.")]
    public void By_what_the_list_recorded(string recorded, string told) => Reasons.InChinese(recorded).ShouldBe(told);
}
