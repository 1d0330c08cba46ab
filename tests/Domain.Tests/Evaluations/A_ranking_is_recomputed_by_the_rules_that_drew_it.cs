using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class A_ranking_is_recomputed_by_the_rules_that_drew_it
{
    /// <summary>"At most 900 m³/h": not evaluable by the first rules, laxer than the baseline by today's (Q57).</summary>
    private static readonly EvaluatedValue[] WrongWay = [new("cadr", AtMost(900m, "m³/h"), "4.1"), new("noise", AtMost(50m), "4.2")];

    [Fact, Trait("Trap", "14"), Trait("Rule", "R53")]
    public void A_draft_of_the_time_of_the_first_rules_stays_as_it_is()
    {
        var given = Given(by: RankingMethod.First, recorded: null);
        var drafted = (RankingDrafted)given.Ledger.Facts(Streams.Evaluation(E))[^1];

        drafted.Result.NotEvaluable.ShouldHaveSingleItem().Declaration.ShouldBe(B.Declaration);
        Recomputed.Difference(drafted, given.Ledger).ShouldBeNull();
        Recomputed.Difference(drafted with { Method = RankingMethod.Current }, given.Ledger).ShouldNotBeNull();
    }

    [Fact, Trait("Trap", "14"), Trait("Rule", "R53")]
    public void A_draft_names_the_rules_that_drew_it()
    {
        var given = Given(by: RankingMethod.Current, recorded: RankingMethod.Current);
        var drafted = (RankingDrafted)given.Ledger.Facts(Streams.Evaluation(E))[^1];

        Recomputed.Difference(drafted, given.Ledger).ShouldBeNull();
        Recomputed.Difference(drafted with { Method = null }, given.Ledger).ShouldNotBeNull();
        Noticed(A).Ledger.Evaluation(E).Draft!.Method.ShouldBe(RankingMethod.Current);
    }

    [Fact, Trait("Rule", "R56"), Trait("Rule", "Q57")]
    public void What_is_noticed_by_the_first_rules_and_differs_today_is_not_published_but_noticed_anew()
    {
        var given = Given(by: RankingMethod.First, recorded: null);
        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldBeRefused("content-changed");

        var again = given.When("2024-07-26", Body, new OpenRankingNotice("www.qybzlp.com", E)).ShouldRecord<RankingDrafted>();
        again.Method.ShouldBe(RankingMethod.Current);
        again.Result.Excluded.ShouldContain(x => x.Declaration == B.Declaration && x.Ground == ExclusionGround.NotStricter);
    }

    [Fact, Trait("Rule", "R56")]
    public void What_is_noticed_by_the_first_rules_and_is_the_same_today_is_published()
    {
        var noticed = Noticed(A, C).Ledger;
        var given = Opened(A, C).Evaluated("2024-07-05", A, C).Given([
            .. noticed.Facts(Streams.Evaluation(E)).OfType<RankingDrafted>().Select(d => d with { Method = null }),
            .. noticed.Facts(Streams.Notice(RankingNotice)),
        ]);

        given.When("2024-07-26", Body, new PublishRanking(E)).ShouldRecord<RankingPublished>();
    }

    private static EvaluationsGiven Given(int by, int? recorded)
    {
        var given = Opened(A, B).Evaluated("2024-07-05", A).Given(new IndicatorsEvaluated(E, B.Declaration, WrongWay, Day("2024-07-05")));
        var evaluation = given.Ledger.Evaluation(E);
        var result = Ranking.Draw(evaluation.Plan, evaluation.Pool, evaluation.Values, evaluation.LeftOutOfPool, evaluation.CutOffDay, by);
        var hash = Canonical.Hash(new RankingContent(E, evaluation.PlanId, result));
        var notice = Noticed(A, B).Ledger.Facts(Streams.Notice(RankingNotice)).OfType<NoticeOpened>().Single() with { ContentHash = hash };
        return given.Given(new RankingDrafted(E, 1, result, hash, RankingNotice, "policy-defaults", Day("2024-07-10"), recorded), notice);
    }
}
