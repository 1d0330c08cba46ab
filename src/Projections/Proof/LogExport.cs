using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Projections.Proof;

/// <summary>What an export holds.</summary>
public sealed record ExportManifest(
    string Format,
    string Origin,
    string Key,
    ulong Size,
    long Position,
    string Root,
    int Fold,
    IReadOnlyList<long> RowsAt);

/// <param name="Missing">Facts that the log has, and the database has no more: their lines are empty.</param>
/// <param name="Strays">Facts that the database has, and the log has not.</param>
public sealed record ExportResult(ExportManifest Manifest, long Facts, long Rows, long Missing, long Strays, TimeSpan Took);

/// <summary>
/// Writes all that an auditor needs into one ZIP of text files, from one position: the entries of the log, its leaves, every checkpoint
/// with its signatures, and the rows of every view. The same position gives the same bytes. Written as it is read, in bounded memory.
/// </summary>
public sealed class LogExport(NpgsqlDataSource database, VerifierKey key)
{
    public const string Format = "leader-export-2",
        FormatBeforeRequests = "leader-export-1",
        ManifestName = "manifest.json",
        EntriesName = "entries.ndjson",
        LeavesName = "leaves.bin",
        CheckpointsName = "checkpoints.ndjson",
        ApartName = "apart.ndjson",
        RequestsName = "requests.ndjson",
        StraysName = "strays.ndjson";

    /// <summary>Bytes of a leaf in <see cref="LeavesName"/>: position (signed, big endian), hash.</summary>
    public const int LeafSize = sizeof(long) + Merkle.HashSize;

