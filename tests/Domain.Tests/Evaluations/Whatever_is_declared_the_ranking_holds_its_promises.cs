using CsCheck;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.Evaluations.The_ranking_is_drawn_by_the_plan;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class Whatever_is_declared_the_ranking_holds_its_promises
{
    // Around the baselines (300, 66) and the steps, so that every gate, tier and tie comes up.
    private static readonly decimal?[] Cadr = [null, 298m, 299m, 300m, 301m, 302m, 400m, 500m, 600m, 700m];
    private static readonly decimal?[] Noise = [null, 68m, 67m, 66m, 65m, 64m, 61m, 58m, 55m, 50m];
    private static readonly Gen<EvaluatedValue[]> GenValues = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (c, n) => Stated(Cadr[c], Noise[n]));

    private static readonly Gen<(string Id, EvaluatedValue[] Values)[]> GenPool =
        GenValues.Array[0, 12].Select(all => all.Select((v, i) => ($"d-{i:00}", v)).ToArray());

    private static readonly Gen<EvaluationPlan> GenPlan =
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 2], (single, all, decimals) =>
            (single ? OneIndicator : Plan) with
            {
                Gate = all ? StricterRule.AllStricter : StricterRule.AtLeastOneStricter,
                Decimals = decimals,
            });

    [Fact, Trait("Rule", "R58")]
    public void Everyone_in_the_pool_is_in_exactly_one_of_the_three_lists() =>
        Gen.Select(GenPlan, GenPool).Sample((plan, pool) =>
        {
            var result = Draw(plan, pool);
            return result.Entries.Select(e => e.Declaration)
                .Concat(result.Excluded.Select(e => e.Declaration))
                .Concat(result.NotEvaluable.Select(e => e.Declaration))
                .Order(StringComparer.Ordinal).SequenceEqual(pool.Select(p => p.Id));
        });

    [Fact, Trait("Rule", "R53"), Trait("Trap", "15")]
    public void Any_permutation_of_the_input_gives_the_same_result_digit_for_digit() =>
        Gen.Select(GenPlan, GenPool).SelectMany((plan, pool) => Gen.Shuffle(pool).Select(shuffled => (plan, pool, shuffled)))
            .Sample((plan, pool, shuffled) => Canonical.Json(Draw(plan, pool)) == Canonical.Json(Draw(plan, shuffled)));

    [Fact, Trait("Rule", "Q19")]
    public void A_place_is_one_more_than_the_number_of_those_who_are_better_and_a_tier_is_a_place() =>
        Gen.Select(GenPlan, GenPool).Sample((plan, pool) =>
        {
            var entries = Draw(plan, pool).Entries;
            return entries.All(e => e.Place == 1 + entries.Count(o => o.Place < e.Place))
                && entries.All(e => entries.All(o => (e.Place == o.Place) == (e.Tier == o.Tier)))
                && entries.All(e =>
                    entries.All(o => plan.Form == RankingForm.SingleIndicator || e.Total.CompareTo(o.Total) == o.Place.CompareTo(e.Place)))
                && entries.Zip(entries.Skip(1)).All(p => p.First.Place <= p.Second.Place);
        });

    [Fact, Trait("Rule", "R54"), Trait("Rule", "P4")]
    public void Nobody_is_in_the_order_who_is_laxer_anywhere_or_stricter_nowhere() =>
        Gen.Select(GenPlan, GenPool).Sample((plan, pool) => Draw(plan, pool).Entries.All(e =>
            e.Results.All(r => r.Verdict is Verdict.Equal or Verdict.Stricter) && e.Results.Any(r => r.Verdict == Verdict.Stricter)
            && (plan.Gate == StricterRule.AtLeastOneStricter || e.Results.All(r => r.Verdict == Verdict.Stricter))));

    [Fact, Trait("Rule", "R53")]
    public void A_better_value_never_gets_a_worse_place() =>
        Gen.Select(GenPlan, GenPool, Gen.Int[0, 11], Gen.Int[0, 200], Gen.Int[0, 20]).Sample((plan, pool, index, more, less) =>
        {
            if (pool.Length == 0) return true;
            var (id, values) = pool[index % pool.Length];
            var better = pool.Select(p => p.Id == id
                ? (
                    id,
                    values.Select(v =>
                        v with { Limit = v.Limit with { Value = v.Indicator == "cadr" ? v.Limit.Value + more : v.Limit.Value - less } })
                        .ToArray())
                : p)
                .ToArray();
            var before = Draw(plan, pool).Entries.FirstOrDefault(e => e.Declaration == id);
            var after = Draw(plan, better).Entries.FirstOrDefault(e => e.Declaration == id);
            return before is null || (after is not null && after.Place <= before.Place);
        });

    [Fact, Trait("Rule", "R73")]
    public void Taking_one_out_moves_nobody_back() =>
        Gen.Select(GenPlan, GenPool, Gen.Int[0, 11]).Sample((plan, pool, index) =>
        {
            if (pool.Length == 0) return true;
            var gone = pool[index % pool.Length].Id;
            var before = Draw(plan, pool).Entries.ToDictionary(e => e.Declaration, e => e.Place);
            return Draw(plan, [.. pool.Where(p => p.Id != gone)]).Entries.All(e => e.Place <= before[e.Declaration]);
        });
}
