using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Projections.Proof;

/// <summary>One thing in an export that is not as it should be.</summary>
/// <param name="Kind">
/// changed, swapped, deleted, inserted, order, act, decided, unasked, data (facts); root, signature, behind (checkpoints); state, result,
/// rows (what follows from facts).
/// </param>
public sealed record Fault(long Position, string Kind, string Detail);

/// <summary>What was verified.</summary>
/// <param name="KeysGiven">Signatures were held against keys that the verifier brought, not against the one in the file.</param>
/// <param name="StatesOfOthers">Roots of views that another version of the folds made: only that one can make them again.</param>
/// <param name="Acts">Decided again from the requests recorded with them.</param>
/// <param name="Stated">Acts of before requests were recorded.</param>
/// <param name="Stopped">There were so many faults that the rest was not looked at.</param>
/// <param name="Faults">The first hundred by position.</param>
public sealed record Receipt(string File, string Sha256, string Origin, string Key, bool KeysGiven, ulong Size, long Position, string Root,
    long Facts, long Checkpoints, long Cosignatures, long States, long Results, long Rows,
    int FoldOfExport, int FoldOfVerifier, long Faulty, IReadOnlyList<Fault> Faults, TimeSpan Took, long StatesOfOthers = 0,
        bool Stopped = false, long Acts = 0, long Stated = 0)
{
    public bool Holds => Faulty == 0;

    /// <summary>The rows were made by this version of the folds, so they were made again.</summary>
    public bool RowsCompared => FoldOfExport == FoldOfVerifier;
}

