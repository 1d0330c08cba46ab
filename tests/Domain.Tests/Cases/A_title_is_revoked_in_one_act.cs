using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class A_title_is_revoked_in_one_act
{
    [Fact, Trait("Rule", "R71"), Trait("Rule", "R72"), Trait("Rule", "R73"), Trait("Rule", "Q28"), Trait("Rule", "D16"),
        Trait("Trap", "13")]
    public void Decision_announcement_and_ban_are_recorded_together_with_the_same_day()
    {
        var decision = new CasesGiven().Decided("2024-05-10").When("2024-05-10", Caq, Revoke());
        var revoked = decision.ShouldRecord<TitleRevoked>();
        revoked.Revocation.ShouldBe(Ban);
        revoked.Announcement.ShouldBe("The title is revoked for fraud.");
        revoked.Facts.ShouldBe("The test report was forged.");
        revoked.Evidence.ShouldBe([Digest]);
        revoked.Rules.ShouldBe("policy-defaults");
        decision.ShouldRecord<BanStarted>().ShouldBe(new BanStarted(
            Acme, Ban, TitleId, "caq", "Fraud", Day("2027-05-10"), "policy-defaults", Day("2024-05-10")));
        decision.ShouldRecord<CaseExecuted>().Revocation.ShouldBe(Ban);
        decision.ShouldRecord<TitleCaseClosed>().Outcome.ShouldBe("revoked");
        decision.Id.ShouldBe(Ban);
    }

    [Fact, Trait("Rule", "R69"), Trait("Rule", "R71")]
    public void Ground_one_shows_the_indicator_as_disclosed_and_as_measured()
    {
        var given = new CasesGiven().Opened("2024-05-06").Stated("2024-05-06")
            .Then("2024-05-21", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "measured", CaseId));
        var revoked = given.When("2024-05-22", Caq, Revoke()).ShouldRecord<TitleRevoked>();
        (revoked.Ground, revoked.Shortfall).ShouldBe((RevocationGround.BelowDisclosedLevel, Short));
    }

    [Fact, Trait("Rule", "R71")]
    public void There_are_exactly_two_grounds() =>
        Enum.GetValues<RevocationGround>().ShouldBe([RevocationGround.BelowDisclosedLevel, RevocationGround.Fraud]);

    [Fact]
    public void The_same_command_twice_records_once() =>
        new CasesGiven().Decided("2024-05-10").ShouldRecordOnce("2024-05-10", Caq, Revoke());

    [Fact, Trait("Rule", "R71")]
    public void Only_the_issuing_body_revokes()
    {
        var given = new CasesGiven().Decided("2024-05-10");
        foreach (var other in new[] { Cheari, Cnis, Regulator, Supervisor, Of(Acme), new Actor("caq", Role.WorkingBody) })
        {
            given.Refused("not-yours-to-do", "2024-05-10", other, Revoke());
        }
    }

    [Fact, Trait("Rule", "R71"), Trait("Rule", "Q35")]
    public void The_body_appointed_in_its_place_revokes_and_the_issuing_body_no_longer()
    {
        var given = new CasesGiven().Opened("2024-05-06").Then("2024-07-30", Cnis, new ReassignCase("cheari", "no decision", Case: CaseId))
            .Then("2024-07-30", Cheari, new StateFacts(RevocationGround.Fraud, "Forged.", [Digest], Case: CaseId))
            .Then("2024-08-07", Cheari, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Refused("not-yours-to-do", "2024-08-07", Caq, Revoke());
        given.When("2024-08-07", Cheari, Revoke()).ShouldRecord<TitleRevoked>().Body.ShouldBe("cheari");
    }

    [Fact, Trait("Rule", "R71"), Trait("Rule", "Q32")]
    public void No_title_is_revoked_without_a_case_decided_on_a_ground()
    {
        var given = new CasesGiven().Opened("2024-05-06");
        given.Refused("unknown-case", "2024-05-06", Caq, Revoke(@case: "k-9"));
        given.Refused("unknown-title", "2024-05-06", Caq, Revoke("2024-air-purifier.x"));
        given.Refused("case-not-decided", "2024-05-06", Caq, Revoke());
        given.Then("2024-05-06", Caq, new DecideCase(null, "Nothing was found.", CaseId))
            .Refused("no-ground-established", "2024-05-06", Caq, Revoke());
    }

    [Fact]
    public void A_case_serves_for_its_own_title_only() =>
        new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme)
            .Listed("2024-fan", "2024-03-20", Acme)
            .Decided("2024-05-10")
            .Refused("case-of-another-title", "2024-05-10", Caq, Revoke(TitleOf("2024-fan")));

    [Fact]
    public void A_title_is_revoked_once()
    {
        var given = new CasesGiven().Opened("2024-05-06", @case: "k-2").Revoked("2024-05-10");
        given.Then("2024-05-11", Caq, new StateFacts(RevocationGround.Fraud, "Forged.", [Digest], Case: "k-2"))
            .Then("2024-05-20", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", "k-2"));
        given.Refused("title-already-revoked", "2024-05-20", Caq, Revoke(@case: "k-2"));
        given.Refused("not-overdue", "2024-06-20", Actor.System, new MarkCaseOverdue("k-2"));
    }

    [Fact, Trait("Rule", "Q36")]
    public void A_disqualified_body_finishes_no_case() =>
        new CasesGiven().Decided("2024-05-10").Given(new BodyDisqualified("caq", "fee", Sentence, Day("2027-05-11"), Day("2024-05-11")))
            .Refused("body-disqualified", "2024-05-12", Caq, Revoke());

    [Theory]
    [InlineData("2024-05-11", "2024-05-10", "day-in-the-future")]
    [InlineData("2024-05-09", "2024-05-12", "day-before-last-act")]
    public void The_day_is_not_in_the_future_and_not_before_the_decision(string on, string enteredOn, string code) =>
        new CasesGiven().Decided("2024-05-10").When(on, enteredOn, Caq, Revoke()).ShouldBeRefused(code);

    [Fact]
    public void A_revocation_without_a_text_to_announce_is_malformed() =>
        new CasesGiven().Decided("2024-05-10")
            .When("2024-05-10", Caq, new RevokeTitle(CaseId, " ", TitleId)).Refusal!.Errors.Keys
            .ShouldBe(["announcement"]);

    [Fact, Trait("Rule", "R75"), Trait("Rule", "R86"), Trait("Rule", "P9")]
    public void Every_open_use_of_results_ends_with_the_revocation()
    {
        var given = new CasesGiven()
            .Then("2024-04-01", Buyer, new RecordAdoption(AdoptionKind.Procurement, TitleId, "Tender 12", ["AP-500"], "a-1"))
            .Then(
                "2024-04-01",
                new Actor("bank", Role.ResultUser),
                new RecordAdoption(AdoptionKind.Credit, TitleId, "Credit line", Adoption: "a-2"))
            .Decided("2024-05-10");
        given.When("2024-05-10", Caq, Revoke()).Facts.OfType<AdoptionEnded>().Select(a => (a.Adoption, a.On)).ShouldBe([
            ("a-1", Day("2024-05-10")),
            ("a-2", Day("2024-05-10")),
        ]);
        given.Then("2024-05-10", Caq, Revoke());
        given.Ledger.Enterprise(Acme).OpenAdoptions.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q26"), Trait("Rule", "R73")]
    public void From_a_running_evaluation_the_enterprise_is_struck_and_the_draft_notice_superseded()
    {
        var given = new CasesGiven().Evaluation("2025-fan", 2025, "fan", "2024-04-01", Acme, Bolt)
            .Noticed("2025-fan", "2024-05-06", Result(Bolt, Acme))
            .Evaluation("2025-lamp", 2025, "lamp", "2024-04-01", Acme).Decided("2024-05-10");
        var decision = given.When("2024-05-10", Caq, Revoke());
        decision.Facts.OfType<EnterpriseStruck>().Select(s => s.Evaluation).ShouldBe(["2025-fan", "2025-lamp"]);
        decision.Facts.OfType<CandidacyEnded>().Select(s => s.Evaluation).ShouldBe(["2025-fan", "2025-lamp"]);
        decision.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe("2025-fan.ranking.1");
    }

    [Fact, Trait("Rule", "Q26")]
    public void A_notice_that_has_ended_but_is_not_published_is_superseded_too() =>
        new CasesGiven().Evaluation("2025-fan", 2025, "fan", "2024-04-01", Acme)
            .Noticed("2025-fan", "2024-04-10", Result(Acme), "2024-05-06")
            .Decided("2024-05-10")
            .When("2024-05-10", Caq, Revoke()).ShouldRecord<NoticeSuperseded>().Notice.ShouldBe("2025-fan.ranking.1");

    [Fact, Trait("Rule", "Q26")]
    public void A_notice_without_the_enterprise_in_its_ranking_goes_on() =>
        new CasesGiven().Evaluation("2025-fan", 2025, "fan", "2024-04-01", Acme, Bolt)
            .Noticed("2025-fan", "2024-05-06", Result(Bolt))
            .Decided("2024-05-10")
            .When("2024-05-10", Caq, Revoke()).Facts.OfType<NoticeSuperseded>().ShouldBeEmpty();

    [Fact, Trait("Rule", "Q26")]
    public void In_published_rankings_still_current_the_entry_is_struck_through_barred_since()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme).Published("2024-fan", "2024-04-01", Acme)
            .Evaluation("2022-lamp", 2022, "lamp", "2022-01-31", Acme).Published("2022-lamp", "2022-04-01", Acme)
            .Given(new LeaderListEntered("lamp", "2023-lamp", 2023, 1, [], Day("2023-04-01"))).Decided("2024-05-10");
        var decision = given.When("2024-05-10", Caq, Revoke());
        decision.Facts.OfType<EntryStruck>().ShouldBe(
        [
            new("2024-air-purifier", Acme, Ban, Day("2024-05-10"), Day("2024-05-10")),
            new("2024-fan", Acme, Ban, Day("2024-05-10"), Day("2024-05-10")),
        ], ignoreOrder: true);
        decision.Facts.OfType<EnterpriseStruck>().ShouldBeEmpty();
        decision.Facts.OfType<IncidentRaised>().ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q25")]
    public void Other_titles_held_on_the_day_stay_and_their_bodies_review_them_within_20_working_days()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme).Given(
            Award("2024-fan", Acme, Day("2024-03-20"), "cheari"),
            new TitleEntered(Acme, TitleOf("2024-fan"), "fan", Day("2024-03-20")))
            // expired
            .Given(Award("2021-lamp", Acme, Day("2021-03-20")), new TitleEntered(Acme, TitleOf("2021-lamp"), "lamp", Day("2021-03-20")))
            .Decided("2024-05-10");
        var decision = given.When("2024-05-10", Caq, Revoke());
        decision.ShouldRecord<TitleReviewOpened>().ShouldBe(new TitleReviewOpened(
            Acme, TitleOf("2024-fan"), "cheari", Ban, Day("2024-06-06"), Day("2024-05-10")));
        decision.Facts.OfType<TitleRevoked>().ShouldHaveSingleItem().Title.ShouldBe(TitleId);
        given.Then("2024-05-10", Caq, Revoke());
        given.Ledger.Title(TitleOf("2024-fan")).IsHeldOn(Day("2024-05-11")).ShouldBeTrue();
    }

    [Fact, Trait("Rule", "Q50"), Trait("Trap", "17")]
    public void Entered_late_it_raises_an_incident_on_what_was_published_on_a_barred_day()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-04-01", Acme).Decided("2024-05-10")
            .Published("2024-fan", "2024-05-10", Acme).Listed("2024-fan", "2024-05-20", Acme);
        var decision = given.When("2024-05-10", "2024-06-01", Caq, Revoke());
        decision.ShouldRecord<BanStarted>().LastDay.ShouldBe(Day("2027-05-10"));
        decision.Facts.OfType<IncidentRaised>().Select(i => (i.Evaluation, i.Kind, i.Subject, i.On)).ShouldBe(
            [
                ("2024-fan", "barred-at-publication", Acme, Day("2024-05-10")),
                ("2024-fan", "barred-at-publication", Acme, Day("2024-05-20")),
            ]);
        decision.Facts.OfType<EntryStruck>().Select(e => e.Evaluation).ShouldBe(["2024-air-purifier", "2024-fan"]);
        decision.Facts.OfType<TitleReviewOpened>().ShouldBeEmpty(); // that title was not held on the first barred day
    }

    [Fact, Trait("Rule", "Q50")]
    public void What_was_published_on_the_eve_of_the_ban_is_no_incident() =>
        new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-04-01", Acme)
            .Decided("2024-05-10")
            .Published("2024-fan", "2024-05-09", Acme)
            .When("2024-05-10", "2024-06-01", Caq, Revoke()).Facts.OfType<IncidentRaised>().ShouldBeEmpty();

    [Fact, Trait("Rule", "end-states")]
    public void Giving_the_title_up_after_a_case_was_opened_does_not_escape_the_ban()
    {
        var given = new CasesGiven().Opened("2024-05-06")
            .Then("2024-05-07", Of(Acme), new WithdrawTitle("We are changing our line.", TitleId))
            .Then("2024-05-08", Caq, new StateFacts(RevocationGround.Fraud, "Forged.", [Digest], Case: CaseId))
            .Then("2024-05-16", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId)).Then("2024-05-16", Caq, Revoke());
        given.Ledger.Enterprise(Acme).IsBarredOn(Day("2024-05-16")).ShouldBeTrue();
        var title = given.Ledger.Title(TitleId);
        title.IsHeldOn(Day("2024-05-10")).ShouldBeFalse(); // given up on the 7th
        title.StateOn(Day("2024-05-10")).ShouldBe(TitleState.Withdrawn);
        title.StateOn(Day("2024-05-16")).ShouldBe(TitleState.Revoked);
    }

    [Fact, Trait("Rule", "end-states")]
    public void An_expired_title_is_revoked_when_its_ground_existed_while_it_was_held() =>
        new CasesGiven().Revoked("2026-01-15").Ledger.Enterprise(Acme).BanOn(Day("2026-01-15"))!.LastDay.ShouldBe(Day("2029-01-15"));
}
