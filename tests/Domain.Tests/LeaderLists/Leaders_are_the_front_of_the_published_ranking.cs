using CsCheck;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Tests.LeaderLists;

public class Leaders_are_the_front_of_the_published_ranking
{
    private static readonly TieBreaker[] ByTopTier = [TieBreaker.MoreTopTierIndicators];

    [Fact, Trait("Rule", "R61"), Trait("Rule", "P11")]
    public void The_contiguous_top_up_to_the_number_and_the_next_group_in_reserve()
    {
        var drawn = Draw(2, [], Entry("a", 1), Entry("b", 2), Entry("c", 3), Entry("d", 3), Entry("e", 5));
        Names(drawn.Leaders).ShouldBe("a b");
        Names(drawn.Reserves).ShouldBe("c d");
        drawn.PassedOver.ShouldBeEmpty();
        drawn.TieNote.ShouldBeNull();
        Names(Draw(9, [], Entry("a", 1), Entry("b", 2)).Leaders).ShouldBe("a b");
    }

    [Fact, Trait("Rule", "R61")]
    public void Whoever_is_passed_over_is_named_with_the_ground_and_the_next_takes_the_place()
    {
        var drawn = LeaderSelection.Draw(
            [Entry("a", 1), Entry("b", 2), Entry("c", 3), Entry("d", 4)],
            2,
            50,
            [],
            e => e.Declaration == "d-a" ? new("barred", "Barred.") : null);
        Names(drawn.Leaders).ShouldBe("b c");
        drawn.PassedOver.ShouldHaveSingleItem().ShouldBe(new LeftOut("a", "d-a", 1, "barred", "Barred."));
    }

    [Theory, Trait("Rule", "Q20")]
    [InlineData(2, 3, 3)]
    [InlineData(2, 4, 1)]
    [InlineData(3, 4, 4)]
    [InlineData(3, 5, 1)]
    public void A_tie_group_over_the_cut_off_enters_whole_within_half_as_many_more_rounded_down_and_otherwise_not_at_all(
        int number,
        int upToPlace2,
        int leaders)
    {
        // One at place 1, all others tied at place 2.
        var drawn = Draw(number, [], [Entry("a", 1), .. Enumerable.Range(1, upToPlace2 - 1).Select(i => Entry($"t{i}", 2))]);
        drawn.Leaders.Count.ShouldBe(leaders);
        drawn.TieNote.ShouldNotBeNull();
        if (leaders == 1) drawn.TieNote.ShouldContain("reduced to 1");
    }

    [Fact, Trait("Rule", "Q20")]
    public void Over_the_cap_the_tie_breakers_of_the_plan_decide_one_after_the_other()
    {
        var tied = new[]
        {
            Entry("a", 1, top: 1, margin: 9m),
            Entry("b", 1, top: 2, margin: 1m),
            Entry("c", 1, top: 1, margin: 8m),
            Entry("d", 1, top: 0),
        };
        Names(Draw(1, ByTopTier, tied).Leaders).ShouldBe("b");
        var two = Draw(2, [TieBreaker.MoreTopTierIndicators, TieBreaker.GreaterMargin], tied);
        Names(two.Leaders).ShouldBe("a b");
        Names(two.Reserves).ShouldBe("c d");
        Names(Draw(1, [TieBreaker.GreaterMargin, TieBreaker.MoreTopTierIndicators], tied).Leaders).ShouldBe("a");
        Names(Draw(1, [TieBreaker.MoreInnovativeIndicators], [.. tied, Entry("e", 1, innovative: 1)]).Leaders).ShouldBe("e");
    }

