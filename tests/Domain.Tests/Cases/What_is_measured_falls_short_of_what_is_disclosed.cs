using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class What_is_measured_falls_short_of_what_is_disclosed
{
    private static CasesGiven Opened => new CasesGiven().Opened("2024-04-30");
    private static Limit Exactly(decimal value, string unit = "m³/h") => new(Operator.Exactly, value, null, unit);
    private static StateFacts Measuring(Limit measured, string indicator = "cadr") =>
        Statement() with { Shortfall = new(indicator, measured, "report 117") };

    /// <summary>At least 500 m³/h is disclosed.</summary>
    public static TheoryData<Limit, string?> Values => new()
    {
        { Exactly(499.9m), null },
        { Exactly(500m), "no-shortfall" },
        { Exactly(3_100m), "no-shortfall" },
        { Exactly(138.8m, "L/s"), null }, // 499.68 m³/h
        { Exactly(138.9m, "L/s"), "no-shortfall" }, // 500.04 m³/h
        { new(Operator.Within, 480m, 520m, "m³/h"), null }, // of several samples the worst counts
        { new(Operator.Within, 500m, 520m, "m³/h"), "no-shortfall" },
        { Exactly(40m, "dB(A)"), "measured-in-another-unit" },
    };

    [Theory, Trait("Rule", "R69"), MemberData(nameof(Values))]
    public void It_is_a_number_that_does_not_reach_the_disclosed_one(Limit measured, string? code) =>
        Opened.When("2024-04-30", Caq, Measuring(measured)).Refusal?.Code.ShouldBe(code);

    [Theory, Trait("Rule", "R69")]
    [InlineData(Operator.AtMost, 15, 15, false)]
    [InlineData(Operator.AtMost, 15, 15.1, true)]
    [InlineData(Operator.LessThan, 15, 15, true)]
    [InlineData(Operator.MoreThan, 15, 15, true)]
    [InlineData(Operator.Exactly, 15, 15, false)]
    [InlineData(Operator.Exactly, 15, 14.9, true)]
    public void Each_promise_is_broken_by_what_it_does_not_let_pass(Operator promise, double promised, double measured, bool falls) =>
        Strictness.FallsShort(
            new(Operator.Exactly, (decimal)measured, null, "%"),
            new(promise, (decimal)promised, null, "%"),
            ComparisonMethod.FullValue).ShouldBe(falls);

    [Fact, Trait("Rule", "R69")]
    public void Rounded_values_are_held_against_the_places_of_the_promise() =>
        new[] { 480.4m, 480.6m }.Select(v =>
            Strictness.FallsShort(Exactly(v), new(Operator.AtLeast, 481m, null, "m³/h"), ComparisonMethod.RoundedValue))
            .ShouldBe([true, false]);

    [Fact, Trait("Rule", "R69")]
    public void What_was_disclosed_is_taken_from_the_declaration_and_typed_by_nobody() =>
        Opened.When("2024-04-30", Caq, Measuring(Exactly(310m))).ShouldRecord<FactsStated>().Shortfall.ShouldBe(
            new MeasuredShortfall(
                "cadr", "≥ 500 m³/h", "310 m³/h", "report 117", new(Operator.AtLeast, 500, null, "m³/h"), Exactly(310m), "d-1", 1, "5.1"));

    [Fact, Trait("Rule", "R69")]
    public void Words_and_limits_are_no_measurement()
    {
        foreach (var measured in new[] { new Limit(Operator.AtLeast, 310m, null, "m³/h"), Exactly(310m, "furlong"), null! })
        {
            Opened.When("2024-04-30", Caq, Measuring(measured)).Refusal!.Errors.Keys.ShouldBe(["shortfall.measured"]);
        }
    }

    // Digests that nobody had deposited carried a revocation.

    private static readonly string Unknown = new('e', 64);

    [Fact, Trait("Rule", "R96")]
    public void A_file_is_deposited_by_who_names_it_before_it_is_named()
    {
        var facts = Statement() with { Evidence = [Unknown] };
        Opened.Refused("evidence-not-deposited", "2024-04-30", Caq, facts);
        // nobody learns what others deposited
        Opened.Given(Deposited(Unknown, Tester)).Refused("evidence-not-deposited", "2024-04-30", Caq, facts);
        Opened.Given(Deposited(Unknown, Caq)).Then("2024-04-30", Caq, facts)
            .Then("2024-05-06", Of(Acme), new FileDefence("Their file shows it.", [Unknown], Case: CaseId)); // it is in the case already
        Opened.Given(Deposited(Unknown, Caq), new EvidenceErased(Unknown, "art. 47", "x", Day("2024-04-30")))
            .Refused("evidence-not-deposited", "2024-04-30", Caq, facts);
    }

    [Fact, Trait("Rule", "R96")]
    public void Or_it_is_said_why_it_cannot_be()
    {
        var facts = Statement() with
        {
            Evidence = [Unknown],
            NotDeposited = new Dictionary<string, string> { [Unknown] = "The laboratory keeps the samples." },
        };
        Opened.When("2024-04-30", Caq, facts)
            .ShouldRecord<FactsStated>().NotDeposited![Unknown]
            .ShouldBe("The laboratory keeps the samples.");
        Opened.When(
            "2024-04-30",
            Caq,
            facts with { NotDeposited = new Dictionary<string, string> { [Unknown] = " " } }).Refusal!.Errors.Keys
            .ShouldBe([$"notDeposited.{Unknown}"]);
        Opened.When("2024-04-30", Caq, facts with { Evidence = [Digest] }).Refusal!.Errors.Keys.ShouldBe([$"notDeposited.{Unknown}"]);
    }

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public void Of_who_complains_without_a_token_it_is_not_asked_so_that_no_answer_tells_of_anybody() =>
        new CasesGiven().When("2024-05-06", Anyone, Complain() with { Evidence = [Unknown] }).Refusal.ShouldBeNull();
}
