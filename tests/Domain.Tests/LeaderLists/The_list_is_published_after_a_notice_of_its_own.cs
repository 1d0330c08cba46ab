using Leader.Domain.Process;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Record;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.LeaderLists;

public class The_list_is_published_after_a_notice_of_its_own
{
    private static readonly OpenLeaderNotice Propose = new("www.qybzlp.com", E);
    private static readonly PublishLeaderList Publish = new(E);

    [Fact, Trait("Rule", "R60"), Trait("Rule", "D11")]
    public void The_number_is_decided_first_with_a_reason_for_each_consideration_and_the_public_standards_from_the_register()
    {
        var decided = Published().When("2024-07-29", Body, Number(2)).ShouldRecord<LeaderNumberDecided>();
        (decided.Number, decided.Batch, decided.PublicStandards).ShouldBe((2, 1, 3));
        Published().When("2024-07-29", Body, Propose).ShouldBeRefused("number-not-decided");
        Noticed().When("2024-07-29", Body, Number(2)).ShouldBeRefused("ranking-not-published");
        Published().When("2024-07-29", Body, new DecideLeaderNumber(0, " ", "", " ", E))
            .ShouldBeMalformed("number", "easeOfChoice", "industrialDevelopment", "standardsReason");
        Published().When("2024-07-29", OtherBody, Number(2)).ShouldBeForbidden();
    }

    [Fact, Trait("Rule", "R60")]
    public void The_number_may_be_decided_anew_until_the_list_is_in_notice()
    {
        Published().Then("2024-07-29", Body, Number(2)).When("2024-07-30", Body, Number(1)).ShouldRecord<LeaderNumberDecided>();
        ListNoticed(1).When("2024-08-02", Body, Number(2)).ShouldBeRefused("list-in-notice");
        ListNoticed(1).Given(new NoticeSuperseded(ListNotice, "x", Day("2024-08-02")))
            .When("2024-08-02", Body, Number(2))
            .ShouldRecord<LeaderNumberDecided>();
    }

    [Fact, Trait("Rule", "R59"), Trait("Rule", "Q4"), Trait("Rule", "R62"), Trait("Rule", "Q2"), Trait("Rule", "D12")]
    public void The_list_is_drawn_from_the_published_ranking_and_its_notice_is_a_second_one()
    {
        Noticed().When("2024-07-29", Body, Propose).ShouldBeRefused("ranking-not-published");
        var decision = Published().Then("2024-07-29", Body, Number(1)).When("2024-08-01", Body, Propose);
        var draft = decision.ShouldRecord<LeaderListDrafted>();
        var notice = decision.ShouldRecord<NoticeOpened>();
        (draft.Batch, draft.RankingVersion, draft.Version).ShouldBe((1, 1, 1));
        Names(draft.Leaders).ShouldBe("A");
        Names(draft.Reserves).ShouldBe("B");
        (notice.Notice, notice.Subject, notice.LastDay, notice.ContentHash)
            .ShouldBe((ListNotice, NoticeSubject.LeaderList, Day("2024-08-12"), draft.ContentHash));
        notice.Covers.ShouldBe(["A", "B"]);
    }

    [Fact, Trait("Rule", "R61"), Trait("Rule", "R74"), Trait("Rule", "R89"), Trait("Rule", "Q41"), Trait("Rule", "Q26")]
    public void Each_entry_passed_over_has_a_legal_ground()
    {
        PassedOver(new BanStarted("A", "r", "t", "b", "Fraud", Day("2027-07-28"), "r", Day("2024-07-28"))).ShouldBe("barred");
        PassedOver(new BanStarted("A", "r", "t", "b", "Fraud", Day("2024-07-27"), "r", Day("2021-07-27"))).ShouldBe("barred");
        PassedOver(new ListingRefused(E, "A", "No.", Day("2024-07-28"))).ShouldBe("refused");
        PassedOver(new FindingEntered("A", "f-1", true, Day("2024-07-28"))).ShouldBe("open-serious-finding");
        PassedOver(new DeclarationAbolished("d-A", null, "x", Day("2024-07-28"))).ShouldBe("standard-abolished");
        PassedOver(new EntryAnnulled(E, "d-A", "A", "Fraud", "x", Day("2024-07-28"))).ShouldBe("annulled");
        PassedOver(new EnterpriseSucceeded("A", SuccessionKind.Merger, ["B"], Day("2024-07-28"))).ShouldBe("merged-away");
        PassedOver(new FindingEntered("A", "f-1", false, Day("2024-07-28"))).ShouldBeNull();
        PassedOver(new EnterpriseSucceeded("A", SuccessionKind.Split, ["B"], Day("2024-07-28"))).ShouldBeNull();
    }

