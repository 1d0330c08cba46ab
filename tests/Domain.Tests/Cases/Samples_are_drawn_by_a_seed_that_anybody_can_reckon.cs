using System.Security.Cryptography;
using System.Text;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class Samples_are_drawn_by_a_seed_that_anybody_can_reckon
{
    private const string Fans = "2024-fan";
    private static readonly Actor City = new("ecity", Role.LocalAuthority);
    private static readonly AnnounceSamplingPlan Plan = new(
        2024, "Spot checks of leaders", SampledPopulation.Titles, 2, "Bought in shops; GB/T 18801", Enterprises: [Acme, Bolt],
        SamplingPlan: "s-1");
    private static readonly DrawSamples Draw = new(Day("2024-06-03"), "0306172028", "Welfare lottery 2024062", "s-1");

    private static CasesGiven Three => new CasesGiven()
        .Given(new KeyFieldListPublished(
            2024, 1,
            [new("home-appliances", "Home appliances", null, GoalSector.ConsumerGoods, null, "Asked for.", new("a", "b", "c", "d"),
                [new("air-purifier", "Air purifiers", null), new("fan", "Fans", null)])],
            [], [], Day("2024-01-02")))
        .Declared("d-" + Bolt, Bolt, "Q/X 001-2023", "2023-06-01")
        .Evaluation(Fans, 2024, "fan", "2024-01-31", Acme, Bolt).Listed(Fans, "2024-03-20", Acme, Bolt);
    private static CasesGiven Announced => Three.Then("2024-05-06", Supervisor, Plan);
    private static CasesGiven Drawn => Announced.Then("2024-06-03", Supervisor, Draw);

    [Fact, Trait("Rule", "R87"), Trait("Rule", "R111")]
    public void A_plan_is_announced_by_who_supervises_the_market_for_this_year_or_the_next()
    {
        foreach (var by in new[] { Supervisor, City, Regulator })
        {
            Three.When("2024-05-06", by, Plan).ShouldRecord<SamplingPlanAnnounced>().Authority.ShouldBe(by.Subject);
        }
        foreach (var by in new[] { Caq, Cnis, Of(Acme), Anyone }) Three.Refused("not-yours-to-do", "2024-05-06", by, Plan);
        Three.When("2024-05-06", Supervisor, Plan with { Year = 2025 }).Refusal.ShouldBeNull();
        Three.When("2024-05-06", Supervisor, Plan with { Year = 2026 }).Refusal!.Errors.Keys.ShouldBe(["year"]);
        Three.When("2024-05-06", Supervisor, Plan with { Enterprises = null }).Refusal!.Errors.Keys.ShouldBe(["categories"]);
        Three.When("2024-05-06", Supervisor, Plan with { Population = SampledPopulation.Declarations }).Refusal!.Errors.Keys
            .ShouldBe(["categories"]);
        Three.Refused("unknown-title", "2024-05-06", Supervisor, Plan with { Titles = ["x"] });
        Announced.ShouldRecordOnce("2024-05-07", Supervisor, Plan with { SamplingPlan = "s-2" });
        Announced.Refused("sampling-plan-id-taken", "2024-05-07", Supervisor, Plan with { Number = 3 });
    }

    [Fact, Trait("Rule", "R87"), Trait("Rule", "R111")]
    public void The_draw_follows_from_the_seed_alone()
    {
        // what anybody does with sha256sum
        string[] candidates = [TitleId, TitleOf(Fans), TitleOf(Fans, Bolt)];
        foreach (var seed in new[] { "0306172028", "1", "2", "3" })
        {
            var drawn = Announced.When("2024-06-03", Supervisor, Draw with { Seed = seed }).ShouldRecord<SamplesDrawn>();
            drawn.Candidates.ShouldBe(3);
            drawn.Samples.Select(s => s.Subject).ShouldBe(
                candidates.OrderBy(c => Digest256(seed + "\n" + c), StringComparer.Ordinal).Take(2));
            drawn.CandidatesDigest.ShouldBe(
                Digest256("[" + string.Join(',', candidates.Order(StringComparer.Ordinal).Select(c => $"\"{c}\"")) + "]"));
        }
        Announced.ShouldRecordOnce("2024-06-03", Supervisor, Draw);
        Drawn.Refused("samples-drawn-before", "2024-06-04", Supervisor, Draw with { Seed = "1" });
        Announced.Refused("not-yours-to-do", "2024-06-03", City, Draw);
        Three.Refused("unknown-sampling-plan", "2024-06-03", Supervisor, Draw);
    }

    private static string Digest256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [Fact, Trait("Rule", "R111")]
    public void Candidates_meet_all_that_the_plan_names_and_are_in_force_on_the_day()
    {
        Candidates(Plan with { Categories = ["air-purifier"] }).ShouldBe([TitleId]);
        Candidates(Plan with { Enterprises = [Bolt] }).ShouldBe([TitleOf(Fans, Bolt)]);
        Candidates(Plan with { Enterprises = null, Titles = [TitleOf(Fans)] }).ShouldBe([TitleOf(Fans)]);
        Candidates(Plan, g => g.Revoked("2024-05-10")).ShouldNotContain(TitleId);
        Announced.Refused("nothing-to-draw", "2024-06-03", Supervisor, Draw with { AsOf = Day("2024-03-19") });
        Announced.Refused("outside-plan-year", "2024-06-03", Supervisor, Draw with { AsOf = Day("2023-12-31") });
        Announced.When("2024-06-03", Supervisor, Draw with { AsOf = Day("2024-06-04") }).Refusal!.Errors.Keys.ShouldBe(["asOf"]);
    }

    private static IEnumerable<string> Candidates(AnnounceSamplingPlan plan, Func<CasesGiven, CasesGiven>? then = null)
    {
        var given = Three.Then("2024-05-06", Supervisor, plan with { Number = 9 });
        return (then?.Invoke(given) ?? given).When("2024-06-03", Supervisor, Draw).ShouldRecord<SamplesDrawn>().Samples
            .Select(s => s.Subject);
    }

    [Fact, Trait("Rule", "R111")]
    public void Nothing_is_taken_by_hand_without_a_reason()
    {
        var drawn = Drawn.Ledger.SamplingPlan("s-1").Samples;
        var left = new[] { TitleId, TitleOf(Fans), TitleOf(Fans, Bolt) }.Single(t => !drawn.ContainsKey(t));
        Drawn.When("2024-06-10", Supervisor, new AddSample(left, " ", "s-1")).Refusal!.Errors.Keys.ShouldBe(["reason"]);
        Drawn.ShouldRecordOnce("2024-06-10", Supervisor, new AddSample(left, "Named in complaint c-1.", "s-1"));
        var taken = Drawn.Ledger.SamplingPlan("s-1").Samples.Keys.First();
        Drawn.Refused("sample-taken-before", "2024-06-10", Supervisor, new AddSample(taken, "Once more.", "s-1"));
        Drawn.Refused("unknown-title", "2024-06-10", Supervisor, new AddSample("x", "Why not.", "s-1"));
        Drawn.Refused("not-in-force", "2025-09-21", Supervisor, new AddSample(left, "Late.", "s-1"));
    }

    [Fact, Trait("Rule", "R87"), Trait("Rule", "R111")]
    public void What_does_not_conform_goes_with_a_finding_about_its_enterprise()
    {
        var sample = Drawn.Ledger.SamplingPlan("s-1").Samples.Values.First();
        var other = sample.Enterprise == Acme ? Bolt : Acme;
        var given = Drawn
            .Then("2024-06-20", Supervisor, new ReceiveFinding(FindingKind.QualitySupervision, sample.Enterprise, true, "Below.", [Digest],
                Finding: "f-1"))
            .Then("2024-06-20", Supervisor, new ReceiveFinding(FindingKind.QualitySupervision, other, true, "Below.", [Digest],
                Finding: "f-2"));
        var result = new RecordSampleResult(sample.Subject, false, "lab-1, report 7", "f-1", SamplingPlan: "s-1");

        given.When("2024-06-20", Supervisor, result with { Finding = null }).Refusal!.Errors.Keys.ShouldBe(["finding"]);
        given.When("2024-06-20", Supervisor, result with { Conforms = true }).Refusal!.Errors.Keys.ShouldBe(["finding"]);
        given.Refused("unknown-finding", "2024-06-20", Supervisor, result with { Finding = "f-9" });
        given.Refused("finding-of-another-enterprise", "2024-06-20", Supervisor, result with { Finding = "f-2" });
        given.Refused("not-a-sample", "2024-06-20", Supervisor, result with { SubjectId = "x" });
        var recorded = given
            .Then("2024-06-20", Supervisor, result);
        var again = result with { Conforms = true, Finding = null, Laboratory = "lab-2, report 1" };
        recorded.Refused("sample-result-recorded", "2024-06-25", Supervisor, again);
        recorded.When("2024-06-25", Supervisor, again with { Retest = "The enterprise asked for it." }).ShouldRecord<SampleResultRecorded>()
            .Conforms.ShouldBeTrue();
        recorded.When("2024-06-21", Supervisor, result).Facts.ShouldBeEmpty();
    }
}
