using System.Net;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Doors;

/// <summary>That nothing is read for an answer that is kept is seen by what was changed behind the program's back.</summary>
public class Answers_at_fixed_clocks_are_kept(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Until_the_views_are_made_anew()
    {
        var by = await api.RegisteredAsync("91350100M000100Y4", "晨风");
        var now = $"/v1/enterprises/{by.Subject}";
        await api.GetAsync(now, minPosition: 1);
        var newest = await api.GetAsync(now);
        var pinned = $"{now}?asOf={newest.GetProperty("asOf").GetString()}&position={newest.GetProperty("position").GetInt64()}";
        var table = ViewTables.Table(LeaderViews.Enterprises);
        using var first = await api.Http.GetAsync(pinned);
        var kept = await first.Content.ReadAsStringAsync();
        kept.ShouldContain("晨风");

        await ExecuteAsync($"update {table} set payload = replace(payload::text, '晨风', '海风')::jsonb");

        using var again = await api.Http.GetAsync(pinned);
        (await again.Content.ReadAsStringAsync()).ShouldBe(kept);
        foreach (var (name, value) in first.Headers.Where(h => h.Key is not ("Date" or "Transfer-Encoding")))
        {
            again.Headers.GetValues(name).ShouldBe(value, name);
        }
        again.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        using var known = await api.SendAsync(HttpMethod.Get, pinned, ("If-None-Match", first.Headers.ETag!.ToString()));
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await api.GetAsync(now)).GetProperty("name").GetString().ShouldBe("海风", "the clocks of this one move");
        using var other = await api.SendAsync(HttpMethod.Get, pinned, ("Accept", "text/csv"));
        other.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable, "what is kept is JSON");
        using var own = await api.SendAsync(
            HttpMethod.Get,
            pinned,
            ("Authorization", $"Bearer {ApiFixture.Token(by.Role, by.Subject)}"));
        (await own.Content.ReadAsStringAsync()).ShouldContain("海风", customMessage: "who shows who he is gets nothing that is kept");

        await ExecuteAsync("update leader.view_generation set generation = generation + 1");

        for (var tries = 0; (await api.GetAsync(pinned)).GetProperty("name").GetString() == "晨风"; tries++)
        {
            tries.ShouldBeLessThan(100);
            await Task.Delay(100);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = api.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