    [Theory, Trait("Rule", "R89")]
    [InlineData(OpenFindingEffect.PassedOver, "open-serious-finding")]
    [InlineData(OpenFindingEffect.Marked, null)]
    public void What_an_open_serious_finding_does_is_said_by_the_plan(OpenFindingEffect effect, string? ground)
    {
        var finding = new FindingEntered("A", "f-1", true, Day("2024-07-03"));
        var given = Programme(Plan with { OpenFindings = effect }).Declared(A, B, C).Then("2024-07-02", Body, Open).Given(finding);
        var excluded = given.When(
            "2024-07-05", Body, new ExcludeCandidate("d-A", ExclusionGround.OpenFinding, "Finding f-1 is open.", E));
        if (ground is null) excluded.ShouldBeRefused("ground-does-not-hold");
        else excluded.ShouldRecord<CandidateExcluded>();

        given.Evaluated("2024-07-05", A, B, C).Then("2024-07-10", Body, new OpenRankingNotice("www.qybzlp.com", E))
            .Then("2024-07-26", Body, new PublishRanking(E)).Then("2024-07-29", Body, Number(1))
            .When("2024-08-01", Body, Propose).ShouldRecord<LeaderListDrafted>().PassedOver.Select(p => p.Ground)
            .ShouldBe(ground is null ? [] : [ground]);
    }

