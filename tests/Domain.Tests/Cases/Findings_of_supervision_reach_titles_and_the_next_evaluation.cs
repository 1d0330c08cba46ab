using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class Findings_of_supervision_reach_titles_and_the_next_evaluation
{
    private static readonly ReceiveFinding Finding = new(FindingKind.DefectRecall, Acme, true, Sentence, [Digest], Finding: "f-1");

    [Fact, Trait("Rule", "R87"), Trait("Rule", "R88"), Trait("Rule", "A20"), Trait("Rule", "D19")]
    public void Each_of_the_five_systems_reports_and_a_finding_about_a_title_opens_a_case()
    {
        Enum.GetValues<FindingKind>().Length.ShouldBe(5);
        foreach (var kind in Enum.GetValues<FindingKind>())
        {
            var decision = new CasesGiven().When("2024-05-06", Supervisor, Finding with { Kind = kind, Title = TitleId });
            decision.ShouldRecord<FindingReceived>().Kind.ShouldBe(kind);
            decision.ShouldRecord<FindingEntered>().Enterprise.ShouldBe(Acme);
            var opened = decision.ShouldRecord<CaseOpened>();
            (opened.Case, opened.Origin, opened.Title, opened.Body).ShouldBe(("f-1", CaseOrigin.Finding, TitleId, "caq"));
            decision.ShouldRecord<TitleCaseOpened>().Case.ShouldBe("f-1");
        }
    }

    [Fact, Trait("Rule", "R87")]
    public void About_a_declaration_it_opens_a_case_against_every_title_held_that_rests_on_it()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme).Listed("2024-fan", "2024-03-20", Acme);
        given.When("2024-05-06", Supervisor, Finding with { Declaration = "d-1" }).Facts.OfType<CaseOpened>().Select(c => (c.Case, c.Title))
            .ShouldBe([("f-1", TitleId), ("f-1.2", TitleOf("2024-fan"))]);
        given.When("2025-09-21", Supervisor, Finding with { Declaration = "d-1" }).Facts.OfType<CaseOpened>().ShouldBeEmpty();
        given.When("2024-05-06", Supervisor, Finding).Facts.OfType<CaseOpened>().ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R87")]
    public void About_a_product_it_names_the_declaration_and_opens_cases_against_the_titles_of_its_category()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme).Listed("2024-fan", "2024-03-20", Acme).Given(
            new ProductDeclared("d-1", 1, Acme, 1, new("Acme", "AP-500", Category: "air-purifier"), Day("2024-04-01")),
            new ProductDeclared("d-1", 2, Acme, 1, new("Acme", "AP-700"), Day("2024-04-01")));
        var purifier = given.When("2024-05-06", Supervisor, Finding with { Product = "d-1@1" });
        var (about, opened) = (purifier.ShouldRecord<FindingReceived>(), purifier.Facts.OfType<CaseOpened>());
        (about.Product, about.Declaration).ShouldBe(("d-1@1", "d-1"));
        opened.Select(c => c.Title).ShouldBe([TitleId]);
        given.When("2024-05-06", Supervisor, Finding with { Product = "d-1@2" }).Facts.OfType<CaseOpened>().Select(c => c.Title)
            .ShouldBe([TitleId, TitleOf("2024-fan")]);

        given.Refused("unknown-product", "2024-05-06", Supervisor, Finding with { Product = "d-1@3" });
        given.Refused("unknown-product", "2024-05-06", Supervisor, Finding with { Product = "d-9@1" });
        given.Refused("not-of-this-enterprise", "2024-05-06", Supervisor, Finding with { Enterprise = Bolt, Product = "d-1@1" });
        given.When("2024-05-06", Supervisor, Finding with { Product = "AP-500" }).Refusal!.Errors.Keys.ShouldBe(["product"]);
        given.When("2024-05-06", Supervisor, Finding with { Product = "d-1@1", Declaration = "d-2" }).Refusal!.Errors.Keys
            .ShouldBe(["declaration"]);
        given.ShouldRecordOnce("2024-05-06", Supervisor, Finding with { Product = "d-1@1" });
    }

    [Fact, Trait("Rule", "Q18"), Trait("Rule", "R87")]
    public void A_report_of_the_register_is_answered_by_a_finding_about_its_declaration()
    {
        const string of = "2024-air-purifier";
        var given = new CasesGiven().Given(new MandatoryBreachReported(
            of, "d-1", Acme, "Q/ACME 001-2024", "noise: 69 dB(A) is laxer than ≤ 68 dB(A).", Day("2024-05-01")));
        var answer = given.When("2024-05-06", Supervisor, Finding with { Report = of + "@d-1" }).ShouldRecord<FindingReceived>();
        (answer.Report, answer.Declaration).ShouldBe((of + "@d-1", "d-1"));
        given.When("2024-05-06", Supervisor, Finding).ShouldRecord<FindingReceived>().Report.ShouldBeNull();

        given.Refused("unknown-report", "2024-05-06", Supervisor, Finding with { Report = of + "@d-2" });
        given.Refused("unknown-report", "2024-05-06", Supervisor, Finding with { Report = "2023-air-purifier@d-1" });
        given.Refused("not-of-this-enterprise", "2024-05-06", Supervisor, Finding with { Enterprise = Bolt, Report = of + "@d-1" });
        given.When("2024-05-06", Supervisor, Finding with { Report = of }).Refusal!.Errors.Keys.ShouldBe(["report"]);
        given.When("2024-05-06", Supervisor, Finding with { Report = of + "@d-1", Declaration = "d-2" }).Refusal!.Errors.Keys
            .ShouldBe(["declaration"]);
        given.ShouldRecordOnce("2024-05-06", Supervisor, Finding with { Report = of + "@d-1" });
    }

    [Fact, Trait("Rule", "R89"), Trait("Rule", "R114")]
    public void An_open_serious_finding_is_there_for_the_next_pool_until_its_authority_closes_it()
    {
        var given = new CasesGiven().Then("2024-05-06", Supervisor, Finding)
            .Then("2024-05-06", Supervisor, Finding with { Serious = false, Finding = "f-2" });
        given.Ledger.Enterprise(Acme).OpenSeriousFindings.ShouldBe(["f-1"]);
        given.Refused("not-yours-to-do", "2024-05-07", new Actor("port", Role.Supervisor), new CloseFinding("Put right.", "f-1"));
        given.Then("2024-05-07", Supervisor, new CloseFinding("Put right.", "f-1")).Ledger
            .Enterprise(Acme).OpenSeriousFindings
            .ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R114")]
    public void The_outcome_of_a_case_is_there_for_the_next_pool() =>
        new CasesGiven().Revoked("2024-05-10").Ledger
            .Enterprise(Acme)
            .BanWithin(Day("2025-01-31"), Day("2025-03-01"))!.Title.ShouldBe(TitleId);

    [Fact]
    public void A_finding_is_about_things_that_exist_and_belong_to_the_enterprise()
    {
        var given = new CasesGiven();
        given.Refused("unknown-enterprise", "2024-05-06", Supervisor, Finding with { Enterprise = "91350100M000100Y4X" });
        given.Refused("unknown-title", "2024-05-06", Supervisor, Finding with { Title = "x" });
        given.Refused("unknown-declaration", "2024-05-06", Supervisor, Finding with { Declaration = "x" });
        given.Refused("not-of-this-enterprise", "2024-05-06", Supervisor, Finding with { Enterprise = Bolt, Title = TitleId });
        given.Refused("not-of-this-enterprise", "2024-05-06", Supervisor, Finding with { Enterprise = Bolt, Declaration = "d-1" });
        given.Refused("unknown-finding", "2024-05-06", Supervisor, new CloseFinding("Put right.", "f-9"));
        given.Then("2024-05-06", Supervisor, Finding)
            .Refused("finding-id-taken", "2024-05-06", Supervisor, Finding with { Facts = "Other." });
    }

    [Fact]
    public void Only_supervision_authorities_and_the_regulator_report_findings()
    {
        new CasesGiven().When("2024-05-06", Regulator, Finding).ShouldRecord<FindingReceived>().Authority.ShouldBe(Regulator.Subject);
        foreach (var by in new[] { Caq, Cnis, Of(Acme), Anyone }) new CasesGiven().Refused("not-yours-to-do", "2024-05-06", by, Finding);
    }

    [Fact]
    public void A_revoked_title_gets_no_further_case_but_the_finding_stands()
    {
        var decision = new CasesGiven().Revoked("2024-05-10").When("2024-05-11", Supervisor, Finding with { Title = TitleId });
        decision.ShouldRecord<FindingReceived>().Title.ShouldBe(TitleId);
        decision.Facts.OfType<CaseOpened>().ShouldBeEmpty();
    }

    [Fact]
    public void The_same_command_twice_records_once()
    {
        var given = new CasesGiven();
        given.ShouldRecordOnce("2024-05-06", Supervisor, Finding with { Title = TitleId });
        given.ShouldRecordOnce("2024-05-08", Supervisor, new CloseFinding("Put right.", "f-1"));
    }
}
