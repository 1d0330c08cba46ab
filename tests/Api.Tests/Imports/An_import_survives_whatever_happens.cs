using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Leader.Api.Tests.Imports;

/// <summary>Connections are cut by the server, and the process ends, while a file is decided.</summary>
public class An_import_survives_whatever_happens
{
    private const int Rows = 1500;

    [Fact]
    public async Task Every_row_is_recorded_once()
    {
        var api = new ApiFixture();
        await api.InitializeAsync();
        var by = await api.RegisteredAsync("91110000TM0000601");
        var table = new StringBuilder("number,title,products,code,name,kind,operator,value,unit,testMethod,clause\n");
        for (var i = 1; i <= Rows; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"Q/KIL {i:D4}-2026,t,P-{i},c,n,performance,atLeast,{(i % 50 == 0 ? "x" : i)},m,x,4.1\n");
        }
        var before = await api.CountEventsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/imports/declarations")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(table.ToString())),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/csv");
        request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        var sent = await api.Http.SendAsync(request);
        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var (seen, cuts) = (new HashSet<long>(), 0);
        for (JsonNode import; (import = await ImportAsync())["ended"] is null; await Task.Delay(20))
        {
            var line = import["line"]!.GetValue<long>();
            import["rows"]!.GetValue<long>().ShouldBe(Math.Max(0, line - 1), "what is told is what was decided");
            if (line is 0 || !seen.Add(line) || cuts == 2) continue;
            if (++cuts % 2 == 0)
            {
                await api.RestartAsync();
            }
            else
            {
                await using var cut = new NpgsqlConnection(api.ConnectionString);
                await cut.OpenAsync();
                await using var kill = new NpgsqlCommand(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                    cut);
                await kill.ExecuteNonQueryAsync();
            }
        }
        cuts.ShouldBe(2);
        var ended = await ImportAsync();
        (ended["state"]!.GetValue<string>(), ended["accepted"]!.GetValue<int>(), ended["already"]!.GetValue<int>(),
            ended["refused"]!.GetValue<int>()).ShouldBe(("done", Rows - Rows / 50, 0, Rows / 50));
        (await api.CountEventsAsync()).ShouldBe(before + Rows - Rows / 50);
        await using var twice = api.Database.CreateCommand(
            "select count(*) from (select data->>'declaration' from leader.mt_events where type = 'standard_declared.v1' group by 1 "
                + "having count(*) > 1) d");
        (await twice.ExecuteScalarAsync()).ShouldBe(0L);
        await api.DisposeAsync();

        async Task<JsonNode> ImportAsync()
        {
            for (var left = 100; ; left--)
            {
                using var ask = new HttpRequestMessage(HttpMethod.Get, sent.Headers.Location);
                ask.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
                using var answer = await api.Http.SendAsync(ask);
                if (answer.IsSuccessStatusCode) return JsonNode.Parse(await answer.TextAsync())!;
                left.ShouldBeGreaterThan(0, await answer.TextAsync()); // 503 while the database is away
                await Task.Delay(50);
            }
        }
    }
}
