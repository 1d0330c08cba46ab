using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;
using Npgsql;

namespace Leader.Api.Watches;

/// <summary>
/// Looks through the log for what watchers are told of, from where it stopped to where the views are, and through the days that have begun:
/// titles expire, and bans end, without a fact. What it finds is written down for each watcher in the transaction that moves its position,
/// so that nothing is lost and nothing is told twice, whenever a node dies; one node at a time does it.
/// </summary>
internal sealed class WatchScan(NpgsqlDataSource database, ViewReader views)
{
    private const int Step = 500;

    /// <returns>Whether anything was written, and whether it is not at the end yet.</returns>
    public async Task<(bool Wrote, bool More)> LookAsync(CancellationToken ct)
    {
        var (newest, _) = await views.NewestAsync(ct);
        var today = Beijing.Day(views.Now);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await StoodAsync(connection, ct) is not { } stood || (stood.At >= newest && stood.Day >= today)) return default;
        var (happened, at) = await FactsAsync(connection, stood.At, newest, ct);
        if (stood.Day < today && at >= newest) happened.AddRange(await DaysAsync(connection, stood.Day, today, newest, ct));
        var wrote = false;
        foreach (var one in happened) wrote |= await TellAsync(connection, one, new(today, null, newest, true), ct);
        await using var move = new NpgsqlCommand($"update {WatchTables.Progress} set at = $1, day = $2", connection);
        move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = at });
        move.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = at >= newest ? today : stood.Day });
        await move.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return (wrote, at < newest);
    }

    /// <summary>Null where nobody watches, or another node is looking.</summary>
    private static async Task<(long At, DateOnly Day)?> StoodAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select at, day from {WatchTables.Progress} where exists (select from {WatchTables.Watch}) for update skip locked",
            connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetFieldValue<DateOnly>(1)) : null;
    }

    private static async Task<(List<Happened> Happened, long At)> FactsAsync(
        NpgsqlConnection connection,
        long after,
        long newest,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select seq_id, type, data, timestamp from {MartenTables.Events} where seq_id > $1 and seq_id <= $2 and type = any($3) "
                + $"order by seq_id limit {Step}",
            connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Happened.Types });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (found, rows, at) = (new List<Happened>(), 0, newest);
        while (await reader.ReadAsync(ct))
        {
            (at, rows) = (reader.GetInt64(0), rows + 1);
            var fact = FactTypes.Read(reader.GetString(1), reader.GetFieldValue<byte[]>(2));
            if (Happened.Of(fact, at, reader.GetFieldValue<DateTimeOffset>(3)) is { } one) found.Add(one);
        }
        return (found, rows < Step ? newest : at);
    }

    /// <summary>What the days behind <paramref name="until"/> brought by themselves, as it is known now.</summary>
    private static async Task<List<Happened>> DaysAsync(
        NpgsqlConnection connection,
        DateOnly until,
        DateOnly today,
        long newest,
        CancellationToken ct)
    {
        var found = new List<Happened>();
        foreach (var (view, status) in new[]
        {
            ((View)LeaderViews.Titles, Words.Of(TitleStatus.Expired)),
            (LeaderViews.Bans, Words.Of(BanStatus.Ended)),
        })
        {
            await using var command = new NpgsqlCommand(
                $"select key, enterprise, in_force_from from {ViewTables.Table(view)} where status = $1 and in_force_from > $2 and "
                    + "in_force_from <= $3 and known_from <= $4 and known_to > $4 order by in_force_from, key",
                connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = status });
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = until });
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = today });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (key, holder, day) = (reader.GetString(0).Split('@')[0], reader.GetString(1), reader.GetFieldValue<DateOnly>(2));
                found.Add(view == LeaderViews.Titles
                    ? new(WatchedKind.TitleExpired, null, Beijing.Start(day), day, holder, key, Happened.CategoryOf(key))
                    : new(
                        WatchedKind.BanEnded,
                        null,
                        Beijing.Start(day),
                        day,
                        holder,
                        Happened.TitleOf(key),
                        Happened.CategoryOf(key),
                        key,
                        day.AddDays(-1)));
            }
        }
        return found;
    }

    /// <summary>
    /// Writes it down for all whose watch lists have its title, enterprise or category; and of those who watch their own uses, for whoever
    /// has one that rests on it and was open on the day.
    /// </summary>
    private async Task<bool> TellAsync(NpgsqlConnection connection, Happened one, Clocks clocks, CancellationToken ct)
    {
        var uses = (await views.AllAsync(LeaderViews.Uses, new(Enterprise: [one.Enterprise]), clocks, ct))
            .Where(u => one.Adoption is { } ended ? u.Adoption == ended
                : (one.IsOfTheEnterprise || u.Title == one.Title) && !(u.EndedOn < one.On))
            .ToLookup(u => u.User, u => u.Adoption, StringComparer.Ordinal);
        var watchers = new List<(string Watch, string Owner, bool Delivered)>();
        await using (var command = new NpgsqlCommand($"""
            select id, owner, address is not null from {WatchTables.Watch} where ($1::bigint is null or since < $1)
                and ((uses and owner = any($2)) or ($6 and (titles && $3 or enterprises && $4 or categories && $5)))
            """, connection))
        {
            command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = one.Position });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uses.Select(u => u.Key)] });
            foreach (var subject in new[] { one.Title, one.Enterprise, one.Category })
            {
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = subject is null ? [] : [subject] });
            }
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = one.Adoption is null });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) watchers.Add((reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        }
        if (watchers.Count == 0) return false;
        await using var insert = new NpgsqlCommand($"""
            insert into {WatchTables.Told} (watch, message, position, body, state, due)
            select w, m, $1, b, s, case when s is null then null else clock_timestamp() end
            from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality as told(w, m, b, s, nr) order by nr
            on conflict (watch, message) do nothing
            """, connection);
        insert.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = one.Position });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. watchers.Select(w => w.Watch)] });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. watchers.Select(w => one.Message(w.Watch))] });
        insert.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. watchers.Select(w => one.Body(w.Watch, [.. uses[w.Owner].Order(StringComparer.Ordinal)]))],
        });
        insert.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. watchers.Select(w => w.Delivered ? "pending" : null)] });
        return await insert.ExecuteNonQueryAsync(ct) > 0;
    }
}
