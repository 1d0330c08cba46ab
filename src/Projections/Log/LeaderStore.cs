namespace Leader.Projections.Log;

public static class LeaderStore
{
    public const string Schema = "leader";

    /// <summary>Facts between two entries of <c>log_times</c>, at most.</summary>
    internal const int TimesEvery = 50;

    /// <summary>
    /// The header of a fact that names its act. Facts of before there were acts have none: each of them stands for itself.
    /// </summary>
    public const string ActHeader = "act";

    /// <summary>
    /// The header of the first fact of an act that holds its request (<see cref="RequestTypes"/>). Acts of before requests were recorded
    /// have none.
    /// </summary>
    public const string RequestHeader = "request";

    /// <summary>SQL: the register's instant, from the database's clock, and never before that of the newest fact.</summary>
    public const string Now = $"greatest(clock_timestamp(), (select timestamp from {MartenTables.Events} order by seq_id desc limit 1))";

    private const long OneAtATime = 0x4C65_6164_6574; // "Leadet"

    /// <summary>
    /// SQL of what stands beside Marten's own tables: the instants of the log, and the guard that every decision is saved under. What is
    /// called for every act or question is PL/pgSQL: a session keeps its plans, and plans a function in SQL anew each time.
    /// </summary>
    public static string Ddl => $"""
        -- The latest recorded instant of all facts up to a position; a row every {TimesEvery} facts, and one for each page of the views.
        -- Instants may fall back between neighbours of the log, these never do: so an instant has one position, and it is found without
        -- reading the log.
        create table if not exists {Schema}.log_times (position bigint primary key, latest timestamptz not null);
        create index if not exists ix_log_times_latest on {Schema}.log_times (latest, position);
        insert into {Schema}.log_times (position, latest)
        select max(seq_id), max(max(timestamp)) over (order by seq_id / {TimesEvery}) from {MartenTables.Events}
        where seq_id <= (select last_seq_id from {MartenTables.Progression} where name = '{MartenTables.ViewProgress}')
        group by seq_id / {TimesEvery} on conflict do nothing;

        -- The last position, at or before another, at which no act is known by half: the facts of an act stand side by side.
        create or replace function {Schema}.complete(at bigint) returns bigint language plpgsql stable as $$
        begin return (
            with last as (select seq_id, headers->>'{ActHeader}' as act from {MartenTables.Events} where seq_id <= at order by seq_id desc
                limit 1)
            select coalesce((select case when act is null
                or act is distinct from (select headers->>'{ActHeader}' from {MartenTables.Events} where seq_id > at order by seq_id
                limit 1) then at
                else coalesce((select e.seq_id from {MartenTables.Events} e where e.seq_id < last.seq_id
                    and e.headers->>'{ActHeader}' is distinct from act order by e.seq_id desc limit 1), 0) end from last), at));
        end $$;

        -- The last fact of the act that a position stands within; the position itself where it stands within none.
        create or replace function {Schema}.act_end(at bigint) returns bigint language plpgsql stable as $$
        begin return (
            select case when {Schema}.complete(at) = at then at else (
                select max(seq_id) from {MartenTables.Events} where seq_id > at and seq_id < coalesce((
                    select e.seq_id from {MartenTables.Events} e where e.seq_id > at and e.headers->>'{ActHeader}' is distinct from (
                        select headers->>'{ActHeader}' from {MartenTables.Events} where seq_id <= at order by seq_id desc limit 1)
                            order by e.seq_id limit 1), 9223372036854775807)) end);
        end $$;

        -- The first instant of a day in Beijing.
        create or replace function {Schema}.midnight(day date) returns timestamptz language sql immutable parallel safe
            return (day::timestamp at time zone interval '8 hours');

        -- The instant from which on a position counts as known: the latest recorded instant up to it.
        create or replace function {Schema}.known_at(at bigint) returns timestamptz language plpgsql stable as $$
        begin return (
            select greatest(p.latest, (select max(timestamp) from {MartenTables.Events} where seq_id > coalesce(p.position, 0)
                and seq_id <= at))
            from (values (1)) one left join lateral (select position, latest from {Schema}.log_times where position <= at
                order by position desc limit 1) p on true);
        end $$;

        -- The last position such that nothing up to it was recorded after the instant.
        create or replace function {Schema}.position_at(instant timestamptz, newest bigint) returns bigint language plpgsql stable as $$
        begin return (
            with page as (select coalesce(max(position), 0) as position
                from (select position from {Schema}.log_times where latest <= instant and position <= newest
                order by latest desc, position desc limit 1) p),
            later as (select e.seq_id from page, lateral (select seq_id from {MartenTables.Events} where seq_id > page.position
                and seq_id <= newest and timestamp > instant order by seq_id limit 1) e)
            select coalesce((select max(seq_id) from {MartenTables.Events}
                where seq_id < coalesce((select seq_id from later), newest + 1)), 0));
        end $$;

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
                    if stream.w then perform 1 from {MartenTables.Streams} where id = stream.k for no key update;
                    else perform 1 from {MartenTables.Streams} where id = stream.k for share; end if;
                    exit when found or attempt = 2;
                    if stream.w then perform pg_advisory_xact_lock(hashtextextended(stream.k, 0));
                    else perform pg_advisory_xact_lock_shared(hashtextextended(stream.k, 0)); end if;
                end loop;
            end loop;
            select k into stale from unnest(keys, versions) as e(k, v) left join {MartenTables.Streams} s on s.id = e.k
            where e.v is not null and coalesce(s.version, 0) <> e.v limit 1;
            if stale is not null then
                raise exception 'stream % has changed', stale using errcode = '40001';
            end if;
        end $$;

        -- The same, for whoever must not wait long.
        create or replace function {Schema}.guard_soon(keys text[], versions bigint[], written boolean[]) returns void language plpgsql
        set lock_timeout = '50ms' as $$
        begin perform {Schema}.guard(keys, versions, written); end $$;

        -- Draws the positions of an act, side by side, and its instant, under the guard of what it rests on: so an act has one instant,
        -- and stands behind, and not before the instant of, whatever it rests on. One act draws at a time, and only draws: the lock ends
        -- with the inner block, whatever becomes of the transaction. A clock that was set stands in for the database's.
        create or replace function {Schema}.draw(facts int, clock timestamptz, out at timestamptz, out first bigint) language plpgsql as $$
        declare last bigint;
        begin
            begin
                perform pg_advisory_xact_lock({OneAtATime});
                loop
                    select min(n), max(n) into first, last from (select nextval('{MartenTables.EventsSequence}') as n
                        from generate_series(1, facts)) as drawn;
                    exit when last - first = facts - 1; -- or somebody drew in between without the lock
                end loop;
                at := coalesce(clock, {Now});
                raise exception using errcode = 'LDRAW';
            exception when sqlstate 'LDRAW' then null;
            end;
        end $$;

        -- Records an act, in the order of its facts, where draw said. The guard has locked its streams.
        drop function if exists {Schema}.append(bigint, timestamptz, text[], uuid[], text[], text[], text[], text, text, text, text);
        create or replace function {Schema}.append(first bigint, at timestamptz, streams text[], ids uuid[], types text[], classes text[],
            facts text[], correlation text, causation text, headers text[], subject text)
        returns void language plpgsql as $$
        #variable_conflict use_column
        begin
            with counted as (select s as id, count(*) as facts from unnest(streams) as s group by s),
            grown as (
                insert into {MartenTables.Streams} as known (id, version, timestamp, created, tenant_id)
                    select id, facts, at, at, '*DEFAULT*' from counted order by id collate "C"
                on conflict (id) do update set version = known.version + excluded.version, timestamp = excluded.timestamp
                    returning id, version)
            insert into {MartenTables.Events} (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, {MartenTables.Class},
                correlation_id, causation_id, headers, user_name)
            select first + f.n - 1, f.id, f.stream, g.version - c.facts + row_number() over (partition by f.stream order by f.n),
                f.data::jsonb, f.type, at, '*DEFAULT*', f.class, correlation, causation, f.headers::jsonb, subject
            from unnest(streams, ids, types, classes, facts, headers) with ordinality as f(stream, id, type, class, data, headers, n)
                join grown g on g.id = f.stream join counted c on c.id = f.stream;
        end $$;
        """;
}
