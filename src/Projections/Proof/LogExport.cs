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
        StraysName = "strays.ndjson",
        ReadmeName = "README.txt";

    /// <summary>
    /// SHA-256 of each text that <see cref="ReadmeName"/> ever had: it tells people how to verify, so no other may stand there.
    /// </summary>
    internal static readonly IReadOnlyList<string> Readmes =
    [
        "94dc43c0f11200a6958eb72f27ddb9aecbe3d1b7e6fa0d0d560e0c4552c8ed11",
        "c02419222ce9b05ec9ab21f35cb46f5cc15536bdecc933070803fc9dd8a5f1e1",
        "48b17dc66f5f1057336c09d1d57699b5af5002e54839ef32759ecbf6ccb8c13a",
        "2be170ab5308b25a68486d5ac81e1f2f64baabe4b2c7c030e42cbfbd8845df6a",
        "1a1904a5509366e3a5b074b5afa1bebb3a6b18d45cc212ac7306745ed6c455f9",
    ];

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
        await using (var to = Open(zip, ReadmeName)) await to.WriteAsync(Encoding.UTF8.GetBytes(Readme), ct);
        await using (var to = Open(zip, ManifestName))
        {
            await to.WriteAsync(manifest.Bytes(), ct);
        }
        await using (var to = Open(zip, CheckpointsName))
        {
            await foreach (var c in walk.CheckpointsAsync(checkpoint.Checkpoint.Size, ct))
            {
                await to.WriteAsync(Line(c.Note), ct);
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
                await foreach (var row in ViewTables.ReadAsync(
                    connection,
                    view,
                    "known_from <= $1 and known_to > $2 order by key collate \"C\", in_force_from",
                    p,
                    p,
                    ct))
                {
                    await to.WriteAsync(Line(row.Row, row.KnownFrom), ct);
                    to.WriteByte((byte)'\n');
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

    /// <summary>A line of <see cref="CheckpointsName"/>, without its newline.</summary>
    internal static byte[] Line(string note) => JsonSerializer.SerializeToUtf8Bytes(note, LeaderJson.Http);

    /// <summary>A line of a view's rows, without its newline.</summary>
    internal static byte[] Line(Row row, long knownFrom)
    {
        var to = new System.Buffers.ArrayBufferWriter<byte>(row.Payload.Length + 200);
        using var json = new Utf8JsonWriter(to, Plain);
        json.WriteStartObject();
        json.WriteString("key", row.Key);
        json.WriteString("from", row.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("to", row.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteNumber("knownFrom", knownFrom);
        json.WritePropertyName("doc");
        json.WriteRawValue(row.Payload, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return to.WrittenSpan.ToArray();
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

    internal const string Readme = """
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
