using System.Globalization;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Watches;

/// <summary>What an owner asks, held against the owner's rights; nothing of it is a fact.</summary>
internal sealed record WatchWork(
    HttpContext Http,
    Actor Owner,
    DateOnly Today,
    NpgsqlConnection Connection,
    IdempotencyKey? Key,
    CancellationToken Aborted);

/// <param name="Position">From where on it is told.</param>
/// <param name="Secret">A new one.</param>
internal sealed record Done(string Id, long Position = 0, string? Secret = null, Refusal? Refusal = null);

/// <summary>What owners do with their watch lists.</summary>
internal static class WatchActs
{
    public static readonly Role[] Owners = [Role.ResultUser];

    /// <summary>Reads, checks and does it in one transaction; tried only, the transaction is not kept.</summary>
    public static async Task<IResult> DoAsync<T, TRead>(
        HttpContext http,
        Func<T, HttpContext, Task<(TRead? Read, Refusal? Refusal)>> read,
        Func<TRead, WatchWork, Task<Done>> work) where T : class where TRead : class
    {
        if (Commands.Stranger(http, Owners, out var actor) is { } stranger) return stranger;
        var (body, malformed) = await Body.ReadAsync(http);
        if (body is null) return malformed!;
        using var request = body;
        if (request.As<T>(out var asked) is { } problem) return problem;
        if (IdempotencyKeys.Read(http, actor, request.Digest, out var key) is { } bad) return bad;
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (await UnregisteredAsync(new(Beijing.Day(now), now, actor), services, ct) is { } unregistered) return Problems.Of(unregistered);
        var (ready, refusal) = await read(asked!, http);
        if (ready is null) return Problems.Of(refusal!);

        var done = default(Done);
        var tries = DryRuns.IsOne(http);
        var database = services.GetRequiredService<NpgsqlDataSource>();
        var decided = tries
            ? new Decided(await DecideAsync(), Tried: true)
            : await services.GetRequiredService<IdempotentAnswers>().OnceAsync(key, DecideAsync, o => Written(o, null), ct);
        if (decided is { Tried: true, Outcome.Decision.Refusal: null })
        {
            return Results.Json(new DryRunAnswer(Beijing.Day(now), [], []), LeaderJson.Http);
        }
        var made = typeof(T) == typeof(KeepWatch);
        return Commands.Answered(
            decided,
            outcome => Told(Written(outcome, done!.Secret), outcome.Decision.Id!),
            kept => Told(kept, JsonSerializer.Deserialize<CommandAnswer>(kept, LeaderJson.Http)!.Id!));

        async Task<Outcome> DecideAsync()
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            done = await work(ready, new(http, actor, Beijing.Day(now), connection, key, ct));
            if (done.Refusal is { } refused) return new(refused, 0);
            if (!tries) await transaction.CommitAsync(ct);
            services.GetRequiredService<Deliveries>().Ask();
            return new(Decision.AlreadySo(done.Id), done.Position, Beijing.Day(now));
        }

        string Written(Outcome outcome, string? secret) =>
            Commands.Written(Commands.Answer(outcome, Beijing.Day(now)) with { Secret = secret });

