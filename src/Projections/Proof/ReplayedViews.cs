using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Proof;

/// <summary>All views folded without a database: what does not fit in memory goes to a file beside it.</summary>
internal sealed class ReplayedViews : IDisposable
{
    private readonly Spool _spool = new();
    private readonly One[] _views;
    private readonly Dictionary<string, List<string>> _titles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bans = new(StringComparer.Ordinal);
    private readonly long _memory;

    /// <param name="memory">Bytes of documents held at most, about.</param>
    public ReplayedViews(long memory) => (_memory, _views) = (memory, [.. LeaderViews.All.Select(v => new One(v, _spool))]);

    public void Apply(IReadOnlyList<Recorded> page)
    {
        Parallel.ForEach(_views, v => v.Apply(page));
        foreach (var fact in page)
        {
            foreach (var ban in LeaderViews.Bans.KeysOf(fact.Fact)) _bans.Add(ban);
            if (fact.Fact is not Domain.Record.TitleAwarded awarded) continue;
            if (!_titles.TryGetValue(awarded.Category, out var titles)) _titles[awarded.Category] = titles = [];
            titles.Add(awarded.Title);
        }
        var held = _views.Sum(v => v.Fold.Held);
        foreach (var view in _views) view.Fold.Shrink(held > _memory ? view.Fold.Held / 2 : long.MaxValue);
    }

    /// <summary>What is known now of a key, in the order of days.</summary>
    public IReadOnlyList<HeldRow> Of(View view, string key) => _views.Single(v => v.Fold.View == view).Of(key);

    /// <summary>The rows that a state root of the scope commits to; null where nothing is public yet.</summary>
    public List<StateRow>? Of(string view, string scope)
    {
        IEnumerable<string> keys = view switch
        {
            StateRows.Rankings => [scope],
            StateRows.Leaders => _titles.GetValueOrDefault(scope) ?? [],
            _ => _bans,
        };
        return StateRows.Of(view, keys.SelectMany(k => Of(StateRows.ViewOf(view), k)).Select(r => r.Row));
    }

    /// <summary>How many keys have anything known of them.</summary>
    public long Count(View view) => _views.Single(v => v.Fold.View == view).Count;

    public void Dispose() => _spool.Dispose();

    private sealed class One
    {
        private readonly Dictionary<UInt128, (long At, int Length)> _letGo = [];
        private readonly Spool _spool;

        public One(View view, Spool spool) => (_spool, Fold) = (spool, new(view) { LetGo = Keep });

        public ViewFold Fold { get; }

        public void Apply(IReadOnlyList<Recorded> page)
        {
            if (Fold.HasLetGo)
            {
                foreach (var key in Fold.Missing(page))
                {
                    if (Stored(key) is { } rows)
                    {
                        Fold.Load(key, rows);
                        _letGo.Remove(Hash(key));
                    }
                }
            }
            foreach (var fact in page) Fold.Apply(fact);
            Fold.Take();
        }

        public IReadOnlyList<HeldRow> Of(string key) => Fold.Of(key) ?? Stored(key) ?? [];

        public long Count => Fold.Keys.Count(k => Fold.Of(k)!.Count > 0) + _letGo.Values.LongCount(v => v.Length > sizeof(int));

        private void Keep(string key, IReadOnlyList<HeldRow> rows)
        {
            using var bytes = new MemoryStream();
            using var to = new BinaryWriter(bytes, Encoding.UTF8);
            to.Write(rows.Count);
            foreach (var row in rows)
            {
                to.Write(row.Row.From.DayNumber);
                to.Write(row.Row.To.DayNumber);
                to.Write(row.KnownFrom);
                to.Write(row.Row.Payload.Length);
                to.Write(row.Row.Payload);
                var t = row.Row.Tags;
                foreach (var text in new[]
                {
                    t.Enterprise,
                    t.Category,
                    t.Cycle?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    t.Sector,
                    t.Body,
                    t.Status,
                    t.Sort,
                })
                {
                    to.Write(text is not null);
                    to.Write(text ?? "");
                }
            }
            to.Flush();
            lock (_spool) _letGo[Hash(key)] = (_spool.Append(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)), (int)bytes.Length);
        }

        private List<HeldRow>? Stored(string key)
        {
            if (!_letGo.TryGetValue(Hash(key), out var place)) return null;
            byte[] bytes;
            lock (_spool) bytes = _spool.Read(place.At, place.Length);
            using var from = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            var rows = new List<HeldRow>();
            for (var left = from.ReadInt32(); left > 0; left--)
            {
                var (first, to, known) =
                    (DateOnly.FromDayNumber(from.ReadInt32()), DateOnly.FromDayNumber(from.ReadInt32()), from.ReadInt64());
                var payload = from.ReadBytes(from.ReadInt32());
                var (enterprise, category, cycle, sector, body, status, sort) = (Text(), Text(), Text(), Text(), Text(), Text(), Text());
                rows.Add(new(
                    new(key, first, to, payload, new(
                        enterprise,
                        category,
                        cycle is null ? null : int.Parse(cycle, System.Globalization.CultureInfo.InvariantCulture),
                        sector,
                        body,
                        status,
                        sort ?? "")),
                    known,
                    false));
            }
            return rows;

            string? Text() => from.ReadBoolean() ? from.ReadString() : from.ReadString() is "" ? null : throw new InvalidDataException();
        }

        private static UInt128 Hash(string key) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(key.AsSpan()));
    }
}
