using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class Inspections_are_followed_up_until_it_is_put_right
{
    private static readonly Actor City = new("ecity", Role.LocalAuthority), Ministry = new("miit", Role.Department);

    private static readonly RecordInspection OfABody = new(
        InspectedSubject.Organisation, "caq", Day("2024-05-06"), "Many complaints", "The books of complaints", "Two were answered late.",
        "Set up reminders.", Day("2024-05-31"), "i-1");

    private static readonly RecordInspection InOrder = OfABody with { ToPutRight = null, PutRightBy = null };
    private static readonly FollowUpInspection Done = new(true, Day("2024-05-31"), "Reminders are set up.", Inspection: "i-1");
    private static readonly FollowUpInspection NotYet = new(false, Day("2024-05-31"), "Half of them.", Day("2024-06-14"), "i-1");
    private static CasesGiven Inspected => new CasesGiven().Then("2024-05-08", Regulator, OfABody);

    [Fact, Trait("Rule", "R111"), Trait("Rule", "T11"), Trait("Rule", "A3"), Trait("Rule", "A4")]
    public void Departments_local_authorities_and_the_regulator_inspect_bodies_enterprises_and_regions()
    {
        foreach (var by in new[] { Ministry, City, Regulator })
        {
            foreach (var (subject, id) in new[]
            {
                (InspectedSubject.Organisation, "caq"), (InspectedSubject.Organisation, "cnis"), (InspectedSubject.Enterprise, Acme),
                (InspectedSubject.Region, "Fujian"),
            })
            {
                var recorded = new CasesGiven().When("2024-05-08", by, OfABody with { Subject = subject, SubjectId = id })
                    .ShouldRecord<InspectionRecorded>();
                (recorded.Authority, recorded.Subject, recorded.SubjectId).ShouldBe((by.Subject, subject, id));
            }
        }
        foreach (var by in new[] { Caq, Cnis, Supervisor, Buyer, Of(Acme), Anyone })
        {
            new CasesGiven().Refused("not-yours-to-do", "2024-05-08", by, InOrder with { SubjectId = "cheari" });
        }
        new CasesGiven().Refused("unknown-organisation", "2024-05-08", Regulator, OfABody with { SubjectId = "nobody" });
        new CasesGiven().Refused(
            "unknown-enterprise", "2024-05-08", Regulator, OfABody with { Subject = InspectedSubject.Enterprise, SubjectId = "caq" });
        Wrong(OfABody with { SubjectId = "samr" }).ShouldBe(["subjectId"]);
        new CasesGiven().ShouldRecordOnce("2024-05-08", Regulator, OfABody);
        Inspected.Refused("inspection-id-taken", "2024-05-08", Regulator, OfABody with { Found = "Three." });
    }

    [Theory, Trait("Rule", "R111")]
    [InlineData("2024-05-08", "2024-05-09", null)]
    [InlineData("2024-05-09", "2024-05-10", "inspectedOn")]
    [InlineData("2024-05-08", "2024-05-08", "putRightBy")]
    public void Its_day_has_come_and_the_last_day_to_put_it_right_is_behind_it(string on, string by, string? wrong) =>
        Wrong(OfABody with { InspectedOn = Day(on), PutRightBy = Day(by) }).ShouldBe(wrong is null ? [] : [wrong]);

    [Fact, Trait("Rule", "R111")]
    public void What_has_to_be_put_right_has_a_last_day_and_nothing_else_has()
    {
        Wrong(OfABody with { PutRightBy = null }).ShouldBe(["putRightBy"]);
        Wrong(OfABody with { ToPutRight = null }).ShouldBe(["toPutRight"]);
        Wrong(InOrder).ShouldBeEmpty();
        new CasesGiven().Then("2024-05-08", Regulator, InOrder).Refused("nothing-to-put-right", "2024-05-31", Regulator, Done);
    }

    [Fact, Trait("Rule", "R111")]
    public void The_authority_that_inspected_looks_again_until_it_is_put_right()
    {
        Inspected.ShouldRecordOnce("2024-05-31", Regulator, Done);
        foreach (var by in new[] { City, Ministry, Caq }) Inspected.Refused("not-yours-to-do", "2024-05-31", by, Done);
        Inspected.Refused("unknown-inspection", "2024-05-31", Regulator, Done with { Inspection = "i-9" });

        var again = Inspected.Then("2024-05-31", Regulator, NotYet);
        (again.Ledger.Inspection("i-1").PutRightBy, again.Ledger.Inspection("i-1").IsPutRight).ShouldBe((Day("2024-06-14"), false));
        var done = again.Then("2024-06-14", Regulator, Done with { CheckedOn = Day("2024-06-14") });
        (done.Ledger.Inspection("i-1").FollowUps.Count, done.Ledger.Inspection("i-1").IsPutRight).ShouldBe((2, true));
        done.Refused("put-right-before", "2024-06-17", Regulator, NotYet with { CheckedOn = Day("2024-06-17"), PutRightBy = null });
    }

    [Theory, Trait("Rule", "R111")]
    [InlineData("2024-05-06", null)]
    [InlineData("2024-05-05", "checkedOn")]
    [InlineData("2024-05-31", null)]
    [InlineData("2024-06-01", "checkedOn")]
    public void It_looks_not_before_the_inspection_nor_on_a_day_to_come(string checkedOn, string? wrong) =>
        (Inspected.When("2024-05-31", Regulator, Done with { CheckedOn = Day(checkedOn) }).Refusal?.Errors.Keys ?? [])
            .ShouldBe(wrong is null ? [] : [wrong]);

    [Fact, Trait("Rule", "R111")]
    public void Another_last_day_is_for_what_is_not_put_right_and_behind_the_check()
    {
        Inspected.When("2024-05-31", Regulator, Done with { PutRightBy = Day("2024-06-14") }).Refusal!.Errors.Keys.ShouldBe(["putRightBy"]);
        Inspected.When("2024-05-31", Regulator, NotYet with { PutRightBy = NotYet.CheckedOn }).Refusal!.Errors.Keys
            .ShouldBe(["putRightBy"]);
        var kept = Inspected.Then("2024-05-31", Regulator, NotYet with { PutRightBy = null });
        kept.Ledger.Inspection("i-1").PutRightBy.ShouldBe(Day("2024-05-31"));
    }

    private static IEnumerable<string> Wrong(RecordInspection inspection) =>
        new CasesGiven().When("2024-05-08", Regulator, inspection).Refusal?.Errors.Keys ?? [];
}
