using Leader.Api.Tests.Time;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Doors;

[Collection("history")]
public class A_list_is_filtered_by_what_its_rows_carry(HistoryFixture history)
{
    private static readonly string[] Tags = ["enterprise", "category", "cycle", "sector", "body"];

    [Fact]
    public async Task By_no_tag_that_they_have_not_and_by_no_word_that_no_row_can_have()
    {
        foreach (var view in LeaderViews.All)
        {
            foreach (var tag in Tags)
            {
                var carried = await AnyAsync($"select exists(select from {ViewTables.Table(view)} where {tag} is not null)");
                carried.ShouldBe(view.Filters.Contains(tag), $"{view.Name}: {tag}");
            }
            await using var command = history.Database.CreateCommand($"select distinct status from {ViewTables.Table(view)} where status "
                + $"is not null");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) view.Statuses.ShouldContain(reader.GetString(0), view.Name);
        }
    }

    private async Task<bool> AnyAsync(string sql)
    {
        await using var command = history.Database.CreateCommand(sql);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
