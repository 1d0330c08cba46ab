using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Tests.Cases;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Complaints;

public class The_handling_of_a_complaint_is_appealed_once
{
    private static readonly AppealComplaint Appeal = new("The sample was not looked at.", "c-1");
    private static CasesGiven Received => new CasesGiven().Then("2024-04-30", Anyone, Complain(ground: ComplaintGround.Other));
    private static CasesGiven Refused => Received.Then("2024-05-13", Caq, new AcceptComplaint(false, "Not ours.", "c-1"));
    private static CasesGiven Answered => Received.Then("2024-05-06", Caq, new AcceptComplaint(true, Complaint: "c-1"))
        .Then("2024-05-10", Caq, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "Nothing found.", "c-1"))
        .Then("2024-05-13", Caq, new AnswerComplaint("c-1"));

    private static CasesGiven Appealed => Answered.Then("2024-05-14", Complainant, Appeal);

    private static Actor Complainant => new(Received.Ledger.Complaint("c-1").Received!.SecretHash, Role.Public);

    [Theory, Trait("Rule", "R68")]
    [InlineData("2024-05-20", null)] // 5 working days after 13 May
    [InlineData("2024-05-21", "appeal-too-late")]
    public void Within_5_working_days_after_the_refusal_or_the_answer(string on, string? code)
    {
        foreach (var given in new[] { Refused, Answered }) given.When(on, Complainant, Appeal).Refusal?.Code.ShouldBe(code);
        foreach (var given in new[] { Refused, Answered }) (given.When(on, Complainant, Appeal).Refusal is null).ShouldBe(code is null);
    }

    [Fact, Trait("Rule", "R68")]
    public void It_goes_to_the_regulator_who_decides_in_15_working_days()
    {
        var appealed = Answered.When("2024-05-14", Complainant, Appeal).ShouldRecord<ComplaintAppealed>();
        (appealed.To, appealed.DueOn).ShouldBe(("samr", Day("2024-06-04")));
        Answered.ShouldRecordOnce("2024-05-14", Complainant, Appeal);
        Appealed.Refused("appealed-before", "2024-05-15", Complainant, Appeal with { Facts = "More." });
    }

    [Fact, Trait("Rule", "R68"), Trait("Rule", "Q48")]
    public void Who_holds_the_secret_appeals_and_nobody_else()
    {
        foreach (var by in new[] { Anyone, Caq, Regulator, Of(Acme), new Actor(new string('0', 64), Role.Public) })
        {
            Answered.Refused("not-yours-to-do", "2024-05-14", by, Appeal);
        }
        Received.Refused("complaint-undecided", "2024-05-14", Complainant, Appeal);
        Received.Refused("unknown-complaint", "2024-05-14", Complainant, Appeal with { Complaint = "c-9" });
        var accused = new CasesGiven().Then("2024-04-30", Anyone, Complain(ground: ComplaintGround.FeeCharged))
            .Then("2024-05-06", Regulator, new AcceptComplaint(false, "Nothing in it.", "c-1"));
        accused.Refused("no-higher-authority", "2024-05-07", Complainant, Appeal);
    }

    [Fact, Trait("Rule", "R68")]
    public void The_handling_stands_or_the_regulator_says_what_the_complaint_comes_to()
    {
        var stands = new DecideComplaintAppeal(false, "The check was complete.", Complaint: "c-1");
        var upheld = new DecideComplaintAppeal(true, "The report was overlooked.", ComplaintOutcome.Upheld, "c-1");

        Appealed.ShouldRecordOnce("2024-05-20", Regulator, stands);
        Appealed.ShouldRecordOnce("2024-05-20", Regulator, upheld);
        Appealed.When("2024-05-20", Regulator, stands with { Outcome = ComplaintOutcome.Upheld }).Refusal!.Errors.Keys
            .ShouldBe(["outcome"]);
        Appealed.When("2024-05-20", Regulator, upheld with { Outcome = null }).Refusal!.Errors.Keys.ShouldBe(["outcome"]);
        Appealed.Refused("not-yours-to-do", "2024-05-20", Caq, stands);
        Appealed.Then("2024-05-20", Regulator, stands).Refused("appeal-decided-before", "2024-05-21", Regulator, upheld);
        Answered.Refused("complaint-not-appealed", "2024-05-20", Regulator, stands);
    }

    [Theory, Trait("Rule", "R68"), Trait("Rule", "Q35")]
    [InlineData("2024-06-04", "not-overdue")]
    [InlineData("2024-06-05", null)]
    public void That_the_decision_is_late_is_noticed_on_the_day_after(string on, string? code)
    {
        var decision = Appealed.When(on, Actor.System, new MarkComplaintOverdue("c-1"));
        decision.Refusal?.Code.ShouldBe(code);
        if (code is null) decision.ShouldRecord<ComplaintOverdue>().What.ShouldBe("appeal");
    }
}
