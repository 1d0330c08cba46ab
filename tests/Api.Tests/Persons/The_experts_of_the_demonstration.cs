using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Persons;

[Collection("history")]
public class The_experts_of_the_demonstration(HistoryFixture history)
{
    [Fact]
    public async Task Are_named_after_the_selection_and_stand_in_no_fact_and_no_row()
    {
        var calls = (await (await history.AskAsync("/v1/calls?limit=1000")).JsonAsync()).GetProperty("items").EnumerateArray().ToArray();

        var experts = calls.SelectMany(c => c.GetProperty("panel").EnumerateArray()).ToArray();
        experts.Length.ShouldBeGreaterThan(20);
        experts.ShouldAllBe(e => e.GetProperty("name").GetString()!.StartsWith("Expert "));
        experts.GroupBy(e => e.GetProperty("name").GetString())
            .ShouldAllBe(g => g.Select(e => e.GetProperty("person").GetString()).Distinct().Count() == 1);
        calls.Where(c => c.GetProperty("stage").GetString() == "open").ShouldAllBe(c => c.GetProperty("panel").GetArrayLength() == 0);
        foreach (var table in new[] { "mt_events", "view_plans", "person" })
        {
            await using var command = history.Database.CreateCommand($"select count(*) from leader.{table} t where t::text like '%专家%'");
            (await command.ExecuteScalarAsync()).ShouldBe(0L, table);
        }
    }
}
