using System.Text;
using System.Text.Json;
using Leader.Api.Tests.Contract;
using Leader.Api.Why;
using Leader.Projections.Log;

namespace Leader.Api.Tests.Why;

public class Every_fact_has_words
{
    [Fact]
    public void A_step_is_told_in_both_languages_with_the_clause_that_it_rests_on()
    {
        foreach (var line in File.ReadLines(Path.Combine(
            The_stored_facts_are_the_reviewed_ones.Repository(),
            "tests",
            "Api.Tests",
            "Contract",
            "samples.jsonl")))
        {
            var sample = JsonSerializer.Deserialize<JsonElement>(line);
            var type = sample.GetProperty("type").GetString()!;
            var text = StepTexts.Of(FactTypes.Read(type, Encoding.UTF8.GetBytes(sample.GetProperty("data").GetRawText())));
            text.Clause.ShouldStartWith("Clause ", Shouldly.Case.Sensitive, type);
            text.En.ShouldNotContain(type);
            text.Zh.ShouldContain(c => c >= '\u4e00' && c <= '\u9fff', type);
        }
    }

    /// <summary>Ids lead to what may be read of a thing; everything else that a withheld fact holds is not to be quoted.</summary>
    private static readonly string[] Ids = ["Case", "Complaint", "Title", "Authority"];

    [Fact, Trait("Rule", "Q32"), Trait("Trap", "22")]
    public void What_is_said_of_a_fact_that_is_withheld_quotes_nothing_of_it()
    {
        var withheld = FactTypes.ByName.Values.Where(Domain.Rules.Seals.Withholds).ToArray();
        withheld.Length.ShouldBeGreaterThan(12);
        foreach (var type in withheld)
        {
            var fact = new Contract.Sample().Of(type);
            var said = StepTexts.Withheld(fact);
            foreach (var text in type.GetProperties()
                .Where(p => p.PropertyType == typeof(string) && !Ids.Contains(p.Name))
                .Select(p => (string?)p.GetValue(fact)))
            {
                if (text is not null) (said.En + said.Zh).ShouldNotContain(text, Shouldly.Case.Sensitive, type.Name);
            }
        }
    }
}
