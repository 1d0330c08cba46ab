using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Tests.LeaderLists;

/// <summary>Lists keep it as one sentence (Q20): whatever is written is read back, word for word as it was recorded before.</summary>
public class A_tie_is_written_and_read_in_one_place
{
    public static TheoryData<Tie, string> Ties => new()
    {
        { new(3, 3, 2, 4, 5, [TieBreaker.GreaterMargin], 3, null),
            "3 share place 3 and 2 of 4 places are left; all enter, as the list stays within the cap of 5." },
        { new(3, 3, 2, 4, null, [TieBreaker.MoreTopTierIndicators, TieBreaker.GreaterMargin], 2, null),
            "3 share place 3 and 2 of 4 places are left; 2 enter by MoreTopTierIndicators, then GreaterMargin." },
        { new(3, 3, 2, 4, null, [TieBreaker.GreaterMargin], 0, 2),
            "3 share place 3 and 2 of 4 places are left; by GreaterMargin the tie stays: 0 of them enter, and the number is reduced to 2."
        },
        { new(3, 3, 2, 4, null, [], 0, 2),
            "3 share place 3 and 2 of 4 places are left; the plan has no tie-breaker: 0 of them enter, and the number is reduced to 2." },
    };

    [Theory, Trait("Rule", "Q20")]
    [MemberData(nameof(Ties))]
    public void In_every_way_that_it_is_settled(Tie tie, string written)
    {
        tie.Written.ShouldBe(written);
        var read = Tie.Read(written).ShouldNotBeNull();
        read.By.ShouldBe(tie.Cap is null ? tie.By : []); // where all enter, no rule was asked
        (read.Tied, read.Place, read.Room, read.Number, read.Cap, read.Reduced)
            .ShouldBe((tie.Tied, tie.Place, tie.Room, tie.Number, tie.Cap, tie.Reduced));
        read.Enter.ShouldBe(tie.Enter);
    }

    [Fact]
    public void What_is_no_such_sentence_is_none() =>
        (Tie.Read("Something else."), Tie.Read("3 share place 3 and 2 of 4 places are left; 2 enter by lot.")).ShouldBe((null, null));
}
