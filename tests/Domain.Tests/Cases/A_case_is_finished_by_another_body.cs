using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class A_case_is_finished_by_another_body
{
    private static readonly ReassignCase ToCheari = new("cheari", "No decision came.", Case: CaseId);
    private static CasesGiven Opened => new CasesGiven().Opened("2024-04-30");

    [Fact, Trait("Rule", "Q35")]
    public void After_30_working_days_without_a_decision_the_working_body_appoints_another()
    {
        Opened.Refused("no-reason-to-reassign", "2024-06-14", Cnis, ToCheari);
        var reassigned = Opened.When("2024-06-15", Cnis, ToCheari).ShouldRecord<CaseReassigned>();
        (reassigned.From, reassigned.To, reassigned.DueOn).ShouldBe(("caq", "cheari", Day("2024-07-26")));
    }

    [Fact, Trait("Rule", "Q35"), Trait("Rule", "R71")]
    public void A_body_that_does_not_cancel_the_title_on_the_ground_it_established_is_replaced_too()
    {
        var given = new CasesGiven().Decided("2024-05-10");
        given.Refused("no-reason-to-reassign", "2024-05-16", Cnis, ToCheari);
        given.Then("2024-05-17", Cnis, ToCheari).When("2024-05-17", Cheari, Revoke()).ShouldRecord<BanStarted>().Body.ShouldBe("cheari");
    }

    [Fact, Trait("Rule", "Q35"), Trait("Rule", "Q36")]
    public void A_body_that_is_disqualified_or_took_a_fee_or_was_not_independent_is_replaced_at_once()
    {
        Opened.Given(new BodyDisqualified("caq", "fee", Sentence, Day("2027-05-06"), Day("2024-05-06")))
            .When("2024-05-06", Cnis, ToCheari).Refusal
            .ShouldBeNull();
        Opened.Given(new FeeRecorded("caq", Purifiers, Acme, Sentence, [Digest], Day("2024-05-06")))
            .When("2024-05-06", Cnis, ToCheari).Refusal
            .ShouldBeNull();
        Opened.Given(new IndependenceIncidentRaised("caq", ["caq", "cnis"], [Purifiers], "r9", Day("2024-05-06")))
            .When("2024-05-06", Cnis, ToCheari).Refusal
            .ShouldBeNull();
    }

    [Fact, Trait("Rule", "Q35")]
    public void A_body_accused_in_an_accepted_complaint_is_replaced_at_once()
    {
        var given = Opened.Then("2024-05-06", Anyone, Complain(ComplaintSubject.EvaluationBody, "caq", ComplaintGround.FeeCharged));
        var command = ToCheari with { Complaint = "c-1" };
        given.Refused("no-reason-to-reassign", "2024-05-07", Cnis, command);
        given.Then("2024-05-07", Regulator, new AcceptComplaint(true, Complaint: "c-1"))
            .When("2024-05-07", Cnis, command).Refusal
            .ShouldBeNull();
        given.Then("2024-05-08", Regulator, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "No fee was taken.", "c-1"))
            .Refused("no-reason-to-reassign", "2024-05-09", Cnis, command);
        given.Refused("unknown-complaint", "2024-05-09", Cnis, ToCheari with { Complaint = "c-9" });
    }

    [Fact, Trait("Rule", "Q35"), Trait("Rule", "Q38"), Trait("Rule", "R50")]
    public void The_other_body_is_an_independent_evaluation_body_without_a_link_to_the_enterprise()
    {
        const string on = "2024-06-17";
        Opened.Refused("body-not-independent", on, Cnis, ToCheari with { To = "sub" });
        Opened.Refused("body-not-independent", on, Cnis, ToCheari with { To = "cnis" });
        Opened.Refused("not-an-evaluation-body", on, Cnis, ToCheari with { To = "samr" });
        Opened.Refused("unknown-organisation", on, Cnis, ToCheari with { To = "nobody" });
        Opened.Given(new BodyDisqualified("cheari", "fee", Sentence, Day("2027-05-06"), Day("2024-05-06")))
            .Refused("body-disqualified", on, Cnis, ToCheari);
        Opened.Given(new ConflictDeclared("cheari", Acme, "member", Day("2020-01-01"), null, Day("2024-05-06")))
            .Refused("conflict-with-enterprise", on, Cnis, ToCheari);
    }

    [Fact]
    public void Only_the_working_body_appoints_and_only_while_something_is_left_to_do()
    {
        foreach (var by in new[] { Caq, Regulator, Of(Acme), new Actor("other", Role.WorkingBody) })
        {
            Opened.Refused("not-yours-to-do", "2024-06-17", by, ToCheari);
        }
        Opened.Then("2024-05-06", Caq, new DecideCase(null, "Nothing.", CaseId)).Refused("nothing-to-finish", "2024-06-17", Cnis, ToCheari);
        new CasesGiven().Revoked("2024-05-10").Refused("nothing-to-finish", "2024-06-24", Cnis, ToCheari);
        Opened.Refused("unknown-case", "2024-06-17", Cnis, ToCheari with { Case = "x" });
    }

    [Fact]
    public void The_same_command_twice_records_once() => Opened.ShouldRecordOnce("2024-06-17", Cnis, ToCheari);
}
