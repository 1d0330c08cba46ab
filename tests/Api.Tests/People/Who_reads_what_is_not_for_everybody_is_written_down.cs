using System.Net;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Api.Tests.Time;
using Leader.Domain;
using Npgsql;

namespace Leader.Api.Tests.People;

/// <summary>Q48: whatever a token shows beyond what everybody sees leaves a line that nobody can change.</summary>
[Collection("history")]
public class Who_reads_what_is_not_for_everybody_is_written_down(HistoryFixture history)
{
    private static readonly Actor[] Readers =
    [
        Asking.Samr, new("ehaa", Role.EvaluationBody), new("cnis", Role.WorkingBody), new("91320594LP0000151F", Role.Enterprise),
    ];

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(string address, Actor? by)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        using var answer = await history.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<List<(string Role, string Reader, string Address)>> WrittenAsync()
    {
        var rows = new List<(string, string, string)>();
        await using var command = history.Database.CreateCommand("select role, reader, address from leader.reading");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync()) rows.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
        return rows;
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task Wherever_a_token_makes_a_difference()
    {
        var document = JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync("/openapi/v1.json"));
        var addresses = document.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)).Select(p => p.Name)
            .Where(p => !p.Contains('{') && !p.EndsWith("/timemap", StringComparison.Ordinal)
                && !p.EndsWith("/stream", StringComparison.Ordinal)
                && p is not ("/v1/readings" or "/v1/imports")).ToList(); // of one's own imports nobody else reads
        foreach (var (list, id) in new[] { ("calls", "call"), ("cases", "case"), ("findings", "finding"), ("complaints", "complaint") })
        {
            var items = JsonSerializer.Deserialize<JsonElement>((await AskAsync($"/v1/{list}?limit=1000", null)).Text).GetProperty("items");
            addresses.AddRange(items.EnumerateArray().Select(i => $"/v1/{list}/{i.GetProperty(id).GetString()}").TakeLast(4));
        }
        await using (var last = history.Database.CreateCommand(
            "select seq_id from leader.mt_events where type in ('complaint_filed', 'facts_stated', 'defence_filed', 'title_revoked')"))
        await using (var row = await last.ExecuteReaderAsync())
        {
            while (await row.ReadAsync()) addresses.Add($"/v1/log/facts/{row.GetInt64(0)}");
        }
        var (differing, unwritten) = (new List<string>(), new List<string>());
        foreach (var address in addresses)
        {
            var forAll = await AskAsync(address, null);
            foreach (var by in Readers)
            {
                var forOne = await AskAsync(address, by);
                if (forOne == forAll || forOne.Status != HttpStatusCode.OK) continue;
                differing.Add($"{by.Role} {address}");
                if (!(await WrittenAsync()).Contains((Identity.Name(by.Role), by.Subject, address))) unwritten.Add($"{by.Role} {address}");
            }
        }
        unwritten.ShouldBeEmpty();
        differing.Count.ShouldBeGreaterThan(5, string.Join('\n', differing));
        (await WrittenAsync()).ShouldAllBe(r => r.Reader != "public");
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task For_the_regulator_to_read_and_for_nobody_to_change()
    {
        await AskAsync("/v1/desk", Readers[1]);
        await AskAsync("/v1/desk", null);

        var (status, text) = await AskAsync("/v1/readings?reader=ehaa&address=/v1/desk", Asking.Samr);
        status.ShouldBe(HttpStatusCode.OK, text);
        var newest = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("items")[0];
        (newest.GetProperty("role").GetString(), newest.GetProperty("reader").GetString(), newest.GetProperty("address").GetString())
            .ShouldBe(("evaluation-body", "ehaa", "/v1/desk"));
        (await AskAsync("/v1/readings", Asking.Samr)).Text
            .ShouldContain("/v1/readings?reader=ehaa", Case.Sensitive, "his own reading, too");
        (await AskAsync("/v1/readings", Readers[1])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync("/v1/readings", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        foreach (var change in new[] { "update leader.reading set reader = 'x'", "delete from leader.reading", "truncate leader.reading" })
        {
            await using var command = history.Database.CreateCommand(change);
            await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        }
    }
}
