using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests.EvaluationPlans;

public class An_impossible_promise_does_not_lead
{
    private static readonly PossibleValues Share = new(Share: true);

    [Theory, Trait("Rule", "Q63")]
    [InlineData(Operator.AtLeast, 100, null, "%", true)]
    [InlineData(Operator.AtLeast, 100.1, null, "%", false)]
    [InlineData(Operator.MoreThan, 100, null, "%", false)] // nothing is left
    [InlineData(Operator.MoreThan, 99.9, null, "%", true)]
    [InlineData(Operator.AtMost, 0, null, "%", true)]
    [InlineData(Operator.LessThan, 0, null, "%", false)]
    [InlineData(Operator.AtLeast, -0.1, null, "%", false)]
    [InlineData(Operator.AtMost, 100.1, null, "%", false)]
    [InlineData(Operator.Within, 0, 100.0, "%", true)]
    [InlineData(Operator.Within, 99, 101.0, "%", false)]
    [InlineData(Operator.AtLeast, 1.003, null, "ratio", false)]
    [InlineData(Operator.AtLeast, 1, null, "ratio", true)]
    [InlineData(Operator.AtLeast, 1003, null, "‰", false)]
    [InlineData(Operator.AtLeast, 300, null, "dB", true)] // cannot be compared: not evaluable, which is another matter
    public void A_share_lies_from_0_to_the_whole(Operator @operator, double value, double? upper, string unit, bool possible) =>
        Share.Admits(new(@operator, (decimal)value, (decimal?)upper, unit), "%").ShouldBe(possible);

    [Fact, Trait("Rule", "Q63")]
    public void A_percentage_is_no_share_unless_the_plan_says_so()
    {
        new PossibleValues(Lowest: 0m).Admits(new(Operator.AtLeast, 300m, null, "%"), "%").ShouldBeTrue();
        new PossibleValues(Lowest: 0m).Admits(new(Operator.AtLeast, -1m, null, "%"), "%").ShouldBeFalse();
        new PossibleValues(Highest: 14m).Admits(new(Operator.Within, 6m, 14.1m, "pH"), "pH").ShouldBeFalse();
        new PossibleValues(Highest: 60m, Share: true).Admits(new(Operator.AtLeast, 61m, null, "%"), "%").ShouldBeFalse();
        (Share.Text("%"), Share.Text("ratio"), new PossibleValues(0m, 14m).Text("pH"), new PossibleValues(Highest: 5m).Text("h"))
            .ShouldBe(("from 0 to 100 %", "from 0 to 1 ratio", "from 0 to 14 pH", "at most 5 h"));
    }

    [Theory, Trait("Rule", "Q63"), Trait("Rule", "R31")]
    [InlineData(100.3, "impossible-value")]
    [InlineData(100, null)]
    public void A_declaration_of_what_cannot_be_is_refused_with_the_range(double value, string? refused)
    {
        var decision = OfficialWith(Share).When(
            "2024-06-10",
            Of(Acme),
            new DeclareStandard(Acme, "Q/ACME 001-2024", Promising((decimal)value)));
        if (refused is null)
        {
            decision.ShouldRecord<StandardDeclared>();
        }
        else
        {
            decision.ShouldBeRefused(refused);
            decision.Refusal!.Reason.ShouldContain("≥ 100.3 %");
            decision.Refusal.Reason.ShouldContain("from 0 to 100 %");
            decision.Refusal.Reason.ShouldContain(CaqPlan);
        }
    }

