using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Registers;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class What_names_a_category_names_one_that_is_listed
{
    private static Decision Declared(params string[] categories) =>
        Programme().When("2024-02-01", Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2024", Disclosed(categories: categories)));
    private static Decision Promised(string? category) =>
        Programme().When("2024-02-01", Of(Acme), new GiveCommitment("We keep it.", "Chen", category, Acme, "c-1"));

    [Theory, Trait("Rule", "R58"), Trait("Rule", "Q56")]
    [InlineData("air-purifier", true)]
    [InlineData("air-purifer", false)] // would be in no pool, ever
    [InlineData("air-pruifier", false)]
    [InlineData("collaborative-robot", true)] // may come on a list later
    public void A_standard_is_declared_for_a_listed_category_or_for_one_that_is_no_slip_of_the_pen(string category, bool taken)
    {
        if (taken)
        {
            Declared(category).ShouldBeGranted();
        }
        else
        {
            var refused = Declared("water-purifier", category);
            refused.ShouldNotKnow("category");
            refused.Refusal!.Reason.ShouldBe($"No published list of key fields has a category '{category}'; the nearest is "
                + $"'air-purifier'.");
        }
    }

    [Theory, Trait("Rule", "R58"), Trait("Rule", "Q56")]
    [InlineData("air-purifier", true)]
    [InlineData(null, true)]
    [InlineData("air-purifer", false)]
    [InlineData("no-such", false)]
    public void A_commitment_is_for_a_listed_category_or_for_all(string? category, bool taken)
    {
        if (taken) Promised(category).ShouldBeGranted();
        else Promised(category).ShouldNotKnow("category");
    }
}
