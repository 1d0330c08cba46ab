using Leader.Domain.Process;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class The_ranking_is_published_as_it_was_noticed
{
    private static readonly OpenRankingNotice Redraw = new("www.qybzlp.com", E);
    private const string Second = "2024-air-purifier.ranking.2";

    [Fact, Trait("Rule", "Q18")]
    public void What_is_laxer_than_a_mandatory_standard_is_reported_to_supervision_with_the_publication_and_not_before()
    {
        var plan = Plan with
        {
            Baselines =
        [
            .. Plan.Baselines,
            new("GB 4706.45-2008", BaselineKind.MandatoryNational, Day("2009-01-01"), null, [new("noise", AtMost(68m), "32")]),
        ]
        };
        var loud = new Entrant("X", 600m, 69m);
        var noticed = Programme(plan).Declared(A, B, loud).Then("2024-07-02", Body, Open).Evaluated("2024-07-05", A, B, loud);
        noticed.When("2024-07-10", Body, Redraw).ShouldNotRecord<MandatoryBreachReported>();

        var report = noticed.Then("2024-07-10", Body, Redraw)
            .When("2024-07-26", Body, new PublishRanking(E))
            .ShouldRecord<MandatoryBreachReported>();
        (report.Declaration, report.Enterprise, report.Number, report.On).ShouldBe(("d-X", "X", "Q/X 001-2024", Day("2024-07-26")));
        report.Detail.ShouldContain("GB 4706.45-2008");
        // laxer than a recommended one
        Noticed(A, B, new Entrant("Y", 250m, 50m))
            .When("2024-07-26", Body, new PublishRanking(E))
            .ShouldNotRecord<MandatoryBreachReported>();
    }

    [Fact, Trait("Rule", "R55"), Trait("Rule", "D9"), Trait("Rule", "Q1")]
    public void The_register_draws_the_ranking_and_its_notice_carries_its_digest_and_its_last_day()
    {
        var decision = Opened().Evaluated("2024-07-05", A, B, C).When("2024-07-10", Body, Redraw);
        var draft = decision.ShouldRecord<RankingDrafted>();
        var notice = decision.ShouldRecord<NoticeOpened>();
        draft.Result.Entries.Select(e => (e.Place, e.Enterprise)).ShouldBe([(1, "A"), (2, "B"), (3, "C")]);
        (notice.Notice, notice.ContentHash, notice.LastDay, notice.Calendar, notice.Rules, notice.Days)
            .ShouldBe((RankingNotice, draft.ContentHash, Day("2024-07-25"), "2026.1", "policy-defaults", 15));
        notice.ContentHash.ShouldMatch("^[0-9a-f]{64}$");
        notice.Covers.ShouldBe(["d-A", "d-B", "d-C"]);
        (notice.Body, notice.Channel, decision.Id).ShouldBe(("caq", "www.qybzlp.com", RankingNotice));
    }

    [Fact, Trait("Rule", "R58")]
    public void It_is_drawn_only_when_everyone_in_the_pool_is_evaluated_or_excluded()
    {
        var given = Opened().Evaluated("2024-07-05", A, B);
        given.When("2024-07-10", Body, Redraw).ShouldBeRefused("candidate-not-evaluated");
        given.When("2024-07-10", Body, Redraw).Refusal!.Reason.ShouldContain("d-C");
        given.Then("2024-07-06", Body, new ExcludeCandidate("d-C", ExclusionGround.FormallyUnsound, "No title page.", E));
        given.When("2024-07-10", Body, Redraw).ShouldRecord<RankingDrafted>().Result.Excluded.ShouldHaveSingleItem().Ground
            .ShouldBe(ExclusionGround.FormallyUnsound);
        given.When("2024-07-10", Body, new OpenRankingNotice(" ", E)).ShouldBeMalformed("channel");
    }

    [Fact, Trait("Rule", "Q16")]
    public void A_plan_whose_baselines_are_not_in_force_at_the_cut_off_and_that_declares_no_gap_is_not_drawn() =>
        Programme(Plan with { Baselines = [Plan.Baselines[0] with { InForceFrom = Day("2024-07-02") }] }).Declared(A)
            .Then("2024-07-02", Body, Open).Evaluated("2024-07-05", A)
            .When("2024-07-10", Body, Redraw).ShouldBeRefused("baseline-missing");

    [Fact, Trait("Rule", "R57"), Trait("Rule", "R56")]
    public void What_is_published_is_exactly_what_was_noticed()
    {
        var given = Noticed();
        var decision = given.When("2024-07-26", Body, new PublishRanking(E));
        var published = decision.ShouldRecord<RankingPublished>();
        (published.ContentHash, published.Version, published.Body, published.Notice)
            .ShouldBe((given.Notice().ContentHash, 1, "caq", RankingNotice));
        Canonical.Hash(new RankingContent(E, E + ".caq", published.Result)).ShouldBe(published.ContentHash);
        decision.ShouldRecord<NoticeClosed>();
        Noticed().Then("2024-07-26", Actor.System, new CloseNotice(RankingNotice))
            .When("2024-07-27", Body, new PublishRanking(E))
            .ShouldNotRecord<NoticeClosed>();
    }

    [Fact, Trait("Rule", "R57"), Trait("Rule", "R4"), Trait("Rule", "R50"), Trait("Rule", "P2"), Trait("Trap", "12")]
    public void Only_its_own_body_publishes_and_only_while_independent_and_qualified()
    {
        foreach (var actor in new[] { OtherBody, Cnis, Regulator, Actor.System, Of("A"), new Actor("caq", Role.WorkingBody) })
        {
            Noticed().When("2024-07-26", actor, new PublishRanking(E)).ShouldBeForbidden();
        }
        Publish(new RelationDeclared("r", "caq", "cnis", RelationKind.Control, Day("2024-07-26"), null, "x", Day("2024-07-26")))
            .ShouldBeRefused("body-not-independent");
        Publish(new RelationDeclared(
            "r", "caq", "cnis", RelationKind.Control, Day("2024-07-01"), Day("2024-07-25"), "x", Day("2024-07-01")))
            .ShouldRecord<RankingPublished>();
        Publish(new BodyDisqualified("caq", "Fee", "x", Day("2027-07-26"), Day("2024-07-26"))).ShouldBeRefused("body-disqualified");
    }

    [Fact, Trait("Rule", "R45"), Trait("Rule", "P1")]
    public void A_recorded_fee_blocks_publication()
    {
        Publish(new FeeRecorded("caq", E, "A", "Paid 10 000 yuan.", [], Day("2024-07-20"))).ShouldBeRefused("fee-recorded");
        Publish(new FeeRecorded("caq", "2024-fridge", "A", "Paid.", [], Day("2024-07-20"))).ShouldRecord<RankingPublished>();
    }

    [Fact, Trait("Rule", "R51"), Trait("Rule", "P10")]
    public void Nothing_is_published_by_a_plan_that_is_no_longer_official() =>
        Publish(new SelectionWithdrawn(E, E + ".caq", "Fee", Day("2024-07-20"))).ShouldBeRefused("plan-not-official");

    [Fact]
    public void Publication_has_its_bounds()
    {
        Opened().When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("ranking-not-noticed");
        Opened().When("2024-07-26", Body, new PublishRanking("2024-kettle")).ShouldNotKnow("evaluation");
        Noticed().Then("2024-07-20", Body, new WithdrawEvaluation("Error.", E))
            .When("2024-07-26", Body, new PublishRanking(E))
            .ShouldBeRefused("evaluation-withdrawn");
        new PublishRanking(E).Enter(new(Day("2024-07-26"), At("2024-07-25T23:59:59+08:00"), Body), Noticed().Ledger)
            .ShouldBeRefused("day-in-the-future");
        new PublishRanking(E).Enter(
            new(Day("2024-07-26"), At("2024-07-29T10:00:00+08:00"), Body),
            Noticed().Then("2024-07-28", Rival, Objection()).Ledger).ShouldBeRefused("no-earlier-day");
    }

    [Fact, Trait("Trap", "10")]
    public void Content_that_changed_during_the_notice_is_not_published_and_needs_a_new_notice()
    {
        var given = Noticed().Then(
            "2024-07-12",
            Body,
            new RecordValues("d-B", [new("cadr", AtLeast(400_000m, "L/h"), "4.1"), new("noise", AtMost(50m), "4.2")], E));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("content-changed");

        var again = given.When("2024-07-26", Body, Redraw);
        again.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe(RankingNotice);
        again.ShouldRecord<NoticeOpened>().Covers.ShouldBe(["d-B"]);
        given.Ledger.Append(again.Facts);
        given.When("2024-08-12", Body, new PublishRanking(E)).ShouldBeRefused("notice-still-open");
        given.When("2024-08-13", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>().Version.ShouldBe(2);
    }

    [Fact, Trait("Rule", "Q9"), Trait("Rule", "R56")]
    public void After_an_upheld_objection_a_new_version_is_noticed_in_full_length_and_covers_only_what_changed()
    {
        var given = Programme().Declared(A, B, C)
            .Given(new DeclarationRevised("d-B", 2, Disclosure(B with { Noise = 58m }), At("2024-06-20T10:00:00+08:00"), Day("2024-06-20")))
            .Then("2024-07-02", Body, Open).Evaluated("2024-07-05", A, B with { Noise = 58m }, C).Then("2024-07-10", Body, Redraw)
            .Objected("2024-07-24")
            .Then("2024-07-24", Body, new RuleOnObjection(true, "It is formally unsound.", RankingNotice + ".1"));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("notice-superseded");
        given.When("2024-07-26", Body, Redraw).ShouldBeRefused("nothing-changed");

        given.Then("2024-07-26", Body, new ExcludeCandidate("d-C", ExclusionGround.FormallyUnsound, "No title page.", E));
        var notice = given.When("2024-07-26", Body, Redraw).ShouldRecord<NoticeOpened>();
        (notice.Notice, notice.Version, notice.LastDay).ShouldBe((Second, 2, Day("2024-08-12")));
        notice.Covers.ShouldBe(["d-C"], "A and B keep place, tier, total and values");
    }

    [Fact, Trait("Rule", "Q9")]
    public void A_shifted_place_counts_as_change()
    {
        var given = Noticed().Then("2024-07-12", Body, new ExcludeCandidate("d-A", ExclusionGround.Fraud, "Copied.", E));
        given.When("2024-07-12", Body, Redraw).ShouldRecord<NoticeOpened>().Covers.ShouldBe(["d-A", "d-B", "d-C"]);
    }

    [Fact, Trait("Rule", "Q9"), Trait("Trap", "9")]
    public void A_new_version_waits_for_the_objections_to_the_one_before_and_objections_to_it_still_block_the_new_one()
    {
        var given = Noticed().Objected("2024-07-12").Objected("2024-07-12", facts: "Another matter.")
            .Then("2024-07-13", Body, new RuleOnObjection(true, "Yes.", RankingNotice + ".1"))
            .Then("2024-07-13", Body, new ExcludeCandidate("d-C", ExclusionGround.Fraud, "Copied.", E));
        given.When("2024-07-13", Body, Redraw).ShouldBeRefused("objection-stands");
        given.Then("2024-07-14", Body, new RuleOnObjection(false, "No.", RankingNotice + ".2")).Then("2024-07-14", Body, Redraw);

        // The first notice would have run to 25 July: what did not change is open until then.
        given.Then("2024-07-25", Rival, Objection(facts: "A third matter."));
        given.When("2024-07-30", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
        given.Then("2024-07-30", Body, new AdmitObjection(true, Objection: RankingNotice + ".3"));
        given.Then("2024-07-30", Body, new RuleOnObjection(true, "Yes.", RankingNotice + ".3"))
            .Notice(Second).Stage
            .ShouldBe(NoticeStage.Superseded);
    }

    [Fact, Trait("Rule", "Q9")]
    public void What_did_not_change_stays_open_to_objection_to_the_end_of_its_own_notice()
    {
        var given = Opened().Evaluated("2024-07-05", A, B, C)
            .Given(new RuleSetAdopted(new("long") { RankingNoticeDays = 60 }, Day("2024-07-06"), "x", Day("2024-07-06")))
            .Then("2024-07-10", Body, Redraw)
            .Given(new RuleSetAdopted(new("short") { RankingNoticeDays = 7 }, Day("2024-07-11"), "x", Day("2024-07-11")))
            .Then("2024-07-12", Body, new ExcludeCandidate("d-C", ExclusionGround.Fraud, "Copied.", E)).Then("2024-07-12", Body, Redraw);
        given.Notice(Second).LastDay.ShouldBe(Day("2024-07-19"));
        given.Notice().LastDay.ShouldBe(Day("2024-09-09"));
        given.When("2024-07-20", Body, new PublishRanking(E)).ShouldBeRefused("notice-still-open");
        given.When("2024-09-10", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    [Theory, Trait("Rule", "R73"), Trait("Rule", "P7"), Trait("Rule", "Q51"), Trait("Trap", "3")]
    [InlineData("2024-07-15", "2027-07-15", true)]
    [InlineData("2024-07-26", "2027-07-26", true)]
    [InlineData("2021-07-01", "2024-07-01", true)]
    [InlineData("2021-06-30", "2024-06-30", false)]
    public void An_enterprise_barred_on_any_day_from_the_cut_off_to_the_publication_is_not_published_and_a_new_draft_is_without_it(
        string from,
        string lastDay,
        bool barred)
    {
        var given = Noticed().Barred("A", from, lastDay);
        var decision = given.When("2024-07-26", Body, new PublishRanking(E));
        if (!barred)
        {
            decision.ShouldRecord<RankingPublished>();
            return;
        }
        decision.ShouldBeRefused("enterprise-barred");
        decision.Refusal!.Reason.ShouldContain("A Company");

        var again = given.When("2024-07-26", Body, Redraw).ShouldRecord<RankingDrafted>();
        again.Result.Entries.Select(e => (e.Place, e.Enterprise)).ShouldBe([(1, "B"), (2, "C")]);
        again.Result.Excluded.ShouldHaveSingleItem().Ground.ShouldBe(ExclusionGround.Barred);
    }

    [Fact, Trait("Rule", "R73"), Trait("Trap", "3")]
    public void A_not_evaluable_one_that_is_barred_is_not_published_either_and_one_excluded_on_another_ground_stays_so()
    {
        Noticed(A, B, C with { Noise = null }).Barred("C", "2024-07-15", "2027-07-15").When("2024-07-26", Body, new PublishRanking(E))
            .ShouldBeRefused("enterprise-barred");
        Noticed(A, B, C with { Noise = 70m }).Barred("C", "2024-07-15", "2027-07-15").When("2024-07-26", Body, new PublishRanking(E))
            .ShouldRecord<RankingPublished>();
    }

    [Fact, Trait("Rule", "Q33"), Trait("Rule", "Q51")]
    public void A_ban_that_turns_out_void_during_the_notice_changes_the_content()
    {
        var given = Opened(A, B, C).Barred("C", "2024-07-03", "2027-07-03").Evaluated("2024-07-05", A, B).Then("2024-07-10", Body, Redraw);
        given.Ranking.Excluded.ShouldHaveSingleItem().Enterprise.ShouldBe("C");
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
        given.Given(new BanVoided("C", "r-C", "Set aside.", Day("2024-07-20")));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("content-changed");
    }

    [Fact, Trait("Rule", "Q26")]
    public void A_struck_enterprise_takes_the_draft_back_and_the_redrawn_notice_covers_who_moved()
    {
        var given = Noticed().Barred("B", "2024-07-15", "2027-07-15").Given(
            new EnterpriseStruck(E, "B", "r-B", Day("2024-07-15")),
            new NoticeSuperseded(RankingNotice, "B is barred.", Day("2024-07-15")));
        given.State.Stage.ShouldBe(EvaluationStage.Evaluating);
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("enterprise-barred");
        given.When("2024-07-16", Body, Redraw).ShouldRecord<NoticeOpened>().Covers.ShouldBe(["d-B", "d-C"]);
    }

    [Fact, Trait("Trap", "14")]
    public void A_rule_set_adopted_later_changes_neither_the_deadline_nor_the_ranking()
    {
        var given = Noticed().Given(new RuleSetAdopted(
            new("r2") { RankingNoticeDays = 30 },
            Day("2024-07-12"),
            "Scheme 2",
            Day("2024-07-12")));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    [Fact]
    public void The_same_publication_twice_records_once()
    {
        Opened().Evaluated("2024-07-05", A, B, C).ShouldRecordOnce("2024-07-10", Body, Redraw);
        Noticed().ShouldRecordOnce("2024-07-26", Body, new PublishRanking(E));
        Published().When("2024-07-27", Body, Redraw).ShouldBeRefused("ranking-published");
        Noticed().ShouldRecordOnce("2024-07-12", Body, new WithdrawEvaluation("Error.", E));
        Published().ShouldRecordOnce("2024-07-27", Body, new AnnulEntry("d-A", AnnulmentGround.Fraud, "Forged report.", E));
    }

    [Fact, Trait("Rule", "Q13")]
    public void An_evaluation_is_withdrawn_by_its_body_or_the_regulator_before_its_list_is_published()
    {
        var decision = Noticed().When("2024-07-12", Body, new WithdrawEvaluation("An indicator was wrong.", E));
        decision.ShouldRecord<NoticeSuperseded>();
        decision.Facts.OfType<CandidacyEnded>().Select(e => e.Enterprise).ShouldBe(["A", "B", "C"]);
        Noticed().When("2024-07-12", Regulator, new WithdrawEvaluation("Fee.", E)).ShouldRecord<EvaluationWithdrawn>();
        Noticed().When("2024-07-12", OtherBody, new WithdrawEvaluation("Fee.", E)).ShouldBeForbidden();
        Noticed().When("2024-07-12", Body, new WithdrawEvaluation(" ", E)).ShouldBeMalformed("reason");
        Noticed().When("2024-07-12", Regulator, new WithdrawEvaluation("x", "2024-kettle")).ShouldNotKnow("evaluation");
        Listed(1).When("2024-08-14", Body, new WithdrawEvaluation("Late.", E)).ShouldBeRefused("list-published");
    }

    [Fact, Trait("Rule", "Q52"), Trait("Rule", "Q50")]
    public void An_entry_got_by_fraud_without_a_title_is_annulled_and_carries_no_ban()
    {
        var given = Published();
        var decision = given.When("2024-07-27", Body, new AnnulEntry("d-A", AnnulmentGround.Fraud, "Forged report.", E));
        decision.ShouldRecord<EntryAnnulled>().Enterprise.ShouldBe("A");
        decision.Facts.Count.ShouldBe(1);
        given.Ledger.Append(decision.Facts);
        given.Then("2024-07-29", Body, Number(1)).When("2024-08-01", Body, new OpenLeaderNotice("web", E))
            .ShouldRecord<LeaderListDrafted>().Leaders.ShouldHaveSingleItem().Enterprise.ShouldBe("B");
        Listed(1).When("2024-08-14", Body, new AnnulEntry("d-A", AnnulmentGround.Fraud, "Forged.", E)).ShouldBeRefused("title-awarded");
        Listed(1).When("2024-08-14", Body, new AnnulEntry("d-B", AnnulmentGround.Fraud, "Forged.", E)).ShouldRecord<EntryAnnulled>();
    }

    [Fact, Trait("Rule", "Q50"), Trait("Rule", "Q51")]
    public void An_entry_barred_at_publication_and_found_out_later_is_annulled_and_one_barred_afterwards_is_not()
    {
        Published().Barred("A", "2024-07-26", "2027-07-26")
            .When("2024-07-27", Body, new AnnulEntry("d-A", AnnulmentGround.BarredAtPublication, "Entered late.", E))
            .ShouldRecord<EntryAnnulled>();
        Published().Barred("A", "2024-07-27", "2027-07-27")
            .When("2024-07-27", Body, new AnnulEntry("d-A", AnnulmentGround.BarredAtPublication, "Entered late.", E))
            .ShouldBeRefused("not-barred-then");
    }

    [Fact]
    public void Annulment_has_its_bounds()
    {
        Noticed().When("2024-07-27", Body, new AnnulEntry("d-A", AnnulmentGround.Fraud, "Forged.", E))
            .ShouldBeRefused("ranking-not-published");
        Published().When("2024-07-27", Body, new AnnulEntry("d-X", AnnulmentGround.Fraud, "Forged.", E)).ShouldNotKnow("entry");
        Published().When("2024-07-27", OtherBody, new AnnulEntry("d-A", AnnulmentGround.Fraud, "Forged.", E)).ShouldBeForbidden();
        Published().When("2024-07-27", Body, new AnnulEntry(" ", (AnnulmentGround)9, "", E))
            .ShouldBeMalformed("declaration", "ground", "detail");
    }

    private static Decision Publish(params Fact[] happened) => Noticed().Given(happened).When("2024-07-26", Body, new PublishRanking(E));
}
