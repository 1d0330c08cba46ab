using Leader.Domain.Process;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.PublicNotices;

public class Anyone_may_object_and_is_answered
{
    private const string First = RankingNotice + ".1";
    private static readonly Actor Anyone = new("", Role.Public);

    [Theory, Trait("Rule", "Q5"), Trait("Rule", "R7"), Trait("Rule", "R97"), Trait("Rule", "D10"), Trait("Trap", "9")]
    [InlineData("2024-07-25T23:59:59+08:00", null)]
    [InlineData("2024-07-25T15:59:59Z", null)]
    [InlineData("2024-07-26T00:00:00+08:00", InadmissibleGround.Late)]
    [InlineData("2024-07-25T16:00:00Z", InadmissibleGround.Late)]
    public void In_time_is_what_arrives_before_midnight_in_Beijing_and_a_late_one_is_recorded_and_answered(
        string at,
        InadmissibleGround? ground)
    {
        var decision = Noticed().WhenAt(at, Rival, Objection());
        var lodged = decision.ShouldRecord<ObjectionLodged>();
        (lodged.Objection, lodged.LodgedAt).ShouldBe((First, At(at)));
        decision.Facts.OfType<ObjectionFoundInadmissible>().SingleOrDefault()?.Ground.ShouldBe(ground!.Value);
        decision.Facts.Count.ShouldBe(ground is null ? 1 : 2);
    }

    [Fact, Trait("Trap", "9")]
    public void A_day_that_the_sender_gives_does_not_bring_a_late_objection_into_time()
    {
        var given = Noticed();
        Objection().Enter(new(Day("2024-07-25"), At("2024-07-26T08:00:00+08:00"), Rival), given.Ledger).ShouldBeForbidden();
        var decision = given.WhenAt("2024-07-26T08:00:00+08:00", Rival, Objection());
        decision.ShouldRecord<ObjectionFoundInadmissible>().Ground.ShouldBe(InadmissibleGround.Late);
        decision.ShouldRecord<ObjectionLodged>().On.ShouldBe(Day("2024-07-26"));
    }

