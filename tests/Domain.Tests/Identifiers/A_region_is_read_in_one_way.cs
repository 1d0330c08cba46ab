using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests.Identifiers;

public class A_region_is_read_in_one_way
{
    [Theory, Trait("Rule", "Q66")]
    [InlineData("广东", Region.Guangdong)]
    [InlineData("广东省深圳市", Region.Guangdong)]
    [InlineData("广东 Guangdong", Region.Guangdong)]
    [InlineData("Shenzhen, Guangdong", Region.Guangdong)]
    [InlineData("中国广东省", Region.Guangdong)]
    [InlineData("ＧＵＡＮＧＤＯＮＧ", Region.Guangdong)]
    [InlineData("44", Region.Guangdong)]
    [InlineData("440300", Region.Guangdong)]
    [InlineData("陕西 Shaanxi", Region.Shaanxi)] // two provinces, one letter between them
    [InlineData("山西 Shanxi", Region.Shanxi)]
    [InlineData("内蒙古自治区呼和浩特市", Region.InnerMongolia)]
    [InlineData("Hohhot, Inner Mongolia", Region.InnerMongolia)]
    [InlineData("青海省海南藏族自治州", Region.Qinghai)] // the name of another province within
    [InlineData("吉林省吉林市", Region.Jilin)]
    [InlineData("香港特别行政区 Hong Kong SAR", Region.HongKong)]
    [InlineData("全国 Nationwide", Region.Nationwide)]
    [InlineData("深圳", null)] // a city alone
    [InlineData("示例省 Example Province", null)]
    [InlineData("广东 Zhejiang", null)]
    [InlineData("Guandong", null)]
    [InlineData("99", null)]
    [InlineData("4", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void From_its_name_in_either_language_or_its_code(string? text, Region? region) => Regions.Read(text).ShouldBe(region);

    [Theory, Trait("Rule", "R109")]
    [InlineData("广东省", true)]
    [InlineData("广东 Guangdong", true)]
    [InlineData("Guangdong Province", true)]
    [InlineData("广西壮族自治区", true)]
    [InlineData("Ningxia Hui Autonomous Region", true)]
    [InlineData("上海市", true)]
    [InlineData("440000", true)]
    [InlineData("440300", false)]
    [InlineData("广东省深圳市", false)]
    [InlineData("Shenzhen, Guangdong", false)]
    [InlineData("示例省", false)]
    public void And_it_is_known_whether_all_of_it_is_meant(string text, bool whole) => Regions.IsWhole(text).ShouldBe(whole);

    /// <summary>GB/T 2260-2007: 23 provinces, 5 autonomous regions, 4 municipalities, 2 special administrative regions.</summary>
    [Fact, Trait("Rule", "Q66")]
    public void All_34_of_the_standard_are_known_by_code_and_by_both_names()
    {
        int[] codes =
        [
            11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71,
            81, 82,
        ];
        codes.Select(c => Regions.Read($"{c}"))
            .ShouldBe(Enum.GetValues<Region>().Where(r => r != Region.Nationwide).Select(r => (Region?)r));
        foreach (var region in Enum.GetValues<Region>())
        {
            var (zh, en) = Regions.Name(region);
            Regions.Read(zh).ShouldBe(region);
            Regions.Read(en).ShouldBe(region);
        }
    }

    private static readonly Actor Province = new("province", Role.LocalAuthority);

    private static readonly RuleSetAdopted Strict = new(
        new("strict") { RegionsRead = true }, Day("2024-04-01"), "Notice 3/2024", Day("2024-03-01"));

    private static ICommand[] In(string region) =>
    [
        new RegisterEnterprise("91350100M000100Y43", "Acme Air", region),
        new RegisterPolicy(region, "Rewards", "A reward.", "A title.", Day("2024-01-01"), Policy: "rewards"),
        new RecordInspection(InspectedSubject.Region, region, Day("2024-03-01"), "Yearly", "All", "Nothing.", Inspection: "i-1"),
    ];

    [Theory, Trait("Rule", "Q66")]
    [InlineData("Guandong", "; the nearest is 'Guangdong'")]
    [InlineData("广冬", "; the nearest is '广东'")]
    [InlineData("Atlantis", "municipality. Write")]
    public void Where_the_rule_set_says_so_another_is_refused_with_the_nearest_right_one(string typed, string near)
    {
        foreach (var command in In(typed))
        {
            var by = command is RegisterEnterprise ? Registrar : Province;
            var refused = new PlansGiven().Given(Strict).When("2024-04-01", by, command);
            refused.ShouldBeRefused("no-such-region");
            refused.Refusal!.Reason.ShouldContain(near);
            new PlansGiven().Given(Strict).When("2024-03-31", by, command).Refusal.ShouldBeNull();
            new PlansGiven().When("2024-04-01", by, command).Refusal.ShouldBeNull();
        }
        foreach (var command in In("广东省深圳市"))
        {
            new PlansGiven().Given(Strict).When("2024-04-01", command is RegisterEnterprise ? Registrar : Province, command)
                .Refusal.ShouldBeNull();
        }
    }
}
