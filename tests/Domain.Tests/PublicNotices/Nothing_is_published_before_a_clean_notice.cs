using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Tests.LegalTime;
using Leader.Domain.Values;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.PublicNotices;

public class Nothing_is_published_before_a_clean_notice
{
    private static readonly WorkCalendar Calendar = ShippedCalendar.Current;

    [Theory, Trait("Rule", "R55"), Trait("Rule", "Q1"), Trait("Rule", "Q3"), Trait("Rule", "T3")]
    [InlineData("2024-07-10", "2024-07-25")]
    [InlineData("2024-09-23", "2024-10-08")]
    [InlineData("2025-01-20", "2025-02-05")]
    public void The_notice_of_a_ranking_runs_15_calendar_days_after_the_day_of_publication_and_rolls_over_a_holiday(
        string openedOn,
        string lastDay) =>
        Opening(NoticeSubject.Ranking, openedOn).LastDay.ShouldBe(Day(lastDay));

    [Theory, Trait("Rule", "R62"), Trait("Rule", "Q2"), Trait("Rule", "Q10"), Trait("Rule", "T4")]
    [InlineData(NoticeSubject.LeaderList, "2024-04-30", "2024-05-13")]
    [InlineData(NoticeSubject.Plan, "2024-09-27", "2024-10-12")]
    public void The_notice_of_a_list_or_a_plan_runs_7_working_days(NoticeSubject subject, string openedOn, string lastDay) =>
        Opening(subject, openedOn).LastDay.ShouldBe(Day(lastDay));

    [Fact, Trait("Rule", "Q1")]
    public void No_rule_set_makes_the_notice_of_a_ranking_shorter_than_7_days()
    {
        Opening(NoticeSubject.Ranking, "2024-07-10", new RuleSet("short") { RankingNoticeDays = 1 }).LastDay.ShouldBe(Day("2024-07-17"));
        Opening(NoticeSubject.Ranking, "2024-07-10", new RuleSet("eight") { RankingNoticeDays = 8 }).LastDay.ShouldBe(Day("2024-07-18"));
    }

    [Theory, Trait("Rule", "R56"), Trait("Rule", "P5"), Trait("Rule", "Q3"), Trait("Trap", "11")]
    [InlineData("2024-07-10", "notice-still-open")]
    [InlineData("2024-07-25", "notice-still-open")]
    [InlineData("2024-07-26", null)]
    public void The_notice_ends_at_midnight_after_its_last_day_and_the_first_instant_of_the_next_is_late_enough(string on, string? code) =>
        NoticeGate.Refusal(Noticed().Notice(), Day(on), Calendar)?.Code.ShouldBe(code);

