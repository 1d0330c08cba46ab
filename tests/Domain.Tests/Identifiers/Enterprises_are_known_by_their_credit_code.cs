using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Identifiers;

public class Enterprises_are_known_by_their_credit_code
{
    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("91350200MA2YJ1XR9G")]
    [InlineData("91350200776049653A")]
    [InlineData("91440101MA5CJQ4N59")]
    [InlineData("91110000802100433B")]
    [InlineData("9144030071526726XG")]
    public void The_check_character_follows_from_the_seventeen_before_it(string code)
    {
        CreditCode.TryParse(code, out var normalised).ShouldBeTrue();
        normalised.ShouldBe(code);
        CreditCode.CheckCharacterHolds(code).ShouldBeTrue();
    }

    [Theory]
    [InlineData("91350100M0001TGQXM", '1')]
    [InlineData("91350211M0000XUF46", 'R')]
    [InlineData("91350203M0001FUE2P", 'J')]
    [InlineData("91350203M0001QAY9B", '9')]
    public void Codes_of_the_pilot_era_are_read_though_their_check_fails(string code, char computed)
    {
        CreditCode.TryParse(code, out _).ShouldBeTrue();
        CreditCode.CheckCharacterHolds(code).ShouldBeFalse();
        CreditCode.CheckCharacter(code.AsSpan(0, 17)).ShouldBe(computed);
    }

    [Theory]
    [Trait("Trap", "5")]
    [InlineData("91350100m000100y43")]
    [InlineData("  91350100M000100Y43\t")]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３")]
    [InlineData("　９１３５０１００ｍ０００１００ｙ４３　")]
    public void However_it_is_typed_it_is_one_code(string typed)
    {
        CreditCode.TryParse(typed, out var normalised).ShouldBeTrue();
        normalised.ShouldBe("91350100M000100Y43");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("91350100M000100Y4")]
    [InlineData("91350100M000100Y433")]
    [InlineData("91350100I000100Y43")] // I, O, S, V and Z do not occur
    [InlineData("91350100O000100Y43")]
    [InlineData("91350100S000100Y43")]
    [InlineData("91350100V000100Y43")]
    [InlineData("91350100Z000100Y43")]
    [InlineData("91350100 M000100Y43")]
    [InlineData("91350100М000100Y43")] // a Cyrillic М
    public void A_wrong_length_or_letter_is_no_code(string? typed)
    {
        CreditCode.TryParse(typed, out var normalised).ShouldBeFalse();
        normalised.ShouldBe("");
    }

    [Fact]
    public void A_single_wrong_character_is_always_noticed() =>
        Gen.Select(Gen.Char[CreditCode.Alphabet].Array[17], Gen.Int[0, 16], Gen.Int[1, 30]).Sample((first, at, shift) =>
        {
            var code = new string(first) + CreditCode.CheckCharacter(first);
            var wrong = code.ToCharArray();
            wrong[at] = CreditCode.Alphabet[(CreditCode.Alphabet.IndexOf(code[at]) + shift) % 31];
            return CreditCode.CheckCharacterHolds(code) && !CreditCode.CheckCharacterHolds(new string(wrong));
        });

    [Theory]
    [Trait("Rule", "Q43")]
    [InlineData("5493001KJTIIGC8Y1R12", true)]
    [InlineData("5493001kjtiigc8y1r12", true)]
    [InlineData("5493001KJTIIGC8Y1R13", false)]
    [InlineData("5493001KJTIIGC8Y1R1", false)]
    [InlineData("91350100M000100Y43", false)]
    [InlineData(null, false)]
    public void Foreign_enterprises_are_known_by_their_LEI(string? typed, bool valid)
    {
        Lei.TryParse(typed, out var normalised).ShouldBe(valid);
        normalised.ShouldBe(valid ? "5493001KJTIIGC8Y1R12" : "");
    }
}
