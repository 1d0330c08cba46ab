using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Threading.Channels;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Projections.Proof;

/// <summary>One thing in an export that is not as it should be.</summary>
/// <param name="Kind">changed, swapped, deleted, inserted, order, act, data (facts); root, signature, behind (checkpoints); state, result,
/// rows (what follows from facts); file.</param>
public sealed record Fault(long Position, string Kind, string Detail);

/// <summary>What was verified.</summary>
/// <param name="KeysGiven">Signatures were held against keys that the verifier brought, not against the one in the file.</param>
/// <param name="Faults">The first hundred by position.</param>
public sealed record Receipt(
    string File,
    string Sha256,
    string Origin,
    string Key,
    bool KeysGiven,
    ulong Size,
    long Position,
    string Root,
    long Facts,
    long Checkpoints,
    long Cosignatures,
    long States,
    long Results,
    long Rows,
    int FoldOfExport,
    int FoldOfVerifier,
    long Faulty,
    IReadOnlyList<Fault> Faults,
    TimeSpan Took)
{
    public bool Holds => Faulty == 0;
}

/// <summary>
/// Verifies an export with nothing but the file and keys: recomputes the tree and every checkpoint's root, verifies signatures, replays the
/// facts, and computes every ranking, ban, state root and view row again. In bounded memory; what does not fit goes to a temporary file.
/// </summary>
/// <param name="log">Keys of the log that are trusted; none: the one in the file, which proves only that the file agrees with
/// itself.</param>
/// <param name="witnesses">Keys whose cosignature the last checkpoint must bear.</param>
/// <param name="seen">Checkpoints held from before: the log must continue them.</param>
public sealed class Verification(
    IReadOnlyList<VerifierKey> log,
    IReadOnlyList<VerifierKey> witnesses,
    IReadOnlyList<Note> seen,
    long memory = 512L << 20)
{
    private const int PageSize = 2_000, Reported = 100;

    private readonly List<Fault> _faults = [];
    private long _faulty;

    /// <exception cref="InvalidDataException">The file is no export.</exception>
    public async Task<Receipt> RunAsync(string path, Action<long, long>? progress, CancellationToken ct)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var digest = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, ct));
        file.Position = 0;
        ZipArchive zip;
        try { zip = new ZipArchive(file, ZipArchiveMode.Read); }
        catch (InvalidDataException e) { throw new InvalidDataException("The file is no export: it is no ZIP, or its end is missing.", e); }
        using var _ = zip;
        var manifest = await ManifestAsync(zip, ct);
        if (!VerifierKey.TryParse(manifest.Key, out var own)) throw new InvalidDataException("The export names no key.");
        var key = log.Count == 0 ? own : log.FirstOrDefault(k => k.Name == manifest.Origin) ?? log[0];
        if (key != own) Add(manifest.Position, "signature", $"the export names the key {own}, and {key} is trusted");

        using var views = new ReplayedViews(memory);
        using var spool = new Spool();
        var (ledger, acts, states, results, rows, facts) = (new SpooledLedger(spool), new ActCheck(), 0L, 0L, 0L, 0L);
        var checkpoints = await CheckpointsAsync(zip, manifest, key, ct);
        var read = Channel.CreateBounded<Step>(8);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(async () =>
        {
            try
            {
                await ReadAsync(path, manifest, key, checkpoints, read.Writer, stop.Token);
                read.Writer.Complete();
            }
            catch (Exception e) { read.Writer.Complete(e); }
        }, ct);
        var rowsAt = new Queue<long>(manifest.RowsAt.Order());
        var last = 0L;
        try
        {
            await foreach (var step in read.Reader.ReadAllAsync(ct))
            {
                foreach (var fact in step.Facts)
                {
                    if (acts.Take(fact.Recorded) is { } torn) Add(fact.Recorded.Position, "act", torn);
                    if (Recomputed.Is(fact.Recorded.Fact))
                    {
                        results++;
                        if (Recomputed.Difference(fact.Recorded.Fact, ledger) is { } detail) Add(fact.Recorded.Position, "result", detail);
                    }
                    if (ledger.Version(fact.Stored.Stream) + 1 != fact.Stored.Version)
                    {
                        Add(
                            fact.Recorded.Position,
                            "order",
                            $"version {fact.Stored.Version} of stream {fact.Stored.Stream} follows version "
                                + $"{ledger.Version(fact.Stored.Stream)}");
                    }
                    ledger.Append(fact.Stored.Stream, fact.Stored.Type, fact.Stored.Data);
                }
                if (step.Facts.Count > 0)
                {
                    views.Apply([.. step.Facts.Select(f => f.Recorded)]);
                    facts += step.Facts.Count;
                    last = step.Facts[^1].Recorded.Position;
                    progress?.Invoke(last, manifest.Position);
                }
                if (step.State is { } state)
                {
                    states++;
                    // another version of the program made its rows: only that one can make them again
                    if (state.Fold != LeaderViews.Version) continue;
                    var made = views.Of(state.View, state.Scope) ?? [];
                    if (made.Count != state.Rows || !StateRows.Root(made).AsSpan().SequenceEqual(state.Root))
                    {
                        Add(state.Position, "state", $"{state.View} {state.Scope}: the facts give other rows than the log committed to");
                    }
                }
                while (step.RowsAt && rowsAt.TryPeek(out var at) && at <= last)
                {
                    rowsAt.Dequeue();
                    rows += await RowsAsync(zip, at, views, manifest.Fold, ct);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
        foreach (var at in rowsAt) Add(at, "rows", $"there are no facts up to position {at}, where rows are exported");
        lock (_faults)
        {
            return new(
                Path.GetFileName(path),
                digest,
                manifest.Origin,
                key.ToString(),
                log.Count > 0,
                manifest.Size,
                manifest.Position,
                manifest.Root,
                facts,
                checkpoints.Count,
                checkpoints.Sum(c => c.Cosignatures),
                states,
                results,
                rows,
                manifest.Fold,
                LeaderViews.Version,
                _faulty,
                [.. _faults.OrderBy(f => f.Position).Take(Reported)],
                watch.Elapsed);
        }
    }

    /// <summary>A stretch of facts, and the state root behind them.</summary>
    /// <param name="RowsAt">Rows may be exported of the last position.</param>
    private sealed record Step(IReadOnlyList<(StoredFact Stored, Recorded Recorded)> Facts, StateRoot? State, bool RowsAt);

    private sealed record Signed(Checkpoint Checkpoint, long Cosignatures);

    private static async Task<ExportManifest> ManifestAsync(ZipArchive zip, CancellationToken ct)
    {
        try
        {
            await using var stream =
                (zip.GetEntry(LogExport.ManifestName) ?? throw new InvalidDataException("The file is no export: it has no manifest."))
                    .Open();
            var manifest = (await JsonSerializer.DeserializeAsync<ExportManifest>(stream, LeaderJson.Http, ct))!;
            return manifest.Format is LogExport.Format or LogExport.FormatBeforeRequests
                ? manifest
                : throw new InvalidDataException($"The export has the format {manifest.Format}; this program reads {LogExport.Format}.");
        }
        catch (JsonException e) { throw new InvalidDataException("The export's manifest cannot be read.", e); }
    }

    private async Task<List<Signed>> CheckpointsAsync(ZipArchive zip, ExportManifest manifest, VerifierKey key, CancellationToken ct)
    {
        var (all, before) = (new List<Signed>(), 0UL);
        await foreach (var line in LinesAsync(zip, LogExport.CheckpointsName, ct))
        {
            string text;
            try { text = JsonSerializer.Deserialize<string>(line.Span) ?? ""; }
            catch (JsonException) { Add(manifest.Position, "signature", "a checkpoint cannot be read"); continue; }
            if (!Notes.TryParse(text, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint))
            {
                Add(manifest.Position, "signature", "a checkpoint cannot be read");
                continue;
            }
            if (note.VerifiedBy(key) is null || checkpoint.Origin != key.Name)
            {
                Add(manifest.Position, "signature", $"the checkpoint of {checkpoint.Size} entries is not signed by {key.Name}");
            }
            if (checkpoint.Size <= before && all.Count > 0)
            {
                Add(manifest.Position, "signature", $"the checkpoint of {checkpoint.Size} entries is out of order");
            }
            before = checkpoint.Size;
            var cosigned = witnesses.Count == 0 ? note.Signatures.Count - 1 : note.VerifiedBy([.. witnesses])?.Count ?? 0;
            if (checkpoint.Size == manifest.Size)
            {
                foreach (var witness in witnesses.Where(w => note.VerifiedBy(w) is null))
                {
                    Add(manifest.Position, "signature", $"the last checkpoint is not cosigned by {witness.Name}");
                }
            }
            all.Add(new(checkpoint, cosigned));
        }
        if (all.Count == 0 || all[^1].Checkpoint.Size != manifest.Size)
        {
            Add(manifest.Position, "signature", $"there is no checkpoint of {manifest.Size} entries");
        }
        foreach (var held in seen)
        {
            if (Checkpoint.TryParse(held.Text, out var c) && c.Size > manifest.Size)
            {
                Add(manifest.Position, "behind", c.Origin != manifest.Origin
                    ? $"the checkpoint that was seen is of the log {c.Origin}"
                    : $"a checkpoint of {c.Size} entries was seen, and the export has {manifest.Size}: it was made of an older database");
            }
        }
        return all;
    }

    /// <summary>Reads entries beside their leaves, holds both against the checkpoints, and hands the facts on.</summary>
    private async Task ReadAsync(
        string path,
        ExportManifest manifest,
        VerifierKey key,
        List<Signed> checkpoints,
        ChannelWriter<Step> to,
        CancellationToken ct)
    {
        using var forEntries = Open(path); // an archive reads one of its files at a time
        using var forLeaves = Open(path);
        using var forData = Open(path);
        using var forRequests = Open(path);
        await using var leaves = new BufferedStream(
            (forLeaves.GetEntry(LogExport.LeavesName) ?? throw new InvalidDataException($"The export lacks {LogExport.LeavesName}."))
                .Open(),
            1 << 16);
        await using var data = LinesAsync(forData, LogExport.ApartName, ct).GetAsyncEnumerator(ct);
        await using var requests = LinesAsync(forRequests, LogExport.RequestsName, ct).GetAsyncEnumerator(ct);
        var (tree, next, position, page, changed) =
            (new Tiles.Frontier(), 0, 0L, new List<(StoredFact, Recorded)>(), new List<(long Position, byte[] Hash, StoredFact Fact)>());
        var rowsAt = manifest.RowsAt.ToHashSet();
        var held = seen.Select(n => Checkpoint.TryParse(n.Text, out var c) ? c : null).OfType<Checkpoint>()
            .Where(c => c.Size > 0 && c.Size <= manifest.Size).ToList();
        var leaf = new byte[LogExport.LeafSize];
        await foreach (var line in LinesAsync(forEntries, LogExport.EntriesName, ct))
        {
            if (await leaves.ReadAtLeastAsync(leaf, LogExport.LeafSize, throwOnEndOfStream: false, ct) < LogExport.LeafSize)
            {
                Add(position, "inserted", "there are more entries than leaves");
                break;
            }
            var (at, hash) = (BinaryPrimitives.ReadInt64BigEndian(leaf), leaf[sizeof(long)..]);
            tree.Append(hash);
            if (line.Length == 0)
            {
                Add(Math.Abs(at), "deleted", at > 0 ? "the log has a fact here, and it is gone" : "a state root is gone");
            }
            else
            {
                var fits = Merkle.Leaf(line.Span).AsSpan().SequenceEqual(hash);
                try
                {
                    var (fact, digest, state) = LogEntry.Read(line);
                    if (state is null)
                    {
                        if (digest is not null)
                        {
                            fact = await data.MoveNextAsync() && LogEntry.Digest(data.Current.Span) == digest
                                ? LogEntry.Read(data.Current).Fact
                                : null;
                            if (fact is null) Add(at, "data", "the fact itself is missing, or not that of its digest");
                        }
                        if (fact is { RequestDigest: { } asked }
                            && !(await requests.MoveNextAsync() && LogEntry.Digest(requests.Current.Span) == asked))
                        {
                            Add(at, "data", "the request of the act is missing, or not that of its digest");
                        }
                        if (fact is not null)
                        {
                            if (fits && !LogEntry.Of(fact).AsSpan().SequenceEqual(line.Span))
                            {
                                Add(at, "changed", "the entry is not canonical");
                            }
                            if (!fits) changed.Add((at, hash, fact));
                            if (fact.Position != at || at <= position)
                            {
                                Add(at, "order", $"position {fact.Position} stands behind position {position}");
                            }
                            page.Add((fact, new(
                                fact.Position, fact.Stream, fact.Version, fact.Recorded, FactTypes.Read(fact.Type, fact.Data), fact.Act)));
                        }
                        position = at;
                    }
                    else
                    {
                        if (!fits) Add(Math.Abs(at), "state", "a state root is not the one that was logged");
                        await FlushAsync(state);
                    }
                }
                catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or NotSupportedException
                    or FormatException or InvalidOperationException)
                {
                    Add(Math.Abs(at), fits ? "data" : "changed", $"the entry cannot be read: {e.Message}");
                }
            }
            for (; next < checkpoints.Count && checkpoints[next].Checkpoint.Size <= tree.Size; next++)
            {
                if (checkpoints[next].Checkpoint is var c && (c.Size != tree.Size || !c.Root.AsSpan().SequenceEqual(tree.Root())))
                {
                    Add(position, "root", $"the checkpoint of {c.Size} entries does not have the root of the leaves");
                }
            }
            foreach (var c in held)
            {
                if (c.Size == tree.Size && (c.Origin != manifest.Origin || !c.Root.AsSpan().SequenceEqual(tree.Root())))
                {
                    Add(position, "behind", $"the checkpoint of {c.Size} entries that was seen is not one of this log");
                }
            }
            if (page.Count >= PageSize || page.Count > 0 && rowsAt.Contains(position)) await FlushAsync(null);
        }
        await FlushAsync(null);
        if (tree.Size != manifest.Size || Convert.ToBase64String(tree.Root()) != manifest.Root)
        {
            Add(position, "root", $"the export is of {manifest.Size} entries, and has {tree.Size}, or another root");
        }
        foreach (var (at, hash, fact) in changed)
        {
            var other = changed.Count > 1_000
                ? null
                : changed.Where(o =>
                    o.Position != at && Merkle.Leaf(LogEntry.Of(o.Fact with { Position = at })).AsSpan().SequenceEqual(hash))
                    .Select(o => (long?)o.Position)
                    .FirstOrDefault();
            Add(at, other is null ? "changed" : "swapped", other is null
                ? $"{fact.Type} of {fact.Stream} is not the fact that was logged"
                : $"the fact that was logged here stands at position {other}");
        }
        await foreach (var stray in LinesAsync(forEntries, LogExport.StraysName, ct))
        {
            if (LogEntry.Read(stray).Fact is { } fact)
            {
                Add(fact.Position, "inserted", $"{fact.Type} of {fact.Stream} stands where the log has no fact");
            }
        }

        async Task FlushAsync(StateRoot? state)
        {
            await to.WriteAsync(new(page, state, state is null), ct);
            page = [];
        }
    }

    /// <summary>Every row of the export against the replayed ones, both ways.</summary>
    private async Task<long> RowsAsync(ZipArchive zip, long position, ReplayedViews views, int fold, CancellationToken ct)
    {
        var rows = 0L;
        foreach (var view in LeaderViews.All)
        {
            var (keys, of, given) = (0L, default(string), new List<(DateOnly From, DateOnly To, byte[] Doc)>());
            await foreach (var line in LinesAsync(zip, LogExport.RowsName(position, view), ct))
            {
                rows++;
                using var row = JsonDocument.Parse(line);
                var key = row.RootElement.GetProperty("key").GetString()!;
                if (of is not null && key != of) { Compare(); given.Clear(); }
                of = key;
                given.Add((
                    Day(row.RootElement, "from"),
                    Day(row.RootElement, "to"),
                    System.Text.Encoding.UTF8.GetBytes(row.RootElement.GetProperty("doc").GetRawText())));
            }
            if (of is not null) Compare();
            if (fold == LeaderViews.Version && keys != views.Count(view))
            {
                Add(position, "rows", $"{view.Name}: the export has rows of {keys} keys, and the facts give {views.Count(view)}");
            }

            void Compare()
            {
                keys++;
                if (fold != LeaderViews.Version) return;
                var made = views.Of(view, of!);
                for (var i = 0; i < Math.Max(made.Count, given.Count); i++)
                {
                    if (i >= made.Count || i >= given.Count || made[i].From != given[i].From || made[i].To != given[i].To
                        || !made[i].Payload.AsSpan().SequenceEqual(given[i].Doc))
                    {
                        Add(
                            position,
                            "rows",
                            $"{view.Name} {of}, from {(i < given.Count ? given[i].From : made[i].From):yyyy-MM-dd}: the row is not the "
                                + "one that the facts give");
                        return;
                    }
                }
            }
        }
        return rows;

        static DateOnly Day(JsonElement row, string name) =>
            DateOnly.ParseExact(row.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static ZipArchive Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), ZipArchiveMode.Read);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(
        ZipArchive zip,
        string name,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (zip.GetEntry(name) is not { } entry) yield break;
        await using var stream = entry.Open();
        var reader = System.IO.Pipelines.PipeReader.Create(stream, new(bufferSize: 1 << 16));
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                yield return buffer.Slice(0, end).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) break;
        }
        await reader.CompleteAsync();
    }

    private void Add(long position, string kind, string detail)
    {
        lock (_faults)
        {
            _faulty++;
            if (_faults.Count < 10 * Reported) _faults.Add(new(position, kind, detail));
        }
    }
}
