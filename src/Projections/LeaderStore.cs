using System.Text;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Marten;
using Marten.Services;
using Marten.Services.Json.Transformations;
using Npgsql;

namespace Leader.Projections;

public static class LeaderStore
{
    public const string Schema = "leader";

    /// <summary>Facts between two entries of <c>log_times</c>, at most.</summary>
    internal const int TimesEvery = 50;

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
        options.Serializer(new SystemTextJsonSerializer(LeaderJson.ForMarten()) { EnumStorage = Weasel.Core.EnumStorage.AsString, Casing = Weasel.Core.Casing.CamelCase });
        options.DisableNpgsqlLogging = true;
        foreach (var (name, type) in FactTypes.ByName) options.Events.MapEventType(type, name);
        foreach (var earlier in Upcasters.All.Select(u => u.From))
            options.Events.Upcast(FactTypes.TypeOf(earlier), earlier, new JsonTransformation((_, row, column) => FactTypes.Read(earlier, Encoding.UTF8.GetBytes(row.GetFieldValue<string>(column)))));

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
    public static string Ddl => string.Join('\n', LeaderViews.All.SelectMany(v => (string[])[ViewTables.Ddl(v), ViewTables.PrimaryKey(v), .. ViewTables.Indexes(v)]).Prepend($"""
        create schema if not exists {Schema};

        -- Raised by every rebuild. A page that was folded over the tables of an earlier generation is not saved, but folded again. And
        -- the version of the folds that made the views: a program with other folds saves no page.
        create table if not exists {Schema}.view_generation (only_row bool primary key default true check (only_row), generation bigint not null);
        alter table {Schema}.view_generation add column if not exists version int not null default 1;
        insert into {Schema}.view_generation (generation, version) values (0, {LeaderViews.Version}) on conflict do nothing;
        drop function if exists {Schema}.same_views(bigint);
        create or replace function {Schema}.same_views(folded_over bigint, folded_by int) returns void language plpgsql as $$
        declare made_by int;
        begin
            select version into made_by from {Schema}.view_generation where generation = folded_over for share;
            if not found then raise exception 'the views were rebuilt meanwhile' using errcode = '40001'; end if;
            if made_by <> folded_by then raise exception 'the views are of version %, this program makes version %', made_by, folded_by using errcode = '55000'; end if;
        end $$;

        -- The latest recorded instant of all facts up to a position; a row every {TimesEvery} facts, and one for each page of the views. Instants may fall back between
        -- neighbours of the log, these never do: so an instant has one position, and it is found without reading the log.
        create table if not exists {Schema}.log_times (position bigint primary key, latest timestamptz not null);
        create index if not exists ix_log_times_latest on {Schema}.log_times (latest, position);
        insert into {Schema}.log_times (position, latest)
        select max(seq_id), max(max(timestamp)) over (order by seq_id / {TimesEvery}) from {Schema}.mt_events
        where seq_id <= (select last_seq_id from {Schema}.mt_event_progression where name = '{ViewProjection.Name}:All')
        group by seq_id / {TimesEvery} on conflict do nothing;

        -- The first instant of a day in Beijing.
        create or replace function {Schema}.midnight(day date) returns timestamptz language sql immutable parallel safe return (day::timestamp at time zone interval '8 hours');

        -- The instant from which on a position counts as known: the latest recorded instant up to it.
        create or replace function {Schema}.known_at(at bigint) returns timestamptz language sql stable as $$
            select greatest(p.latest, (select max(timestamp) from {Schema}.mt_events where seq_id > coalesce(p.position, 0) and seq_id <= at))
            from (values (1)) one left join lateral (select position, latest from {Schema}.log_times where position <= at order by position desc limit 1) p on true
        $$;

        -- The last position such that nothing up to it was recorded after the instant.
        create or replace function {Schema}.position_at(instant timestamptz, newest bigint) returns bigint language sql stable as $$
            with page as (select coalesce(max(position), 0) as position from (select position from {Schema}.log_times where latest <= instant and position <= newest order by latest desc, position desc limit 1) p),
            later as (select e.seq_id from page, lateral (select seq_id from {Schema}.mt_events where seq_id > page.position and seq_id <= newest and timestamp > instant order by seq_id limit 1) e)
            select coalesce((select max(seq_id) from {Schema}.mt_events where seq_id < coalesce((select seq_id from later), newest + 1)), 0)
        $$;

        -- Begins the transaction that saves a decision: locks every stream that it writes (alone) or rests on (shared), in one
        -- order for all, so that nobody waits in a circle, and then checks that none has changed since it was read. A stream that
        -- does not exist yet has no row to lock; its name is locked instead. As positions are drawn under these locks, the order
        -- of the log is the order in which decisions that touch each other took effect.
        drop function if exists {Schema}.guard(text[], bigint[]);
        create or replace function {Schema}.guard(keys text[], versions bigint[], written boolean[]) returns void language plpgsql as $$
        declare stream record; stale text;
        begin
            for stream in select k, w from unnest(keys, written) as e(k, w) order by k collate "C" loop
                for attempt in 1..2 loop
                    if stream.w then perform 1 from {Schema}.mt_streams where id = stream.k for no key update;
                    else perform 1 from {Schema}.mt_streams where id = stream.k for share; end if;
                    exit when found or attempt = 2;
                    if stream.w then perform pg_advisory_xact_lock(hashtextextended(stream.k, 0));
                    else perform pg_advisory_xact_lock_shared(hashtextextended(stream.k, 0)); end if;
                end loop;
            end loop;
            select k into stale from unnest(keys, versions) as e(k, v) left join {Schema}.mt_streams s on s.id = e.k
            where e.v is not null and coalesce(s.version, 0) <> e.v limit 1;
            if stale is not null then
                raise exception 'stream % has changed', stale using errcode = '40001';
            end if;
        end $$;
        """));
}
