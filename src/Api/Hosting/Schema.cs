using JasperFx;
using Leader.Api.Desk;
using Leader.Projections;
using Leader.Projections.Log;
using Marten;
using Npgsql;
using Wolverine.Persistence.Durability;

namespace Leader.Api.Hosting;

/// <summary>Makes the tables before the host starts: once a version of the program, one node at a time.</summary>
internal static class Schema
{
    /// <summary>Raise with every change of a table or function.</summary>
    private const int Version = 21;

    private const long Lock = 0x4C65_6164_6572; // "Leader"

    public static async Task CreateAsync(IServiceProvider services, CancellationToken ct)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await IsCurrentAsync(connection, ct)) return;
        if (services.GetRequiredService<LogGuard>().FromStandby)
        {
            throw new Http.SettingException("ConnectionStrings__Leader leads to a standby whose tables are not of this version. Start a "
                + "node of this version at the primary first: it makes them.");
        }
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", ct);
        try
        {
            if (await IsCurrentAsync(connection, ct)) return;
            await services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            await ((Weasel.Core.Migrations.IDatabase)services.GetRequiredService<IMessageStore>())
                .ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate, ct: ct);
            await ExecuteAsync(connection, LeaderRegister.Ddl + Projections.Proof.LogTables.Ddl + IdempotentAnswers.Ddl
                + Persons.PersonalData.Ddl + Watches.WatchTables.Ddl + Http.Readings.Ddl + Projections.Log.EvidenceChunks.Ddl
                + Imports.ImportStore.Ddl + Why.FollowedActs.Ddl + $"""
                create table if not exists {LeaderStore.Schema}.schema_version (version int primary key,
                    at timestamptz not null default now());
                insert into {LeaderStore.Schema}.schema_version (version) values ({Version}) on conflict do nothing;
                """, ct);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    private static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select to_regclass('{LeaderStore.Schema}.schema_version') is not null", connection);
        if (!(bool)(await command.ExecuteScalarAsync(ct))!) return false;
        await using var version = new NpgsqlCommand(
            $"select coalesce(max(version), 0) from {LeaderStore.Schema}.schema_version",
            connection);
        return (int)(await version.ExecuteScalarAsync(ct))! >= Version;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