        IResult Told(string text, string id) => made
            ? Results.Text(text, "application/json", System.Text.Encoding.UTF8, 201).WithLocation($"/v1/watches/{id}")
            : Results.Text(text, "application/json", System.Text.Encoding.UTF8);
    }

    private static async Task<Refusal?> UnregisteredAsync(Act act, IServiceProvider services, CancellationToken ct)
    {
        var ledger = services.GetRequiredService<KeptStates>().Ledger();
        Refusal? refusal;
        do refusal = Identities.RefusalFor(act, ledger);
        while (await ledger.LoadAsync(ct) is not null);
        return refusal;
    }

    public static async Task<Done> KeepAsync(Subjects subjects, WatchWork work)
    {
        var (settings, ct) = (work.Http.RequestServices.GetRequiredService<IConfiguration>(), work.Aborted);
        var most = settings.GetValue("Watches:PerOwner", 100);
        if (await ScalarAsync<long>(work, $"select count(*) from {WatchTables.Watch} where owner = $1", work.Owner.Subject) >= most)
        {
            return new("", Refusal: new("too-many-watches", "", string.Create(
                CultureInfo.InvariantCulture,
                $"You have {most} watch lists, and may have no more. One holds many titles and enterprises: change one, or end one.")));
        }
        var id = work.Key is { } key // twins under one key are one watch
            ? "watch-" + IdempotencyKeys.Digest(System.Text.Encoding.UTF8.GetBytes($"{key.Scope} {key.Key}"))[..32]
            : NewIds.Of("watch");
        var since = await SinceAsync(work);
        await using var insert = new NpgsqlCommand($"""
            insert into {WatchTables.Watch} (id, owner, name, titles, enterprises, categories, uses, address, receiver, since)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing
            """, work.Connection);
        Add(insert, [id, work.Owner.Subject], subjects);
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = since });
        if (await insert.ExecuteNonQueryAsync(ct) == 0 || subjects.Address is null) return new(id, since);
        return new(id, since, await Secrets.RenewAsync(work.Connection, id, TimeSpan.Zero, ct));
    }

    public static async Task<Done> ChangeAsync(Subjects subjects, WatchWork work)
    {
        if (await FindAsync(work) is not { } found) return Unknown(work);
        var since = await SinceAsync(work);
        await using var update = new NpgsqlCommand($"""
            update {WatchTables.Watch} set name = $3, titles = $4, enterprises = $5, categories = $6, uses = $7, address = $8, receiver = $9
            where id = $1 and owner = $2
            """, work.Connection);
        Add(update, [found.Watch, work.Owner.Subject], subjects);
        await update.ExecuteNonQueryAsync(work.Aborted);
        if (subjects.Address?.OriginalString == found.Address) return new(found.Watch, since);
        await ExecuteAsync(
            work,
            $"update {WatchTables.Watch} set paused = null, failing_since = null, delivered = null where id = $1",
            found.Watch);
        if (subjects.Address is not null)
        {
            // what waits goes to the new address; the old one learned nothing that holds there
            await ExecuteAsync(work, $"delete from {WatchTables.Secrets} where watch = $1", found.Watch);
            await ExecuteAsync(work, Now, found.Watch);
            return new(found.Watch, since, await Secrets.RenewAsync(work.Connection, found.Watch, TimeSpan.Zero, work.Aborted));
        }
        await ExecuteAsync(work, $"delete from {WatchTables.Secrets} where watch = $1", found.Watch);
        await ExecuteAsync(
            work,
            $"update {WatchTables.Told} set state = null, due = null where watch = $1 and state = 'pending'",
            found.Watch);
        return new(found.Watch, since);
    }

    private const string Now = $"update {WatchTables.Told} set due = clock_timestamp() where watch = $1 and state = 'pending'";

    public static async Task<Done> EndAsync(EndWatch request, WatchWork work)
    {
        if (await FindAsync(work) is not { } found) return Unknown(work);
        await ExecuteAsync(work, $"delete from {WatchTables.Watch} where id = $1", found.Watch);
        return new(found.Watch);
    }

    public static async Task<Done> RenewAsync(RenewWatchSecret request, WatchWork work)
    {
        if (await FindAsync(work) is not { } found) return Unknown(work);
        if (found.Address is null) return NoAddress(found);
        var hours = work.Http.RequestServices.GetRequiredService<IConfiguration>().GetValue("Watches:OldSecretHours", 24.0);
        return new(
            found.Watch,
            found.Position,
            await Secrets.RenewAsync(work.Connection, found.Watch, TimeSpan.FromHours(hours), work.Aborted));
    }

    public static async Task<Done> ResumeAsync(ResumeWatch request, WatchWork work)
    {
        if (await FindAsync(work) is not { } found) return Unknown(work);
        if (found.Address is null) return NoAddress(found);
        await ExecuteAsync(work, $"update {WatchTables.Watch} set paused = null, failing_since = null where id = $1", found.Watch);
        await ExecuteAsync(work, Now, found.Watch);
        return new(found.Watch, found.Position);
    }

    public static async Task<Done> ReplayAsync(ReplayDeliveries request, WatchWork work)
    {
        if (await FindAsync(work) is not { } found) return Unknown(work);
        if (found.Address is null) return NoAddress(found);
        await using var command = new NpgsqlCommand($"""
            update {WatchTables.Told} set state = 'pending', due = clock_timestamp(), attempts = 0, began = null, delivered = null
            where watch = $1 and case when $2::text[] is null then state = 'dead' else message = any($2) end returning message
            """, work.Connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = found.Watch });
        command.Parameters.Add(new NpgsqlParameter<string[]?> { TypedValue = request.Messages?.ToArray() });
        var again = new HashSet<string>(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(work.Aborted))
        {
            while (await reader.ReadAsync(work.Aborted)) again.Add(reader.GetString(0));
        }
        return request.Messages?.FirstOrDefault(m => !again.Contains(m)) is { } unknown
            ? new("", Refusal: Refusal.NotFound("message", unknown))
            : new(found.Watch, found.Position);
    }

    private static Done Unknown(WatchWork work) => new("", Refusal: Refusal.NotFound("watch", work.Http.Id()));

    private static Done NoAddress(WatchDoc found) => new("", Refusal: new(
        "no-address",
        "",
        $"The watch '{found.Name}' has no address, so nothing is sent. Its feed is /v1/watches/{found.Watch}/events."));

    /// <summary>
    /// The position behind which everything will be told to who watches from now on. Who looks through the log waits so long; while nobody
    /// watches, nobody looks, and it begins at the newest.
    /// </summary>
    private static async Task<long> SinceAsync(WatchWork work)
    {
        var views = work.Http.RequestServices.GetRequiredService<Projections.Views.Engine.ViewReader>();
        await ExecuteAsync(work, $"select from {WatchTables.Progress} for update");
        var (newest, _) = await views.NewestAsync(work.Aborted);
        await using var begin = new NpgsqlCommand(
            $"update {WatchTables.Progress} set at = $1, day = $2 where not exists (select from {WatchTables.Watch})",
            work.Connection);
        begin.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        begin.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = work.Today });
        await begin.ExecuteNonQueryAsync(work.Aborted);
        return await ScalarAsync<long>(work, $"select at from {WatchTables.Progress}");
    }

    private static void Add(NpgsqlCommand command, string[] ids, Subjects subjects)
    {
        foreach (var text in (string[])[.. ids, subjects.Name])
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        }
        foreach (var list in new[] { subjects.Titles, subjects.Enterprises, subjects.Categories })
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = list });
        }
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = subjects.Uses });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = subjects.Address?.OriginalString });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = subjects.Address?.Authority });
    }

    private static async Task ExecuteAsync(WatchWork work, string sql, params string[] with)
    {
        await using var command = new NpgsqlCommand(sql, work.Connection);
        foreach (var text in with) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        await command.ExecuteNonQueryAsync(work.Aborted);
    }

    private static async Task<T> ScalarAsync<T>(WatchWork work, string sql, params string[] with)
    {
        await using var command = new NpgsqlCommand(sql, work.Connection);
        foreach (var text in with) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        return (T)(await command.ExecuteScalarAsync(work.Aborted))!;
    }

    private static async Task<WatchDoc?> FindAsync(WatchWork work) =>
        (await WatchReader.OfAsync(work.Connection, work.Owner.Subject, work.Http.Id(), work.Aborted)).SingleOrDefault();
}
