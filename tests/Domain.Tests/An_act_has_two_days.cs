using System.Text.RegularExpressions;
using Leader.Domain.Process;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.EvaluationsGiven;
using C = Leader.Domain.Tests.Cases.CasesGiven;
using P = Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

/// <summary>
/// Q54: the day on which it was done, and the day on which it was entered. A burden never runs from a day before the entry.
/// </summary>
public partial class An_act_has_two_days
{
    /// <summary>Done in the register itself, publication among it: no earlier day.</summary>
    private static readonly string[] Here =
    [
        "AcceptComplaint", "AdmitObjection", "AdoptRuleSet", "AnnounceCalendar", "AnnulEntry", "AnnulTitle", "AnswerProcedureReview",
        "CloseNotice", "ConcludeComplaint", "ConcludeEntryReview", "ConcludeTitleReview", "DecideCase", "DecideLeaderNumber",
        "DeclareConflict", "DeclareProduct", "DeclareRelation", "DeclareStandard", "DepositEvidence", "DesignateWorkingBody",
        "DisqualifyBody", "EndRelation",
        "EraseEvidence", "ErasePersonalData", "EscalateObjection", "ExcludeCandidate", "ExtendAnswer", "ExtendComplaintCheck",
        "AmendPolicy", "EndPolicy", "ProposeKeyField", "ReleaseStatistics", "RecordExternalFigure", "AnnounceSamplingPlan",
        "DrawSamples", "AddSample", "RegisterSigningKey", "RevokeSigningKey",
        "RecordQualityCredit", "CorrectQualityCredit", "WithdrawQualityCredit", "RecordInspection", "FollowUpInspection",
        "OfferService", "EndService", "RecordActivity", "ReportActivity", "RecordOtherTitle", "EndOtherTitle",
        "IssueImplementingScheme", "AmendImplementingScheme", "ReportMilestone", "EndImplementingScheme",
        "RecordSampleResult", "AppealComplaint", "DecideComplaintAppeal",
        "FileEvidence", "FormExpertPanel", "GiveCommitment", "LapseCategory", "MakePlanOfficial", "MarkBaselineChanged", "MarkCaseOverdue",
        "MarkComplaintOverdue", "OpenEvaluation", "OpenLeaderNotice", "OpenPlanCall", "OpenRankingNotice", "PublishKeyFieldList",
        "PublishLeaderList", "PublishRanking", "ReadmitCandidate", "ReassignCase", "RecomputeDeadline", "RecordFee", "RecordValues",
        "RefuseListing", "RegisterEnterprise", "RegisterOrganisation", "RemindAdjustment", "ReviewPlan", "ReviseDeclaration",
        "RuleOnObjection", "SelectPlan", "StateFacts", "WithdrawCommitment", "WithdrawDeclaration", "WithdrawEvaluation",
        "WithdrawObjection", "WithdrawPlan", "WithdrawProduct", "WithdrawSelection", "WithdrawTitle",
    ];

    /// <summary>Done elsewhere: may be entered late, with the channel and deposited evidence.</summary>
    private static readonly string[] Elsewhere =
    [
        "AnswerComplaint", "CloseFinding", "DeclareRelated", "EndAdoption", "FileComplaint", "FileDefence", "LodgeObjection",
        "ReceiveFinding", "RecordAdoption", "RecordSuccession", "RegisterPolicy", "RenameEnterprise", "RequestProcedureReview",
        "ReverseRevocation", "RevokeTitle", "SubmitPlan",
    ];

