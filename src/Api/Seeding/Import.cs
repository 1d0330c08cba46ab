using JasperFx;
using JasperFx.Events;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Marten;
using Marten.Events;
using Npgsql;

namespace Leader.Api.Seeding;

/// <summary>
/// Brings a history that was played elsewhere into an empty register: recorded times are those of the history, and each fact's
/// header says that it was imported. One transaction: all of it or nothing; persons and files before it, as nobody sees them without it.
/// Not reachable over HTTP.
/// </summary>
public sealed class Import(IDocumentStore store, NpgsqlDataSource database)
{
    /// <returns>How many facts were imported; 0 where the register was not empty, and nothing was touched.</returns>
    public async Task<int> IntoEmptyAsync(
        IReadOnlyList<PlayedAct> acts,
        IReadOnlyList<Persons.SealedPerson> persons,
        Action<int>? progress,
        CancellationToken ct)
    {
        if (!await IsEmptyAsync(ct)) return 0;
        await using (var session = store.LightweightSession())
        {
            foreach (var person in persons)
            {
                Persons.PersonalData.Erase(session, person.Reference); // of an import that was cut off
                person.Save(session);
            }
            await session.SaveChangesAsync(ct);
        }
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            foreach (var act in acts)
            {
                if (act.File is { } file)
                {
                    await EvidenceChunks.KeepAsync(connection, ((EvidenceDeposited)act.Facts[0]).Digest, new MemoryStream(file), ct);
                }
            }
        }
        var registry = (IEventRegistry)store.Options.Events;
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var events = acts.SelectMany((act, i) => act.Facts.Select((fact, n) => Recorded(registry, act, i, fact, n == 0, versions)))
            .ToArray();
        var headers = versions.Select(v => new BulkEventStreamHeader { Key = v.Key, Version = v.Value }).ToArray();
        // numbers that an import drew which was cut off: positions are the same as if it had not been
        await using (var again = database.CreateCommand($"select setval('{MartenTables.EventsSequence}', 1, false)"))
        {
            await again.ExecuteNonQueryAsync(ct);
        }
        await store.BulkInsertEventStreamAsync(StorageConstants.DefaultTenantId, headers, Stream(events, progress), 1000, ct);
        await using var close = database.CreateCommand($"""
            select setval('{MartenTables.EventsSequence}', (select max(seq_id) from {MartenTables.Events}));
            update {MartenTables.Progression} set last_seq_id = (select max(seq_id) from {MartenTables.Events}) where name = 'HighWaterMark'
            """);
        // the bulk insert takes numbers by the thousand; without this the views would wait for those unused
        await close.ExecuteNonQueryAsync(ct);
        return events.Length;
    }

    public async Task<bool> IsEmptyAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select not exists (select from {MartenTables.Events})");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static IEvent Recorded(
        IEventRegistry registry,
        PlayedAct act,
        int number,
        Domain.Fact fact,
        bool isFirst,
        Dictionary<string, long> versions)
    {
        var e = registry.BuildEvent(fact).AtTimestamp(act.At.ToUniversalTime());
        e.StreamKey = fact.Stream();
        e.Version = versions[e.StreamKey] = versions.GetValueOrDefault(e.StreamKey) + 1;
        e.CorrelationId = $"import-{number:D6}";
        e.CausationId = act.Request.GetType().Name;
        e.UserName = act.By.Subject;
        e.SetHeader(LeaderStore.ActHeader, e.CorrelationId);
        e.SetHeader("role", act.By.Role.ToString());
        e.SetHeader("rules", act.Rules);
        e.SetHeader("imported", true);
        if (LogEntry.SaltFor(fact.GetType()) is { } salt) e.SetHeader(LogEntry.SaltHeader, salt);
        if (isFirst)
        {
            e.SetHeader(
                LeaderStore.RequestHeader,
                RequestTypes.Write(act.Request, LogEntry.SaltFor(act.Request, act.Facts), act.SignedRequest));
        }
        return e;
    }

    private static async IAsyncEnumerable<IEvent> Stream(IEvent[] events, Action<int>? progress)
    {
        for (var i = 0; i < events.Length; i++)
        {
            if (i % 500 == 0) { progress?.Invoke(i); await Task.Yield(); }
            yield return events[i];
        }
    }
}
