using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>What is put to public notice and published, and pinned by its digest.</summary>
public sealed record LeaderListContent(
    string Evaluation,
    int Batch,
    int RankingVersion,
    IReadOnlyList<LeaderEntry> Leaders,
    IReadOnlyList<LeaderEntry> Reserves,
    IReadOnlyList<LeftOut> PassedOver,
    string? TieNote);

/// <summary>Why an entry cannot be a leader: a code, and a sentence.</summary>
public sealed record PassOver(string Ground, string Detail);

public sealed record LeaderSelectionResult(
    IReadOnlyList<LeaderEntry> Leaders,
    IReadOnlyList<LeaderEntry> Reserves,
    IReadOnlyList<LeftOut> PassedOver,
    string? TieNote);

/// <summary>
/// Who becomes leader: the contiguous top of the published ranking, without those passed over on a legal ground.
/// </summary>
/// <remarks>
/// Clause 四(五), R59, R61, P11.
/// Ties (Q20): the number is a maximum unless tied. A group of one place that straddles it enters whole while the list stays within the
/// number and the cap percent more, rounded down. Otherwise the tie-breakers of the plan split the group, one after the other; those that
/// they put clearly inside the number enter. Where they leave a group straddling, none of that group enters and the number is reduced.
/// One title per enterprise (Q21): its best standard; of equal ones by the tie-breakers, then by the id of the declaration.
/// Reserves (Q41): the rest of a group that was split, or else the next group.
/// </remarks>
public static class LeaderSelection
{
    public const string OneTitle = "one-title-per-enterprise";

    public static LeaderSelectionResult Draw(
        IReadOnlyList<RankedEntry> entries,
        int number,
        int capPercent,
        IReadOnlyList<TieBreaker> tieBreakers,
        Func<RankedEntry, PassOver?> passOver)
    {
        List<LeaderEntry> leaders = [], reserves = [];
        List<(RankedEntry Entry, PassOver Ground)> passedOver = [];
        var listed = new Dictionary<string, RankedEntry>(StringComparer.Ordinal);
        string? note = null;
        var full = false;

        foreach (var place in entries.GroupBy(e => e.Place).OrderBy(g => g.Key))
        {
            if (reserves.Count > 0) break;
            List<RankedEntry> group = [];
            foreach (var entry in Ordered(place, tieBreakers))
            {
                if (passOver(entry) is { } ground)
                {
                    passedOver.Add((entry, ground));
                }
                else if (!listed.TryAdd(entry.Enterprise, entry))
                {
                    passedOver.Add((entry, new(
                        OneTitle,
                        $"{listed[entry.Enterprise].Number} ({listed[entry.Enterprise].Declaration}) counts for the enterprise.")));
                }
                else
                {
                    group.Add(entry);
                }
            }
            if (group.Count == 0) continue;
            if (full)
            {
                reserves.AddRange(group.Select(Leader));
                continue;
            }

            var room = number - leaders.Count;
            var (inside, outside, words) = Admit(group, room, leaders.Count, number, capPercent, tieBreakers);
            note ??= words;
            leaders.AddRange(inside.Select(Leader));
            reserves.AddRange(outside.Select(Leader));
            full = outside.Count > 0 || leaders.Count >= number;
        }
        return new(Sorted(leaders), Sorted(reserves),
            [.. passedOver.OrderBy(p => p.Entry.Place).ThenBy(p => p.Entry.Declaration, StringComparer.Ordinal)
                .Select(p => new LeftOut(p.Entry.Enterprise, p.Entry.Declaration, p.Entry.Place, p.Ground.Ground, p.Ground.Detail))],
            note);
    }

    /// <summary>
    /// Q41: who takes the places that became free, from the reserves that the notice covered and that can still be listed. The same rule
    /// for ties, without the cap: no more enter than places are free.
    /// </summary>
    public static IReadOnlyList<LeaderEntry> Fill(IReadOnlyList<RankedEntry> reserves, int free, IReadOnlyList<TieBreaker> tieBreakers)
    {
        if (free <= 0 || reserves.Count == 0) return [];
        var group = Ordered(reserves, tieBreakers).ToList();
        return Sorted([.. Admit(group, free, 0, free, 0, tieBreakers).Inside.Select(Leader)]);
    }

    private static (List<RankedEntry> Inside, List<RankedEntry> Outside, string? Note) Admit(List<RankedEntry> group, int room, int before,
        int number, int capPercent, IReadOnlyList<TieBreaker> tieBreakers)
    {
        if (group.Count <= room) return (group, [], null);

        // In long: number times percent must not overflow.
        var cap = number + (long)number * capPercent / 100;
        var tie = new Tie(group.Count, group[0].Place, room, number, null, tieBreakers, group.Count, null);
        if (before + group.Count <= cap) return (group, [], (tie with { Cap = cap }).Written);

        // The group stands in the order of the tie-breakers: all that are better than the first one without a place enter.
        var inside = group.Where(e => Compare(e, group[room], tieBreakers) > 0).ToList();
        tie = tie with { Enter = inside.Count, Reduced = inside.Count == room ? null : before + inside.Count };
        return (inside, group.Except(inside).ToList(), tie.Written);
    }

    private static IEnumerable<RankedEntry> Ordered(IEnumerable<RankedEntry> group, IReadOnlyList<TieBreaker> tieBreakers) =>
        group.Order(Comparer<RankedEntry>.Create((a, b) =>
            Compare(b, a, tieBreakers) is var c && c != 0 ? c : string.CompareOrdinal(a.Declaration, b.Declaration)));

    /// <summary>Above 0 where the first is better.</summary>
    private static int Compare(RankedEntry one, RankedEntry other, IReadOnlyList<TieBreaker> tieBreakers) =>
        tieBreakers.Select(t => t switch
        {
            TieBreaker.MoreTopTierIndicators => one.TopTierIndicators.CompareTo(other.TopTierIndicators),
            TieBreaker.MoreInnovativeIndicators => one.InnovativeIndicators.CompareTo(other.InnovativeIndicators),
            _ => one.MarginTotal.CompareTo(other.MarginTotal),
        }).FirstOrDefault(c => c != 0);

    private static LeaderEntry Leader(RankedEntry e) => new(e.Place, e.Declaration, e.Version, e.Enterprise, e.EnterpriseName, e.Number);

    private static List<LeaderEntry> Sorted(List<LeaderEntry> entries) =>
        [.. entries.OrderBy(e => e.Place).ThenBy(e => e.Declaration, StringComparer.Ordinal)];
}