    [Fact, Trait("Rule", "Q54")]
    public void Of_every_command_it_is_reviewed_whether_it_may_be_entered_late()
    {
        var commands = typeof(ICommand).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ICommand)) && !t.IsInterface).ToList();
        commands.Where(c => !c.IsAssignableTo(typeof(IDoneElsewhere))).Select(c => c.Name).ShouldBe(Here, ignoreOrder: true);
        commands.Where(c => c.IsAssignableTo(typeof(IDoneElsewhere))).Select(c => c.Name).ShouldBe(Elsewhere, ignoreOrder: true);
    }

    [Fact, Trait("Rule", "Q54")]
    public void No_host_passes_the_door() =>
        Directory.EnumerateFiles(Path.Combine(Every_rule_has_a_test.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => DecidesAlone().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName)
            .ShouldBe(["DecidedAgain.cs", "Entry.cs"], ignoreOrder: true); // the audit records nothing, and meets acts of before the door

    [GeneratedRegex(@"\.Decide\(")]
    private static partial Regex DecidesAlone();

    // A whole cycle took seven seconds, from the list of key fields to three titles.

    [Theory, Trait("Rule", "Q54"), Trait("Rule", "Q3"), Trait("Rule", "P5")]
    [InlineData("2024-07-10", "no-earlier-day")]
    [InlineData("2024-08-25", "no-earlier-day")]
    [InlineData("2024-08-26", null)]
    [InlineData("2024-08-27", "day-in-the-future")]
    public void A_notice_is_opened_on_the_day_of_its_entry_and_on_no_other(string on, string? code) =>
        Opened().Evaluated("2024-07-05", A, B, EvaluationsGiven.C).When(
            on,
            "2024-08-26",
            Body,
            new OpenRankingNotice("www.qybzlp.com", E)).Refusal?.Code.ShouldBe(code);

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "P6")]
    public void Neither_is_anything_else_that_the_register_publishes_dated_back()
    {
        var proof = new LateEntry("www.qybzlp.com", [C.Digest]);
        Late(Noticed(), "2024-07-26", "2024-07-27", new PublishRanking(E)).ShouldBeRefused("no-earlier-day");
        Late(Published().Then("2024-07-29", Body, Number(2)), "2024-08-01", "2024-08-20", new OpenLeaderNotice("www.qybzlp.com", E))
            .ShouldBeRefused("no-earlier-day");
        Late(ListNoticed(2), "2024-08-13", "2024-08-20", new PublishLeaderList(E)).ShouldBeRefused("no-earlier-day");
        P.Reviewed().When("2024-03-02", "2024-03-20", Cnis, new SelectPlan(P.Reasons, P.CaqPlan)).ShouldBeRefused("no-earlier-day");
        P.CallOpen().When("2024-02-20", "2024-02-21", Caq, new SubmitPlan(P.Plan(), P.Undertaking, "caq", P.CallId)).ShouldBeForbidden();
        P.Programme()
            .When("2024-02-01", "2024-03-02", Cnis, new OpenPlanCall(2024, Day("2024-03-01"), "Open to all.", "air-purifier"))
            .ShouldBeRefused("no-earlier-day");
        P.Programme().When("2024-02-01", "2024-03-02", Regulator, P.KeyFieldList(2025)).ShouldBeRefused("no-earlier-day");

        Decision Late(EvaluationsGiven given, string on, string entered, ICommand command) =>
            command.Enter(
                new(Day(on), Beijing.Start(Day(entered)), Body, proof),
                given.Given(new EvidenceDeposited(C.Digest, "application/pdf", 1, Body.Role, Body.Subject, Day("2024-01-02"))).Ledger);
    }

    [Fact, Trait("Rule", "Q54"), Trait("Trap", "11")]
    public void At_midnight_sharp_yesterday_is_over()
    {
        var given = Opened().Evaluated("2024-07-05", A, B, EvaluationsGiven.C);
        var notice = new OpenRankingNotice("www.qybzlp.com", E);
        notice.Enter(new(Day("2024-07-10"), At("2024-07-10T23:59:59.999+08:00"), Body), given.Ledger)
            .ShouldRecord<NoticeOpened>().LastDay
            .ShouldBe(Day("2024-07-25"));
        notice.Enter(new(Day("2024-07-10"), At("2024-07-11T00:00:00+08:00"), Body), given.Ledger).ShouldBeRefused("no-earlier-day");
    }

    [Fact, Trait("Rule", "Q54")]
    public void What_is_repeated_after_midnight_is_still_what_was_recorded_before()
    {
        var given = Noticed();
        new OpenRankingNotice("www.qybzlp.com", E)
            .Enter(new(Day("2024-07-10"), At("2024-07-11T00:00:01+08:00"), Body), given.Ledger)
            .ShouldChangeNothing();
    }

    // A revocation with a ban of three years took 2.8 seconds.

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q32"), Trait("Rule", "R87")]
    public void A_finding_of_an_earlier_day_opens_its_case_on_the_day_of_entry()
    {
        var given = new C();
        var decision = given.When("2024-04-20", "2024-05-06", C.Supervisor, Finding);
        decision.ShouldRecord<FindingReceived>().On.ShouldBe(Day("2024-04-20"));
        decision.ShouldRecord<CaseOpened>().On.ShouldBe(Day("2024-05-06"));
        decision.ShouldRecord<CaseOpened>().DecisionDueOn
            .ShouldBe(given.When("2024-05-06", C.Supervisor, Finding).ShouldRecord<CaseOpened>().DecisionDueOn);
    }

    private static readonly ReceiveFinding Finding =
        new(FindingKind.QualitySupervision, Acme, true, "Below its level.", [C.Digest], C.TitleId, Finding: "f-1");

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q32")]
    public void The_hearing_begins_when_the_facts_are_entered()
    {
        var given = new C().Opened("2024-04-30");
        given.When("2024-04-30", "2024-05-20", Caq, C.Statement()).ShouldBeRefused("no-earlier-day");
        given.Then("2024-05-20", Caq, C.Statement()); // to 3 June: ten working days
        given.Refused("hearing-still-open", "2024-06-03", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "Measured.", C.CaseId));
        given.When("2024-06-03", "2024-06-04", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "Measured.", C.CaseId))
            .ShouldBeRefused("no-earlier-day");
        given.Then("2024-06-04", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "Measured.", C.CaseId));
    }

    [Theory, Trait("Rule", "Q54"), Trait("Rule", "Q28")]
    [InlineData("2024-06-03", "day-before-last-act")]
    [InlineData("2024-06-04", null)]
    [InlineData("2024-06-10", null)]
    public void A_revocation_announced_elsewhere_is_entered_late_not_before_the_decision_after_a_hearing(string on, string? code)
    {
        var given = new C().Opened("2024-05-20")
            .Stated("2024-05-20")
            .Then("2024-06-04", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "Measured.", C.CaseId));
        var decision = given.When(on, "2024-06-11", Caq, C.Revoke());
        decision.Refusal?.Code.ShouldBe(code);
        if (code is not null) return;
        decision.ShouldRecord<BanStarted>().On.ShouldBe(Day(on));
        var late = decision.ShouldRecord<ActEnteredLate>();
        (late.Of, late.Act, late.Channel, late.EnteredOn, late.On)
            .ShouldBe(($"title/{C.TitleId}", "RevokeTitle", C.Shown.Channel, Day("2024-06-11"), Day(on)));
        late.Evidence.ShouldBe([C.Digest2]);
        given.Ledger.Append(decision.Facts);
        given.Ledger.Read<LateEntries>(late.Stream()).All.ShouldBe([late]);
    }

    [Fact, Trait("Rule", "Q54")]
    public void Without_channel_and_deposited_evidence_nothing_is_entered_late()
    {
        var given = new C().Opened("2024-05-20")
            .Stated("2024-05-20")
            .Then("2024-06-04", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "Measured.", C.CaseId));
        Late(null).ShouldBeRefused("late-entry-unproven");
        Late(new("Our own site.", [])).Refusal!.Errors.Keys.ShouldBe(["late.evidence"]);
        Late(new(" ", [C.Digest2])).Refusal!.Errors.Keys.ShouldBe(["late.channel"]);
        Late(new("Our own site.", ["x"])).Refusal!.Errors.Keys.ShouldBe(["late.evidence[0]"]);
        Late(new("Our own site.", [new('d', 64)])).ShouldBeRefused("evidence-not-deposited");
        Late(new("Our own site.", [C.Digest2])).Refusal.ShouldBeNull();
        Late(new("Our own site.", [C.Digest2]), "2024-06-11").Refusal!.Errors.Keys.ShouldBe(["late"]); // that is today
        given.Given(new EvidenceErased(C.Digest2, "art. 47", "x", Day("2024-06-05")));
        Late(new("Our own site.", [C.Digest2])).ShouldBeRefused("evidence-not-deposited");

        Decision Late(LateEntry? late, string on = "2024-06-10") =>
            C.Revoke().Enter(new(Day(on), Beijing.Start(Day("2024-06-11")), Caq, late), given.Ledger);
    }

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q25")]
    public void The_review_of_other_titles_runs_from_the_day_of_entry_of_the_revocation()
    {
        var given = new C().Evaluation("2024-fan", 2024, "fan", "2024-04-01", Acme)
            .Listed("2024-fan", "2024-05-02", Acme)
            .Decided("2024-05-10");
        var inTime = given.When("2024-06-11", Caq, C.Revoke()).ShouldRecord<TitleReviewOpened>();
        var late = given.When("2024-05-10", "2024-06-11", Caq, C.Revoke()).ShouldRecord<TitleReviewOpened>();
        late.DueOn.ShouldBe(inTime.DueOn);
    }

    // What a person sends is in time by its receipt.

    [Theory, Trait("Rule", "Q54"), Trait("Rule", "Q6")]
    [InlineData("2024-07-25", false)]
    [InlineData("2024-07-26", true)]
    public void An_objection_by_letter_is_in_time_by_the_day_on_which_the_body_received_it(string receivedOn, bool late)
    {
        var given = Noticed().Given(new EvidenceDeposited(C.Digest, "application/pdf", 1, Body.Role, Body.Subject, Day("2024-07-29")));
        var letter = new LateEntry("Letter with stamp of receipt.", [C.Digest]);
        Objection().Enter(new(Day(receivedOn), At("2024-07-30T10:00:00+08:00"), Rival, letter), given.Ledger).ShouldBeForbidden();
        // there was no notice yet
        Objection().Enter(new(Day("2024-07-09"), At("2024-07-30T10:00:00+08:00"), Body, letter), given.Ledger)
            .ShouldBeRefused("day-before-last-act");
        var decision = Objection().Enter(new(Day(receivedOn), At("2024-07-30T10:00:00+08:00"), Body, letter), given.Ledger);
        decision.Facts.OfType<ObjectionFoundInadmissible>().Any().ShouldBe(late);
        var lodged = decision.ShouldRecord<ObjectionLodged>();
        (lodged.On, lodged.LodgedBy).ShouldBe((Day(receivedOn), "")); // the body does not withdraw it
        lodged.AnswerDueOn.ShouldBe(given.When("2024-07-30", Rival, Objection()).ShouldRecord<ObjectionLodged>().AnswerDueOn);
        if (late) return;
        given.Ledger.Append(decision.Facts);
        given.When("2024-07-30", Body, new PublishRanking(E)).ShouldBeRefused("objection-stands");
        given.When("2024-07-30", Body, new WithdrawObjection(Ids.Objection(RankingNotice, 1))).ShouldBeForbidden();
    }

    [Theory, Trait("Rule", "Q54"), Trait("Rule", "Q7")]
    [InlineData("2024-07-22", null)]
    [InlineData("2024-07-23", "review-too-late")]
    public void A_request_for_review_by_letter_is_in_time_by_the_day_on_which_the_working_body_received_it(string receivedOn, string? code)
    {
        var given = Noticed().Objected("2024-07-12")
            .Then("2024-07-15", Body, new RuleOnObjection(false, "It says 50.", Ids.Objection(RankingNotice, 1)))
            .Given(new EvidenceDeposited(C.Digest, "application/pdf", 1, Cnis.Role, Cnis.Subject, Day("2024-07-24")));
        var letter = new LateEntry("Letter with stamp of receipt.", [C.Digest]);
        var request = new RequestProcedureReview("Nobody looked at our report.", Ids.Objection(RankingNotice, 1));
        request.Enter(new(Day(receivedOn), At("2024-07-25T10:00:00+08:00"), Rival, letter), given.Ledger).ShouldBeForbidden();
        request.Enter(new(Day(receivedOn), At("2024-07-25T10:00:00+08:00"), Cnis, letter), given.Ledger).Refusal?.Code.ShouldBe(code);
    }

    [Theory, Trait("Rule", "Q54"), Trait("Rule", "Q32")]
    [InlineData("2024-06-03", false)]
    [InlineData("2024-06-04", true)]
    public void A_defence_by_letter_is_in_time_by_the_day_on_which_the_body_received_it_and_waives_nothing(string receivedOn, bool late)
    {
        var given = new C().Opened("2024-05-20").Stated("2024-05-20");
        var defence = new FileDefence("Not so.", [C.Digest], Case: C.CaseId);
        given.When(receivedOn, "2024-06-05", Caq, defence).ShouldRecord<DefenceFiled>().Late.ShouldBe(late);
        given.When(receivedOn, "2024-06-05", Caq, defence with { WaivesFurtherHearing = true }).ShouldBeRefused("waiver-by-letter");
        given.When(receivedOn, "2024-06-05", Of(Acme), defence).ShouldBeForbidden();
        given.When(receivedOn, "2024-06-05", Cheari, defence).ShouldBeForbidden();
        given.When("2024-06-05", Caq, defence).ShouldBeForbidden(); // today it answers itself
        given.When("2024-05-19", "2024-06-05", Caq, defence).ShouldBeRefused("day-before-last-act");
    }

    [Theory, Trait("Rule", "Q54"), Trait("Rule", "R47")]
    [InlineData("2024-03-01", false)]
    [InlineData("2024-03-02", true)]
    public void A_plan_by_letter_is_in_time_by_the_day_on_which_the_working_body_received_it(string receivedOn, bool late)
    {
        var plan = new SubmitPlan(P.Plan(), P.Undertaking, "cheari", P.CallId);
        var letter = new LateEntry("Letter with stamp of receipt.", [C.Digest]);
        var call = P.CallOpen(); // to 1 March
        plan.Enter(new(Day(receivedOn), At("2024-03-04T10:00:00+08:00"), Cnis, letter), call.Ledger)
            .ShouldRecord<PlanSubmitted>().Late
            .ShouldBe(late);
        plan.Enter(new(Day("2024-03-04"), At("2024-03-04T10:00:00+08:00"), Cnis), call.Ledger).ShouldBeForbidden();
        plan.Enter(new(Day(receivedOn), At("2024-03-04T10:00:00+08:00"), Cheari, letter), call.Ledger).ShouldBeForbidden();
    }

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q34")]
    public void A_complaint_by_letter_is_entered_by_the_body_that_deals_with_it_and_its_time_runs_from_the_entry()
    {
        var given = new C();
        var complaint = given.When("2024-05-06", "2024-05-13", Caq, C.Complain()).ShouldRecord<ComplaintReceived>();
        (complaint.On, complaint.AcceptanceDueOn).ShouldBe((
            Day("2024-05-06"),
            given.When("2024-05-13", C.Anyone, C.Complain()).ShouldRecord<ComplaintReceived>().AcceptanceDueOn));
        foreach (var by in new[] { C.Anyone, Cheari, Regulator, Of(Acme) })
        {
            given.When("2024-05-06", "2024-05-13", by, C.Complain()).ShouldBeForbidden();
        }
        var fee = C.Complain(ground: ComplaintGround.FeeCharged);
        given.When("2024-05-06", "2024-05-13", Caq, fee).ShouldBeForbidden(); // it is accused itself
        given.When("2024-05-06", "2024-05-13", Regulator, fee).ShouldRecord<ActEnteredLate>().Of.ShouldBe("complaint/c-1");
    }

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "D18")]
    public void A_use_of_results_and_a_new_name_may_be_entered_late()
    {
        var given = new C();
        given.When("2024-05-06", "2024-05-13", C.Buyer, new RecordAdoption(AdoptionKind.Credit, C.TitleId, "Credit line", Adoption: "a-1"))
            .ShouldRecord<AdoptionRecorded>().On
            .ShouldBe(Day("2024-05-06"));
        given.When("2024-05-06", "2024-05-13", Of(Acme), new RenameEnterprise("Acme Air", "New name.", Acme))
            .ShouldRecord<EnterpriseRenamed>().On
            .ShouldBe(Day("2024-05-06"));
    }
}
