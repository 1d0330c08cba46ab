using Leader.Domain.Rules;

namespace Leader.Domain.Tests.Adoptions;

public class A_policy_counts_where_and_while_it_is_valid
{
    [Theory, Trait("Rule", "R109")]
    [InlineData("2026-03-01", "2026-03-01", "2026-03-31", true)]
    [InlineData("2026-02-28", "2026-03-01", "2026-03-31", false)]
    [InlineData("2026-03-31", "2026-03-01", "2026-03-31", true)] // its last day is one of its days
    [InlineData("2026-04-01", "2026-03-01", "2026-03-31", false)]
    [InlineData("2036-04-01", "2026-03-01", null, true)]
    public void From_its_first_day_to_its_last(string day, string from, string? to, bool valid) =>
        PolicyScope.IsValidOn(Day(day), Day(from), to is null ? null : Day(to)).ShouldBe(valid);

    [Theory, Trait("Rule", "R109")]
    [InlineData("全国 Nationwide", null, true)]
    [InlineData("浙江省 Zhejiang", "浙江省杭州市", true)]
    [InlineData("浙江省 Zhejiang", "Hangzhou, Zhejiang", true)]
    [InlineData("浙江省", "广东省", false)]
    [InlineData("浙江省杭州市", "浙江省", false)] // a city's is not the province's
    [InlineData("浙江省", null, null)]
    [InlineData("浙江", "330106", true)]
    [InlineData("浙江省杭州市", "浙江省杭州市西湖区", true)]
    [InlineData("浙江省杭州市", "广东省", false)]
    [InlineData("示例省", "示例省示例市", true)] // of neither it is known where it is; one name holds the other
    [InlineData("深圳市", "广东省", null)]
    public void A_nationwide_one_is_for_all_and_a_province_covers_its_cities(string region, string? of, bool? covers) =>
        PolicyScope.Covers(region, of).ShouldBe(covers);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);
}
