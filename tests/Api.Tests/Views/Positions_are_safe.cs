using System.Net;
using Leader.Domain;
using Leader.Projections.Views.Engine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leader.Api.Tests.Views;

/// <summary>A position is offered only when nothing below it can still appear; an instant has one position.</summary>
public sealed class Positions_are_safe : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private ViewReader Views => _api.Services.GetRequiredService<ViewReader>();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Nothing_behind_a_slow_transaction_is_offered_until_it_has_ended()
    {
        var first = await RegisterAsync(Asking.Code("91110000TX0000001"));
        await _api.GetAsync("/v1/bans", first);

        await using var connection = await _api.Database.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        var held = await AppendAsync(connection, Asking.Code("91110000TX0000007"));
        var second = await RegisterAsync(Asking.Code("91110000TX0000002"));
        second.ShouldBeGreaterThan(held);
        for (var i = 0; i < 10; i++)
        {
            (await Views.NewestAsync(CancellationToken.None)).Position.ShouldBeLessThan(held);
            (await _api.Http.GetAsync($"/v1/enterprises/{Asking.Code("91110000TX0000002")}?position={second}")).StatusCode
                .ShouldBe(HttpStatusCode.BadRequest, "not yet to be named");
            await Task.Delay(100);
        }
        await slow.CommitAsync();
        (await _api.GetAsync($"/v1/enterprises/{Asking.Code("91110000TX0000002")}", second)).GetProperty("position").GetInt64()
            .ShouldBeGreaterThanOrEqualTo(second);
        (await _api.GetAsync($"/v1/enterprises/{Asking.Code("91110000TX0000007")}?position={held}")).GetProperty("position").GetInt64()
            .ShouldBe(held);
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_a_gap_that_is_passed()
    {
        await RegisterAsync(Asking.Code("91110000TX0000008"));
        await using var connection = await _api.Database.OpenConnectionAsync();
        await using var aborted = await connection.BeginTransactionAsync();
        var gap = await AppendAsync(connection, Asking.Code("91110000TX0000009"));
        var after = await RegisterAsync(Asking.Code("91110000TX0000003"));
        await aborted.RollbackAsync();
        after.ShouldBeGreaterThan(gap);

        (await _api.GetAsync($"/v1/enterprises/{Asking.Code("91110000TX0000003")}", after)).GetProperty("name").GetString().ShouldBe("示例");
        var answer = await _api.GetAsync($"/v1/enterprises?position={gap}");
        answer.GetProperty("total").GetInt32().ShouldBe(1, "the one before");
    }

    [Fact]
    public async Task An_instant_has_one_position_even_where_recorded_times_fall_back()
    {
        _api.Clock.Now = At(10);
        await RegisterAsync(Asking.Code("91110000TX0000004"));
        _api.Clock.Now = At(9); // another node's clock, an hour behind
        var behind = await RegisterAsync(Asking.Code("91110000TX0000005"));
        _api.Clock.Now = At(11);
        var last = await RegisterAsync(Asking.Code("91110000TX0000006"));
        await _api.GetAsync("/v1/bans", last);

        (await KnownAsync("09:30:00")).ShouldBe((0, 0), "nothing up to the first was recorded by then");
        (await KnownAsync("10:00:00")).ShouldBe((2, behind));
        (await KnownAsync("10:59:59")).ShouldBe((2, behind));
        (await KnownAsync("11:00:00")).ShouldBe((3, last));
    }

    private static DateTimeOffset At(int hour) => new(2026, 5, 11, hour, 0, 0, Beijing.Offset);

    private async Task<(int Total, long Position)> KnownAsync(string time)
    {
        var answer = await _api.GetAsync($"/v1/enterprises?knownAt=2026-05-11T{time}%2B08:00");
        return (answer.GetProperty("total").GetInt32(), answer.GetProperty("position").GetInt64());
    }

    private async Task<long> RegisterAsync(string code) =>
        (await _api.RecordAsync("/v1/enterprises", new { enterprise = code, name = "示例" }, new(code, Role.Enterprise))).Position;

    /// <summary>Draws a number and records an enterprise, as an append does, in a transaction that is still open.</summary>
    private static async Task<long> AppendAsync(NpgsqlConnection connection, string code)
    {
        await using var append = new NpgsqlCommand("""
            with s as (insert into leader.mt_streams (id, version) values ('enterprise/' || $1, 1))
            insert into leader.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, headers)
            select nextval('leader.mt_events_sequence'), gen_random_uuid(), 'enterprise/' || $1, 1,
                jsonb_set(data, '{enterprise}', to_jsonb($1)), type, now(), tenant_id, mt_dotnet_type, headers
            from leader.mt_events where type = 'enterprise_registered.v1' limit 1 returning seq_id
            """, connection);
        append.Parameters.Add(new NpgsqlParameter<string> { TypedValue = code });
        return (long)(await append.ExecuteScalarAsync())!;
    }
}