    [Fact, Trait("Trap", "11")]
    public void Publishing_at_midnight_sharp_is_granted_and_a_second_before_is_not()
    {
        Noticed().WhenAt("2024-07-25T23:59:59+08:00", Body, new PublishRanking(E)).ShouldBeRefused("notice-still-open");
        Noticed().WhenAt("2024-07-26T00:00:00+08:00", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    [Fact, Trait("Rule", "P5")]
    public void Without_a_notice_nothing_is_published() =>
        NoticeGate.Refusal(PublicNotice.Initial, Day("2024-07-26"), Calendar)!.Code.ShouldBe("notice-not-open");

    [Fact, Trait("Rule", "Q9")]
    public void A_superseded_notice_lets_nothing_pass() =>
        NoticeGate.Refusal(Noticed().Given(new NoticeSuperseded(RankingNotice, "x", Day("2024-07-20")))
            .Notice(), Day("2024-07-26"), Calendar)!.Code.ShouldBe("notice-superseded");

    [Fact, Trait("Rule", "R56"), Trait("Rule", "Q6")]
    public void An_objection_stands_while_it_is_not_looked_at_admitted_or_under_review_and_not_once_dismissed_withdrawn_or_inadmissible()
    {
        var given = Noticed().Then("2024-07-12", Rival, Objection());
        Standing(given).ShouldBe("objection-stands");
        given.Then("2024-07-13", Body, new AdmitObjection(true, Objection: RankingNotice + ".1"));
        Standing(given).ShouldBe("objection-stands");
        given.Then("2024-07-15", Body, new RuleOnObjection(false, "The standard says 50 dB(A).", RankingNotice + ".1"));
        Standing(given).ShouldBeNull();
        given.Then("2024-07-16", Rival, new RequestProcedureReview("I was not heard.", RankingNotice + ".1"));
        Standing(given).ShouldBe("objection-stands");
        given.Then("2024-07-17", Cnis, new AnswerProcedureReview(false, "It was heard.", RankingNotice + ".1"));
        Standing(given).ShouldBeNull();
        Standing(Noticed().Then("2024-07-12", Rival, Objection()).Then("2024-07-13", Rival, new WithdrawObjection(RankingNotice + ".1")))
            .ShouldBeNull();
        Standing(Noticed().Then("2024-07-12", Rival, Objection()).Then(
            "2024-07-13",
            Body,
            new AdmitObjection(false, InadmissibleGround.NoFacts, "No facts.", RankingNotice + ".1"))).ShouldBeNull();
    }

    [Fact, Trait("Rule", "Q7")]
    public void A_dismissed_objection_does_not_block_inside_the_days_for_a_review_and_asking_for_it_blocks_even_a_closed_notice()
    {
        var given = Noticed().Objected("2024-07-20")
            .Then("2024-07-25", Body, new RuleOnObjection(false, "No.", RankingNotice + ".1"))
            .Then("2024-07-26", Actor.System, new CloseNotice(RankingNotice));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
        given.Then("2024-07-26", Rival, new RequestProcedureReview("I was not heard.", RankingNotice + ".1"));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
    }

    /// <summary>A notice of 2020-01-20, before the holiday of that spring was made longer by an announcement.</summary>
    private static (EvaluationsGiven Given, string Id) NoticeOverTheSpringFestival()
    {
        var given = new EvaluationsGiven();
        given.Ledger.Append(ShippedCalendar.Announcements().TakeWhile(a => a.Version != "2020.2"));
        return (given.Given(NoticePeriod.Open(
            NoticeSubject.LeaderList, "2019-x", 1, "hash", "caq", [], "web", new RuleSet("r"), ShippedCalendar.Before("2020.2"),
            Day("2020-01-20"))), "2019-x.leaders.1");
    }

    [Fact, Trait("Trap", "8"), Trait("Rule", "Q3")]
    public void A_calendar_announced_later_outdates_the_deadline_until_it_is_recomputed_by_an_act_of_its_own()
    {
        var (given, id) = NoticeOverTheSpringFestival();
        given.Notice(id).LastDay.ShouldBe(Day("2020-02-04"));

        given.Ledger.Append(ShippedCalendar.Announcements().Single(a => a.Version == "2020.2"));
        given.Notice(id).LastDay.ShouldBe(Day("2020-02-04"), "a replay never moves it silently");
        NoticeGate.Refusal(given.Notice(id), Day("2020-02-05"), given.Ledger.Calendar())!.Code.ShouldBe("deadline-outdated");
        given.When("2020-02-05", Actor.System, new CloseNotice(id)).ShouldChangeNothing();

        var moved = given.When("2020-02-05", Actor.System, new RecomputeDeadline(id)).ShouldRecord<DeadlineRecomputed>();
        (moved.From, moved.LastDay, moved.Calendar).ShouldBe((Day("2020-02-04"), Day("2020-02-06"), "2020.2"));
        given.ShouldRecordOnce("2020-02-05", Actor.System, new RecomputeDeadline(id));
        NoticeGate.Refusal(given.Notice(id), Day("2020-02-06"), given.Ledger.Calendar())!.Code.ShouldBe("notice-still-open");
        NoticeGate.Refusal(given.Notice(id), Day("2020-02-07"), given.Ledger.Calendar()).ShouldBeNull();
    }

    [Fact, Trait("Trap", "8"), Trait("Trap", "9")]
    public void An_objection_turned_away_as_late_that_is_in_time_by_the_new_last_day_is_to_be_looked_at_after_all()
    {
        var (given, id) = NoticeOverTheSpringFestival();
        given.Then("2020-02-05", Rival, Objection(id));
        given.Notice(id).Objections.Single().Stage.ShouldBe(ObjectionStage.Inadmissible);

        given.Ledger.Append(ShippedCalendar.Announcements().Single(a => a.Version == "2020.2"));
        given.Then("2020-02-05", Actor.System, new RecomputeDeadline(id));
        given.Notice(id).Objections.Single().Stage.ShouldBe(ObjectionStage.Lodged);
    }

    [Fact, Trait("Trap", "8")]
    public void An_announced_last_day_is_never_brought_forward()
    {
        var without = ShippedCalendar.Before("2020.2");
        var later = NoticePeriod.Open(
            NoticeSubject.LeaderList, "2019-x", 1, "hash", "caq", [], "web", new RuleSet("r"), ShippedCalendar.Current, Day("2020-01-20"));
        var given = new EvaluationsGiven().Given(later);
        later.LastDay.ShouldBe(Day("2020-02-06"));
        NoticeGate.Recomputed(given.Notice(later.Notice), without).ShouldBeNull();
    }

    [Fact, Trait("Rule", "R56")]
    public void Closing_is_safe_early_late_doubled_and_while_an_objection_stands()
    {
        Noticed().When("2024-07-25", Actor.System, new CloseNotice(RankingNotice)).ShouldChangeNothing();
        Noticed().Objected("2024-07-12").When("2024-08-26", Actor.System, new CloseNotice(RankingNotice)).ShouldChangeNothing();
        Noticed().ShouldRecordOnce("2024-07-26", Actor.System, new CloseNotice(RankingNotice));
        Noticed().When("2024-09-01", Body, new CloseNotice(RankingNotice)).ShouldRecord<NoticeClosed>();
    }

    [Fact, Trait("Rule", "R57")]
    public void Others_neither_close_a_notice_nor_move_its_deadline()
    {
        Noticed().When("2024-07-26", OtherBody, new CloseNotice(RankingNotice)).ShouldBeForbidden();
        Noticed().When("2024-07-26", Rival, new RecomputeDeadline(RankingNotice)).ShouldBeForbidden();
        Noticed().When("2024-07-26", Actor.System, new CloseNotice("nothing")).ShouldNotKnow("notice");
        Noticed().When("2024-07-26", Actor.System, new RecomputeDeadline("nothing")).ShouldNotKnow("notice");
        Noticed().When("2024-07-26", Actor.System, new RecomputeDeadline(RankingNotice)).ShouldChangeNothing();
    }

    private static NoticeOpened Opening(NoticeSubject subject, string on, RuleSet? rules = null) =>
        NoticePeriod.Open(subject, E, 1, "hash", "caq", [], "web", rules ?? new RuleSet("defaults"), Calendar, Day(on));

    private static string? Standing(EvaluationsGiven given) => NoticeGate.Refusal(given.Notice(), Day("2024-07-26"), Calendar)?.Code;
}
