using System.Text.Json;

namespace Leader.Api.Tests.Views;

[Collection("api")]
public class A_page_loses_nothing_while_facts_come(ApiFixture api)
{
    [Theory]
    [InlineData("")]
    [InlineData("&sort=number")]
    [InlineData("&sort=-number")]
    public async Task Pages_stand_on_the_position_of_the_first(string sort)
    {
        var by = await api.RegisteredAsync($"91110000PG00000{(sort.Length == 0 ? "01" : sort.Length == 12 ? "02" : "03")}");
        long position = 0;
        foreach (var number in new[] { 500, 300, 400, 700, 600 }) position = await DeclareAsync(number);
        var address = $"/v1/declarations?enterprise={by.Subject}&limit=2{sort}";

        var (seen, next) = (new List<string>(), (string?)$"{address}&minPosition={position}");
        for (var more = 0; next is not null; more++)
        {
            var page = await api.GetAsync(next);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(Number));
            next = page.GetProperty("next").GetString();
            position = await DeclareAsync(301 + more); // within what was read, before it and behind it
            position = await DeclareAsync(100 + more);
            position = await DeclareAsync(900 + more);
        }

        string[] then = ["Q/AB 300-2026", "Q/AB 400-2026", "Q/AB 500-2026", "Q/AB 600-2026", "Q/AB 700-2026"];
        seen.ShouldBe(sort.Contains('-') ? then.Reverse() : then);
        (await api.GetAsync($"{address}&total=exact", position)).GetProperty("total").GetInt32().ShouldBe(14);

        async Task<long> DeclareAsync(int number) => (await api.RecordAsync(
            "/v1/declarations",
            new { enterprise = by.Subject, number = $"Q/AB {number}-2026", disclosure = Asking.Disclosed() },
            by)).Position;

        static string Number(JsonElement d) => d.GetProperty("number").GetString()!;
    }
}
