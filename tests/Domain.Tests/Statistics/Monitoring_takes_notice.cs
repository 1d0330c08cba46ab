using Leader.Domain.Rules;

namespace Leader.Domain.Tests.Statistics;

public class Monitoring_takes_notice
{
    [Theory, Trait("Rule", "R99")]
    [InlineData(50, 45, true)] // a tenth, and five
    [InlineData(50, 46, false)] // four
    [InlineData(51, 46, false)] // five, and less than a tenth
    [InlineData(5, 0, true)]
    [InlineData(4, 0, false)]
    [InlineData(45, 50, false)]
    public void Of_a_count_that_falls_by_a_tenth_and_by_five(long before, long now, bool noticed) =>
        Monitoring.Fell(before, now).ShouldBe(noticed);
}
