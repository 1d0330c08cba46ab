using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class An_enterprise_has_one_identity_for_life
{
    private const string Pilot = "91350100M0001TGQXM"; // a real code of the pilot era; the check character should be 1
    private const string Foreign = "5493001KJTIIGC8Y1R12";

    [Theory, Trait("Rule", "R28"), Trait("Rule", "A5"), Trait("Trap", "5")]
    [InlineData("91350100M000100Y43")]
    [InlineData(" 91350100m000100y43 ")]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３")]
    [InlineData("９１３５０１００ｍ０００１００ｙ４３")]
    public void A_code_typed_in_any_form_is_one_enterprise(string typed)
    {
        new PlansGiven().When("2024-01-01", Of(typed), new RegisterEnterprise(typed, "Acme Air")).ShouldRecord<EnterpriseRegistered>()
            .Stream().ShouldBe("enterprise/91350100M000100Y43");
        Programme().When("2024-01-11", Registrar, new RegisterEnterprise(typed, "Another"))
            .ShouldBeRefused("enterprise-already-registered");
    }

    [Theory, Trait("Rule", "R28")]
    [InlineData("91350100M000100Y4")]
    [InlineData("91350100M000100Y433")]
    [InlineData("91350100I000100Y43")]
    [InlineData("")]
    public void A_wrong_length_or_letter_is_malformed(string code) =>
        new PlansGiven().When("2024-01-01", Registrar, new RegisterEnterprise(code, "Acme Air")).ShouldBeMalformed("enterprise");

    [Fact, Trait("Rule", "R28")]
    public void A_wrong_check_character_needs_the_registrys_attestation()
    {
        var register = new PlansGiven();
        register.When("2024-01-01", Registrar, new RegisterEnterprise(Pilot, "Fujian Pilot")).ShouldBeRefused("credit-code-check-fails");
        register.When("2024-01-01", Of(Pilot), new RegisterEnterprise(Pilot, "Fujian Pilot", null, "seen"))
            .ShouldBeRefused("credit-code-check-fails");
        register.When("2024-01-01", Registrar, new RegisterEnterprise(Pilot, "Fujian Pilot", null, " ")).ShouldBeMalformed("attestation");
        register.When(
            "2024-01-01",
            Registrar,
            new RegisterEnterprise(Pilot, "Fujian Pilot", "Fujian", "extract of the registry, 2024-01-01"))
            .ShouldRecord<EnterpriseRegistered>()
            .Attestation.ShouldBe("extract of the registry, 2024-01-01");
        register.When("2024-01-01", Registrar, new RegisterEnterprise(Acme, "Acme Air", null, "not needed"))
            .ShouldRecord<EnterpriseRegistered>().Attestation
            .ShouldBeNull();
    }

    [Fact, Trait("Rule", "Q43")]
    public void A_foreign_enterprise_registers_with_its_lei_and_declares_like_any_other()
    {
        var register = new PlansGiven();
        register.When(
            "2024-01-01",
            Registrar,
            new RegisterEnterprise("5493001KJTIIGC8Y1R13", "Foreign GmbH", IdentifierKind: IdentifierKind.Lei))
            .ShouldBeMalformed("enterprise");
        register.When("2024-01-01", Registrar, new RegisterEnterprise(Foreign, "Foreign GmbH")).ShouldBeMalformed("enterprise");
        register.Then("2024-01-01", Of(Foreign), new RegisterEnterprise(Foreign, "Foreign GmbH", IdentifierKind: IdentifierKind.Lei));
        register.When("2024-01-02", Of(Foreign), new DeclareStandard(Foreign, "Q/FOR 1-2024", Disclosed()))
            .ShouldRecord<StandardDeclared>().Enterprise
            .ShouldBe(Foreign);
    }

    [Fact, Trait("Rule", "R28")]
    public void An_enterprise_is_registered_by_itself_or_a_registrar()
    {
        new PlansGiven().When("2024-01-01", Of(Bolt), new RegisterEnterprise(Acme, "Acme Air")).ShouldBeForbidden();
        new PlansGiven().When("2024-01-01", Cnis, new RegisterEnterprise(Acme, "Acme Air")).ShouldBeForbidden();
        new PlansGiven().When("2024-01-02", "2024-01-01", Registrar, new RegisterEnterprise(Acme, "Acme Air"))
            .ShouldBeRefused("day-in-the-future");
    }

    [Fact, Trait("Rule", "Q39")]
    public void A_new_name_is_the_same_entity()
    {
        var register = Barred();
        register.When("2024-03-01", Of(Bolt), new RenameEnterprise("New Air", "merger of brands", Acme)).ShouldBeForbidden();
        register.When("2024-03-01", Registrar, new RenameEnterprise("New Air", "x", "9144030071526726XG")).ShouldNotKnow("enterprise");
        register.Then("2024-03-01", Of(Acme), new RenameEnterprise("New Air", "rebranding", Acme));
        register.Ledger.Enterprise(Acme).Name.ShouldBe("New Air");
        register.Ledger.Enterprise(Acme).IsBarredOn(Day("2026-01-01")).ShouldBeTrue();
    }

    private static PlansGiven Barred() =>
        Programme().Given(new BanStarted(Acme, "rev-1", "t", "caq", "Fraud", Day("2027-02-01"), "r", Day("2024-02-01")));

    [Fact, Trait("Rule", "Q39")]
    public void The_survivor_of_a_merger_inherits_open_bans_for_the_rest_of_their_time()
    {
        var decision = Barred().When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme));
        decision.ShouldRecord<EnterpriseSucceeded>().Heirs.ShouldBe([Bolt]);
        decision.ShouldRecord<SuccessionEntered>().Predecessor.ShouldBe(Acme);
        decision.ShouldRecord<BanInherited>().ShouldBe(new BanInherited(Bolt, "rev-1", Acme, Day("2027-02-01"), Day("2025-01-10"), "r"));
        Barred().When("2027-02-01", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme)).ShouldRecord<BanInherited>();
        Barred().When("2027-02-02", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme)).ShouldNotRecord<BanInherited>();
        Barred().Given(new BanVoided(Acme, "rev-1", "wrong", Day("2024-06-01")))
            .When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme))
            .ShouldNotRecord<BanInherited>();
    }

    [Fact, Trait("Rule", "Q39")]
    public void A_ban_follows_all_parts_of_a_split()
    {
        var decision = Barred().When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Split, [Cloud, Bolt], Acme));
        decision.Facts.OfType<BanInherited>().Select(b => b.Enterprise).ShouldBe([Bolt, Cloud]);
    }

    [Fact, Trait("Rule", "Q39"), Trait("Rule", "Q26")]
    public void An_inherited_ban_takes_the_heir_out_of_running_evaluations_at_once()
    {
        var register = Evaluating().Given(new BanStarted(Cloud, "rev-1", "t", "caq", "Fraud", Day("2027-02-01"), "r", Day("2024-02-01")),
            new AdoptionRecorded(Bolt, "ad-1", "credit", "bank", "t", "", [], Day("2024-07-02")));
        var decision = register.When("2024-07-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Cloud));
        decision.ShouldRecord<EnterpriseStruck>().Enterprise.ShouldBe(Bolt);
        decision.ShouldRecord<CandidacyEnded>().Enterprise.ShouldBe(Bolt);
        decision.ShouldRecord<AdoptionEnded>().Adoption.ShouldBe("ad-1");
        decision.ShouldNotRecord<EntryStruck>();
    }

    [Fact, Trait("Rule", "Q39"), Trait("Rule", "Q31"), Trait("Rule", "Q33")]
    public void Each_of_two_inherited_bans_strikes_the_published_entry_of_the_heir()
    {
        var register = Evaluating().Given(
            new RankingPublished(
                CallId,
                1,
                new([new(1, 1, "d-bolt", 1, Bolt, "Bolt", "Q/BOLT 001-2024", 90, 1, 0, 1, [])], [], [], [], false, null),
                "x",
                "n",
                "caq",
                Day("2024-07-05")),
            new BanStarted(Cloud, "t-1.r1", "t-1", "caq", "Fraud", Day("2027-02-01"), "rules-1", Day("2024-02-01")),
            new BanStarted(Cloud, "t-2.r1", "t-2", "caq", "Fraud", Day("2027-05-01"), "rules-2", Day("2024-05-01")));
        var decision = register.When("2024-07-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Cloud));
        decision.Facts.OfType<EntryStruck>()
            .Select(e => (e.Enterprise, e.Ban, e.BarredSince))
            .ShouldBe([(Bolt, "t-1.r1", Day("2024-07-10")), (Bolt, "t-2.r1", Day("2024-07-10"))]);
        decision.Facts.OfType<BanInherited>().Select(b => (b.Ban, b.Rules)).ShouldBe([("t-1.r1", "rules-1"), ("t-2.r1", "rules-2")]);
        decision.ShouldRecord<CandidacyEnded>().Enterprise.ShouldBe(Bolt);
    }

    [Fact, Trait("Rule", "Q39"), Trait("Rule", "D22")]
    public void A_ban_inherited_twice_still_names_the_rule_set_that_gave_its_length()
    {
        var register = Barred().Then("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme));
        register.When("2025-02-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Cloud], Bolt))
            .ShouldRecord<BanInherited>().Rules
            .ShouldBe("r");
    }

    [Fact, Trait("Rule", "Q39")]
    public void Titles_do_not_pass_their_body_reviews_them()
    {
        var register = Titled();
        register.When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme))
            .ShouldRecord<TitleReviewRequired>().Title
            .ShouldBe(Ids.Title(CallId, Acme));
        register.When("2026-04-01", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme))
            .ShouldNotRecord<TitleReviewRequired>();
    }

    [Fact, Trait("Rule", "Q39")]
    public void A_succession_is_recorded_by_a_registrar_between_registered_enterprises()
    {
        var register = Programme();
        register.When("2025-01-10", Of(Acme), new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme)).ShouldBeForbidden();
        register.When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt, Cloud], Acme))
            .ShouldBeRefused("merger-has-one-survivor");
        register.When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Acme], Acme)).ShouldBeMalformed("heirs");
        register.When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, ["X"], "")).ShouldBeMalformed(
            "heirs[0]",
            "enterprise");
        register.When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, ["9144030071526726XG"], Acme))
            .ShouldNotKnow("enterprise");
        register.When("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Acme], "9144030071526726XG"))
            .ShouldNotKnow("enterprise");
        register.Then("2025-01-10", Registrar, new RecordSuccession(SuccessionKind.Merger, [Bolt], Acme))
            .When("2025-01-11", Registrar, new RecordSuccession(SuccessionKind.Split, [Cloud], Acme))
            .ShouldBeRefused("enterprise-merged-away");
        register.When("2025-01-11", Registrar, new RecordSuccession(SuccessionKind.Merger, [Acme], Cloud))
            .ShouldBeRefused("enterprise-merged-away");
    }

    [Fact, Trait("Rule", "Q40")]
    public void A_parent_or_subsidiary_is_shown_and_a_ban_does_not_spread()
    {
        var register = Barred().Then("2024-03-01", Of(Bolt), new DeclareRelated(Acme, "subsidiary of", Bolt));
        register.Ledger.Enterprise(Bolt).Related.ShouldHaveSingleItem().Other.ShouldBe(Acme);
        register.Ledger.Enterprise(Bolt).IsBarredOn(Day("2025-01-01")).ShouldBeFalse();
        register.When("2024-03-01", Of(Acme), new DeclareRelated(Acme, "subsidiary of", Bolt)).ShouldBeForbidden();
        register.When("2024-03-01", Registrar, new DeclareRelated(Acme, "subsidiary of", Acme)).ShouldBeMalformed("other");
        register.When("2024-03-01", Registrar, new DeclareRelated(Acme, "parent", "9144030071526726XG")).ShouldNotKnow("enterprise");
    }

    [Fact, Trait("Rule", "R90"), Trait("Rule", "D14"), Trait("Rule", "Q42")]
    public void An_enterprise_gives_and_withdraws_a_quality_commitment()
    {
        GiveCommitment promise = new("We keep what we disclose.", "Chen Jie", "air-purifier", Acme, "c-1");
        var register = Programme();
        register.When("2024-03-01", Of(Bolt), promise).ShouldBeForbidden();
        register.When("2024-03-01", Of("9144030071526726XG"), promise with { Enterprise = "9144030071526726XG" })
            .ShouldNotKnow("enterprise");
        register.When("2024-03-01", Of(Acme), promise with { Text = "", Commitment = "", Category = "Air" })
            .ShouldBeMalformed("text", "commitment", "category");
        register.Then("2024-03-01", Of(Acme), promise);
        register.Ledger.Enterprise(Acme).HasCommitment("air-purifier").ShouldBeTrue();
        register.Ledger.Enterprise(Acme).HasCommitment("water-purifier").ShouldBeFalse();
        register.When("2024-03-02", Of(Acme), promise with { Text = "Other." }).ShouldBeRefused("commitment-id-taken");
        register.When("2024-03-02", Of(Acme), promise with { Commitment = "c-2" }).ShouldChangeNothing();

        register.When("2024-03-02", Of(Bolt), new WithdrawCommitment("New management.", Acme, "c-1")).ShouldBeForbidden();
        register.When("2024-03-02", Of(Acme), new WithdrawCommitment("New management.", Acme, "c-9")).ShouldNotKnow("commitment");
        register.Then("2024-03-02", Of(Acme), new WithdrawCommitment("New management.", Acme, "c-1"));
        register.Ledger.Enterprise(Acme).HasCommitment("air-purifier").ShouldBeFalse();
        register.Then("2024-03-03", Of(Acme), promise with { Category = null, Commitment = "c-3" }).Ledger.Enterprise(Acme)
            .HasCommitment("water-purifier").ShouldBeTrue();
    }
}
