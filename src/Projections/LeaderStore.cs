using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Marten;
using Marten.Services;
using Npgsql;

namespace Leader.Projections;

public static class LeaderStore
{
    public const string Schema = "leader";

    /// <summary>The log and the projection that keeps the views.</summary>
    public static StoreOptions UseLeader(this StoreOptions options, Func<NpgsqlDataSource> database)
    {
        options.DatabaseSchemaName = Schema;
        options.Events.DatabaseSchemaName = Schema;
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.EnableExtendedProgressionTracking = true;
        options.Events.AutoDiscoverTagTypes = false;
        options.Serializer(Serializer());
        options.DisableNpgsqlLogging = true;
        foreach (var (name, type) in FactTypes.ByName) options.Events.MapEventType(type, name);

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

    /// <summary>Marten sets casing and enumerations its own way (numbers, by default); facts are stored as <see cref="LeaderJson.Stored"/> says.</summary>
    private static SystemTextJsonSerializer Serializer()
    {
        var serializer = new SystemTextJsonSerializer(LeaderJson.ForMarten()) { Casing = Weasel.Core.Casing.CamelCase, EnumStorage = Weasel.Core.EnumStorage.AsString };
        serializer.Configure(o =>
        {
            foreach (var words in o.Converters.OfType<JsonStringEnumConverter>().ToArray()) o.Converters.Remove(words);
            o.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });
        return serializer;
    }

    /// <summary>What Marten does not create: the tables of the views, and the guard that every decision is saved under.</summary>
    public static string Ddl => string.Join('\n', LeaderViews.All.Select(ViewTables.Ddl).Prepend($"""
        create schema if not exists {Schema};

        -- Checks, in the transaction that saves a decision, that no stream it rests on has changed. The share lock makes
        -- a writer that has not yet committed be waited for, and keeps out those that come after until this one commits.
        create or replace function {Schema}.guard(keys text[], versions bigint[]) returns void language plpgsql as $$
        declare stale text;
        begin
            perform 1 from {Schema}.mt_streams where id = any(keys) order by id for share;
            select k into stale from unnest(keys, versions) as e(k, v) left join {Schema}.mt_streams s on s.id = e.k
            where coalesce(s.version, 0) <> e.v limit 1;
            if stale is not null then
                raise exception 'stream % has changed', stale using errcode = '40001';
            end if;
        end $$;
        """));
}
