using Leader.Domain.Process.KeyFields;
using Leader.Domain.Record;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class Key_fields_are_fixed_yearly_with_other_departments
{
    private static PublishKeyFieldList With(params KeyField[] fields) => KeyFieldList() with { Fields = fields };

    /// <summary>Acme's title runs to 2025-09-30, its grace to 2026-03-31.</summary>
    private static PlansGiven WithTitle() =>
        Titled().Given(new LeaderListEntered("air-purifier", CallId, 2024, 1, [Ids.Title(CallId, Acme)], Day("2024-10-01")));

    private static readonly PublishKeyFieldList Without = KeyFieldList(2025) with
    {
        Fields = [Field(
        "home-appliances",
        GoalSector.ConsumerGoods,
        "water-purifier")]
    };

    [Theory, Trait("Rule", "Q23"), Trait("Rule", "Q59")]
    [InlineData("2025-03-03", "2025-09-30")] // the cycle itself runs on
    [InlineData("2025-09-30", "2025-09-30")]
    [InlineData("2025-10-01", "2025-09-30")]
    [InlineData("2026-01-05", "2026-01-04")] // in grace: to the eve
    public void The_grace_of_a_title_ends_when_the_next_cycle_is_published_without_its_category(string on, string lastDay)
    {
        var register = WithTitle();
        register.When(on, Regulator, KeyFieldList(2025)).ShouldNotRecord<TitleGraceEnded>();
        register.Then(on, Regulator, Without);
        var title = register.Ledger.Title(Ids.Title(CallId, Acme));
        title.IsHeldOn(Day(lastDay)).ShouldBeTrue();
        (title.IsHeldOn(Day(lastDay).AddDays(1)), title.StateOn(Day(lastDay).AddDays(1))).ShouldBe((false, TitleState.Expired));
    }

    [Fact, Trait("Rule", "Q59")]
    public void Grace_that_is_over_or_ended_already_does_not_end_again()
    {
        WithTitle().When("2026-04-01", Regulator, Without).ShouldNotRecord<TitleGraceEnded>();
        WithTitle().Then("2025-03-03", Regulator, Without)
            .When("2026-01-05", Regulator, Without with { Cycle = 2026 })
            .ShouldNotRecord<TitleGraceEnded>();
        // the evaluation of 2025 is late
        WithTitle().Then("2025-03-03", Regulator, KeyFieldList(2025))
            .When("2026-01-05", Regulator, Without with { Cycle = 2026 })
            .ShouldNotRecord<TitleGraceEnded>();
        WithTitle().Given(new TitleWithdrawn(Ids.Title(CallId, Acme), Acme, "Enough.", Day("2025-01-02")))
            .When("2025-03-03", Regulator, Without)
            .ShouldNotRecord<TitleGraceEnded>();
    }

    [Fact, Trait("Rule", "R36"), Trait("Rule", "A2"), Trait("Rule", "A3"), Trait("Rule", "D1")]
    public void Only_the_regulator_publishes_the_list_and_names_a_department_that_took_part()
    {
        var register = Registered();
        register.When("2024-01-10", Cnis, KeyFieldList()).ShouldBeForbidden();
        register.When("2024-01-10", new Actor("miit", Role.Department), KeyFieldList()).ShouldBeForbidden();
        register.When("2024-01-10", Regulator, KeyFieldList() with { Departments = [] }).ShouldBeRefused("no-department-took-part");
        register.When("2024-01-10", Regulator, KeyFieldList() with { Departments = ["samr"] }).ShouldBeRefused("no-department-took-part");
        register.When("2024-01-10", Regulator, KeyFieldList() with { Departments = ["ndrc"] }).ShouldNotKnow("organisation");
        var published = register.When("2024-01-10", Regulator, KeyFieldList()).ShouldRecord<KeyFieldListPublished>();
        (published.Cycle, published.Version).ShouldBe((2024, 1));
        published.Departments.ShouldBe(["miit"]);
    }

    [Fact, Trait("Rule", "R37")]
    public void The_list_cites_the_plans_that_it_rests_on()
    {
        Registered().When("2024-01-10", Regulator, KeyFieldList() with { Basis = [] }).ShouldBeMalformed("basis");
        Registered().When("2024-01-10", Regulator, KeyFieldList() with { Basis = [""] }).ShouldBeMalformed("basis[0]");
    }

    [Fact, Trait("Rule", "R38"), Trait("Rule", "R39")]
    public void Each_field_has_its_rationale_against_the_four_factors()
    {
        var field = Field("home-appliances", GoalSector.ConsumerGoods, "air-purifier");
        Registered().When("2024-01-10", Regulator, With(field with { Rationale = "" })).ShouldBeMalformed("fields[0].rationale");
        Registered().When("2024-01-10", Regulator, With(field with { Factors = new("", "", "", "") })).ShouldBeMalformed(
            "fields[0].factors.selfDeclaration",
            "fields[0].factors.consumerAttention",
            "fields[0].factors.effectOnQuality",
            "fields[0].factors.differentiation");
        Registered().When("2024-01-10", Regulator, With()).ShouldBeMalformed("fields");
    }

    [Fact, Trait("Rule", "Q11"), Trait("Rule", "Q47"), Trait("Rule", "R15")]
    public void A_category_belongs_to_one_key_field_and_a_field_to_one_sector()
    {
        var appliances = Field("home-appliances", GoalSector.ConsumerGoods, "air-purifier");
        Registered().When("2024-01-10", Regulator, With(appliances, Field("smart-home", GoalSector.EquipmentAndEmerging, "air-purifier")))
            .ShouldBeRefused("category-in-two-places");
        Registered().When("2024-01-10", Regulator, With(appliances, Field("home-appliances", GoalSector.Services, "repair")))
            .ShouldBeMalformed("fields");
        Registered().When("2024-01-10", Regulator, With(appliances with { Sector = (GoalSector)9, Categories = [] })).ShouldBeMalformed(
            "fields[0].sector",
            "fields[0].categories");
        Registered().When("2024-01-10", Regulator, With(Field("home", GoalSector.ConsumerGoods, new string('a', 60))))
            .ShouldBeMalformed("fields[0].categories[0].id");
        Registered().When("2024-01-10", Regulator, With(Field("home", GoalSector.ConsumerGoods, new string('a', 59))))
            .ShouldRecord<KeyFieldListPublished>();
    }

    [Fact, Trait("Rule", "R36"), Trait("Rule", "Q47")]
    public void A_later_version_adds_fields_but_keeps_what_has_a_call()
    {
        var banking = Field("finance", GoalSector.Services, "online-banking");
        var register = CallOpen();
        register.When("2024-02-10", Regulator, KeyFieldList(2024, banking)).ShouldRecord<KeyFieldListPublished>().Version.ShouldBe(2);
        register.When("2024-02-10", Regulator, With(banking)).ShouldBeRefused("category-has-call");
        register.When("2024-02-10", Regulator, With(Field("home-appliances", GoalSector.ConsumerGoods, "water-purifier")))
            .ShouldBeRefused("category-has-call");
        register.When("2024-02-10", Regulator, With(Field("home-appliances", GoalSector.EquipmentAndEmerging, "air-purifier")))
            .ShouldBeRefused("category-has-call");
        register.When("2024-02-10", Regulator, With(Field("home-appliances", GoalSector.ConsumerGoods, "air-purifier")))
            .ShouldRecord<KeyFieldListPublished>();
        register.When("2024-01-09", "2024-02-10", Regulator, KeyFieldList(2024, banking)).ShouldBeRefused("no-earlier-day");
    }

    [Fact, Trait("Rule", "R36"), Trait("Rule", "T2")]
    public void There_is_a_list_for_each_cycle() =>
        Programme().When("2024-12-10", Regulator, KeyFieldList(2025)).ShouldRecord<KeyFieldListPublished>().Stream()
            .ShouldBe("key-fields/2025");
}