/// <summary>
/// Verifies an export with nothing but the file and keys: recomputes the tree and every checkpoint's root, verifies signatures, replays the
/// facts, decides every act again, and computes every ranking, ban, state root and view row again. In bounded memory; what does not fit
/// goes to a temporary file. The file may be anybody's: it is held to be exactly what an export is, and looked at no further after a
/// thousand faults.
/// </summary>
/// <param name="log">
/// Keys of the log that are trusted; none: the one in the file, which proves only that the file agrees with itself.
/// </param>
/// <param name="witnesses">Keys whose cosignature the last checkpoint must bear.</param>
/// <param name="seen">Checkpoints held from before: the log must continue them.</param>
public sealed class Verification(IReadOnlyList<VerifierKey> log, IReadOnlyList<VerifierKey> witnesses, IReadOnlyList<Note> seen,
    long memory = 512L << 20)
{
    private const int HeldFacts = 100_000;
    private const int PageSize = 2_000, PageBytes = 4 << 20, Reported = 100, Most = 1_000, LongestManifest = 1 << 20,
        LongestReadme = 1 << 16, LongestNote = 2 << 20;

    private readonly List<Fault> _faults = [];

    public Task<Receipt> RunAsync(string path, Action<long, long>? progress, CancellationToken ct) =>
        RunAsync(Path.GetFileName(path), () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), progress, ct);

    /// <param name="open">Opens the same bytes anew.</param>
    /// <exception cref="InvalidDataException">The file is no export, or cannot be read to its end; in one line.</exception>
    public async Task<Receipt> RunAsync(string name, Func<Stream> open, Action<long, long>? progress, CancellationToken ct)
    {
        try { return await VerifyAsync(name, open, progress, ct); }
        catch (Exception e) when (e is not (OperationCanceledException
            or InvalidDataException
            or IOException
            or UnauthorizedAccessException
            or OutOfMemoryException))
        {
            throw new InvalidDataException($"The file cannot be verified: {e.GetType().Name}, {Shown(e.Message)}", e);
        }
    }

    private async Task<Receipt> VerifyAsync(string name, Func<Stream> open, Action<long, long>? progress, CancellationToken ct)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var file = ExportFile.Read(open);
        var manifest = await ManifestAsync(file, ct);
        var own = manifest.LogKey;
        var key = log.Count == 0 || log.Contains(own) ? own : log.FirstOrDefault(k => k.Name == manifest.Origin) ?? log[0];
        if (key != own) Add(manifest.Position, "signature", $"the export names the key {own}, and {key} is trusted");

        using var views = new ReplayedViews(memory);
        using var spool = new Spool();
        var checkpoints = await CheckpointsAsync(file, manifest, key, ct);
        var read = Channel.CreateBounded<Step>(8);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(async () =>
        {
            try
            {
                await ReadAsync(file, manifest, checkpoints, read.Writer, stop.Token);
                read.Writer.Complete();
            }
            catch (Exception e) { read.Writer.Complete(e); }
        }, ct);
        var replay = new Replay(this, file, manifest, views, new(spool));
        try
        {
            await foreach (var step in read.Reader.ReadAllAsync(ct))
            {
                await replay.TakeAsync(step, ct);
                progress?.Invoke(replay.Last, manifest.Position);
                if (Enough()) break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
        if (!Enough()) replay.End();
        var digest = await DigestAsync(open, ct);
        lock (_faults)
        {
            return new(
                name,
                digest,
                manifest.Origin,
                key.ToString(),
                log.Count > 0,
                manifest.Size,
                manifest.Position,
                manifest.Root,
                replay.Facts,
                checkpoints.Count,
                checkpoints.Sum(c => c.Cosignatures),
                replay.States,
                replay.Results,
                replay.Rows,
                manifest.Fold,
                LeaderViews.Version,
                _faults.Count,
                [.. _faults.OrderBy(f => f.Position).Take(Reported)],
                watch.Elapsed,
                replay.StatesOfOthers,
                _faults.Count >= Most,
                replay.Acts,
                replay.Stated);
        }
    }

    /// <summary>A stretch of facts, and the state root behind them.</summary>
    /// <param name="RowsAt">Rows may be exported of the last position.</param>
    private sealed record Step(IReadOnlyList<(StoredFact Stored, Recorded Recorded)> Facts, StateRoot? State, bool RowsAt);

    private sealed record Signed(Checkpoint Checkpoint, long Cosignatures);

    /// <summary>
    /// Facts in their order, and what follows from them. Facts that cannot have been recorded end it: the rest of the file is still read.
    /// </summary>
    private sealed class Replay(Verification to, ExportFile file, ExportManifest manifest, ReplayedViews views, SpooledLedger ledger)
    {
        private readonly ActCheck _acts = new();
        private readonly DecidedAgain _again = new(new(ledger.Facts, fromTheFirst: true));
        private readonly ExportedRows _rows = new(file, manifest.Fold, views, to.Add);
        private readonly Queue<long> _rowsAt = new(manifest.RowsAt);
        private bool _ended;
        private int _fold;

        public long Last { get; private set; }
        public long Facts { get; private set; }
        public long States { get; private set; }
        public long StatesOfOthers { get; private set; }
        public long Results { get; private set; }
        public long Rows { get; private set; }
        public long Acts => _again.Acts;
        public long Stated => _again.Told + _again.Stated;

        public async Task TakeAsync(Step step, CancellationToken ct)
        {
            Facts += step.Facts.Count;
            if (step.Facts.Count > 0) Last = step.Facts[^1].Recorded.Position;
            if (step.State is not null) States++;
            if (_ended) return;
            try
            {
                foreach (var fact in step.Facts) Check(fact.Stored, fact.Recorded);
                Decided();
                if (step.Facts.Count > 0) views.Apply([.. step.Facts.Select(f => f.Recorded)]);
                if (step.State is { } state) Check(state);
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException or IOException))
            {
                _ended = true;
                to.Add(Last, "data",
                    $"the facts up to here cannot be replayed: {(e as AggregateException)?.InnerException?.Message ?? e.Message}");
                return;
            }
            for (; step.RowsAt && _rowsAt.TryPeek(out var at) && at <= Last; _rowsAt.Dequeue())
            {
                if (at == Last) Rows += await _rows.CompareAsync(at, to.Enough, ct);
                else to.Add(at, "rows", $"rows are exported of position {at:N0}, where no fact stands");
            }
        }

        private void Check(StoredFact stored, Recorded recorded)
        {
            if (_acts.Take(recorded) is { } torn) to.Add(recorded.Position, "act", torn);
            _again.Take(recorded);
            if (Recomputed.Is(recorded.Fact))
            {
                Results++;
                if (Recomputed.Difference(recorded.Fact, ledger) is { } detail) to.Add(recorded.Position, "result", detail);
            }
            if (ledger.Version(stored.Stream) + 1 != stored.Version)
            {
                to.Add(recorded.Position, "order",
                    $"version {stored.Version} of stream {stored.Stream} follows version {ledger.Version(stored.Stream)}");
            }
            ledger.Append(recorded.Position, stored.Stream, stored.Type, stored.Data);
        }

        private void Decided()
        {
            foreach (var found in _again.Found()) to.Add(found.Position, found.What, found.Detail);
            _again.Shrink(HeldFacts);
        }

        private void Check(StateRoot state)
        {
            _fold = Math.Max(_fold, state.Fold);
            if (state.View is not (StateRows.Rankings or StateRows.Leaders or StateRows.Bans))
            {
                to.Add(state.Position, "state", $"there is no view {state.View} whose rows are logged");
            }
            else if (state.Fold != LeaderViews.Version)
            {
                StatesOfOthers++;
            }
            else if (views.Of(state.View, state.Scope) is var made
                && ((made?.Count ?? 0) != state.Rows || !StateRows.Root(made ?? []).AsSpan().SequenceEqual(state.Root)))
            {
                to.Add(state.Position, "state", $"{state.View} {state.Scope}: the facts give other rows than the log committed to");
            }
        }

        public void End()
        {
            if (_ended) return;
            _again.End();
            Decided();
            foreach (var at in _rowsAt) to.Add(at, "rows", $"there are no facts up to position {at:N0}, where rows are exported");
            if (manifest.Fold < _fold)
            {
                to.Add(manifest.Position, "rows",
                    $"the rows are said to be of version {manifest.Fold}, and the log has roots of version {_fold}");
            }
        }
    }

    private static async Task<ExportManifest> ManifestAsync(ExportFile file, CancellationToken ct)
    {
        var manifest = ExportManifest.Read(await file.AllAsync(LogExport.ManifestName, LongestManifest, ct));
        if (manifest.Fold > LeaderViews.Version)
        {
            throw new InvalidDataException($"The export was made by version {manifest.Fold} of the views, and this program is version "
                + $"{LeaderViews.Version}: verify it with the newer program.");
        }
        var rows = LeaderViews.All.SelectMany(v => manifest.RowsAt.Select(p => LogExport.RowsName(p, v))).ToHashSet(StringComparer.Ordinal);
        string[] needed = [LogExport.ReadmeName, LogExport.ManifestName, LogExport.EntriesName, LogExport.LeavesName,
            LogExport.CheckpointsName];
        string[] possible = manifest.Format == LogExport.Format ? [LogExport.ApartName, LogExport.StraysName, LogExport.RequestsName]
            : [LogExport.ApartName, LogExport.StraysName];
        if (needed.Concat(manifest.Fold == LeaderViews.Version ? rows : []).FirstOrDefault(n => !file.Has(n)) is { } missing)
        {
            throw ExportFile.No($"it has no {missing}");
        }
        if (file.Names.Except(needed).Except(possible).FirstOrDefault(n => !rows.Contains(n)
            && (manifest.Fold == LeaderViews.Version || !IsOfOther(n))) is { } extra)
        {
            throw ExportFile.No($"it holds {extra}, which belongs to no export");
        }
        if (!LogExport.Readmes.Contains(LogEntry.Digest(await file.AllAsync(LogExport.ReadmeName, LongestReadme, ct))))
        {
            throw ExportFile.No($"its {LogExport.ReadmeName} is not the one of exports");
        }
        if (file.Length(LogExport.LeavesName) != (long)manifest.Size * LogExport.LeafSize)
        {
            throw ExportFile.No($"its {LogExport.LeavesName} is not of {manifest.Size:N0} entries");
        }
        return manifest;

        // Another version may have had other views.
        bool IsOfOther(string name) => name.Split('/') is ["views", var at, var view]
            && manifest.RowsAt.Any(p => p.ToString(CultureInfo.InvariantCulture) == at)
            && view.EndsWith(".ndjson", StringComparison.Ordinal);
    }

    private async Task<List<Signed>> CheckpointsAsync(ExportFile file, ExportManifest manifest, VerifierKey key, CancellationToken ct)
    {
        var (all, before) = (new List<Signed>(), 0UL);
        await foreach (var line in file.LinesAsync(LogExport.CheckpointsName, LongestNote, ct))
        {
            if (Enough()) return all;
            if (!TryRead(line, out var note, out var checkpoint))
            {
                Add(manifest.Position, "signature",
                "a checkpoint cannot be read"); continue;
            }
            if (note.VerifiedBy(key) is null || checkpoint.Origin != key.Name)
            {
                Add(manifest.Position, "signature", $"the checkpoint of {checkpoint.Size} entries is not signed by {key.Name}");
            }
            if (checkpoint.Size <= before || checkpoint.Size > manifest.Size)
            {
                Add(manifest.Position, "signature", $"the checkpoint of {checkpoint.Size} entries is out of order");
            }
            before = checkpoint.Size;
            var cosigned = witnesses.Count == 0 ? note.Signatures.Select(s => (s.Name, s.KeyId)).Distinct().Count() - 1
                : note.VerifiedBy([.. witnesses])?.Count ?? 0;
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
        foreach (var c in Seen())
        {
            if (c.Origin != manifest.Origin)
            {
                Add(manifest.Position, "behind", $"the checkpoint that was seen is of the log {c.Origin}");
            }
            else if (c.Size > manifest.Size)
            {
                Add(
                    manifest.Position,
                    "behind",
                    $"a checkpoint of {c.Size} entries was seen, and the export has {manifest.Size}: it was made of an older database");
            }
        }
        return all;
    }

    private IEnumerable<Checkpoint> Seen() => seen.Select(n => Checkpoint.TryParse(n.Text, out var c) ? c : null).OfType<Checkpoint>();

    private static bool TryRead(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out Note? note,
        [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        (note, checkpoint) = (null, null);
        try
        {
            return JsonSerializer.Deserialize<string>(line.Span) is { } text && Notes.TryParse(text, out note)
                && Checkpoint.TryParse(note.Text, out checkpoint)
                && LogExport.Line(text).AsSpan().SequenceEqual(line.Span);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException) { return false; }
    }

    /// <summary>Reads entries beside their leaves, holds both against the checkpoints, and hands the facts on.</summary>
    private async Task ReadAsync(ExportFile file, ExportManifest manifest, List<Signed> checkpoints, ChannelWriter<Step> to,
        CancellationToken ct)
    {
        await using var leaves = new BufferedStream(file.Open(LogExport.LeavesName), 1 << 16);
        await using var data = file.LinesAsync(LogExport.ApartName, ExportFile.LongestLine, ct).GetAsyncEnumerator(ct);
        await using var requests = file.LinesAsync(LogExport.RequestsName, ExportFile.LongestLine, ct).GetAsyncEnumerator(ct);
        var (tree, next, last, page, bytes, changed) = (new Tiles.Frontier(), 0, 0L, new List<(StoredFact, Recorded)>(), 0L,
            new List<(long Position, byte[] Hash, StoredFact Fact)>());
        var rowsAt = manifest.RowsAt.ToHashSet();
        var held = Seen().Where(c => c.Size > 0 && c.Size <= manifest.Size).ToList();
        var leaf = new byte[LogExport.LeafSize];
        await foreach (var line in file.LinesAsync(LogExport.EntriesName, LogEntry.Largest, ct))
        {
            if (Enough()) { await FlushAsync(null); return; }
            if (await leaves.ReadAtLeastAsync(leaf, LogExport.LeafSize, throwOnEndOfStream: false, ct) < LogExport.LeafSize)
            {
                Add(last,
                "inserted", "there are more entries than leaves"); break;
            }
            var (signed, hash) = (BinaryPrimitives.ReadInt64BigEndian(leaf), leaf[sizeof(long)..]);
            tree.Append(hash);
            var at = signed == long.MinValue ? 0 : Math.Abs(signed);
            if (at == 0 || signed < 0 && at != last || signed > 0 && at <= last)
            {
                Add(at, "order", $"the leaf of position {signed} stands behind position {last}");
            }
            last = Math.Max(at, last);
            if (line.Length == 0) Add(at, "deleted", signed > 0 ? "the log has a fact here, and it is gone" : "a state root is gone");
            else await TakeAsync(line, hash, at, isFact: signed > 0);
            for (; next < checkpoints.Count && checkpoints[next].Checkpoint.Size <= tree.Size; next++)
            {
                var c = checkpoints[next].Checkpoint;
                if (c.Size == tree.Size && c.Root.AsSpan().SequenceEqual(tree.Root())) continue;
                Add(last, "root", $"the checkpoint of {c.Size} entries does not have the root of the leaves");
            }
            foreach (var c in held.Where(c => c.Size == tree.Size && !c.Root.AsSpan().SequenceEqual(tree.Root())))
            {
                Add(last, "behind", $"the checkpoint of {c.Size} entries that was seen is not one of this log");
            }
            if (page.Count >= PageSize || bytes >= PageBytes || page.Count > 0 && rowsAt.Contains(at)) await FlushAsync(null);
        }
        await FlushAsync(null);
        if (tree.Size != manifest.Size || Convert.ToBase64String(tree.Root()) != manifest.Root)
        {
            Add(last, "root", $"the export is of {manifest.Size} entries, and has {tree.Size}, or another root");
        }
        if (last != manifest.Position) Add(last, "order", $"the export is said to end with position {manifest.Position}, and ends here");
        if (await leaves.ReadAtLeastAsync(leaf, 1, throwOnEndOfStream: false, ct) > 0)
        {
            Add(last, "deleted", "there are more leaves than entries");
        }
        foreach (var (at, hash, fact) in changed)
        {
            var other = changed.Where(o => o.Position != at
                && Merkle.Leaf(LogEntry.Of(o.Fact with { Position = at })).AsSpan().SequenceEqual(hash)).Select(o =>
                (long?)o.Position).FirstOrDefault();
            Add(at, other is null ? "changed" : "swapped", other is null ? $"{fact.Type} of {fact.Stream} is not the fact that was logged"
                : $"the fact that was logged here stands at position {other}");
        }
        if (await data.MoveNextAsync()) Add(last, "data", $"{LogExport.ApartName} holds more than the log names");
        if (await requests.MoveNextAsync()) Add(last, "data", $"{LogExport.RequestsName} holds more than the log names");
        await foreach (var stray in file.LinesAsync(LogExport.StraysName, ExportFile.LongestLine, ct))
        {
            if (Enough()) return;
            var (position, what) = Stray(stray);
            Add(position ?? last, "inserted", what);
        }

        async Task TakeAsync(ReadOnlyMemory<byte> line, byte[] hash, long at, bool isFact)
        {
            var fits = Merkle.Leaf(line.Span).AsSpan().SequenceEqual(hash);
            try
            {
                var (fact, digest, state) = LogEntry.Read(line);
                if (isFact && state is not null) { Add(at, "changed", "a state root stands where a fact was logged"); return; }
                if (!isFact && state is null) { Add(at, "state", "a fact stands where a state root was logged"); return; }
                if (state is not null)
                {
                    if (!fits)
                    {
                        Add(at, "state", "a state root is not the one that was logged");
                    }
                    else if (!LogEntry.Of(state).AsSpan().SequenceEqual(line.Span) || state.Position != at)
                    {
                        Add(at, "state", "a state root is not canonical, or of another position");
                    }
                    await FlushAsync(state);
                    return;
                }
                if (digest is not null)
                {
                    fact = await data.MoveNextAsync() && LogEntry.Digest(data.Current.Span) == digest ? LogEntry.Read(data.Current).Fact
                        : null;
                    if (fact is null) { Add(at, "data", "the fact itself is missing, or not that of its digest"); return; }
                    bytes += data.Current.Length;
                }
                var request = fact!.Request;
                if (fact.RequestDigest is { } digested)
                {
                    if (await requests.MoveNextAsync() && LogEntry.Digest(requests.Current.Span) == digested)
                    {
                        request = requests.Current.ToArray();
                    }
                    else
                    {
                        Add(at, "data", "the request of the act is missing, or not that of its digest");
                    }
                }
                if (fits && !LogEntry.Of(fact).AsSpan().SequenceEqual(line.Span)) Add(at, "changed", "the entry is not canonical");
                if (!fits) changed.Add((at, hash, fact));
                if (fact.Position != at)
                {
                    Add(at, "order", $"the fact says that its position is {fact.Position}");
                }
                else
                {
                    page.Add((fact, new(fact.Position, fact.Stream, fact.Version, fact.Recorded, FactTypes.Read(fact.Type, fact.Data),
                        fact.Act, new(fact.Actor, fact.Role, fact.Rules, request))));
                    bytes += line.Length;
                }
            }
            catch (Exception e) when (e is not (OperationCanceledException or IOException or OutOfMemoryException) && !IsOfFile(e))
            {
                Add(at, fits ? "data" : "changed", $"the entry cannot be read: {e.Message}");
            }
        }

        async Task FlushAsync(StateRoot? state)
        {
            await to.WriteAsync(new(page, state, state is null), ct);
            (page, bytes) = ([], 0);
        }
    }

    /// <summary>The file itself is damaged; not only what a line of it says.</summary>
    private static bool IsOfFile(Exception e) => e is InvalidDataException { InnerException: null };

    private static (long? Position, string What) Stray(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var stray = JsonDocument.Parse(line);
            return (stray.RootElement.GetProperty("position").GetInt64(),
                $"{stray.RootElement.GetProperty("type").GetString()} stands where the log has no fact");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (null, "what stands where the log has no fact cannot be read");
        }
    }

    private static async Task<string> DigestAsync(Func<Stream> open, CancellationToken ct)
    {
        await using var stream = open();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }

    private bool Enough()
    {
        lock (_faults) return _faults.Count >= Most;
    }

    private void Add(long position, string kind, string detail)
    {
        lock (_faults)
        {
            if (_faults.Count < Most) _faults.Add(new(position, kind, Shown(detail)));
        }
    }

    /// <summary>Text of anybody's file, fit for one line of a terminal.</summary>
    public static string Shown(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 400))) line.Append(IsShown(c) ? c : '\ufffd');
        return text.Length > 400 ? $"{line}…" : line.ToString();
    }

    private static bool IsShown(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
