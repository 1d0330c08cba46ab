using Leader.Projections.Log;

namespace Leader.Api.Watches;

/// <summary>
/// Watch lists stand beside the log, as plain rows. Who watches whom is private to its owner, an address and a secret change and are
/// deleted: none of that may be in facts, which are public and for ever. What a watcher is told is made of the facts, and can be made
/// again from them.
/// </summary>
internal static class WatchTables
{
    public const string Watch = $"{LeaderStore.Schema}.watch", Secrets = $"{LeaderStore.Schema}.watch_secret",
        Keys = $"{LeaderStore.Schema}.watch_secret_key", Told = $"{LeaderStore.Schema}.watch_event",
        Progress = $"{LeaderStore.Schema}.watch_progress";

    /// <remarks>
    /// Of <c>watch_event</c>: <c>state</c> is null where nothing is to be delivered; <c>due</c> is when it may be tried next, and so the
    /// end of the lease of who tries it now. Rows are written by one node at a time, in the order of their ids.
    /// </remarks>
    public const string Ddl = $"""
        create table if not exists {Watch} (id text primary key, owner text not null, name text not null,
            titles text[] not null, enterprises text[] not null, categories text[] not null, uses bool not null,
            since bigint not null, made timestamptz not null default clock_timestamp(),
            address text, receiver text, paused text, failing_since timestamptz, delivered timestamptz);
        create index if not exists ix_watch_owner on {Watch} (owner);
        create index if not exists ix_watch_titles on {Watch} using gin (titles);
        create index if not exists ix_watch_enterprises on {Watch} using gin (enterprises);
        create index if not exists ix_watch_categories on {Watch} using gin (categories);
        create table if not exists {Secrets} (id bigint generated always as identity primary key,
            watch text not null references {Watch} on delete cascade, sealed bytea not null, until timestamptz);
        create index if not exists ix_watch_secret on {Secrets} (watch);
        create table if not exists {Keys} (id bigint primary key references {Secrets} on delete cascade, key bytea not null);
        create table if not exists {Told} (id bigint generated always as identity primary key,
            watch text not null references {Watch} on delete cascade, message text not null, position bigint, body text not null,
            at timestamptz not null default clock_timestamp(),
            state text, due timestamptz, attempts int not null default 0, began timestamptz, tried timestamptz, answered int, said text,
            delivered timestamptz, unique (watch, message));
        create index if not exists ix_watch_event_watch on {Told} (watch, id);
        create index if not exists ix_watch_event_due on {Told} (due) where state = 'pending';
        create index if not exists ix_watch_event_at on {Told} (at);
        create table if not exists {Progress} (only_row bool primary key default true check (only_row),
            at bigint not null, day date not null);
        insert into {Progress} (at, day) values (0, '0001-01-01') on conflict do nothing;

        """;
}