    internal static string RowsName(long position, View view) =>
        string.Create(CultureInfo.InvariantCulture, $"views/{position}/{view.Name}.ndjson");

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <param name="position">The log is exported up to the last checkpoint at or before it; the newest, if not given.</param>
    /// <param name="rowsAt">Positions at which the rows of the views are written, too, beside that of the export.</param>
    /// <returns>Null where there is no checkpoint yet.</returns>
    public async Task<ExportResult?> WriteAsync(
        Stream file,
        long? position,
        IReadOnlyList<long> rowsAt,
        Action<long, long>? progress,
        CancellationToken ct)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var reader = new LogReader(database, key.Name);
        if ((position is { } at ? await reader.UpToAsync(at, ct) : await reader.NewestAsync(ct)) is not { } checkpoint) return null;
        var manifest = new ExportManifest(
            Format,
            key.Name,
            key.ToString(),
            checkpoint.Checkpoint.Size,
            checkpoint.Position,
            Convert.ToBase64String(checkpoint.Checkpoint.Root),
            LeaderViews.Version,
            [.. (await FactsBeforeAsync(rowsAt, ct)).Where(p => p > 0 && p < checkpoint.Position).Append(checkpoint.Position).Distinct()
                .Order()]);
        var walk = new LogWalk(database, key.Name);
        using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        await using (var to = Open(zip, "README.txt")) await to.WriteAsync(Encoding.UTF8.GetBytes(Readme), ct);
        await using (var to = Open(zip, ManifestName))
        {
            await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(manifest, LeaderJson.Http), ct);
        }
        await using (var to = Open(zip, CheckpointsName))
        {
            await foreach (var c in walk.CheckpointsAsync(checkpoint.Checkpoint.Size, ct))
            {
                await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(c.Note, LeaderJson.Http), ct);
                to.WriteByte((byte)'\n');
            }
        }

        // The leaves are written behind the entries, and kept in a file until then.
        var (facts, rows, missing) = (0L, 0L, 0L);
        var strays = new List<byte[]>();
        using var leaves = new Spool();
        using var apart = new Spool();
        using var requests = new Spool();
        var (apartLength, requestsLength) = (0L, 0L);
        var leaf = new byte[LeafSize];
        await using (var to = Open(zip, EntriesName))
        {
            await foreach (var walked in walk.LeavesAsync(checkpoint, ct))
            {
                if (walked.Index is null) { strays.Add(walked.Entry!); continue; }
                if (walked.Entry is null) missing++;
                else await to.WriteAsync(walked.Entry, ct);
                to.WriteByte((byte)'\n');
                BinaryPrimitives.WriteInt64BigEndian(leaf, walked.Position);
                walked.Hash.CopyTo(leaf, sizeof(long));
                leaves.Append(leaf);
                if (walked is { Fact: { } fact, Entry: { } entry }
                    && LogEntry.Whole(fact) is var whole
                    && !whole.AsSpan().SequenceEqual(entry))
                {
                    apart.Append([.. whole, (byte)'\n']);
                    apartLength += whole.Length + 1;
                }
                if (walked.Fact is { } first && LogEntry.RequestApart(first) is { } request)
                {
                    requests.Append([.. request, (byte)'\n']);
                    requestsLength += request.Length + 1;
                }
                if (walked.Fact is not null) facts++;
                if (facts % 5000 == 0) progress?.Invoke((long)walked.Index, (long)checkpoint.Checkpoint.Size);
            }
        }
        await WriteSpooledAsync(zip, LeavesName, leaves, (long)checkpoint.Checkpoint.Size * LeafSize, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        if (apartLength > 0) await WriteSpooledAsync(zip, ApartName, apart, apartLength, ct);
        if (requestsLength > 0) await WriteSpooledAsync(zip, RequestsName, requests, requestsLength, ct);
        if (strays.Count > 0)
        {
            await using var to = Open(zip, StraysName);
            foreach (var stray in strays) { await to.WriteAsync(stray, ct); to.WriteByte((byte)'\n'); }
        }
        foreach (var p in manifest.RowsAt)
        {
            foreach (var view in LeaderViews.All)
            {
                await using var to = Open(zip, RowsName(p, view));
                await using var json = new Utf8JsonWriter(to, Plain);
                await foreach (var row in ViewTables.ReadAsync(
                    connection,
                    view,
                    "known_from <= $1 and known_to > $2 order by key collate \"C\", in_force_from",
                    p,
                    p,
                    ct))
                {
                    Write(json, row);
                    await json.FlushAsync(ct);
                    to.WriteByte((byte)'\n');
                    json.Reset();
                    rows++;
                }
            }
        }
        return new(manifest, facts, rows, missing, strays.Count, watch.Elapsed);
    }

    /// <summary>The last facts at or before the positions with which an act is complete: numbers without a fact know nothing new.</summary>
    private async Task<List<long>> FactsBeforeAsync(IReadOnlyList<long> positions, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select coalesce((select max(seq_id) from {MartenTables.Events} where seq_id <= "
            + $"{LeaderStore.Schema}.complete(p) and type <> '{Log.FactLog.Tombstone}'), 0) from unnest($1) as u(p)");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. positions] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var facts = new List<long>();
        while (await reader.ReadAsync(ct)) facts.Add(reader.GetInt64(0));
        return facts;
    }

    private static void Write(Utf8JsonWriter json, KnownRow row)
    {
        json.WriteStartObject();
        json.WriteString("key", row.Row.Key);
        json.WriteString("from", row.Row.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("to", row.Row.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteNumber("knownFrom", row.KnownFrom);
        json.WritePropertyName("doc");
        json.WriteRawValue(row.Row.Payload, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static async Task WriteSpooledAsync(ZipArchive zip, string name, Spool from, long length, CancellationToken ct)
    {
        await using var to = Open(zip, name);
        for (var done = 0L; done < length; done += 1 << 20) await to.WriteAsync(from.Read(done, (int)Math.Min(1 << 20, length - done)), ct);
    }

    /// <summary>Nothing of the hour or the machine is in it.</summary>
    private static BufferedStream Open(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(2018, 6, 29, 0, 0, 0, TimeSpan.Zero);
        entry.ExternalAttributes = 0;
        return new BufferedStream(entry.Open(), 1 << 16);
    }

    private const string Readme = """
        An export of a Leader register. Everything in it is text in UTF-8, but for leaves.bin.

        manifest.json       what it is of: origin and key of the log, size and root of the tree, position of the last fact
        entries.ndjson      the entries of the log in order, one a line: RFC 8785 JSON, without the newline. The leaf hash of an entry is
                            SHA-256 over a byte 0 and its bytes (RFC 6962). An entry is a fact, or the root of a view's rows ("state").
                            An empty line stands for a fact that the database no longer has.
        leaves.bin          for each entry the position (8 bytes, big endian, negative for a state root) and the leaf hash (32 bytes)
        checkpoints.ndjson  every checkpoint of the log with its signatures: a JSON string a line (C2SP signed-note, tlog-checkpoint,
                            tlog-cosignature)
        apart.ndjson        facts whose entry has only their SHA-256, in their order: those that are too large for an entry, and those that
                            are not for everybody, these with their salts. Keep it from those whom they do not concern
        requests.ndjson     requests of which the first fact of their act has only the SHA-256, in their order: those that are too large
                            for its entry, and those that are not for everybody, these with their salts. Keep it, too, from those whom
                            they do not concern
        strays.ndjson       facts that the database has and the log has not: there should be none
        views/P/V.ndjson    the rows of view V known at position P: key, first day, first day on which it no longer holds, position of the
                            fact that made it, and the whole document. Those of complaints, plans, cases and findings hold what is not for
                            everybody: keep them, too, from those whom they do not concern

        To verify it: leader verify FILE --key KEY, with a key of the log that you did not take from here.

        """;
}
