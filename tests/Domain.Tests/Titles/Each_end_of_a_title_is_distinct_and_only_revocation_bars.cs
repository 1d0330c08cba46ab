using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Tests.Cases;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Titles;

public class Each_end_of_a_title_is_distinct_and_only_revocation_bars
{
    private static readonly AnnulTitle Annul = new("barred-at-publication", "The enterprise was barred since 2024-03-01.", TitleId);
    private static readonly WithdrawTitle Withdraw = new("We are changing our line.", TitleId);

    [Fact, Trait("Rule", "end-states"), Trait("Rule", "D13")]
    public void Six_ends_six_states_one_ban()
    {
        Ended(TitleState.Expired, new CasesGiven(), "2025-09-21");
        Ended(
            TitleState.Superseded,
            new CasesGiven().Given(new TitleSuperseded(TitleId, Acme, "2025-air-purifier", null, Day("2025-03-01"))),
            "2025-03-01");
        Ended(
            TitleState.Lapsed,
            new CasesGiven().Given(new TitleLapsed(TitleId, Acme, "d-1", "abolished", Day("2024-06-01"))),
            "2024-06-01");
        Ended(TitleState.Withdrawn, new CasesGiven().Then("2024-06-01", Of(Acme), Withdraw), "2024-06-01");
        Ended(TitleState.Annulled, new CasesGiven().Then("2024-06-01", Caq, Annul), "2024-06-01");
        Ended(TitleState.Revoked, new CasesGiven().Revoked("2024-06-03"), "2024-06-03");
    }

    private static void Ended(TitleState state, CasesGiven given, string on)
    {
        var title = given.Ledger.Title(TitleId);
        title.StateOn(Day(on)).ShouldBe(state);
        title.IsHeldOn(Day(on)).ShouldBeFalse();
        title.IsHeldOn(Day(on).AddDays(-1)).ShouldBe(state != TitleState.Annulled); // void from the start
        given.Ledger.Enterprise(Acme).Bans.Count.ShouldBe(state == TitleState.Revoked ? 1 : 0);
    }

    [Fact, Trait("Rule", "Q23"), Trait("Trap", "20")]
    public void A_title_expires_by_its_dates_without_any_job()
    {
        var title = new CasesGiven().Ledger.Title(TitleId);
        title.StateOn(Day("2024-03-19")).ShouldBe(TitleState.NotYetAwarded);
        title.StateOn(Day("2024-03-20")).ShouldBe(TitleState.Held);
        title.StateOn(Day("2025-03-20")).ShouldBe(TitleState.Held);
        title.StateOn(Day("2025-03-21")).ShouldBe(TitleState.InGrace);
        title.StateOn(Day("2025-09-20")).ShouldBe(TitleState.InGrace);
        title.StateOn(Day("2025-09-21")).ShouldBe(TitleState.Expired);
    }

    [Fact, Trait("Rule", "end-states")]
    public void An_enterprise_gives_up_its_own_held_titles_only()
    {
        foreach (var by in new[] { Of(Bolt), Caq, Regulator }) new CasesGiven().Refused("not-yours-to-do", "2024-06-01", by, Withdraw);
        new CasesGiven().Refused("unknown-title", "2024-06-01", Of(Acme), Withdraw with { Title = "x" });
        new CasesGiven().Refused("title-not-held", "2025-09-21", Of(Acme), Withdraw);
        new CasesGiven().Revoked("2024-05-10").Refused("title-not-held", "2024-06-01", Of(Acme), Withdraw);
    }

    [Fact, Trait("Rule", "Q50"), Trait("Rule", "R64")]
    public void A_title_issued_in_error_is_annulled_with_its_entry_and_uses_and_without_a_ban()
    {
        var given = new CasesGiven().Then(
            "2024-04-01",
            Buyer,
            new RecordAdoption(AdoptionKind.Credit, TitleId, "Credit line", Adoption: "a-1"));
        var decision = given.When("2024-06-01", Caq, Annul);
        decision.ShouldRecord<EntryAnnulled>().Declaration.ShouldBe("d-1");
        decision.ShouldRecord<AdoptionEnded>().Adoption.ShouldBe("a-1");
        decision.Facts.OfType<BanStarted>().ShouldBeEmpty();
        given.Then("2024-06-01", Caq, Annul).Ledger.Title(TitleId).IsHeldOn(Day("2024-04-01")).ShouldBeFalse();
        new CasesGiven().When("2024-06-01", Regulator, Annul).Refusal.ShouldBeNull();
    }

    [Fact, Trait("Rule", "Q50")]
    public void An_annulment_is_no_way_round_a_revocation()
    {
        var given = new CasesGiven().Opened("2024-05-06");
        given.Refused("case-still-open", "2024-05-07", Caq, Annul);
        given.Then("2024-05-07", Caq, new DecideCase(null, "Nothing.", CaseId)).Then("2024-05-07", Caq, Annul);
        new CasesGiven().Revoked("2024-05-10").Refused("title-already-revoked", "2024-05-11", Caq, Annul);
        foreach (var by in new[] { Cheari, Cnis, Of(Acme) }) new CasesGiven().Refused("not-yours-to-do", "2024-05-07", by, Annul);
        new CasesGiven().Refused("unknown-title", "2024-05-07", Caq, Annul with { Title = "x" });
    }

    [Fact, Trait("Rule", "Q50")]
    public void An_annulled_title_cannot_be_revoked()
    {
        var given = new CasesGiven().Decided("2024-05-10").Given(new TitleAnnulled(TitleId, Acme, "error", "error", Day("2024-05-10")));
        given.Refused("title-annulled", "2024-05-10", Caq, Revoke());
    }

