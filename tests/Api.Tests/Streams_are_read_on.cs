using Leader.Api.Desk;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests;

/// <summary>An act reads of a stream only what it does not know yet, and never decides on what is not there.</summary>
[Trait("Trap", "16")]
public sealed class Streams_are_read_on : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private readonly string _code = ProgrammeWorld.NewCode();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.KnownAsync(Asking.Registrar, OrganisationKind.Registrar);
        await DecideAsync(_api.Desk, new RegisterEnterprise(_code, "示例 0"));
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Of_a_long_stream_only_what_is_new_is_read()
    {
        for (var i = 1; i <= 20; i++) await RenameAsync(_api.Desk, i);
        var known = (await KeptAsync(_api.Services)).ShouldNotBeNull();
        known.End.Version.ShouldBe(21);
        await RenameAsync(_api.Desk, 21);
        var (parts, _) = await Log.ReadOnAsync(new Dictionary<string, StreamEnd> { [Stream] = known.End }, default);
        parts[Stream].Facts.ShouldHaveSingleItem().ShouldBeOfType<EnterpriseRenamed>().Name.ShouldBe("示例 21");
        parts[Stream].After.ShouldBe(known.End);
    }

    [Fact]
    public async Task What_another_node_records_is_known_to_the_next_act_of_this_one()
    {
        await using var other = ApiFixture.Build(_api.ConnectionString, _api.Clock);
        var desks = new[] { _api.Desk, other.Services.GetRequiredService<Desk.Desk>() };
        for (var i = 1; i <= 12; i++) await RenameAsync(desks[i / 2 % 2], i);
        (await RenameAsync(desks[1], 12)).Decision.Facts.ShouldBeEmpty("it is called so already");
        (await RenameAsync(desks[0], 12)).Decision.Facts.ShouldBeEmpty("it is called so already");
        foreach (var node in new[] { _api.Services, other.Services }) (await StateAsync(node)).ShouldBe(await FoldedAsync());
    }

    [Fact]
    public async Task What_was_taken_out_of_the_database_is_forgotten_though_something_else_stands_in_its_place()
    {
        for (var i = 1; i <= 3; i++) await RenameAsync(_api.Desk, i);
        (await StateAsync(_api.Services)).Name.ShouldBe("示例 3");
        // as after a restore to an earlier point: other facts get the versions and positions of those that are lost
        await ExecuteAsync($"""
            create temp table lost as select * from {MartenTables.Events} where stream_id = '{Stream}' and version >= 3;
            delete from {MartenTables.Events} where stream_id = '{Stream}' and version >= 3;
            insert into {MartenTables.Events} select * from lost;
            update {MartenTables.Events} set id = gen_random_uuid(), data = jsonb_set(data, array['name'], to_jsonb('另一个 ' || version))
                where stream_id = '{Stream}' and version >= 3;
            """);
        (await StateAsync(_api.Services)).Name.ShouldBe("另一个 4");
        (await StateAsync(_api.Services)).ShouldBe(await FoldedAsync());
        await ExecuteAsync($"delete from {MartenTables.Events} where stream_id = '{Stream}' and version > 2");
        (await StateAsync(_api.Services)).Name.ShouldBe("示例 1");
        await ExecuteAsync($"delete from {MartenTables.Events} where stream_id = '{Stream}'");
        (await StateAsync(_api.Services)).Exists.ShouldBeFalse();
    }

    private string Stream => Streams.Enterprise(_code);
    private LogStreams Log => _api.Services.GetRequiredService<LogStreams>();

    private Task<Outcome> RenameAsync(Desk.Desk desk, int i) => DecideAsync(desk, new RenameEnterprise($"示例 {i}", "更名登记", _code));

    private static async Task<Outcome> DecideAsync(Desk.Desk desk, ICommand command)
    {
        var outcome = await desk.DecideAsync(command, new(Asking.Registrar, $"{Guid.NewGuid()}"), default);
        outcome.Decision.Refusal.ShouldBeNull();
        return outcome;
    }

    private async Task<KeptState?> KeptAsync(IServiceProvider node)
    {
        await StateAsync(node);
        return node.GetRequiredService<KeptStates>().Of(Stream);
    }

    /// <summary>As an act of the node sees it.</summary>
    private async Task<Enterprise> StateAsync(IServiceProvider node)
    {
        var ledger = node.GetRequiredService<KeptStates>().Ledger();
        ledger.Read<Enterprise>(Stream);
        await ledger.LoadAsync(default);
        return ledger.Read<Enterprise>(Stream);
    }

    private async Task<Enterprise> FoldedAsync() => (await Log.ReadAsync([Stream], default))[Stream].Aggregate(
        Enterprise.Initial, Enterprise.Evolve);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _api.Database.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand($"set session_replication_role = replica; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = "set session_replication_role = origin";
        await command.ExecuteNonQueryAsync();
    }
}