    [Theory, Trait("Rule", "Q39"), Trait("Rule", "Q41"), Trait("Rule", "Q61")]
    [InlineData("2024-08-05")]
    [InlineData("2024-08-13")]
    public void One_that_merges_into_another_before_the_award_is_dropped_and_its_place_passes_to_whom_the_notice_covered(string on)
    {
        var published = ListNoticed(1).Given(new EnterpriseSucceeded("A", SuccessionKind.Merger, ["X"], Day(on)))
            .When("2024-08-13", Body, Publish);
        Names(published.ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("B");
        published.ShouldRecord<LeaderListPublished>().Dropped.ShouldHaveSingleItem()
            .ShouldBe(new LeftOut(
                "A",
                "d-A",
                1,
                "merged-away",
                $"Merged into X on {on}; a title passes only if the heir declares the standard anew."));
        published.ShouldRecord<TitleAwarded>().Enterprise.ShouldBe("B");
    }

    [Fact, Trait("Rule", "Q61")]
    public void One_that_merges_on_the_day_after_was_listed() =>
        ListNoticed(1).Given(new EnterpriseSucceeded("A", SuccessionKind.Merger, ["X"], Day("2024-08-14")))
            .When("2024-08-13", Body, Publish).ShouldRecord<TitleAwarded>().Enterprise.ShouldBe("A");

    [Fact, Trait("Rule", "Q39"), Trait("Rule", "Q61")]
    public void One_that_has_merged_into_another_is_not_readmitted()
    {
        var given = Opened(A, B).Then(
            "2024-07-03",
            Body,
            new ExcludeCandidate("d-A", ExclusionGround.FormallyUnsound, "A page is missing.", E));
        given.When("2024-07-04", Body, new ReadmitCandidate("d-A", "It is there.", E)).ShouldRecord<CandidateReadmitted>();
        given.Given(new EnterpriseSucceeded("A", SuccessionKind.Merger, ["X"], Day("2024-07-04")))
            .When("2024-07-04", Body, new ReadmitCandidate("d-A", "It is there.", E))
            .ShouldBeRefused("enterprise-merged-away");
    }

    private static DeclarationRevised Revised(int version, decimal cadr, string on, string declaration = "d-A") =>
        new(declaration, version, Disclosure(A with { Cadr = cadr }), Beijing.Start(Day(on)).AddHours(9), Day(on));

    [Fact, Trait("Rule", "Q22"), Trait("Rule", "Q58")]
    public void A_standard_revised_for_the_worse_before_the_award_is_reviewed_first()
    {
        var given = ListNoticed(1).Then("2024-08-05", Of("A"), new ReviseDeclaration(Disclosure(A with { Cadr = 450m }), "d-A"));
        given.Ledger.Facts(Streams.Evaluation(E)).OfType<EntryReviewRequired>().ShouldHaveSingleItem().Version.ShouldBe(2);
        given.When("2024-08-13", Body, Publish).ShouldBeRefused("entry-under-review");

        var stands = new ConcludeEntryReview("d-A", EntryReviewOutcome.Stands, "Still ahead of all others.", E);
        foreach (var actor in new[] { OtherBody, Cnis, Regulator, Of("A") }) given.When("2024-08-12", actor, stands).ShouldBeForbidden();
        var awarded = Then(given, stands).When("2024-08-13", Body, Publish);
        awarded.ShouldRecord<TitleAwarded>().DeclarationVersion.ShouldBe(1);
        awarded.ShouldRecord<TitleFollowedRevision>().ShouldBe(new TitleFollowedRevision(E + ".A", "A", "d-A", 2, Day("2024-08-13")));
        given.Ledger.Append(awarded.Facts);
        given.Ledger.Title(E + ".A").DeclarationVersion.ShouldBe(2);
    }

    [Fact, Trait("Rule", "Q58"), Trait("Rule", "Q41")]
    public void Passed_over_by_the_review_it_is_dropped_and_the_reserve_follows()
    {
        var given = Then(
            ListNoticed(1).Given(Revised(2, 450m, "2024-08-05")),
            new ConcludeEntryReview("d-A", EntryReviewOutcome.PassedOver, "No longer ahead.", E));
        var published = given.When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>();
        Names(published.Leaders).ShouldBe("B");
        published.Dropped.ShouldHaveSingleItem().Ground.ShouldBe("revised-for-the-worse");

        // Another revision needs a review of its own; one that is as good as what was ranked needs none.
        given.Given(Revised(3, 440m, "2024-08-13")).When("2024-08-13", Body, Publish).ShouldBeRefused("entry-under-review");
        given.Given(Revised(4, 600m, "2024-08-13")).When("2024-08-13", Body, Publish)
            .ShouldRecord<TitleFollowedRevision>().DeclarationVersion.ShouldBe(4);
    }

    [Theory, Trait("Rule", "Q58")]
    [InlineData(600, true)]
    [InlineData(700, true)]
    [InlineData(599, false)]
    public void A_title_rests_on_the_version_in_force_where_every_core_indicator_is_equal_or_better(int cadr, bool awarded)
    {
        var decision = ListNoticed(1).Given(Revised(2, cadr, "2024-08-05")).When("2024-08-13", Body, Publish);
        if (awarded) decision.ShouldRecord<TitleFollowedRevision>().DeclarationVersion.ShouldBe(2);
        else decision.ShouldBeRefused("entry-under-review");
        ListNoticed(1).When("2024-08-13", Body, Publish).ShouldNotRecord<TitleFollowedRevision>();
    }

    [Fact, Trait("Rule", "Q58")]
    public void Only_what_was_revised_for_the_worse_is_reviewed_and_only_before_the_award()
    {
        var review = new ConcludeEntryReview("d-A", EntryReviewOutcome.Stands, "Still ahead.", E);
        ListNoticed(1).When("2024-08-05", Body, review).ShouldBeRefused("no-review-open");
        ListNoticed(1).Given(Revised(2, 700m, "2024-08-05")).When("2024-08-05", Body, review).ShouldBeRefused("no-review-open");
        ListNoticed(1).When("2024-08-05", Body, review with { Declaration = "d-X" }).ShouldNotKnow("candidate");
        ListNoticed(1).When("2024-08-05", Body, review with { Evaluation = "2024-kettle" }).ShouldNotKnow("evaluation");
        ListNoticed(1).When("2024-08-05", Body, review with { Reasons = " " }).ShouldBeMalformed("reasons");
        Listed(1).Given(Revised(2, 450m, "2024-08-14")).When("2024-08-14", Body, review).ShouldBeRefused("already-listed");
        ListNoticed(1).Given(Revised(2, 450m, "2024-08-05")).ShouldRecordOnce("2024-08-06", Body, review);
    }

    private static EvaluationsGiven Then(EvaluationsGiven given, ConcludeEntryReview review) => given.Then("2024-08-13", Body, review);

    private static TitleAwarded Later(string enterprise) => new(
        $"2025-air-purifier.{enterprise}", enterprise, enterprise, $"d-{enterprise}", 1, "Q/1", "2025-air-purifier", 2025, "air-purifier",
        "Air purifiers", GoalSector.ConsumerGoods, "caq", 1, [], Day("2025-07-01"), Day("2026-01-01"), "r", Day("2024-07-01"));

    [Fact, Trait("Rule", "Q21"), Trait("Rule", "Q60")]
    public void A_list_published_after_that_of_a_later_cycle_gives_no_second_title_in_force()
    {
        var given = ListNoticed(2).Given(
            Later("A"),
            new LeaderListEntered("air-purifier", "2025-air-purifier", 2025, 1, ["2025-air-purifier.A"], Day("2024-07-01")));
        var decision = given.When("2024-08-13", Body, Publish);
        decision.ShouldRecord<TitleSuperseded>()
            .ShouldBe(new TitleSuperseded(E + ".A", "A", "2025-air-purifier", "2025-air-purifier.A", Day("2024-08-13")));
        given.Ledger.Append(decision.Facts);
        (given.Ledger.Title(E + ".A").IsHeldOn(Day("2024-08-13")), given.Ledger.Title(E + ".A").StateOn(Day("2024-08-13")))
            .ShouldBe((false, TitleState.Superseded));
        given.Ledger.Title("2025-air-purifier.A").IsHeldOn(Day("2024-08-13")).ShouldBeTrue();
        given.Ledger.Title(E + ".B").IsHeldOn(Day("2024-08-13")).ShouldBeTrue();
    }

    [Fact, Trait("Rule", "Q60")]
    public void A_title_of_a_later_cycle_that_is_held_no_longer_stands_in_nobodys_way()
    {
        var given = ListNoticed(1).Given(Later("A"), new TitleWithdrawn("2025-air-purifier.A", "A", "Enough.", Day("2024-08-13")),
            new LeaderListEntered("air-purifier", "2025-air-purifier", 2025, 1, ["2025-air-purifier.A"], Day("2024-07-01")));
        given.When("2024-08-13", Body, Publish).ShouldNotRecord<TitleSuperseded>();
    }

    [Fact, Trait("Rule", "Q21"), Trait("Rule", "Q60")]
    public void A_later_batch_supersedes_the_earlier_titles_of_those_that_it_names()
    {
        var given = Listed(1).Then("2024-09-02", Body, Number(1, "More choice.")).Then("2024-09-03", Body, Propose)
            .Given(Earlier("B", "2024-09-30"), Earlier("C", "2024-09-30"), new LeaderListEntered(
                "air-purifier", "2023-air-purifier", 2023, 1, ["2023-air-purifier.B", "2023-air-purifier.C"], Day("2024-08-20")));
        given.When("2024-09-20", Body, Publish)
            .ShouldRecord<TitleSuperseded>()
            .ShouldBe(new TitleSuperseded("2023-air-purifier.B", "B", E, E + ".B", Day("2024-09-20")));
    }

    private static KeyFieldListPublished KeyFields2025(string category) => new(2025, 1,
        [new(
            "home-appliances", "Home appliances", null, GoalSector.ConsumerGoods, null, "Asked for.", new("a", "b", "c", "d"),
            [new(category, category, null)])], ["miit"], ["Plan"], Day("2024-08-01"));

    [Theory, Trait("Rule", "Q23"), Trait("Rule", "Q59")]
    [InlineData("air-purifier", "2026-02-13")]
    [InlineData("kettle", "2025-08-13")]
    public void Where_the_next_cycle_is_without_the_category_a_title_has_no_grace(string next, string graceLastDay) =>
        ListNoticed(1).Given(KeyFields2025(next)).When("2024-08-13", Body, Publish).ShouldRecord<TitleAwarded>().GraceLastDay
            .ShouldBe(Day(graceLastDay));

    [Theory, Trait("Rule", "R66"), Trait("Rule", "Q59")]
    [InlineData("air-purifier", 1)]
    [InlineData("kettle", 0)]
    public void Nobody_is_reminded_of_an_evaluation_that_will_not_be(string next, int reminders) =>
        Listed(1).Given(KeyFields2025(next)).When("2025-08-14", Actor.System, new RemindAdjustment(E)).ShouldBeGranted().Count
            .ShouldBe(reminders);

    [Fact]
    public void Nothing_is_listed_from_a_ranking_without_order_or_where_nobody_can_be_listed()
    {
        Published(A, A with { Enterprise = "B", Declaration = "d-B" }).Then("2024-07-29", Body, Number(1)).When("2024-08-01", Body, Propose)
            .ShouldBeRefused("nothing-to-publish");
        Published(A).Then("2024-07-29", Of("A"), new RefuseListing("No.", E)).Then("2024-07-29", Body, Number(1))
            .When("2024-08-01", Body, Propose).ShouldBeRefused("nobody-to-list");

        var single = Programme(Plan with { Form = RankingForm.SingleIndicator, LeadIndicator = "cadr" })
            .Declared(A, B with { Cadr = 600m, Noise = 60m })
            .Then("2024-07-02", Body, Open)
            .Evaluated("2024-07-05", A, B with { Cadr = 600m, Noise = 60m }).Then("2024-07-10", Body, new OpenRankingNotice("web", E))
            .Then("2024-07-26", Body, new PublishRanking(E)).Then("2024-07-29", Body, Number(1));
        single.When("2024-08-01", Body, Propose).ShouldBeRefused("lead-board-not-published");
        Published().When("2024-08-01", Body, new OpenLeaderNotice("", E)).ShouldBeMalformed("channel");
    }

    [Fact, Trait("Rule", "Q20")]
    public void A_tie_that_no_rule_settles_leaves_the_list_empty_and_says_so()
    {
        var tied = Enumerable.Range(1, 4).Select(i => new Entrant($"T{i}", 600m, 50m)).ToArray();
        var refusal = Published([.. tied, D]).Then("2024-07-29", Body, Number(2)).When("2024-08-01", Body, Propose);
        refusal.ShouldBeRefused("nobody-to-list");
        refusal.Refusal!.Reason.ShouldContain("reduced to 0");
        Names(Published([.. tied, D]).Then("2024-07-29", Body, Number(3)).When(
            "2024-08-01",
            Body,
            Propose).ShouldRecord<LeaderListDrafted>().Leaders)
            .ShouldBe("T1 T2 T3 T4");
    }

    [Theory, Trait("Rule", "R63"), Trait("Rule", "P6"), Trait("Trap", "11")]
    [InlineData("2024-08-12", "notice-still-open")]
    [InlineData("2024-08-13", null)]
    public void The_list_is_published_when_its_notice_has_ended(string on, string? code)
    {
        var decision = ListNoticed(1).When(on, Body, Publish);
        if (code is null) decision.ShouldRecord<LeaderListPublished>();
        else decision.ShouldBeRefused(code);
    }

    [Fact, Trait("Rule", "R63"), Trait("Rule", "Q6"), Trait("Rule", "Q9")]
    public void An_objection_to_the_list_blocks_it_and_an_upheld_one_needs_a_new_version_that_covers_what_changed()
    {
        var given = ListNoticed(1).Objected("2024-08-05", ListNotice);
        given.When("2024-08-13", Body, Publish).ShouldBeRefused("objection-stands");
        given.When("2024-08-13", Body, Propose).ShouldChangeNothing();
        given.Then("2024-08-06", Body, new RuleOnObjection(true, "Two are right.", ListNotice + ".1"));
        given.When("2024-08-13", Body, Publish).ShouldBeRefused("notice-superseded");
        given.When("2024-08-07", Body, Propose).ShouldBeRefused("nothing-changed");
        given.Then("2024-08-07", Body, Number(2));
        var notice = given.When("2024-08-07", Body, Propose).ShouldRecord<NoticeOpened>();
        notice.Notice.ShouldBe("2024-air-purifier.leaders.2");
        notice.Covers.ShouldBe(["B", "C"], "B becomes leader, C follows");
    }

    [Fact, Trait("Rule", "Q7"), Trait("Rule", "R63")]
    public void A_review_of_procedure_asked_for_at_the_ranking_holds_up_the_list_that_rests_on_it()
    {
        var given = Noticed().Objected("2024-07-20")
            .Then("2024-07-25", Body, new RuleOnObjection(false, "No.", RankingNotice + ".1"))
            .Then("2024-07-26", Body, new PublishRanking(E))
            .Then("2024-07-26", Body, Number(1))
            .Then("2024-07-29", Body, Propose)
            .Then("2024-07-30", Rival, new RequestProcedureReview("I was not heard.", RankingNotice + ".1"));
        given.When("2024-08-13", Body, Publish).ShouldBeRefused("objection-stands");
        given.Then("2024-08-13", Cnis, new AnswerProcedureReview(false, "It was heard.", RankingNotice + ".1"))
            .When("2024-08-13", Body, Publish)
            .ShouldRecord<LeaderListPublished>();
    }

    [Fact, Trait("Rule", "R63"), Trait("Rule", "R50"), Trait("Rule", "R45"), Trait("Rule", "R57")]
    public void The_gates_of_the_body_stand_at_the_list_too()
    {
        foreach (var actor in new[] { OtherBody, Cnis, Regulator, Actor.System, Of("A") })
        {
            ListNoticed(1).When("2024-08-13", actor, Publish).ShouldBeForbidden();
        }
        Then(new FeeRecorded("caq", E, "A", "Paid.", [], Day("2024-08-05"))).ShouldBeRefused("fee-recorded");
        Then(new BodyDisqualified("caq", "Fee", "x", Day("2027-08-05"), Day("2024-08-05"))).ShouldBeRefused("body-disqualified");
        Then(new RelationDeclared("r", "caq", "cnis", RelationKind.Control, Day("2024-08-05"), null, "x", Day("2024-08-05")))
            .ShouldBeRefused("body-not-independent");
        Then(new SelectionWithdrawn(E, E + ".caq", "x", Day("2024-08-05"))).ShouldBeRefused("plan-not-official");
        Then(new EvaluationWithdrawn(E, "x", Day("2024-08-05"))).ShouldBeRefused("evaluation-withdrawn");
        Published().When("2024-08-13", Body, Publish).ShouldBeRefused("list-not-noticed");
        Published().When("2024-08-13", Body, new PublishLeaderList("2024-kettle")).ShouldNotKnow("evaluation");
    }

    [Fact, Trait("Rule", "D13"), Trait("Rule", "A6"), Trait("Rule", "R1"), Trait("Rule", "R65"), Trait("Rule", "Q23")]
    public void The_titles_are_awarded_with_the_list_and_run_to_the_corresponding_day_and_then_in_grace()
    {
        var decision = ListNoticed(1).When("2024-08-13", Body, Publish);
        var title = decision.ShouldRecord<TitleAwarded>();
        (title.Title, title.Enterprise, title.EnterpriseName, title.Declaration, title.DeclarationVersion)
            .ShouldBe((E + ".A", "A", "A Company", "d-A", 1));
        (title.Evaluation, title.Cycle, title.Category, title.Sector, title.Body, title.Place)
            .ShouldBe((E, 2024, "air-purifier", GoalSector.ConsumerGoods, "caq", 1));
        (title.On, title.LastDay, title.GraceLastDay, title.Rules)
            .ShouldBe((Day("2024-08-13"), Day("2025-08-13"), Day("2026-02-13"), "policy-defaults"));
        title.Products.ShouldBe(["AP-1"]);
        decision.ShouldRecord<TitleEntered>().Enterprise.ShouldBe("A");
        decision.ShouldRecord<DeclarationTitled>().Declaration.ShouldBe("d-A");
        decision.ShouldRecord<LeaderListEntered>().Titles.ShouldBe([E + ".A"]);
        decision.ShouldRecord<NoticeClosed>().Notice.ShouldBe(ListNotice);
        decision.Facts.OfType<CandidacyEnded>().Select(e => e.Enterprise).ShouldBe(["A", "B", "C"]);
        Names(decision.ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("A");
    }

    [Fact, Trait("Rule", "Q42"), Trait("Rule", "R64"), Trait("Rule", "Q41")]
    public void Without_a_commitment_on_the_day_an_enterprise_is_dropped_and_its_place_passes_to_whom_the_notice_covered()
    {
        var published = ListNoticed(1, A with { Commitment = false }, B, C)
            .When("2024-08-13", Body, Publish)
            .ShouldRecord<LeaderListPublished>();
        Names(published.Leaders).ShouldBe("B");
        published.Dropped.ShouldHaveSingleItem()
            .ShouldBe(new LeftOut("A", "d-A", 1, "no-commitment", "No quality commitment was given by the day of publication."));

        var late = ListNoticed(1, A with { Commitment = false }, B, C)
            .Given(new CommitmentGiven("A", "c", null, "We keep it.", "Signer", Day("2024-08-13")));
        Names(late.When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("A");

        var other = ListNoticed(1, A with { Commitment = false }, B, C)
            .Given(new CommitmentGiven("A", "c", "fridge", "We keep it.", "Signer", Day("2024-08-12")));
        Names(other.When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("B");

        var optional = ListNoticed(1, A with { Commitment = false }, B, C)
            .Given(new RuleSetAdopted(new("r2") { CommitmentNeededForList = false }, Day("2024-08-10"), "x", Day("2024-08-10")));
        Names(optional.When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("A");
    }

    [Fact, Trait("Rule", "R74"), Trait("Rule", "P8"), Trait("Rule", "Q51"), Trait("Rule", "R64"), Trait("Trap", "3"), Trait("Trap", "4")]
    public void One_whose_ban_begins_during_the_notice_is_dropped_and_only_covered_reserves_follow()
    {
        var published = ListNoticed(2).Barred("A", "2024-08-05", "2027-08-05").Barred("C", "2024-08-13", "2027-08-13")
            .When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>();
        Names(published.Leaders).ShouldBe("B");
        published.Dropped.Select(d => (d.Enterprise, d.Ground)).ShouldBe([("A", "barred"), ("C", "barred")]);

        var refilled = ListNoticed(2).Barred("A", "2024-08-05", "2027-08-05").When("2024-08-13", Body, Publish);
        Names(refilled.ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("B C");
        refilled.Facts.OfType<TitleAwarded>().Select(t => t.Enterprise).ShouldBe(["B", "C"]);

        // D is behind the reserves: the notice did not cover it.
        var beyond = ListNoticed(1, A, B, C, D).Barred("A", "2024-08-05", "2027-08-05")
            .Barred("B", "2024-08-05", "2027-08-05")
            .When("2024-08-13", Body, Publish);
        beyond.ShouldBeRefused("nobody-to-list");
        ListNoticed(1).Barred("A", "2021-06-30", "2024-06-30").When("2024-08-13", Body, Publish).ShouldRecord<TitleAwarded>().Enterprise
            .ShouldBe("A");
    }

    [Fact, Trait("Rule", "Q41"), Trait("Rule", "R61")]
    public void An_enterprise_may_refuse_before_publication_and_its_place_passes_on()
    {
        var given = ListNoticed(1).Then("2024-08-05", Of("A"), new RefuseListing("We do not want it.", E));
        var published = given.When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>();
        Names(published.Leaders).ShouldBe("B");
        published.Dropped.ShouldHaveSingleItem().Ground.ShouldBe("refused");

        ListNoticed(1).When("2024-08-05", Of("B"), new RefuseListing("For A.", E, "A")).ShouldBeForbidden();
        ListNoticed(1).When("2024-08-05", Body, new RefuseListing("For A.", E, "A")).ShouldBeForbidden();
        ListNoticed(1).When("2024-08-05", Of("X"), new RefuseListing("No.", E)).ShouldNotKnow("candidate");
        ListNoticed(1).When("2024-08-05", Of("A"), new RefuseListing("No.", "2024-kettle")).ShouldNotKnow("evaluation");
        ListNoticed(1).When("2024-08-05", Of("A"), new RefuseListing(" ", E)).ShouldBeMalformed("reason");
        Listed(1).When("2024-08-14", Of("A"), new RefuseListing("No.", E)).ShouldBeRefused("already-listed");
        Noticed().Then("2024-07-12", Body, new WithdrawEvaluation("x", E))
            .When("2024-07-13", Of("A"), new RefuseListing("No.", E))
            .ShouldBeRefused("evaluation-withdrawn");
    }

    [Fact, Trait("Rule", "Q20"), Trait("Rule", "Q41")]
    public void Whoever_entered_over_the_number_by_a_tie_leaves_no_place_behind()
    {
        // Number 2, three tied at the top, all enter; one drops out; two are left, as decided.
        Entrant[] entrants = [A, A with { Enterprise = "A2", Declaration = "d-A2" }, A with { Enterprise = "A3", Declaration = "d-A3" }, B];
        var given = ListNoticed(2, entrants).Then("2024-08-05", Of("A2"), new RefuseListing("No.", E));
        Names(given.When("2024-08-13", Body, Publish).ShouldRecord<LeaderListPublished>().Leaders).ShouldBe("A A3");
    }

    [Fact, Trait("Trap", "10"), Trait("Rule", "R61"), Trait("Rule", "P11")]
    public void One_passed_over_whose_ground_falls_away_during_the_notice_changes_the_content()
    {
        var given = Published().Given(new FindingEntered("A", "f-1", true, Day("2024-07-28")))
            .Then("2024-07-29", Body, Number(1))
            .Then("2024-08-01", Body, Propose);
        given.When("2024-08-13", Body, Publish).ShouldRecord<TitleAwarded>().Enterprise.ShouldBe("B");
        given.Given(new FindingCleared("A", "f-1", "Put right.", Day("2024-08-05")));
        given.When("2024-08-13", Body, Publish).ShouldBeRefused("content-changed");

        var again = given.When("2024-08-13", Body, Propose);
        again.ShouldRecord<NoticeSuperseded>();
        again.ShouldRecord<NoticeOpened>().Covers.ShouldBe(["A", "B", "C"]);
    }

    [Fact, Trait("Rule", "Q23"), Trait("Rule", "R66")]
    public void The_first_list_of_a_cycle_supersedes_the_running_titles_of_earlier_cycles_and_renews_those_listed_again()
    {
        var given = ListNoticed(1).Given(Earlier("A", "2024-06-30"), Earlier("B", "2024-02-13"), Earlier("C", "2024-02-12"),
            new LeaderListEntered(
                "air-purifier",
                "2023-air-purifier",
                2023,
                1,
                ["2023-air-purifier.A", "2023-air-purifier.B", "2023-air-purifier.C"],
                Day("2023-06-30")));
        var superseded = given.When("2024-08-13", Body, Publish).Facts.OfType<TitleSuperseded>().ToList();
        superseded.Select(s => (s.Title, s.By)).ShouldBe(
            [("2023-air-purifier.A", E + ".A"), ("2023-air-purifier.B", null)],
            "the grace of C ended on the eve");
        given.Ledger.Append(superseded);
        given.Ledger.Title("2023-air-purifier.B").IsHeldOn(Day("2024-08-12")).ShouldBeTrue();
        given.Ledger.Title("2023-air-purifier.B").IsHeldOn(Day("2024-08-13")).ShouldBeFalse();
    }

    [Fact, Trait("Trap", "23"), Trait("Rule", "Q23")]
    public void A_later_batch_of_the_cycle_adds_to_the_list_and_supersedes_nothing()
    {
        var given = Listed(1).Then("2024-09-02", Body, Number(1, "More choice."));
        given.State.Number!.Batch.ShouldBe(2);
        given.Then("2024-09-03", Body, Propose);
        given.State.ListDraft!.PassedOver.ShouldHaveSingleItem().Ground.ShouldBe("already-listed");
        given.Given(
            Earlier("C", "2024-09-30"),
            new LeaderListEntered("air-purifier", "2023-air-purifier", 2023, 1, ["2023-air-purifier.C"], Day("2023-06-30")));

        var decision = given.When("2024-09-20", Body, Publish);
        var published = decision.ShouldRecord<LeaderListPublished>();
        (published.Batch, Names(published.Leaders)).ShouldBe((2, "B"));
        decision.ShouldNotRecord<TitleSuperseded>();
        decision.ShouldNotRecord<CandidacyEnded>();
        given.Ledger.Append(decision.Facts);
        given.Ledger.Category("air-purifier").Lists.Where(l => l.Cycle == 2024).SelectMany(l => l.Titles).ShouldBe([E + ".A", E + ".B"]);
        given.Ledger.Title(E + ".A").IsHeldOn(Day("2024-09-20")).ShouldBeTrue();
    }

    [Theory, Trait("Rule", "R66"), Trait("Rule", "T6")]
    [InlineData("2025-08-13", false)]
    [InlineData("2025-08-14", true)]
    public void When_the_cycle_has_ended_and_no_newer_list_is_out_the_register_reminds_once(string on, bool reminds)
    {
        Listed(1).When(on, Actor.System, new RemindAdjustment(E)).ShouldBeGranted().Count.ShouldBe(reminds ? 1 : 0);
        if (!reminds) return;
        Listed(1).ShouldRecordOnce(on, Actor.System, new RemindAdjustment(E));
        Listed(1).Given(new LeaderListEntered("air-purifier", "2025-air-purifier", 2025, 1, [], Day("2025-08-01")))
            .When(on, Actor.System, new RemindAdjustment(E))
            .ShouldChangeNothing();
        Published().When(on, Actor.System, new RemindAdjustment(E)).ShouldChangeNothing();
        Listed(1).When(on, Body, new RemindAdjustment(E)).ShouldBeForbidden();
        Listed(1).When(on, Actor.System, new RemindAdjustment("2024-kettle")).ShouldNotKnow("evaluation");
    }

    [Fact]
    public void The_same_act_for_a_list_twice_records_once()
    {
        Published().ShouldRecordOnce("2024-07-29", Body, Number(1));
        Published().Then("2024-07-29", Body, Number(1)).ShouldRecordOnce("2024-08-01", Body, Propose);
        ListNoticed(1).ShouldRecordOnce("2024-08-13", Body, Publish);
        ListNoticed(1).ShouldRecordOnce("2024-08-05", Of("A"), new RefuseListing("No.", E));
    }

    [Fact]
    public void No_act_for_a_list_lies_in_the_future_or_before_the_last_one()
    {
        Publish.Enter(new(Day("2024-08-14"), At("2024-08-13T10:00:00+08:00"), Body), ListNoticed(1).Ledger)
            .ShouldBeRefused("day-in-the-future");
        Number(2).Enter(new(Day("2024-07-25"), At("2024-07-29T10:00:00+08:00"), Body), Published().Ledger)
            .ShouldBeRefused("no-earlier-day");
        Propose.Enter(new(Day("2024-07-28"), At("2024-08-01T10:00:00+08:00"), Body), Published().Then("2024-07-29", Body, Number(1)).Ledger)
            .ShouldBeRefused("no-earlier-day");
    }

    [Fact, Trait("Trap", "16")]
    public void Each_decision_can_be_taken_while_nothing_is_loaded_yet()
    {
        ICommand[] all =
        [
            Open,
            new RecordValues("d", [], E),
            new ExcludeCandidate("d", ExclusionGround.Fraud, "x", E),
            new ReadmitCandidate("d", "x", E),
            new OpenRankingNotice("x", E),
            new PublishRanking(E),
            Number(1),
            new RefuseListing("x", E),
            Propose,
            Publish,
            new WithdrawEvaluation("x", E),
            new AnnulEntry("d", AnnulmentGround.Fraud, "x", E),
            new RemindAdjustment(E),
            Objection(),
            new AdmitObjection(true, Objection: "x"),
            new RuleOnObjection(true, "x", ""),
            new ExtendAnswer("x", "a.b.1"),
            new EscalateObjection("x"),
            new WithdrawObjection("x"),
            new RequestProcedureReview("x", "x"),
            new AnswerProcedureReview(true, "x", "x"),
            new CloseNotice("x"),
            new RecomputeDeadline("x"),
        ];
        foreach (var command in all)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                command.Enter(new(Day("2024-08-13"), At("2024-08-13T10:00:00+08:00"), new("caq", role)), new MemoryLedger()).Refusal
                    .ShouldNotBeNull();
            }
        }
    }

    private static TitleAwarded Earlier(string enterprise, string lastDay) => new(
        $"2023-air-purifier.{enterprise}", enterprise, enterprise, $"d-{enterprise}", 1, "Q/1", "2023-air-purifier", 2023, "air-purifier",
        "Air purifiers", GoalSector.ConsumerGoods, "caq", 1, [], Day(lastDay), Day(lastDay).AddMonths(6), "r", Day("2023-06-30"));

    private static string? PassedOver(Fact happened) =>
        Published().Given(happened).Then("2024-07-29", Body, Number(1)).When(
            "2024-08-01",
            Body,
            Propose).ShouldRecord<LeaderListDrafted>().PassedOver.SingleOrDefault()?.Ground;

    private static Decision Then(Fact happened) => ListNoticed(1).Given(happened).When("2024-08-13", Body, Publish);

    private static string Names(IEnumerable<LeaderEntry> entries) => string.Join(" ", entries.Select(e => e.Enterprise));
}
