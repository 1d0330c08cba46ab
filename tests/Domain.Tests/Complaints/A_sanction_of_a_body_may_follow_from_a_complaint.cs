using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Tests.Cases;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Complaints;

public class A_sanction_of_a_body_may_follow_from_a_complaint
{
    private static readonly DisqualifyBody Disqualified = new("fees", "It took fees from two enterprises.", "caq", "c-1");
    private static readonly RecordFee Fee = new(Purifiers, Acme, "It asked 20,000 yuan.", [Digest], "caq", Complaint: "c-1");

    private static CasesGiven Accepted(ComplaintSubject subject, string id) => new CasesGiven()
        .Given(new PlanCallOpened(
            Purifiers, 2024, "air-purifier", "appliances", "cnis", 1, Day("2024-01-31"), "Open.", Day("2024-01-02")))
        .Then("2024-04-30", Anyone, Complain(ground: ComplaintGround.FeeCharged) with { Subject = subject, SubjectId = id })
        .Then("2024-05-06", Regulator, new AcceptComplaint(true, Complaint: "c-1"));

    private static CasesGiven Concluded(
        ComplaintOutcome outcome,
        ComplaintSubject subject = ComplaintSubject.EvaluationBody,
        string id = "caq") =>
        Accepted(subject, id).Then("2024-05-10", Regulator, new ConcludeComplaint(outcome, "The accounts were looked at.", "c-1"));

    [Theory, Trait("Rule", "Q36"), Trait("Rule", "R45")]
    [InlineData(ComplaintOutcome.Upheld, null)]
    [InlineData(ComplaintOutcome.PartlyUpheld, null)]
    [InlineData(ComplaintOutcome.NotUpheld, "complaint-not-upheld")]
    public void It_names_a_complaint_that_was_found_right_at_least_in_part(ComplaintOutcome outcome, string? code)
    {
        foreach (var sanction in new ICommand[] { Disqualified, Fee })
        {
            var decision = Concluded(outcome).When("2024-05-13", Regulator, sanction);
            decision.Refusal?.Code.ShouldBe(code);
            (decision.Refusal is null).ShouldBe(code is null);
        }
    }

    [Fact, Trait("Rule", "Q36")]
    public void The_fact_keeps_the_complaint_and_one_without_it_is_as_before()
    {
        var given = Concluded(ComplaintOutcome.Upheld);
        given.When("2024-05-13", Regulator, Disqualified).ShouldRecord<BodyDisqualified>().Complaint.ShouldBe("c-1");
        given.When("2024-05-13", Regulator, Disqualified with { Complaint = null }).ShouldRecord<BodyDisqualified>()
            .Complaint.ShouldBeNull();
        given.When("2024-05-13", Regulator, Fee).ShouldRecord<FeeRecorded>().Complaint.ShouldBe("c-1");
        given.ShouldRecordOnce("2024-05-13", Regulator, Disqualified);
        given.ShouldRecordOnce("2024-05-13", Regulator, Fee);
    }

    [Fact, Trait("Rule", "Q36")]
    public void Nothing_follows_before_the_complaint_is_concluded_or_from_one_about_another()
    {
        Accepted(ComplaintSubject.EvaluationBody, "caq").Refused("complaint-not-upheld", "2024-05-09", Regulator, Disqualified);
        Concluded(ComplaintOutcome.Upheld, id: "cheari").Refused("complaint-about-another", "2024-05-13", Regulator, Disqualified);
        Concluded(ComplaintOutcome.Upheld).Refused("unknown-complaint", "2024-05-13", Regulator, Disqualified with { Complaint = "c-2" });
    }

    [Fact, Trait("Rule", "Q36"), Trait("Rule", "R97")]
    public void A_complaint_about_its_ranking_or_a_title_that_it_awarded_is_about_the_body_too()
    {
        foreach (var (subject, id) in new[] { (ComplaintSubject.Ranking, Purifiers), (ComplaintSubject.Title, TitleId) })
        {
            var given = Concluded(ComplaintOutcome.Upheld, subject, id);
            given.When("2024-05-13", Regulator, Disqualified).ShouldRecord<BodyDisqualified>().Complaint.ShouldBe("c-1");
            given.Refused("complaint-about-another", "2024-05-13", Regulator, Disqualified with { Organisation = "cheari" });
        }
    }
}
