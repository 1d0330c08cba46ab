using CsCheck;
using Leader.Api.Tests.Seeding;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Views;

/// <summary>
/// The hosts of the fold differ in three things: where they cut the log into pages, how much they hold in memory, and whether the
/// documents come from bytes or from the fact before. None of it may be seen in a row.
/// </summary>
public class Any_cut_of_the_log_folds_to_the_same_rows
{
    private static readonly Lazy<Recorded[]> Log =
        new(() => [.. The_demonstration_history.Played.Value.SelectMany(a => a.Facts.Select(f => (a.At, Fact: f)))
            .Select((f, i) => new Recorded(i + 1, f.Fact.Stream(), 0, f.At, f.Fact))]);

    [Fact]
    public void Live_rebuilt_and_replayed_are_equal_whatever_the_pages_and_the_memory()
    {
        var whole = LeaderViews.All.ToDictionary(v => v, v => Replayed(v, Log.Value.Length));
        Gen.Select(Gen.Int[0, LeaderViews.All.Count - 1], Gen.Int[1, 400].Array[1, 30], Gen.Int[0, 300_000], Gen.Bool)
            .Sample((which, cuts, memory, live) =>
            {
                var view = LeaderViews.All[which];
                return Hosted(view, cuts, live ? null : memory).SetEquals(whole[view]);
            }, iter: 60, threads: 1);
    }

    [Fact]
    public void What_was_known_at_any_position_is_what_a_replay_to_it_gives()
    {
        var whole = LeaderViews.All.ToDictionary(v => v, v => Replayed(v, Log.Value.Length));
        Gen.Select(Gen.Int[0, LeaderViews.All.Count - 1], Gen.Int[1, Log.Value.Length]).Sample((which, position) =>
        {
            var view = LeaderViews.All[which];
            var then = whole[view].Where(r => r.KnownFrom <= position && r.KnownTo > position)
                .Select(r => r with { KnownTo = long.MaxValue });
            return Replayed(view, position).Where(r => r.KnownTo == long.MaxValue).ToHashSet().SetEquals(then);
        }, iter: 40, threads: 1);
    }

    /// <summary>In memory, in one go.</summary>
    private static HashSet<Line> Replayed(View view, int upTo)
    {
        var fold = new ViewFold(view);
        foreach (var fact in Log.Value.AsSpan(0, upTo)) fold.Apply(fact);
        fold.Finish();
        return [.. fold.Opened.Select(Of)];
    }

    /// <summary>
    /// Over a table, page by page: a fold of its own for each page (live), or one that lets go of what exceeds the memory.
    /// </summary>
    private static HashSet<Line> Hosted(View view, int[] cuts, int? memory)
    {
        var table = new Dictionary<(string, DateOnly, long), KnownRow>();
        var byKey = new Dictionary<string, HashSet<(string, DateOnly, long)>>();
        var fold = new ViewFold(view);
        for (var (at, page) = (0, 0); at < Log.Value.Length; at += cuts[page++ % cuts.Length])
        {
            var facts = Log.Value[at..Math.Min(Log.Value.Length, at + cuts[page % cuts.Length])];
            if (memory is null) fold = new ViewFold(view);
            if (memory is null || fold.HasLetGo)
            {
                foreach (var key in fold.Missing(facts))
                {
                    fold.Load(key, [.. byKey.GetValueOrDefault(key, []).Select(id => table[id]).Where(r => r.KnownTo == long.MaxValue)
                        .OrderBy(r => r.Row.From)
                        .Select(r => new HeldRow(r.Row with { Payload = [.. r.Row.Payload] }, r.KnownFrom, true))]);
                }
            }
            foreach (var fact in facts) fold.Apply(fact);
            if (memory is { } bytes) fold.Shrink(bytes); else fold.Finish();
            Write();
        }
        fold.Finish();
        Write();
        return [.. table.Values.Select(Of)];

        void Write()
        {
            foreach (var row in fold.Opened)
            {
                var id = (row.Row.Key, row.Row.From, row.KnownFrom);
                table.Add(id, row);
                if (!byKey.TryGetValue(row.Row.Key, out var rows)) byKey[row.Row.Key] = rows = [];
                rows.Add(id);
            }
            foreach (var row in fold.Closed)
            {
                table[(row.Key, row.From, row.KnownFrom)] = table[(row.Key, row.From, row.KnownFrom)] with { KnownTo = row.KnownTo };
            }
            fold.Opened.Clear();
            fold.Closed.Clear();
        }
    }

    private static Line Of(KnownRow r) =>
        new(r.Row.Key, r.Row.From, r.Row.To, r.KnownFrom, r.KnownTo, r.Row.Tags, Convert.ToHexString(System.Security.Cryptography.SHA256
            .HashData(r.Row.Payload)));

    private sealed record Line(string Key, DateOnly From, DateOnly To, long KnownFrom, long KnownTo, RowTags Tags, string Payload);
}