    [Fact, Trait("Rule", "Q24")]
    public void A_changed_baseline_marks_the_title_and_ends_nothing()
    {
        var mark = new MarkBaselineChanged("GB/T 18801-2024", Day("2024-07-01"), TitleId);
        var given = new CasesGiven();
        given.Refused("baseline-not-in-force", "2024-06-30", Caq, mark);
        foreach (var by in new[] { Cheari, Of(Acme), Regulator }) given.Refused("not-yours-to-do", "2024-07-01", by, mark);
        given.Refused("unknown-title", "2024-07-01", Caq, mark with { Title = "x" });
        given.Refused("title-not-held", "2025-09-21", Caq, mark);
        given.When("2024-07-01", Cnis, mark).ShouldRecord<BaselineChanged>().Standard.ShouldBe("GB/T 18801-2024");
        given.ShouldRecordOnce("2024-07-01", Caq, mark);
        var title = given.Ledger.Title(TitleId);
        (title.BaselineChanged, title.IsHeldOn(Day("2025-03-20"))).ShouldBe((true, true));
        given.Ledger.Enterprise(Acme).Bans.ShouldBeEmpty();
    }

    private static CasesGiven UnderReview => new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme)
        .Listed("2024-fan", "2024-03-20", Acme)
        .Revoked("2024-05-10");
    private static readonly ConcludeTitleReview NoGround = new(
        TitleReviewOutcome.NoGround,
        "The fans reach their level.",
        Title: TitleOf("2024-fan"));

    [Fact, Trait("Rule", "Q25")]
    public void Another_title_is_never_revoked_by_reflex_its_body_finds_a_ground_of_its_own_or_none()
    {
        var given = UnderReview;
        given.When("2024-05-13", Caq, NoGround).ShouldRecord<TitleReviewConcluded>().Outcome.ShouldBe("NoGround");
        var own = given.When(
            "2024-05-13",
            Caq,
            NoGround with { Outcome = TitleReviewOutcome.OwnGround, AllegedGround = RevocationGround.Fraud });
        (own.ShouldRecord<CaseOpened>().Case, own.ShouldRecord<CaseOpened>().Origin)
            .ShouldBe((TitleOf("2024-fan") + ".c1", CaseOrigin.TitleReview));
        own.Facts.OfType<TitleRevoked>().ShouldBeEmpty();
        given.When("2024-05-13", Caq, NoGround with { Outcome = TitleReviewOutcome.OwnGround }).Refusal!.Errors.Keys
            .ShouldBe(["allegedGround"]);
        given.Refused("not-yours-to-do", "2024-05-13", Cheari, NoGround);
        given.Refused("unknown-title", "2024-05-13", Caq, NoGround with { Title = "x" });
        given.Refused("no-review-open", "2024-05-13", Caq, NoGround with { Title = TitleId });
        given.ShouldRecordOnce("2024-05-13", Caq, NoGround);
        given.Ledger.Enterprise(Acme).OpenReviews.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q25")]
    public void A_title_that_ended_under_review_gets_no_case()
    {
        var own = NoGround with { Outcome = TitleReviewOutcome.OwnGround, AllegedGround = RevocationGround.Fraud };
        var fan = TitleOf("2024-fan");
        UnderReview.Given(new TitleAnnulled(fan, Acme, "error", "error", Day("2024-05-10")))
            .Refused("title-annulled", "2024-05-13", Caq, own);
        UnderReview.Given(new TitleRevoked(
            fan, fan + ".r1", Acme, "fan", "2024-fan", "caq", "k-9", RevocationGround.Fraud, "", null, [], "", "", Day("2024-05-10")))
            .Refused("title-already-revoked", "2024-05-13", Caq, own);
    }

    [Fact, Trait("Rule", "Q22")]
    public void After_a_revision_for_the_worse_the_title_waits_for_the_re_check_of_its_body()
    {
        var follow = new ConcludeTitleReview(TitleReviewOutcome.FollowsRevision, "Equal on every core indicator.", Title: TitleId);
        var given = new CasesGiven().Given(new TitleReviewRequired(TitleId, Acme, "revised", Day("2024-06-01")));
        given.Refused("no-revision-to-follow", "2024-06-03", Caq, follow);
        given.Given(new DeclarationRevised("d-1", 2, Disclosed(), Beijing.Start(Day("2024-06-01")), Day("2024-06-01")));
        given.ShouldRecordOnce("2024-06-03", Caq, follow);
        var title = given.Ledger.Title(TitleId);
        (title.DeclarationVersion, title.ReviewRequired).ShouldBe((2, false));
    }

    [Fact, Trait("Rule", "Q22")]
    public void A_lapsed_title_starts_no_ban() =>
        new CasesGiven().Given(new TitleLapsed(TitleId, Acme, "d-1", "abolished", Day("2024-06-01"))).Ledger.Enterprise(Acme)
            .IsBarredOn(Day("2024-06-01")).ShouldBeFalse();

    [Fact]
    public void The_same_command_twice_records_once()
    {
        new CasesGiven().ShouldRecordOnce("2024-06-01", Of(Acme), Withdraw);
        new CasesGiven().ShouldRecordOnce("2024-06-01", Caq, Annul);
        UnderReview.ShouldRecordOnce(
            "2024-05-13",
            Caq,
            NoGround with { Outcome = TitleReviewOutcome.OwnGround, AllegedGround = RevocationGround.Fraud });
    }
}
