using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Tests;

public class A_name_is_looked_up_by_its_id
{
    [Theory]
    [InlineData("示例晨风 · Example Chenfeng", "示例晨风", "Example Chenfeng")]
    [InlineData("Example Chenfeng · 示例晨风", "示例晨风", "Example Chenfeng")]
    [InlineData("示例晨风", "示例晨风", null)]
    [InlineData("Example Chenfeng", null, "Example Chenfeng")]
    [InlineData("TCL 王牌电器", "TCL 王牌电器", null)]
    [InlineData("甲 · 乙", "甲 · 乙", null)]
    [InlineData("A · B", null, "A · B")]
    [InlineData("甲 · B · C", "甲 · B · C", null)]
    [InlineData("𠮷 · Yoshi", "𠮷", "Yoshi")]
    public void A_name_in_one_text_is_two_where_only_one_of_them_is_Chinese(string written, string? zh, string? en) =>
        NameInBoth.Of(written).ShouldBe(new(zh, en));

    [Fact, Trait("Rule", "R92")]
    public void An_enterprise_has_on_each_day_the_name_of_that_day_and_keeps_those_before()
    {
        var names = Fold(
            "enterprise/" + Code,
            new EnterpriseRegistered(Code, IdentifierKind.CreditCode, "示例晨风 · Example Chenfeng", null, null, Day("2018-04-28")),
            new EnterpriseRenamed(Code, "示例朝风", "Merger", Day("2021-06-01")));

        names.At(Day("2018-04-27")).ShouldBeNull();
        Of(names, "2021-05-31").ShouldBe(("示例晨风", "Example Chenfeng"));
        Of(names, "2021-06-01").ShouldBe(("示例朝风", null));
        names.At(Day("2021-06-01"))!.Former.ShouldBe(["示例晨风 · Example Chenfeng"]);
        names.At(Day("2021-06-01"))!.Text.Split('\n').ShouldBe(
        [
            "示例朝风", "91350100m000100y43", "示例晨风examplechenfeng", "shilichaofeng", "slcf", "shilizhaofeng", "slzf",
            "shilichenfengexamplechenfeng", "slcfexamplechenfeng",
        ]);
    }

    [Fact]
    public void A_list_of_key_fields_names_its_fields_and_categories_and_one_that_changes_nothing_makes_no_row()
    {
        var (first, second) = (List(2019, "空气净化器", "2019-03-01"), List(2020, "空气净化器", "2020-03-01"));
        LeaderViews.Names.KeysOf(first).ShouldBe(["field/household-appliances", "category/air-purifier"], ignoreOrder: true);

        var names = Fold("category/air-purifier", first, second, List(2021, "家用空气净化器", "2021-03-01"));
        Of(names, "2021-02-28").ShouldBe(("空气净化器", "Air purifiers"));
        Of(names, "2021-03-01").ShouldBe(("家用空气净化器", "Air purifiers"));
        names.Segments.Count.ShouldBe(2);
    }

    private const string Code = "91350100M000100Y43";

    private static KeyFieldListPublished List(int cycle, string zh, string on) => new(
        cycle, 1,
        [new("household-appliances", "Household appliances", "家用电器", GoalSector.ConsumerGoods, null, "", new("", "", "", ""),
            [new("air-purifier", "Air purifiers", zh)])], [], [], Day(on));

    private static (string?, string?) Of(Timeline<NameDoc> names, string day) =>
        names.At(Day(day)) is { } name ? (name.Zh, name.En) : default;

    private static Timeline<NameDoc> Fold(string key, params Fact[] facts) => facts.Index().Aggregate(
        Timeline<NameDoc>.Empty,
        (t, f) => LeaderViews.Names.Apply(key, t, new(f.Index + 1, f.Item.Stream(), 1, default, f.Item)));

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");
}
