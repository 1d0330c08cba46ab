using System.Net;
using System.Net.Http.Json;
using Leader.Domain;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Tests.Hosting;

/// <summary>
/// The connection to the database breaks while a request is being saved: the answer says what came of it, or that it is not known.
/// </summary>
public sealed class A_lost_commit_is_told_truly : IAsyncLifetime, IDisposable
{
    private readonly ApiFixture _api = new();
    private NodeOnACable _node = null!;

    /// <summary>Holds the lock that commits wait for.</summary>
    private NpgsqlConnection _brake = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _brake = new(_api.ConnectionString);
        await _brake.OpenAsync();
        _node = await NodeOnACable.StartAsync(_api);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    public void Dispose()
    {
        _brake.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("k1")]
    public async Task What_was_committed_all_the_same_is_answered_as_recorded(string? key)
    {
        var code = Asking.Code(key is null ? "91110000TX0000021" : "91110000TX0000022");
        await SlowCommitsAsync(code);
        var asked = RegisterAsync(code, key);
        await CommittingAsync();
        _node.Cable.Cut();
        await GoOnAsync(); // the server has not noticed

        var answer = await asked;
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.TextAsync());
        (await answer.JsonAsync()).GetProperty("position").GetInt64().ShouldBe(await _api.CountEventsAsync());
        if (key is not null) (await (await RegisterAsync(code, key)).JsonAsync()).GetProperty("id").GetString().ShouldBe(code);
        (await FactsAsync(code)).ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("k1")]
    public async Task What_was_rolled_back_is_answered_as_not_recorded(string? key)
    {
        var code = Asking.Code(key is null ? "91110000TX0000023" : "91110000TX0000024");
        await SlowCommitsAsync(code);
        var asked = RegisterAsync(code, key);
        await AdminAsync($"select pg_terminate_backend({await CommittingAsync()})");
        await GoOnAsync();

        var answer = await asked;
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-away")).GetProperty("detail").GetString()!
            .ShouldContain("Nothing of this request was recorded");
        (await FactsAsync(code)).ShouldBe(0);
        (await RegisterAsync(code, key)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await FactsAsync(code)).ShouldBe(1);
    }

    [Theory]
    [InlineData(null, "Look up")]
    [InlineData("k1", "same Idempotency-Key")]
    public async Task What_cannot_be_found_out_is_not_called_not_recorded(string? key, string says)
    {
        var code = Asking.Code(key is null ? "91110000TX0000025" : "91110000TX0000026");
        await SlowCommitsAsync(code);
        var asked = RegisterAsync(code, key);
        await CommittingAsync();
        _node.Cable.Out = true;
        _node.Cable.Cut();

        var answer = await asked;
        answer.Headers.RetryAfter.ShouldNotBeNull();
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "outcome-unknown");
        problem.GetProperty("detail").GetString()!.ShouldContain(says);
        problem.ToString().ShouldNotContain("Nothing of this request");
        await GoOnAsync();
        for (var i = 0; await FactsAsync(code) == 0; i++, await Task.Delay(100)) i.ShouldBeLessThan(300, "it is committed after all");

        _node.Cable.Out = false;
        if (key is not null) (await RegisterAsync(code, key)).IsSuccessStatusCode.ShouldBeTrue();
        (await FactsAsync(code)).ShouldBe(1);
    }

    /// <summary>A commit that writes of the enterprise waits until it may go on.</summary>
    private async Task SlowCommitsAsync(string code)
    {
        await AdminAsync($"""
            create or replace function leader.slowly() returns trigger language plpgsql as $$
            begin perform pg_advisory_xact_lock_shared(4711); return null; end $$;
            create constraint trigger slow after insert on leader.mt_events deferrable initially deferred for each row
                when (new.stream_id = 'enterprise/{code}') execute function leader.slowly()
            """);
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(4711)", _brake);
        await hold.ExecuteNonQueryAsync();
    }

    private async Task GoOnAsync()
    {
        await using var release = new NpgsqlCommand("select pg_advisory_unlock(4711)", _brake);
        await release.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until a commit is under way; answers the process of the server.</summary>
    private async Task<int> CommittingAsync()
    {
        for (var i = 0; i < 600; i++, await Task.Delay(100))
        {
            await using var command = _api.Database.CreateCommand("select pid from pg_stat_activity where datname = current_database() "
                + "and wait_event = 'advisory' and lower(query) = 'commit'");
            if (await command.ExecuteScalarAsync() is int process) return process;
        }
        throw new InvalidOperationException("Nobody commits.");
    }

    private async Task<HttpResponseMessage> RegisterAsync(string code, string? key)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/v1/enterprises")
        { Content = JsonContent.Create(new { enterprise = code, name = "示例" }, options: LeaderJson.Http) };
        request.Headers.Authorization = new("Bearer", ApiFixture.Token(Role.Enterprise, code));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await _node.Http.SendAsync(request);
    }

    private async Task<long> FactsAsync(string code)
    {
        await using var command = _api.Database.CreateCommand("select count(*) from leader.mt_events where stream_id = $1");
        command.Parameters.Add(new() { Value = $"enterprise/{code}" });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task AdminAsync(string sql)
    {
        await using var command = _api.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
