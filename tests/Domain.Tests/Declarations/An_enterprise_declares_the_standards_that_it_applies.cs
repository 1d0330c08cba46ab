using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class An_enterprise_declares_the_standards_that_it_applies
{
    private const string Number = "Q/ACME 001-2024";
    private static readonly string Id = DeclarationId(Acme, Number);
    private static readonly string Successor = DeclarationId(Acme, "Q/ACME 001-2025");
    private static readonly string Title = Ids.Title(CallId, Acme);

    private static DeclareStandard Declaring(string number = Number, Disclosure? disclosure = null, string? replaces = null) =>
        new(Acme, number, disclosure ?? Disclosed(), replaces);
    private static PlansGiven Declared() => Programme().Then("2024-02-01", Of(Acme), Declaring());

    [Theory, Trait("Rule", "R27"), Trait("Rule", "R29"), Trait("Rule", "D7")]
    [InlineData("Q/ACME 001-2024", StandardKind.Enterprise)]
    [InlineData("GB 4343.1-2018", StandardKind.MandatoryNational)]
    [InlineData("GB/T 19001-2016", StandardKind.RecommendedNational)]
    [InlineData("QB/T 2000-2020", StandardKind.Industry)]
    [InlineData("DB31/T 329-2015", StandardKind.Local)]
    [InlineData("T/CAS 429-2020", StandardKind.Group)]
    public void A_standard_of_any_kind_is_declared(string number, StandardKind kind)
    {
        var declared = Programme().When("2024-02-01", Of(Acme), Declaring(number)).ShouldRecord<StandardDeclared>();
        (declared.Kind, declared.Number, declared.RawNumber).ShouldBe((kind, number, number));
    }

    [Fact, Trait("Rule", "R9"), Trait("Rule", "R2")]
    public void A_declaration_is_a_commitment_with_its_maker_and_its_instant()
    {
        var declared = Programme().When("2024-02-01", Of(Acme), Declaring()).ShouldRecord<StandardDeclared>();
        (declared.Enterprise, declared.DisclosedAt, declared.On)
            .ShouldBe((Acme, Beijing.Start(Day("2024-02-01")).AddHours(10), Day("2024-02-01")));
        var register = Declared();
        register.Ledger.Declaration(Id).DisclosedBefore(declared.DisclosedAt).ShouldBeNull();
        register.Ledger.Declaration(Id).DisclosedBefore(declared.DisclosedAt.AddTicks(1)).ShouldNotBeNull();
        register.When("2024-02-02", Of(Acme), Declaring(disclosure: Disclosed(600m))).ShouldBeRefused("declaration-number-taken");
    }

    [Fact, Trait("Rule", "R2"), Trait("Rule", "R58")]
    public void A_declaration_is_filed_under_each_of_its_categories()
    {
        var facts = Programme().When(
            "2024-02-01",
            Of(Acme),
            Declaring(disclosure: Disclosed(categories: ["water-purifier", "air-purifier"]))).ShouldBeGranted();
        facts.OfType<StandardFiled>().Select(f => (f.Category, f.Declaration)).ShouldBe([("air-purifier", Id), ("water-purifier", Id)]);
    }

    [Fact, Trait("Rule", "R30"), Trait("Rule", "R33")]
    public void A_claimed_level_and_a_standard_stricter_than_the_baseline_are_recorded_as_claimed()
    {
        var declared = Programme().When("2024-02-01", Of(Acme), Declaring()).ShouldRecord<StandardDeclared>();
        declared.Disclosure.LevelClaim.ShouldBe(new LevelClaim("internationalAdvanced", "ANSI/AHAM AC-1-2020", "higher delivery rate"));
        declared.Disclosure.ComparedWith.ShouldBe(["GB/T 18801-2022"]);
        Strictness.Compare(declared.Disclosure.Indicators[0].Limit, Plan().Baselines[0].Values[0].Limit, Direction.HigherIsBetter)
            .ShouldBe(Verdict.Stricter);
        Programme().When("2024-02-01", Of(Acme), Declaring(disclosure: Disclosed() with { LevelClaim = new("", "", "") }))
            .ShouldBeMalformed("disclosure.levelClaim.level", "disclosure.levelClaim.against", "disclosure.levelClaim.comparison");
        Programme().When("2024-02-01", Of(Acme), Declaring(disclosure: Disclosed() with { LevelClaim = null }))
            .ShouldRecord<StandardDeclared>();
    }

    [Theory, Trait("Rule", "R30")]
    [InlineData("stricter", ClaimedLevel.Stricter)]
    [InlineData("严于", ClaimedLevel.Stricter)]
    [InlineData("STRICTER", ClaimedLevel.Stricter)]
    [InlineData("equal", ClaimedLevel.Equal)]
    [InlineData("等同", ClaimedLevel.Equal)]
    [InlineData("低于", ClaimedLevel.Lower)]
    [InlineData("国际领先", ClaimedLevel.InternationalLeading)]
    [InlineData("internationalAdvanced", ClaimedLevel.InternationalAdvanced)]
    [InlineData("国内领先", ClaimedLevel.DomesticLeading)]
    [InlineData("domesticAdvanced", ClaimedLevel.DomesticAdvanced)]
    [InlineData("stricter than the recommended standard", null)]
    [InlineData("international", null)]
    [InlineData("更严", null)]
    public void A_claimed_level_is_a_word_of_a_closed_list(string level, ClaimedLevel? claimed)
    {
        ClaimedLevels.Of(level).ShouldBe(claimed);
        var decision = Programme().When(
            "2024-02-01",
            Of(Acme),
            Declaring(disclosure: Disclosed() with { LevelClaim = new(level, "GB/T 18801-2022", "annex A") }));
        if (claimed is not null)
        {
            decision.ShouldRecord<StandardDeclared>().Disclosure.LevelClaim!.Level.ShouldBe(level);
        }
        else
        {
            decision.ShouldBeMalformed("disclosure.levelClaim.level");
            decision.Refusal!.Errors["disclosure.levelClaim.level"].ShouldHaveSingleItem().ShouldContain("stricter 严于");
        }
    }

    [Fact, Trait("Rule", "R30")]
    public void Every_level_that_can_be_claimed_has_its_words() =>
        Enum.GetValues<ClaimedLevel>().ShouldAllBe(l =>
            ClaimedLevels.Of(l.ToString()) == l && ClaimedLevels.List.Contains(l.ToString(), StringComparison.OrdinalIgnoreCase));

    [Theory, Trait("Rule", "R29")]
    [InlineData("JGJ 26-2018", "JGJ 26-2018", StandardKind.Industry)]
    [InlineData("DB11/ 501-2017", "DB11 501-2017", StandardKind.Local)]
    [InlineData("GB/T 19001-2016/ISO 9001:2015", "GB/T 19001-2016", StandardKind.RecommendedNational)]
    [InlineData("GB∕T 2423.1-89", "GB/T 2423.1-1989", StandardKind.RecommendedNational)]
    [InlineData("ISO 9001:2015", "ISO 9001:2015", StandardKind.International)]
    public void Numbers_are_taken_as_they_are_printed(string raw, string number, StandardKind kind)
    {
        var declared = Programme().When("2024-02-01", Of(Acme), Declaring(raw)).ShouldRecord<StandardDeclared>();
        (declared.Kind, declared.Number, declared.RawNumber).ShouldBe((kind, number, raw));
    }

    [Fact, Trait("Rule", "R29")]
    public void A_number_that_is_nearly_one_is_refused_and_the_nearest_is_named() =>
        Programme().When("2024-02-01", Of(Acme), Declaring("GBT 19001-2016")).Refusal!.Errors["number"]
            .ShouldHaveSingleItem()
            .ShouldEndWith("Is it GB/T 19001-2016?");

    [Fact, Trait("Rule", "R31"), Trait("Rule", "R32")]
    public void Functional_and_performance_indicators_are_disclosed_with_value_unit_and_method()
    {
        var indicator = Disclosed().Indicators[0];
        Decision With(params DisclosedIndicator[] indicators) =>
            Programme().When("2024-02-01", Of(Acme), Declaring(disclosure: Disclosed() with { Indicators = indicators }));
        With().ShouldBeMalformed("disclosure.indicators");
        With(indicator, indicator).ShouldBeMalformed("disclosure.indicators");
        With(indicator with { TestMethod = "", Clause = " ", Code = "CADR", Name = "" })
            .ShouldBeMalformed(
                "disclosure.indicators[0].testMethod",
                "disclosure.indicators[0].clause",
                "disclosure.indicators[0].code",
                "disclosure.indicators[0].name");
        With(indicator with { Limit = indicator.Limit with { Unit = "furlong" } }).ShouldBeMalformed("disclosure.indicators[0].limit");
        With(indicator with { Limit = new(Operator.Within, 6m, 5m, "pH") }).ShouldBeMalformed("disclosure.indicators[0].limit");
        With(indicator with { Kind = (DisclosedKind)5 }).ShouldBeMalformed("disclosure.indicators[0].kind");
    }

    [Fact, Trait("Rule", "R29")]
    public void A_declaration_has_a_number_with_its_year_a_title_and_products()
    {
        Programme().When("2024-02-01", Of(Acme), Declaring("Q/ACME 001")).ShouldBeMalformed("number");
        Programme().When(
            "2024-02-01",
            Of(Acme),
            Declaring(disclosure: Disclosed() with { Title = "", Products = [], Categories = ["a", "a"] }))
            .ShouldBeMalformed("disclosure.title", "disclosure.products", "disclosure.categories");
        Programme().When("2024-02-01", Of(Acme), Declaring(disclosure: Disclosed() with { Categories = [] }))
            .ShouldRecord<StandardDeclared>();
    }

    [Fact, Trait("Rule", "A5"), Trait("Rule", "R27")]
    public void An_enterprise_declares_for_itself_once_it_is_registered()
    {
        Programme().When("2024-02-01", Of(Bolt), Declaring()).ShouldBeForbidden();
        Programme().When("2024-02-01", Caq, Declaring()).ShouldBeForbidden();
        Registered().When("2024-02-01", Of(Acme), Declaring()).ShouldNotKnow("enterprise");
        Programme().When("2024-02-01", Of("91350100m000100y43"), Declaring() with { Enterprise = " 91350100m000100y43" })
            .ShouldRecord<StandardDeclared>().Declaration
            .ShouldBe(Id);
    }

    [Fact, Trait("Trap", "24"), Trait("Rule", "R28")]
    public void Two_enterprises_may_use_the_same_number()
    {
        var register = Declared();
        var other = register.When("2024-02-02", Of(Bolt), new DeclareStandard(Bolt, Number, Disclosed(600m)))
            .ShouldRecord<StandardDeclared>();
        other.Declaration.ShouldNotBe(Id);
        other.Number.ShouldBe(register.Ledger.Declaration(Id).Number);
    }

    [Fact, Trait("Rule", "R28")]
    public void A_number_written_in_another_way_is_the_same_number() =>
        Declared().When("2024-02-02", Of(Acme), Declaring("ｑ/acme  001—2024", Disclosed(600m))).ShouldBeRefused("declaration-number-taken");

    [Fact, Trait("Rule", "R27"), Trait("Rule", "R73")]
    public void A_barred_enterprise_may_still_declare() =>
        Programme().Given(new BanStarted(Acme, "rev-1", "t", "caq", "Fraud", Day("2027-01-20"), "r", Day("2024-01-20")))
            .When("2024-02-01", Of(Acme), Declaring())
            .ShouldRecord<StandardDeclared>();

    [Fact, Trait("Rule", "Q39")]
    public void The_survivor_of_a_merger_declares_the_standard_anew_and_the_absorbed_no_longer()
    {
        var register = Declared().Then("2024-03-01", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme));
        register.When("2024-03-02", Of(Acme), Declaring("Q/ACME 002-2024")).ShouldBeRefused("enterprise-merged-away");
        register.When("2024-03-02", Of(Bolt), new DeclareStandard(Bolt, Number, Disclosed(), Id))
            .ShouldRecord<StandardDeclared>().Replaces
            .ShouldBe(Id);
        register.When("2024-03-02", Of(Cloud), new DeclareStandard(Cloud, Number, Disclosed(), Id))
            .ShouldBeRefused("replaces-anothers-standard");
        register.When("2024-03-02", Of(Bolt), new DeclareStandard(Bolt, Number, Disclosed(), "nothing")).ShouldNotKnow("declaration");
    }

    [Fact, Trait("Rule", "R9"), Trait("Rule", "R34"), Trait("Rule", "R35")]
    public void A_change_is_a_new_version_and_the_earlier_ones_stay()
    {
        var register = Declared();
        var decision = register.When(
            "2024-03-01",
            Of(Acme),
            new ReviseDeclaration(Disclosed(550m, 57m, "air-purifier", "water-purifier"), Id));
        decision.ShouldRecord<DeclarationRevised>().Version.ShouldBe(2);
        decision.ShouldRecord<StandardFiled>().Category.ShouldBe("water-purifier");
        register.Then("2024-03-01", Of(Acme), new ReviseDeclaration(Disclosed(550m), Id));
        var declaration = register.Ledger.Declaration(Id);
        declaration.Versions.Select(v => v.Disclosure.Indicators[0].Limit.Value).ShouldBe([500m, 550m]);
        declaration.DisclosedBefore(Beijing.Start(Day("2024-03-01")))!.Number.ShouldBe(1);
        register.When("2024-03-02", Of(Bolt), new ReviseDeclaration(Disclosed(560m), Id)).ShouldBeForbidden();
        register.When("2024-03-02", Of(Acme), new ReviseDeclaration(Disclosed(560m), "nothing")).ShouldNotKnow("declaration");
        register.When("2024-02-28", "2024-03-02", Of(Acme), new ReviseDeclaration(Disclosed(560m), Id)).ShouldBeRefused("no-earlier-day");
        register.When("2024-03-02", Of(Acme), new ReviseDeclaration(Disclosed() with { Title = "" }, "")).ShouldBeMalformed(
            "declaration",
            "disclosure.title");
    }

    [Theory, Trait("Rule", "Q22")]
    [InlineData(500, 58, true)] // equal
    [InlineData(501, 57, true)]
    [InlineData(499, 50, false)] // one better does not make up for one worse
    [InlineData(600, 59, false)]
    public void A_title_follows_a_revision_with_every_core_indicator_equal_or_better(int cadr, int noise, bool follows)
    {
        // a new title text, so that the equal case is a revision at all
        var decision = Titled().When(
            "2024-11-01",
            Of(Acme),
            new ReviseDeclaration(Disclosed(cadr, noise) with { Title = "Air purifiers, second text" }, Id));
        decision.Facts.OfType<TitleFollowedRevision>().Select(t => (t.Title, t.DeclarationVersion)).ShouldBe(follows ? [(Title, 2)] : []);
        decision.Facts.OfType<TitleReviewRequired>().Select(t => t.Title).ShouldBe(follows ? [] : [Title]);
    }

    [Fact, Trait("Rule", "Q22"), Trait("Rule", "R1")]
    public void A_missing_core_indicator_or_a_dropped_category_is_reviewed()
    {
        var without = Disclosed() with { Indicators = [Disclosed().Indicators[0]] };
        Titled().When("2024-11-01", Of(Acme), new ReviseDeclaration(without, Id))
            .ShouldRecord<TitleReviewRequired>().Reason
            .ShouldContain("noise");
        Titled().When("2024-11-01", Of(Acme), new ReviseDeclaration(Disclosed(categories: "water-purifier"), Id))
            .ShouldRecord<TitleReviewRequired>().Reason
            .ShouldContain("air-purifier");
    }

    [Fact, Trait("Rule", "Q22")]
    public void A_revision_after_a_worse_one_is_measured_by_the_version_under_the_title()
    {
        var register = Titled().Then("2024-11-01", Of(Acme), new ReviseDeclaration(Disclosed(450m), Id));
        register.When("2024-11-02", Of(Acme), new ReviseDeclaration(Disclosed(480m), Id)).ShouldRecord<TitleReviewRequired>();
        register.When("2024-11-02", Of(Acme), new ReviseDeclaration(Disclosed(500m), Id)).ShouldRecord<TitleFollowedRevision>();
    }

    [Fact, Trait("Rule", "Q22")]
    public void A_title_that_is_no_longer_held_is_not_touched()
    {
        Titled().When("2026-03-31", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id)).ShouldRecord<TitleLapsed>();
        Titled().When("2026-04-01", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id)).ShouldNotRecord<TitleLapsed>();
    }

    [Fact, Trait("Rule", "Q22"), Trait("Rule", "R35")]
    public void Abolished_without_a_successor_the_title_lapses_on_that_day()
    {
        var decision = Titled().When("2024-11-01", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id));
        decision.ShouldRecord<DeclarationAbolished>().Successor.ShouldBeNull();
        decision.ShouldRecord<TitleLapsed>().On.ShouldBe(Day("2024-11-01"));
        var register = Titled().Then("2024-11-01", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id));
        register.Ledger.Title(Title).IsHeldOn(Day("2024-10-31")).ShouldBeTrue();
        register.Ledger.Title(Title).IsHeldOn(Day("2024-11-01")).ShouldBeFalse();
    }

    [Theory, Trait("Rule", "Q22"), Trait("Rule", "R35")]
    [InlineData(500, true)]
    [InlineData(499, false)]
    public void Abolished_with_a_successor_the_title_follows_or_is_reviewed(int cadr, bool follows)
    {
        var register = Titled().Then("2024-11-01", Of(Acme), Declaring("Q/ACME 001-2025", Disclosed(cadr), Id))
            .Then("2024-11-02", Of(Acme), new WithdrawDeclaration("New edition.", Successor, Id));
        var title = register.Ledger.Title(Title);
        (title.IsHeldOn(Day("2024-11-02")), title.ReviewRequired, title.Declaration).ShouldBe((true, !follows, follows ? Successor : Id));
        var later = register.When("2024-11-03", Of(Acme), new WithdrawDeclaration("No longer made.", null, Successor));
        later.Facts.OfType<TitleLapsed>().Count().ShouldBe(follows ? 1 : 0);
    }

    [Fact, Trait("Rule", "Q39"), Trait("Rule", "Q22")]
    public void A_successor_of_the_heir_leaves_the_title_to_review()
    {
        var register = Titled().Then("2024-11-01", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme))
            .Then("2024-11-02", Of(Bolt), new DeclareStandard(Bolt, Number, Disclosed(), Id));
        register.When("2024-11-03", Of(Bolt), new WithdrawDeclaration("Merged.", DeclarationId(Bolt, Number), Id))
            .ShouldRecord<TitleReviewRequired>();
    }

    [Fact, Trait("Rule", "R35")]
    public void A_standard_is_abolished_once_by_its_enterprise_in_favour_of_one_in_force()
    {
        var register = Declared().Then("2024-02-02", Of(Bolt), new DeclareStandard(Bolt, Number, Disclosed()))
            .Then("2024-02-02", Of(Acme), Declaring("Q/ACME 002-2024"));
        var second = DeclarationId(Acme, "Q/ACME 002-2024");
        register.When("2024-03-01", Of(Bolt), new WithdrawDeclaration("x", null, Id)).ShouldBeForbidden();
        register.When("2024-03-01", Of(Acme), new WithdrawDeclaration("x", null, "nothing")).ShouldNotKnow("declaration");
        register.When("2024-03-01", Of(Acme), new WithdrawDeclaration("x", "nothing", Id)).ShouldNotKnow("declaration");
        register.When("2024-03-01", Of(Acme), new WithdrawDeclaration("x", Id, Id)).ShouldBeMalformed("successor");
        register.When("2024-03-01", Of(Acme), new WithdrawDeclaration("x", DeclarationId(Bolt, Number), Id))
            .ShouldBeRefused("successor-not-in-force");
        register.Then("2024-03-01", Of(Acme), new WithdrawDeclaration("x", null, second));
        register.When("2024-03-01", Of(Acme), new WithdrawDeclaration("x", second, Id)).ShouldBeRefused("successor-not-in-force");
        register.When("2024-03-01", Of(Acme), new WithdrawDeclaration("x", Id, second)).ShouldBeRefused("declaration-abolished");
        register.When("2024-03-01", Of(Acme), new ReviseDeclaration(Disclosed(600m), second)).ShouldBeRefused("declaration-abolished");
        register.When("2024-03-01", Of(Acme), Declaring("Q/ACME 002-2024")).ShouldBeRefused("declaration-abolished");
    }
}
