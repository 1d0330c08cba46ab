using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

[Trait("Trap", "10"), Trait("Trap", "15")]
public class The_canonical_text_pins_what_is_noticed
{
    private sealed record Sample(decimal Weight, string Name, DateOnly Day, IReadOnlyDictionary<string, int> Places)
    {
        public decimal Computed => Weight * 2;
    }

    [Fact]
    public void Names_are_sorted_decimals_are_texts_and_nothing_computed_is_in_it() =>
        Canonical.Json(new Sample(0.50m, "净化器 <A>", Day("2024-07-01"), new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }))
            .ShouldBe("""{"day":"2024-07-01","name":"净化器 <A>","places":{"a":1,"b":2},"weight":"0.50"}""");

    [Fact]
    public void The_digest_is_sha_256_in_lower_case() =>
        Canonical.Hash(new Dictionary<string, int>()).ShouldBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");

    [Fact]
    public void Any_change_of_content_changes_the_digest()
    {
        Canonical.Hash(Plan()).ShouldBe(Canonical.Hash(Plan()));
        Canonical.Hash(Plan() with { Decimals = 3 }).ShouldNotBe(Canonical.Hash(Plan()));
        Canonical.Hash(Plan() with { Baselines = [Plan().Baselines[0] with { Values = [Plan().Baselines[0].Values[0]] }] })
            .ShouldNotBe(Canonical.Hash(Plan()));
        Canonical.Same(Disclosed(500m), Disclosed(500.0m)).ShouldBeFalse();
        Canonical.Same(null, null).ShouldBeTrue();
        Canonical.Same(Plan(), null).ShouldBeFalse();
    }
}