    [Fact, Trait("Trap", "9")]
    public void One_filed_in_time_and_processed_later_still_blocks()
    {
        var given = Noticed().Then("2024-07-25", Rival, Objection());
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
        given.Then("2024-08-05", Body, new AdmitObjection(true, Objection: First))
            .Then("2024-08-06", Body, new RuleOnObjection(false, "It says 50.", First));
        given.When("2024-08-07", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    [Fact, Trait("Trap", "9")]
    public void Of_two_objections_one_withdrawn_the_other_still_blocks()
    {
        var given = Noticed().Objected("2024-07-12").Objected("2024-07-13", facts: "Another matter.", objector: "second");
        given.Then("2024-07-14", Rival, new WithdrawObjection(First));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
        given.Then("2024-07-26", new("second", Role.Enterprise), new WithdrawObjection(RankingNotice + ".2"));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    [Theory, Trait("Rule", "Q5"), Trait("Rule", "Q6")]
    [InlineData(ObjectorKind.Anonymous, "", "Facts", InadmissibleGround.Anonymous)]
    [InlineData(ObjectorKind.NamedUnit, " ", "Facts", InadmissibleGround.Anonymous)]
    [InlineData(ObjectorKind.NamedUnit, "rival", " ", InadmissibleGround.NoFacts)]
    public void An_anonymous_or_factless_objection_is_recorded_answered_and_does_not_block(
        ObjectorKind kind,
        string objector,
        string facts,
        InadmissibleGround ground)
    {
        var given = Noticed();
        var decision = given.When("2024-07-12", Anyone, new LodgeObjection(kind, objector, facts, Notice: RankingNotice));
        decision.ShouldRecord<ObjectionLodged>();
        decision.ShouldRecord<ObjectionFoundInadmissible>().Ground.ShouldBe(ground);
        given.Ledger.Append(decision.Facts);
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    [Fact, Trait("Rule", "Q5")]
    public void Where_the_rule_set_says_so_an_anonymous_objection_blocks()
    {
        var given = Noticed().Given(new RuleSetAdopted(
            new("r2") { AnonymousObjectionsBlock = true },
            Day("2024-07-11"),
            "Scheme 2",
            Day("2024-07-11")));
        given.Then("2024-07-12", Anyone, new LodgeObjection(ObjectorKind.Anonymous, "", "Facts", Notice: RankingNotice));
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
    }

    [Fact, Trait("Rule", "Q9")]
    public void A_superseded_notice_still_takes_objections_to_what_it_covered()
    {
        var given = Noticed().Given(new NoticeSuperseded(RankingNotice, "x", Day("2024-07-12")));
        given.When("2024-07-13", Rival, Objection()).ShouldNotRecord<ObjectionFoundInadmissible>();
    }

    [Fact]
    public void The_same_objector_with_the_same_facts_twice_objects_once()
    {
        Noticed().ShouldRecordOnce("2024-07-12", Rival, Objection());
        var given = Noticed().Then("2024-07-12", Rival, Objection());
        given.When("2024-07-12", Rival, Objection(facts: "Other facts.")).Id.ShouldBe(RankingNotice + ".2");
        given.When("2024-07-12", new("other", Role.Enterprise), Objection(objector: "other")).Id.ShouldBe(RankingNotice + ".2");
    }

    [Fact]
    public void What_cannot_be_read_is_malformed()
    {
        Noticed().When(
            "2024-07-12",
            Rival,
            new LodgeObjection((ObjectorKind)9, new string('x', 201), new string('x', 20_001), new string('x', 201), [""], RankingNotice))
            .ShouldBeMalformed("kind", "objector", "facts", "target", "evidence[0]");
        Noticed().When("2024-07-12", Rival, Objection("nothing")).ShouldNotKnow("notice");
        Given().When("2024-07-12", Body, new AdmitObjection(false, Objection: First)).ShouldBeMalformed("ground", "answer");
        Given().When("2024-07-12", Body, new AdmitObjection(true, InadmissibleGround.Late, Objection: First)).ShouldBeMalformed("ground");
        Given().When("2024-07-12", Body, new RuleOnObjection(true, "", First)).ShouldBeMalformed("reasons");
        Given().When("2024-07-12", Body, new ExtendAnswer("", First)).ShouldBeMalformed("reason");
        Given().When("2024-07-12", Rival, new RequestProcedureReview("", First)).ShouldBeMalformed("facts");
        Given().When("2024-07-12", Cnis, new AnswerProcedureReview(true, "", First)).ShouldBeMalformed("reasons");
    }

    [Fact, Trait("Rule", "Q7"), Trait("Rule", "P2")]
    public void The_evaluation_body_decides_objections_and_neither_another_body_nor_the_working_body_does()
    {
        ICommand[] acts =
            [new AdmitObjection(true, Objection: First), new RuleOnObjection(true, "Yes.", First), new ExtendAnswer("Time.", First)];
        foreach (var act in acts)
        {
            foreach (var actor in new[] { OtherBody, Cnis, Regulator, Rival, new Actor("caq", Role.Enterprise) })
            {
                Given().When("2024-07-13", actor, act).ShouldBeForbidden();
            }
            act.Enter(new(Day("2024-07-13"), At("2024-07-13T10:00:00+08:00"), Body), Noticed().Ledger).ShouldNotKnow("objection");
        }
        Given().When("2024-07-13", Rival, new EscalateObjection(First)).ShouldBeForbidden();
        Noticed().When("2024-07-13", Actor.System, new EscalateObjection(First)).ShouldNotKnow("objection");
        Given().When("2024-07-13", Body, new AnswerProcedureReview(true, "Again.", First)).ShouldBeForbidden();
        Noticed().When("2024-07-13", Cnis, new AnswerProcedureReview(true, "Again.", First)).ShouldNotKnow("objection");
    }

    [Fact, Trait("Rule", "Q10")]
    public void Objections_to_the_notice_of_a_plan_are_decided_by_the_working_body_and_an_upheld_one_supersedes_it()
    {
        var given = new EvaluationsGiven();
        given.Ledger.Append(Leader.Domain.Tests.LegalTime.ShippedCalendar.Announcements());
        given.Given(new WorkingBodyDesignated("cnis", Day("2018-07-02")),
            new PlanCallOpened(E, 2024, "air-purifier", "home-appliances", "cnis", 1, Day("2024-03-01"), "Open.", Day("2024-02-01")),
            new PlanSubmitted(E, E + ".caq", "caq", 1, Plan, new("Li Wei", Day("2024-02-19")), false, Day("2024-02-20")),
            new PlanSelected(E, E + ".caq", "caq", new Dictionary<string, string>(), E + ".plan.1", "r", Day("2024-04-30")),
            NoticePeriod.Open(
                NoticeSubject.Plan, E, 1, "hash", "cnis", [], "web", new RuleSet("r"), given.Ledger.Calendar(), Day("2024-04-30")))
            .Then("2024-05-06", Rival, Objection(E + ".plan.1"));
        given.When("2024-05-07", Body, new AdmitObjection(true, Objection: E + ".plan.1.1")).ShouldBeForbidden();
        given.Then("2024-05-07", Cnis, new AdmitObjection(true, Objection: E + ".plan.1.1"));

        given.Then("2024-05-08", Cnis, new RuleOnObjection(true, "A core indicator is missing.", E + ".plan.1.1"));
        given.Notice(E + ".plan.1").Stage.ShouldBe(NoticeStage.Superseded);
    }

    [Fact, Trait("Rule", "Q6")]
    public void What_arrived_in_time_or_names_its_sender_is_not_turned_away_as_late_or_anonymous()
    {
        Given().When("2024-07-13", Body, new AdmitObjection(false, InadmissibleGround.Late, "Too late.", First))
            .ShouldBeRefused("ground-does-not-hold");
        Given().When("2024-07-13", Body, new AdmitObjection(false, InadmissibleGround.Anonymous, "Nobody.", First))
            .ShouldBeRefused("ground-does-not-hold");
        Given().When("2024-07-13", Body, new AdmitObjection(false, InadmissibleGround.NotAboutThisNotice, "Another product.", First))
            .ShouldRecord<ObjectionFoundInadmissible>();
    }

    [Fact, Trait("Rule", "Q6")]
    public void An_objection_turned_away_for_want_of_facts_may_be_admitted_after_all_and_a_late_one_may_not()
    {
        Given().Then("2024-07-13", Body, new AdmitObjection(false, InadmissibleGround.NoFacts, "None.", First))
            .When("2024-07-14", Body, new AdmitObjection(true, Objection: First)).ShouldRecord<ObjectionAdmitted>();
        Noticed().Then("2024-07-26", Rival, Objection())
            .When("2024-07-27", Body, new AdmitObjection(true, Objection: First))
            .ShouldBeRefused("objection-already-decided");
    }

    [Fact, Trait("Rule", "Q7")]
    public void A_ruling_needs_an_admitted_objection_and_is_given_once()
    {
        Given().When("2024-07-13", Body, new RuleOnObjection(true, "Yes.", First)).ShouldBeRefused("objection-not-admitted");
        var ruled = Noticed().Objected("2024-07-12").Then("2024-07-13", Body, new RuleOnObjection(false, "No.", First));
        ruled.When("2024-07-14", Body, new RuleOnObjection(true, "Yes.", First)).ShouldBeRefused("objection-already-decided");
        ruled.When("2024-07-14", Body, new ExtendAnswer("Time.", First)).ShouldBeRefused("objection-already-decided");
        ruled.When("2024-07-14", Rival, new WithdrawObjection(First)).ShouldBeRefused("objection-already-decided");
        ruled.Then("2024-07-14", Rival, new RequestProcedureReview("Not heard.", First))
            .When("2024-07-15", Body, new RuleOnObjection(true, "Yes.", First))
            .ShouldBeRefused("objection-under-review");
    }

    [Theory, Trait("Rule", "Q7")]
    [InlineData("2024-07-19", null)]
    [InlineData("2024-07-20", "review-too-late")]
    public void A_review_of_procedure_can_be_asked_for_within_5_working_days_of_the_dismissal(string on, string? code)
    {
        var given = Noticed().Objected("2024-07-11").Then("2024-07-12", Body, new RuleOnObjection(false, "No.", First));
        var decision = given.When(on, Rival, new RequestProcedureReview("Not heard.", First));
        if (code is null) decision.ShouldRecord<ProcedureReviewRequested>();
        else decision.ShouldBeRefused(code);
    }

    [Fact, Trait("Rule", "Q7")]
    public void A_review_is_asked_for_by_the_objector_once_and_of_a_dismissal_only()
    {
        Given().When("2024-07-13", Rival, new RequestProcedureReview("Slow.", First)).ShouldBeRefused("objection-not-dismissed");
        var given = Noticed().Objected("2024-07-11").Then("2024-07-12", Body, new RuleOnObjection(false, "No.", First));
        given.When("2024-07-13", Body, new RequestProcedureReview("Not heard.", First)).ShouldBeForbidden();
        given.When("2024-07-13", Cnis, new AnswerProcedureReview(true, "Again.", First)).ShouldBeRefused("objection-not-under-review");
        given.Then("2024-07-15", Rival, new RequestProcedureReview("Not heard.", First))
            .Then("2024-07-16", Cnis, new AnswerProcedureReview(true, "Hear them.", First));
        given.Notice().Objection(First)!.AnswerDueOn.ShouldBe(Day("2024-07-30"), "remitted: ten working days to rule again");
        given.Then("2024-07-17", Body, new RuleOnObjection(false, "Heard, and no.", First));
        given.When("2024-07-18", Rival, new RequestProcedureReview("Still not.", First)).ShouldBeRefused("review-already-asked");
    }

    [Theory, Trait("Rule", "Q8")]
    [InlineData("2024-07-26", false)]
    [InlineData("2024-07-27", true)]
    public void An_objection_is_answered_within_10_working_days_and_after_that_escalated_and_still_blocks(string on, bool escalated)
    {
        var given = Given();
        given.Notice().Objection(First)!.AnswerDueOn.ShouldBe(Day("2024-07-26"));
        given.When(on, Actor.System, new EscalateObjection(First)).ShouldBeGranted().Count.ShouldBe(escalated ? 1 : 0);
        if (!escalated) return;
        given.ShouldRecordOnce(on, Actor.System, new EscalateObjection(First));
        given.When("2024-09-01", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
    }

    [Fact, Trait("Rule", "Q8")]
    public void The_answer_is_put_off_once_by_10_working_days_and_only_before_it_is_overdue()
    {
        var given = Given().Then("2024-07-26", Body, new ExtendAnswer("A test runs.", First));
        given.Notice().Objection(First)!.AnswerDueOn.ShouldBe(Day("2024-08-09"));
        given.When("2024-07-27", Body, new ExtendAnswer("Longer.", First)).ShouldBeRefused("answer-already-extended");
        given.When("2024-08-09", Actor.System, new EscalateObjection(First)).ShouldChangeNothing();
        given.When("2024-08-10", Actor.System, new EscalateObjection(First)).ShouldRecord<ObjectionEscalated>();
        Given().When("2024-07-27", Body, new ExtendAnswer("A test runs.", First)).ShouldBeRefused("answer-overdue");
    }

    [Fact, Trait("Rule", "Q9")]
    public void An_upheld_objection_supersedes_the_notice_at_once()
    {
        var decision = Noticed().Objected("2024-07-12").When("2024-07-15", Body, new RuleOnObjection(true, "It is 58.", First));
        decision.ShouldRecord<ObjectionUpheld>();
        decision.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe(RankingNotice);
    }

    [Fact, Trait("Rule", "Q7")]
    public void An_objection_upheld_after_publication_is_an_incident_and_keeps_the_list_blocked()
    {
        var given = Noticed().Objected("2024-07-20")
            .Then("2024-07-25", Body, new RuleOnObjection(false, "No.", First))
            .Then("2024-07-26", Body, new PublishRanking(E))
            .Then("2024-07-29", Body, Number(1)).Then("2024-07-29", Rival, new RequestProcedureReview("Not heard.", First));
        given.When("2024-07-29", Body, new OpenLeaderNotice("web", E)).ShouldBeRefused("objection-stands");
        given.Then("2024-07-30", Cnis, new AnswerProcedureReview(true, "Hear them.", First))
            .Then("2024-07-31", Body, new RuleOnObjection(true, "They were right.", First));
        given.State.Incidents.ShouldHaveSingleItem().Subject.ShouldBe(First);
        given.When("2024-08-01", Body, new OpenLeaderNotice("web", E)).ShouldBeRefused("objection-stands");
        given.Then("2024-08-01", Body, new WithdrawEvaluation("Objection upheld.", E));
    }

    [Fact, Trait("Trap", "22")]
    public void Only_who_lodged_it_withdraws_an_objection_and_a_public_name_proves_nothing()
    {
        var given = Noticed();
        given.Ledger.Append(new LodgeObjection(ObjectorKind.NamedUnit, "Rival Ltd", "Facts.", Notice: RankingNotice).Enter(
            new(Day("2024-07-12"), At("2024-07-12T10:00:00+08:00"), Rival),
            given.Ledger).Facts);
        given.When("2024-07-13", Of("A"), new WithdrawObjection(First)).ShouldBeForbidden();
        given.When("2024-07-13", Anyone, new WithdrawObjection(First)).ShouldBeForbidden();
        given.When("2024-07-13", Rival, new WithdrawObjection(First)).ShouldRecord<ObjectionWithdrawn>();
        given.When("2024-07-13", Rival, new WithdrawObjection(RankingNotice + ".9")).ShouldNotKnow("objection");

        var person = Noticed();
        person.Ledger.Append(new LodgeObjection(ObjectorKind.VerifiedPerson, "p-7", "Facts.", Notice: RankingNotice).Enter(
            new(Day("2024-07-12"), At("2024-07-12T10:00:00+08:00"), Anyone),
            person.Ledger).Facts);
        person.When("2024-07-13", new("p-7", Role.Public), new WithdrawObjection(First)).ShouldRecord<ObjectionWithdrawn>();
    }

    [Fact]
    public void The_same_act_on_an_objection_twice_records_once()
    {
        Given().ShouldRecordOnce("2024-07-13", Body, new AdmitObjection(true, Objection: First));
        Given().ShouldRecordOnce("2024-07-13", Body, new AdmitObjection(false, InadmissibleGround.NoFacts, "None.", First));
        Given().ShouldRecordOnce("2024-07-13", Body, new ExtendAnswer("Time.", First));
        Given().ShouldRecordOnce("2024-07-13", Rival, new WithdrawObjection(First));
        Noticed().Objected("2024-07-12").ShouldRecordOnce("2024-07-13", Body, new RuleOnObjection(true, "Yes.", First));
        var dismissed = Noticed().Objected("2024-07-12");
        dismissed.ShouldRecordOnce("2024-07-13", Body, new RuleOnObjection(false, "No.", First));
        dismissed.ShouldRecordOnce("2024-07-14", Rival, new RequestProcedureReview("Not heard.", First));
        dismissed.ShouldRecordOnce("2024-07-15", Cnis, new AnswerProcedureReview(true, "Hear them.", First));
    }

    [Fact]
    public void No_act_on_an_objection_lies_in_the_future_or_before_the_last_one()
    {
        var given = Given();
        foreach (var (by, act) in new (Actor, ICommand)[]
        {
            (Body, new AdmitObjection(true, Objection: First)),
            (Body, new ExtendAnswer("Time.", First)),
            (Rival, new WithdrawObjection(First)),
        })
        {
            act.Enter(new(Day("2024-07-13"), At("2024-07-12T23:59:59+08:00"), by), given.Ledger).ShouldBeRefused("day-in-the-future");
            act.Enter(new(Day("2024-07-11"), At("2024-07-14T12:00:00+08:00"), by), given.Ledger).ShouldBeRefused("no-earlier-day");
        }
    }

    /// <summary>Lodged on 12 July.</summary>
    private static EvaluationsGiven Given() => Noticed().Then("2024-07-12", Rival, Objection());
}