    [Fact, Trait("Rule", "Q63")]
    public void Nor_is_one_revised_to_it()
    {
        var given = OfficialWith(Share).Then("2024-06-10", Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2024", Promising(99m)));
        given.When("2024-06-11", Of(Acme), new ReviseDeclaration(Promising(101m), DeclarationId(Acme, "Q/ACME 001-2024")))
            .ShouldBeRefused("impossible-value");
        given.When("2024-06-11", Of(Acme), new ReviseDeclaration(Promising(99.5m), DeclarationId(Acme, "Q/ACME 001-2024")))
            .ShouldRecord<DeclarationRevised>();
    }

    [Theory, Trait("Rule", "Q63")]
    [InlineData("2024-05-13")] // not official yet
    [InlineData("2027-01-01")] // of a cycle long gone
    public void Where_no_plan_says_it_the_declaration_is_taken(string on) =>
        OfficialWith(Share, until: on).When(on, Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2024", Promising(100.3m)))
            .ShouldRecord<StandardDeclared>();

    [Fact, Trait("Rule", "Q63"), Trait("Rule", "R53")]
    public void And_excluded_when_the_plan_comes_later_instead_of_ranked_first()
    {
        var plan = With(Share);
        Candidate Candidate(string id) => new(id, 1, $"E-{id}", $"Company {id}", $"Q/{id}");
        EvaluatedValue[] Sheet(decimal kept) =>
        [
            new("cadr", new(Operator.AtLeast, 500m, null, "m³/h"), "1"),
            new("noise", new(Operator.AtMost, 50m, null, "dB(A)"), "2"),
            new("kept", new(Operator.AtLeast, kept, null, "%"), "3"),
        ];
        var values = System.Collections.Immutable.ImmutableDictionary.CreateRange([
            KeyValuePair.Create("x", System.Collections.Immutable.ImmutableList.Create(Sheet(100.3m))),
            KeyValuePair.Create("y", System.Collections.Immutable.ImmutableList.Create(Sheet(100m))),
        ]);

        var result = Ranking.Draw(plan, [Candidate("x"), Candidate("y")], values, [], Day("2024-07-01"));

        result.Entries.ShouldHaveSingleItem().Declaration.ShouldBe("y");
        var out_ = result.Excluded.ShouldHaveSingleItem();
        (out_.Declaration, out_.Ground).ShouldBe(("x", ExclusionGround.ImpossibleValue));
        out_.Detail.ShouldBe("Air still clean: ≥ 100.3 % cannot be; by the plan the value is from 0 to 100 %.");
        Ranking.Draw(With(null), [Candidate("x"), Candidate("y")], values, [], Day("2024-07-01")).Entries.Count.ShouldBe(2);
    }

    [Fact, Trait("Rule", "Q63")]
    public void A_plan_asks_for_nothing_impossible_itself()
    {
        Decision Of(PlanIndicator kept, params Baseline[] more) =>
            CallOpen().When("2024-02-20", Caq, new SubmitPlan(
                With(null) with { Indicators = [.. Plan().Indicators, kept], Baselines = [.. Plan().Baselines, .. more] },
                Undertaking,
                "caq",
                CallId));
        Of(Kept(Share)).ShouldRecord<PlanSubmitted>();
        Of(Kept(new(5m, 4m))).ShouldBeMalformed("plan.indicators[3].possible");
        Of(Kept(new())).ShouldBeMalformed("plan.indicators[3].possible");
        Of(Kept(Share) with { Unit = "m³/h" }).ShouldBeMalformed("plan.indicators[3].possible.share");
        Of(Kept(Share) with { Unit = "" }).ShouldBeMalformed("plan.indicators[3].possible", "plan.indicators[3].possible.share");
        Of(Kept(Share) with { Scale = [new(101m, 10m)] }).ShouldBeMalformed("plan.indicators[3].scale");
        CallOpen().When("2024-02-20", Caq, new SubmitPlan(Plan() with
        {
            Indicators =
            [
                Plan().Indicators[0] with { Possible = new(Highest: 250m), Scale = [new(200m, 10m)] },
                .. Plan().Indicators.Skip(1),
            ],
        }, Undertaking, "caq", CallId)).ShouldBeMalformed("plan.baselines[0].values[0].limit");
    }

    [Fact, Trait("Rule", "Q13")]
    public void A_plan_that_says_nothing_of_it_has_the_text_that_it_always_had() => Canonical.Json(Plan()).ShouldNotContain("possible");

    private static PlanIndicator Kept(PossibleValues? possible) =>
        new("kept", "Air still clean", null, IndicatorClass.Innovative, null, Direction.HigherIsBetter, "%", 0m, "x", [])
        {
            Possible = possible,
        };

    private static EvaluationPlan With(PossibleValues? possible) => Plan() with { Indicators = [.. Plan().Indicators, Kept(possible)] };

    private static Disclosure Promising(decimal kept) => Disclosed() with
    {
        Indicators =
        [
            .. Disclosed().Indicators,
            new("kept", "Air still clean", DisclosedKind.Performance, null, new(Operator.AtLeast, kept, null, "%"), "x", "4.3"),
        ],
    };

    private static PlansGiven OfficialWith(PossibleValues possible, string until = "2024-06-10")
    {
        var given = CallOpen()
            .Then("2024-02-20", Caq, new SubmitPlan(With(possible), Undertaking, "caq", CallId))
            .Then("2024-02-25", Cnis, new FormExpertPanel(Panel, CallId))
            .Then("2024-03-05", Expert1, new ReviewPlan(90m, "Clear scale.", null, CaqPlan))
            .Then("2024-04-30", Cnis, new SelectPlan(new Dictionary<string, string> { [CaqPlan] = "Best." }, CaqPlan));
        return Day(until) < Day("2024-05-14") ? given : given.Then("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan));
    }
}
