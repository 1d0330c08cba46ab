using Leader.Domain;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>Somebody asked to read, as itself, what not everybody may read.</summary>
/// <param name="At">When, by the clock of the database.</param>
/// <param name="Role">Of the token.</param>
/// <param name="Reader">The subject of the token.</param>
/// <param name="Address">What was asked for, with its query.</param>
public sealed record Reading(long Id, DateTimeOffset At, string Role, string Reader, string Address);

/// <summary>
/// Who read what is not for everybody (Q48): written before anything is shown, kept beside the log, and never changed. Where it cannot be
/// written, nothing is shown. Who reads by the secret of a receipt reads his own, and is not written down.
/// </summary>
internal static class Readings
{
    internal const string Table = $"{LeaderStore.Schema}.reading";

    public const string Ddl = $"""
        create table if not exists {Table} (id bigint generated always as identity primary key, at timestamptz not null default
            clock_timestamp(), role text not null, reader text not null, address text not null);
        create index if not exists ix_reading_reader on {Table} (reader, id);
        create or replace function {Table}_is_kept() returns trigger language plpgsql as
            $$ begin raise exception 'Who read something is kept as it was written.'; end $$;
        create or replace trigger reading_is_kept before update or delete or truncate on {Table}
            for each statement execute function {Table}_is_kept();

        """;

    public static async Task NoteAsync(HttpContext context, Actor by)
    {
        if (by.Role == Role.Public || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            || context.Features.Get<Noted>() is not null)
        {
            return;
        }
        context.Features.Set(new Noted());
        await using var command = context.RequestServices.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            $"insert into {Table} (role, reader, address) values ($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Identity.Name(by.Role) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by.Subject });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{context.Request.Path}{context.Request.QueryString}" });
        await command.ExecuteNonQueryAsync(context.RequestAborted);
    }

    private sealed record Noted;
}
