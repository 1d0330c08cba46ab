using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class A_buyer_asks_for_just_this_model
{
    private const string Number = "Q/ACME 001-2024", Gtin13 = "9520123456788";
    private static readonly string Id = DeclarationId(Acme, Number), Successor = DeclarationId(Acme, "Q/ACME 001-2025");

    private static readonly DeclareProduct Kj800 = new("Acme", "KJ800F-A1", null, Gtin13, null, Id);
    private static PlansGiven Declared() => Programme().Then("2024-02-01", Of(Acme), new DeclareStandard(Acme, Number, Disclosed()));

    // printed examples: GS1 (629104150021), a German pen (EAN-13), Wrigley's gum (the first UPC scanned), Wikipedia's EAN-8
    [Theory, Trait("Rule", "R81")]
    [InlineData("629104150021", '3')]
    [InlineData("400638133393", '1')]
    [InlineData("03600029145", '2')]
    [InlineData("7351353", '7')]
    public void The_last_digit_of_a_barcode_follows_from_the_others(string others, char last) => Gtin.CheckDigit(others).ShouldBe(last);

    [Theory, Trait("Rule", "R81")]
    [InlineData("9520123456788", "9520123456788")]
    [InlineData("09520123456788", "9520123456788")] // the same item as a GTIN-14
    [InlineData(" 952-0123 456788 ", "9520123456788")]
    [InlineData("９５２０１２３４５６７８８", "9520123456788")]
    [InlineData("036000291452", "036000291452")]
    [InlineData("0036000291452", "036000291452")] // twelve digits with the zero before them
    [InlineData("73513537", "73513537")]
    [InlineData("00000073513537", "73513537")]
    [InlineData("19520123456785", "19520123456785")] // a case of them is another trade item
    public void A_barcode_has_one_form(string typed, string digits) => Gtin.Read(typed).ShouldBe((digits, null));

    [Theory, Trait("Rule", "R81")]
    [InlineData("9520123456789", "should be 8, not 9")]
    [InlineData("952012345678", "should be 2, not 8")] // a digit short, and so another number
    [InlineData("95201234567", "not 11")]
    [InlineData("952012345678X", "digits only")]
    [InlineData("", "not 0")]
    [InlineData("2000000000008", "inside one shop")]
    [InlineData("0400000000008", "inside one shop")]
    [InlineData("20000011", "inside one shop")]
    public void What_is_no_barcode_is_told_with_what_is_wrong(string typed, string says) =>
        Gtin.Read(typed).Fault.ShouldNotBeNull().ShouldContain(says);

    [Fact, Trait("Rule", "R81")]
    public void One_mistyped_digit_never_makes_another_barcode()
    {
        for (var at = 0; at < Gtin13.Length; at++)
        {
            foreach (var digit in "0123456789".Where(d => d != Gtin13[at]))
            {
                Gtin.Read($"{Gtin13[..at]}{digit}{Gtin13[(at + 1)..]}").Fault.ShouldNotBeNull();
            }
        }
    }

    [Fact, Trait("Rule", "R29"), Trait("Rule", "R81")]
    public void A_product_has_brand_model_and_barcode_and_belongs_to_the_version_of_its_day()
    {
        var register = Declared().Then("2024-03-01", Of(Acme), new ReviseDeclaration(Disclosed(550m), Id));
        var decision = register.When("2024-03-02", Of(Acme), Kj800 with { Gtin = "0952 0123 4567 88", Specification = " 220 V " });
        var declared = decision.ShouldRecord<ProductDeclared>();
        (declared.Number, declared.Version, declared.Enterprise, declared.On).ShouldBe((1, 2, Acme, Day("2024-03-02")));
        declared.Product.ShouldBe(new ProductModel("Acme", "KJ800F-A1", "220 V", Gtin13, "air-purifier"));
        decision.Id.ShouldBe($"{Id}@1");
        decision.Facts.OfType<ProductClaimed>().Select(c => c.Key).ShouldBe([$"gtin/0{Gtin13}", "model/acme/kj800fa1"], ignoreOrder: true);
    }

    [Fact, Trait("Rule", "R29")]
    public void Products_come_with_the_disclosure_or_later_and_each_is_told_once()
    {
        var register = Programme();
        var declaring = new DeclareStandard(
            Acme, Number, Disclosed(), null, [new("Acme", "KJ500"), new("Acme", "KJ800F-A1", null, Gtin13)]);
        register.ShouldRecordOnce("2024-02-01", Of(Acme), declaring);
        register.Ledger.Declaration(Id).Products.Select(p => (p.Number, p.Product.Model)).ShouldBe([(1, "KJ500"), (2, "KJ800F-A1")]);
        register.When("2024-02-02", Of(Acme), Kj800).ShouldChangeNothing();
        register.ShouldRecordOnce("2024-02-02", Of(Acme), Kj800 with { Model = "KJ900", Gtin = null });
        register.When("2024-02-05", Of(Acme), declaring with { Models = [new("Acme", "KJ300")] })
            .ShouldBeRefused("declaration-number-taken");
    }

    [Fact, Trait("Rule", "R29"), Trait("Rule", "R81")]
    public void What_is_wrong_with_a_product_is_told_by_its_field()
    {
        var register = Declared();
        register.When("2024-03-01", Of(Acme), Kj800 with { Brand = " ", Model = "--", Specification = " ", Gtin = "9520123456789" })
            .ShouldBeMalformed("brand", "model", "specification", "gtin");
        register.When("2024-03-01", Of(Acme), Kj800 with { Gtin = "9520123456789" }).Refusal!.Errors["gtin"].ShouldHaveSingleItem()
            .ShouldContain("should be 8");
        Programme().When("2024-02-01", Of(Acme), new DeclareStandard(Acme, Number, Disclosed(), null, [new("Acme", "A"), new("", "B")]))
            .ShouldBeMalformed("models[1].brand");
        Programme().When(
            "2024-02-01",
            Of(Acme),
            new DeclareStandard(Acme, Number, Disclosed(), null, [new("Acme", "A", null, Gtin13), new("Acme", "B", null, Gtin13)]))
            .ShouldBeMalformed("models[1].gtin");
        register.When("2024-03-01", Of(Bolt), Kj800).ShouldBeForbidden();
        register.When("2024-03-01", Of(Acme), Kj800 with { Declaration = "nothing" }).ShouldNotKnow("declaration");
    }

    [Fact, Trait("Rule", "R81")]
    public void Under_a_standard_of_several_categories_a_product_names_its_own()
    {
        var register = Programme().Then(
            "2024-02-01", Of(Acme), new DeclareStandard(Acme, Number, Disclosed(categories: ["air-purifier", "water-purifier"])));
        register.When("2024-03-01", Of(Acme), Kj800).ShouldBeRefused("product-category-unclear");
        register.When("2024-03-01", Of(Acme), Kj800 with { Category = "range-hood" }).ShouldBeRefused("product-category-unclear");
        register.When("2024-03-01", Of(Acme), Kj800 with { Category = "water-purifier" }).ShouldRecord<ProductDeclared>()
            .Product.Category.ShouldBe("water-purifier");
    }

    [Fact, Trait("Rule", "R81")]
    public void A_barcode_is_of_one_product_and_the_first_to_claim_it_stands()
    {
        var theirs = DeclarationId(Bolt, "Q/BOLT 001-2024");
        var register = Declared().Then("2024-02-01", Of(Bolt), new DeclareStandard(Bolt, "Q/BOLT 001-2024", Disclosed()))
            .Then("2024-02-02", Of(Acme), Kj800);
        var second = register.When("2024-02-03", Of(Bolt), new DeclareProduct("Bolt", "B1", null, Gtin13, null, theirs));
        second.ShouldBeRefused("barcode-taken");
        second.Refusal!.Reason.ShouldContain(Id);
        register.When("2024-02-03", Of(Acme), Kj800 with { Model = "KJ900" }).ShouldBeRefused("barcode-taken");
        register.When("2024-02-03", Of(Acme), Kj800 with { Specification = "white" }).ShouldRecord<ProductDeclared>();

        register.Then("2024-02-04", Of(Acme), new WithdrawProduct("No longer made.", $"{Id}@1"));
        register.When("2024-02-04", Of(Bolt), new DeclareProduct("Bolt", "B1", null, Gtin13, null, theirs)).ShouldRecord<ProductDeclared>();
    }

    [Fact, Trait("Rule", "R81")]
    public void A_model_of_a_brand_is_one_enterprises_and_of_another_brand_another_product()
    {
        var theirs = DeclarationId(Bolt, "Q/BOLT 001-2024");
        var register = Declared().Then("2024-02-01", Of(Bolt), new DeclareStandard(Bolt, "Q/BOLT 001-2024", Disclosed()))
            .Then("2024-02-02", Of(Acme), Kj800);
        register.When("2024-02-03", Of(Bolt), new DeclareProduct("ＡＣＭＥ", "kj-800f a1", null, null, null, theirs))
            .ShouldBeRefused("model-taken");
        register.When("2024-02-03", Of(Bolt), new DeclareProduct("Bolt", "KJ800F-A1", null, null, null, theirs))
            .ShouldRecord<ProductDeclared>();
        register.Then("2024-02-04", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id));
        register.When("2024-02-04", Of(Bolt), new DeclareProduct("Acme", "KJ800F-A1", null, Gtin13, null, theirs))
            .ShouldRecord<ProductDeclared>();
    }

    [Fact, Trait("Rule", "Q39")]
    public void An_heir_takes_over_what_its_predecessor_claimed()
    {
        var register = Declared().Then("2024-02-02", Of(Acme), Kj800)
            .Then("2024-03-01", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme))
            .Then("2024-03-02", Of(Bolt), new DeclareStandard(Bolt, Number, Disclosed(), Id));
        register.When("2024-03-02", Of(Acme), Kj800 with { Model = "KJ900", Gtin = null }).ShouldBeRefused("enterprise-merged-away");
        register.When("2024-03-03", Of(Bolt), Kj800 with { Declaration = DeclarationId(Bolt, Number) }).ShouldRecord<ProductDeclared>();
    }

    [Fact, Trait("Rule", "R29")]
    public void A_product_is_withdrawn_by_its_enterprise_once()
    {
        var register = Declared().Then("2024-02-02", Of(Acme), Kj800);
        var withdrawing = new WithdrawProduct("No longer made.", $"{Id}@1");
        register.When("2024-02-03", Of(Bolt), withdrawing).ShouldBeForbidden();
        register.When("2024-02-03", Of(Acme), withdrawing with { Product = $"{Id}@2" }).ShouldNotKnow("product");
        register.When("2024-02-03", Of(Acme), withdrawing with { Product = Id }).ShouldNotKnow("product");
        register.When("2024-02-03", Of(Acme), withdrawing with { Reason = "" }).ShouldBeMalformed("reason");
        register.Then("2024-02-03", Of(Acme), withdrawing);
        register.When("2024-02-03", Of(Acme), withdrawing).ShouldChangeNothing();
        register.When("2024-02-04", Of(Acme), withdrawing).ShouldBeRefused("product-withdrawn");
        register.When("2024-02-04", Of(Acme), Kj800).ShouldRecord<ProductDeclared>().Number.ShouldBe(2);
    }

    [Fact, Trait("Rule", "R35")]
    public void Products_follow_to_the_successor_of_an_abolished_standard_and_end_without_one()
    {
        var register = Declared().Then("2024-02-02", Of(Acme), Kj800)
            .Then("2024-11-01", Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2025", Disclosed(), Id));
        var with = register.When("2024-11-02", Of(Acme), new WithdrawDeclaration("New edition.", Successor, Id));
        with.ShouldRecord<ProductWithdrawn>().Successor.ShouldBe(Successor);
        var moved = with.ShouldRecord<ProductDeclared>();
        (moved.Declaration, moved.Product.Gtin, moved.On).ShouldBe((Successor, Gtin13, Day("2024-11-02")));
        with.Facts.OfType<ProductClaimed>().ShouldAllBe(c => c.Declaration == Successor);

        var without = register.When("2024-11-02", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id));
        without.ShouldRecord<ProductWithdrawn>().Successor.ShouldBeNull();
        without.ShouldNotRecord<ProductDeclared>();
        register.Then("2024-11-02", Of(Acme), new WithdrawDeclaration("No longer made.", null, Id));
        register.When("2024-11-03", Of(Acme), Kj800).ShouldBeRefused("declaration-abolished");
    }

    private static readonly TitleInterval Held =
        new("t", "air-purifier", Day("2024-06-01"), Day("2025-05-31"), "", ["Air purifier"]) { Declaration = "d", DeclarationVersion = 1 };

    private static CoveredProduct Covered(
        string declaration = "d",
        int version = 1,
        string? category = "air-purifier",
        string model = "KJ800") => new($"{declaration}@1", declaration, version, new("Acme", model), category, Day("2024-09-01"));

    private static (bool, BenefitsObstacle) Asked(params CoveredProduct[] models) =>
        Standing.Of(Day("2024-10-01"), [Held], [], null, null, null, models) is var s ? (s.MayClaimBenefits, s.Obstacle) : default;

    [Fact, Trait("Rule", "R81"), Trait("Rule", "R1")]
    public void A_title_covers_the_products_of_its_standard_on_the_day_also_those_added_after_the_award()
    {
        Asked(Covered()).ShouldBe((true, BenefitsObstacle.None));
        Asked(Covered(category: null)).ShouldBe((true, BenefitsObstacle.None));
        Asked(Covered("another")).ShouldBe((false, BenefitsObstacle.OtherProduct));
        Asked(Covered(category: "water-purifier")).ShouldBe((false, BenefitsObstacle.OtherProduct));
    }

    [Fact, Trait("Rule", "Q22")]
    public void A_product_declared_under_a_version_that_the_title_has_not_followed_to_is_not_covered() =>
        Asked(Covered(version: 2)).ShouldBe((false, BenefitsObstacle.OtherProduct));

    [Fact, Trait("Rule", "R81")]
    public void What_no_standard_covers_never_has_an_all_clear() => Asked().ShouldBe((false, BenefitsObstacle.UnknownProduct));

    [Fact, Trait("Rule", "R81")]
    public void Of_several_products_that_are_meant_all_have_to_be_covered_and_of_several_standards_one()
    {
        Asked(Covered(), Covered("another", model: "KJ900")).ShouldBe((false, BenefitsObstacle.OtherProduct));
        Asked(Covered(), Covered("another")).ShouldBe((true, BenefitsObstacle.None));
    }
}
