using System.Security.Cryptography;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Why;
using Leader.Projections.Log;
using Npgsql;
using NpgsqlTypes;
using ZstdSharp;

namespace Leader.Api.Why;

/// <summary>
/// What each act rests on, and what it would have come to without an earlier fact: found once (<see cref="ActFollower"/>), as it depends on
/// the log before the act and on the rules alone. It stands beside the log and is made again from it by every program whose rules are
/// others. Nothing here is shown: a question reads from it which facts are causes.
/// </summary>
internal static class FollowedActs
{
    private const string Acts = $"{LeaderStore.Schema}.followed_acts", Consequences = $"{LeaderStore.Schema}.followed_consequences",
        Progress = $"{LeaderStore.Schema}.followed_progress";

    public const string Ddl = $"""
        create table if not exists {Progress} (program uuid primary key, position bigint not null, seen timestamptz not null);
        create table if not exists {Acts} (program uuid, act bigint, rests_on bigint[] not null, primary key (program, act));
        create table if not exists {Consequences} (program uuid, stream text, act bigint, nr int, without bigint[] not null,
            gone bigint[] not null, instead bytea, primary key (program, stream, act, nr));
        alter table {Consequences} alter column instead set storage external;
        """;

    private const int Level = 3;

    /// <summary>The rules, and how facts are written: what other versions of these found is not read.</summary>
    private static readonly Guid Program = new(SHA256.HashData(
        [.. new[] { typeof(Fact), typeof(FactTypes) }.SelectMany(t => t.Assembly.ManifestModule.ModuleVersionId.ToByteArray())])[..16]);

    /// <summary>Up to where all acts are followed.</summary>
    public static long UpTo(LogPast past) =>
        past.Read($"select position from {Progress} where program = $1", r => r.GetInt64(0), Program).SingleOrDefault();

    /// <summary>A past with what is known of its acts up to a position, to which they must have been followed.</summary>
    public static Causes Known(LogPast past, long upTo, CancellationToken ct) => new(past, stream => On(past, stream, upTo), ct);

    public static Dictionary<long, long[]> RestOn(LogPast past, long[] acts) =>
        past.Read(
            $"select act, rests_on from {Acts} where program = $1 and act = any($2)",
            r => (Act: r.GetInt64(0), On: r.GetFieldValue<long[]>(1)),
            Program,
            acts).ToDictionary(a => a.Act, a => a.On);

    private static IEnumerable<Consequence> On(LogPast past, string stream, long upTo)
    {
        var rows = past.Read(
            $"select act, without, gone, instead from {Consequences} where program = $1 and stream = $2 and act <= $3 order by act, nr",
            r => (Act: r.GetInt64(0), Without: r.GetFieldValue<long[]>(1), Gone: r.GetFieldValue<long[]>(2),
                Instead: r.IsDBNull(3) ? null : r.GetFieldValue<byte[]>(3)),
            Program,
            stream,
            upTo);
        foreach (var act in rows.GroupBy(r => r.Act))
        {
            using var packed = new Decompressor();
            if (act.Any(r => r.Instead is not null)) packed.LoadDictionary(Recorded(past.ActAt(act.Key), stream));
            foreach (var row in act)
            {
                yield return new(stream, act.Key, row.Without, row.Gone, row.Instead is null ? [] : Read(packed.Unwrap(row.Instead)));
            }
        }
    }

    /// <summary>Keeps what was found for the acts up to a position, if nobody else has.</summary>
    /// <param name="from">Where the acts before these end.</param>
    public static async Task<bool> KeepAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(PastAct Act, Followed Found)> acts,
        long from,
        long upTo,
        CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var move = new NpgsqlCommand($"""
            insert into {Progress} as p (program, position, seen) values ($1, $2, clock_timestamp())
                on conflict (program) do update set position = $2, seen = clock_timestamp() where p.position = $3
            """, connection))
        {
            move.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Program });
            move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
            move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
            if (await move.ExecuteNonQueryAsync(ct) == 0) return false;
        }
        await using (var copy = await connection.BeginBinaryImportAsync($"copy {Acts} (program, act, rests_on) from stdin binary", ct))
        {
            foreach (var (_, found) in acts)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(Program, ct);
                await copy.WriteAsync(found.Act, ct);
                await copy.WriteAsync(found.RestsOn.ToArray(), ct);
            }
            await copy.CompleteAsync(ct);
        }
        await using (var copy = await connection.BeginBinaryImportAsync(
            $"copy {Consequences} (program, stream, act, nr, without, gone, instead) from stdin binary",
            ct))
        {
            foreach (var (act, found) in acts)
            {
                foreach (var on in found.Otherwise.GroupBy(c => c.Stream, StringComparer.Ordinal))
                {
                    using var packing = new Compressor(Level);
                    packing.LoadDictionary(Recorded(act, on.Key));
                    foreach (var (nr, one) in on.Index())
                    {
                        await copy.StartRowAsync(ct);
                        await copy.WriteAsync(Program, ct);
                        await copy.WriteAsync(one.Stream, ct);
                        await copy.WriteAsync(one.Act, ct);
                        await copy.WriteAsync(nr, ct);
                        await copy.WriteAsync(one.Without.ToArray(), ct);
                        await copy.WriteAsync(one.Gone.ToArray(), ct);
                        if (one.Instead.Count == 0) await copy.WriteNullAsync(ct);
                        else await copy.WriteAsync(packing.Wrap(Written(one.Instead)).ToArray(), NpgsqlDbType.Bytea, ct);
                    }
                }
            }
            await copy.CompleteAsync(ct);
        }
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Forgets what programs found that have not followed an act for a while.</summary>
    public static async Task ForgetOthersAsync(NpgsqlConnection connection, TimeSpan after, CancellationToken ct)
    {
        foreach (var table in new[] { Consequences, Acts, Progress })
        {
            await using var delete = new NpgsqlCommand($"""
                delete from {table} where program in (select program from {Progress} where program <> $1 and seen < clock_timestamp() - $2)
                """, connection)
            { CommandTimeout = 0 };
            delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Program });
            delete.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = after });
            await delete.ExecuteNonQueryAsync(ct);
        }
    }

    private static byte[] Recorded(PastAct act, string stream) => Written([.. act.Facts.Where(f => f.Fact.Stream() == stream)]);

    private static byte[] Written(IReadOnlyList<PastFact> facts)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var (position, fact) in facts)
            {
                json.WriteNumberValue(position);
                json.WriteStringValue(FactTypes.NameOf(fact.GetType()));
                JsonSerializer.Serialize(json, fact, fact.GetType(), LeaderJson.Stored);
            }
            json.WriteEndArray();
        }
        return bytes.ToArray();
    }

    private static List<PastFact> Read(ReadOnlySpan<byte> written)
    {
        var facts = new List<PastFact>();
        var json = new Utf8JsonReader(written);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var position = json.GetInt64();
            json.Read();
            var type = FactTypes.TypeOf(json.GetString()!);
            json.Read();
            facts.Add(new(position, (Fact)JsonSerializer.Deserialize(ref json, type, LeaderJson.Stored)!));
        }
        return facts;
    }
}