    [Fact, Trait("Rule", "Q20")]
    public void A_group_that_stays_tied_does_not_enter_and_the_number_is_recorded_as_reduced()
    {
        var tied = new[] { Entry("a", 1, top: 2), Entry("b", 1, top: 1), Entry("c", 1, top: 1), Entry("d", 1, top: 1) };
        var drawn = Draw(2, ByTopTier, tied);
        Names(drawn.Leaders).ShouldBe("a");
        Names(drawn.Reserves).ShouldBe("b c d");
        drawn.TieNote!.ShouldContain("reduced to 1");
        Draw(1, [], tied).Leaders.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q21")]
    public void An_enterprise_with_several_standards_has_one_title_for_the_best_of_them()
    {
        var second = Entry("a", 2) with { Declaration = "d-a2" };
        var drawn = Draw(2, [], Entry("a", 1), second, Entry("b", 3));
        drawn.Leaders.Select(l => l.Declaration).ShouldBe(["d-a", "d-b"]);
        drawn.PassedOver.ShouldHaveSingleItem().Ground.ShouldBe(LeaderSelection.OneTitle);

        var equal = Draw(2, ByTopTier, Entry("a", 1), second with { Place = 1, TopTierIndicators = 3 }, Entry("b", 3));
        equal.Leaders.Select(l => l.Declaration).ShouldBe(["d-a2", "d-b"]);
    }

    [Fact, Trait("Rule", "Q21")]
    public void Where_the_best_standard_is_passed_over_the_next_one_counts()
    {
        var drawn = LeaderSelection.Draw(
            [Entry("a", 1), Entry("a", 2) with { Declaration = "d-a2" }, Entry("b", 3)],
            1,
            50,
            [],
            e => e.Declaration == "d-a" ? new("annulled", "x") : null);
        drawn.Leaders.ShouldHaveSingleItem().Declaration.ShouldBe("d-a2");
    }

    [Fact, Trait("Rule", "Q41")]
    public void Free_places_are_filled_from_the_reserves_whole_by_tie_breakers_or_not_at_all()
    {
        RankedEntry[] two = [Entry("a", 4, top: 1), Entry("b", 4)];
        Names(LeaderSelection.Fill(two, 2, [])).ShouldBe("a b");
        Names(LeaderSelection.Fill(two, 1, ByTopTier)).ShouldBe("a");
        LeaderSelection.Fill(two, 1, []).ShouldBeEmpty();
        LeaderSelection.Fill(two, 0, []).ShouldBeEmpty();
        Names(LeaderSelection.Fill([two[0]], 5, [])).ShouldBe("a");
    }

    // Places by few distinct totals and enterprises with several standards, so that ties and second standards abound.
    private static readonly Gen<RankedEntry[]> GenRanking =
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 8], Gen.Int[0, 1], Gen.Int[0, 1]).Array[0, 14].Select(all =>
        {
            var entries =
                all.Select((x, i) => Entry($"e{x.Item2}", 0, x.Item3, margin: x.Item4) with { Declaration = $"d-{i:00}", Total = x.Item1 })
                    .ToArray();
            return entries.Select(e => e with { Place = 1 + entries.Count(o => o.Total > e.Total) }).OrderBy(e => e.Place).ToArray();
        });

    private static readonly Gen<TieBreaker[]> GenTieBreakers = Gen.Int[0, 3].Select(i => i switch
    {
        0 => Array.Empty<TieBreaker>(),
        1 => ByTopTier,
        2 => [TieBreaker.GreaterMargin],
        _ => [TieBreaker.MoreTopTierIndicators, TieBreaker.GreaterMargin],
    });

    [Fact, Trait("Rule", "R61"), Trait("Rule", "P11")]
    public void Nobody_who_ranks_better_than_a_leader_is_left_out_without_a_ground() =>
        Gen.Select(GenRanking, GenTieBreakers, Gen.Int[1, 8], Gen.Int[0, 8]).Sample((ranking, tieBreakers, number, barred) =>
        {
            var drawn =
                LeaderSelection.Draw(ranking, number, 50, tieBreakers, e => e.Enterprise == $"e{barred}" ? new("barred", "x") : null);
            if (drawn.Leaders.Count == 0) return true;
            var last = drawn.Leaders.Max(l => l.Place);
            var named = drawn.Leaders.Select(l => l.Declaration).Concat(drawn.PassedOver.Select(p => p.Declaration)).ToHashSet();
            return ranking.Where(e => e.Place < last).All(e => named.Contains(e.Declaration))
                && drawn.Leaders.All(l => l.Enterprise != $"e{barred}")
                && drawn.Leaders.Select(l => l.Enterprise).Distinct().Count() == drawn.Leaders.Count
                && !drawn.Leaders.Select(l => l.Declaration).Intersect(drawn.Reserves.Select(r => r.Declaration)).Any()
                && drawn.Reserves.All(r => r.Place >= last);
        });

    [Fact, Trait("Rule", "Q20")]
    public void The_list_stays_within_the_cap_and_exceeds_the_number_only_by_a_whole_tie_group() =>
        Gen.Select(GenRanking, GenTieBreakers, Gen.Int[1, 8], Gen.Int[0, 100]).Sample((ranking, tieBreakers, number, percent) =>
        {
            var drawn = LeaderSelection.Draw(ranking, number, percent, tieBreakers, _ => null);
            if (drawn.Leaders.Count > number + number * percent / 100) return false;
            if (drawn.Leaders.Count <= number) return true;
            var last = drawn.Leaders.Max(l => l.Place);
            return drawn.Leaders.Count(l => l.Place < last) < number
                && drawn.TieNote is not null
                && drawn.Reserves.All(r => r.Place > last);
        });

    [Fact, Trait("Rule", "Q20")]
    public void Nobody_is_listed_before_an_equal_one() =>
        Gen.Select(GenRanking, GenTieBreakers, Gen.Int[1, 8]).Sample((ranking, tieBreakers, number) =>
        {
            var drawn = LeaderSelection.Draw(ranking, number, 50, tieBreakers, _ => null);
            var by = ranking.ToDictionary(e => e.Declaration);
            (int, int, decimal) Key(LeaderEntry l) =>
                (l.Place, tieBreakers.Contains(TieBreaker.MoreTopTierIndicators) ? by[l.Declaration].TopTierIndicators : 0,
                    tieBreakers.Contains(TieBreaker.GreaterMargin) ? by[l.Declaration].MarginTotal : 0);
            return !drawn.Leaders.Select(Key).Intersect(drawn.Reserves.Select(Key)).Any();
        });

    [Fact, Trait("Trap", "15")]
    public void Any_order_of_the_entries_gives_the_same_list() =>
        Gen.Select(GenRanking, GenTieBreakers, Gen.Int[1, 8]).SelectMany((r, t, n) => Gen.Shuffle(r).Select(s => (r, t, n, s)))
            .Sample((ranking, tieBreakers, number, shuffled) =>
                Canonical.Json(LeaderSelection.Draw(ranking, number, 50, tieBreakers, _ => null))
                    == Canonical.Json(LeaderSelection.Draw(shuffled, number, 50, tieBreakers, _ => null)));

    private static LeaderSelectionResult Draw(int number, TieBreaker[] tieBreakers, params RankedEntry[] entries) =>
        LeaderSelection.Draw(entries, number, 50, tieBreakers, _ => null);

    private static RankedEntry Entry(string enterprise, int place, int top = 0, int innovative = 0, decimal margin = 0) =>
        new(
            place, place, $"d-{enterprise}", 1, enterprise, $"{enterprise} Company", $"Q/{enterprise}", 100 - place, top, innovative,
            margin, []);

    private static string Names(IEnumerable<LeaderEntry> entries) => string.Join(" ", entries.Select(e => e.Enterprise));
}
