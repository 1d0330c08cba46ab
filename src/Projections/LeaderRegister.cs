using System.Text;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Marten;
using Marten.Services;
using Marten.Services.Json.Transformations;
using Npgsql;

namespace Leader.Projections;

/// <summary>The log and the views put together.</summary>
public static class LeaderRegister
{
    /// <summary>The log and the projection that keeps the views.</summary>
    public static StoreOptions UseLeader(this StoreOptions options, Func<NpgsqlDataSource> database)
    {
        options.DatabaseSchemaName = LeaderStore.Schema;
        options.Events.DatabaseSchemaName = LeaderStore.Schema;
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.EnableExtendedProgressionTracking = true;
        options.Events.AutoDiscoverTagTypes = false;
        options.Serializer(new SystemTextJsonSerializer(LeaderJson.ForMarten())
        {
            EnumStorage = Weasel.Core.EnumStorage.AsString,
            Casing = Weasel.Core.Casing.CamelCase,
        });
        options.DisableNpgsqlLogging = true;
        foreach (var (name, type) in FactTypes.ByName) options.Events.MapEventType(type, name);
        foreach (var earlier in Upcasters.All.Select(u => u.From))
        {
            options.Events.Upcast(
                FactTypes.TypeOf(earlier),
                earlier,
                new JsonTransformation((_, row, column) =>
                    FactTypes.Read(earlier, Encoding.UTF8.GetBytes(row.GetFieldValue<string>(column)))));
        }

        // A fact that cannot be folded stops the views and is reported; none is ever skipped.
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(100);
        options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(50);

        options.Projections.Add(new ViewProjection(database), ProjectionLifecycle.Async, ViewProjection.Name, async =>
        {
            async.BatchSize = 2000;
            async.MaximumHopperSize = 8000;
        });
        return options;
    }

    /// <summary>What Marten does not create: the tables of the views, and the guard that every decision is saved under.</summary>
    public static string Ddl => string.Join('\n',
    [
        $"create schema if not exists {LeaderStore.Schema};", ViewTables.GenerationDdl(LeaderViews.Version), LeaderStore.Ddl, Field.Ddl,
        .. LeaderViews.All.SelectMany(v => (string[])[ViewTables.Ddl(v), ViewTables.PrimaryKey(v), .. ViewTables.Indexes(v)]),
    ]);
}
