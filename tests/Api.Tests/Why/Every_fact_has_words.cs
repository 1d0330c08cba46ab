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
        foreach (var line in File.ReadLines(Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "tests", "Api.Tests", "Contract", "samples.jsonl")))
        {
            var sample = JsonSerializer.Deserialize<JsonElement>(line);
            var type = sample.GetProperty("type").GetString()!;
            var text = StepTexts.Of(FactTypes.Read(type, Encoding.UTF8.GetBytes(sample.GetProperty("data").GetRawText())));
            text.Clause.ShouldStartWith("Clause ", Case.Sensitive, type);
            text.En.ShouldNotContain(type);
            text.Zh.ShouldContain(c => c >= '\u4e00' && c <= '\u9fff', type);
        }
    }
}
