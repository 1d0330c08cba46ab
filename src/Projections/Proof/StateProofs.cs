namespace Leader.Projections.Proof;

/// <summary>A row with its place and its proof under the state root.</summary>
public sealed record ProvedRow(long Index, StateRow Row, IReadOnlyList<byte[]> Proof);

/// <summary>What the rows of a scope say of one enterprise at a position: all of its rows, or that it has none.</summary>
/// <param name="Rows">Those of the enterprise, in their order, without gaps.</param>
/// <param name="Before">The row before them; null where there is none.</param>
/// <param name="After">The row behind them; null where there is none.</param>
/// <param name="Entry">The log's entry with the state root.</param>
public sealed record StateProof(
    string Enterprise,
    IReadOnlyList<ProvedRow> Rows,
    ProvedRow? Before,
    ProvedRow? After,
    StateRoot State,
    InclusionProof Entry)
{
    /// <summary>The proof for one enterprise, absence included: neighbours in a sorted tree leave no room for a row between them.</summary>
    /// <param name="rows">All rows of the scope, sorted.</param>
    public static async Task<StateProof> OfAsync(string enterprise, IReadOnlyList<StateRow> rows, StateRoot state, InclusionProof entry)
    {
        var leaves = rows.Select(r => Merkle.Leaf(r.Bytes())).ToArray();
        var first = 0;
        while (first < rows.Count && string.CompareOrdinal(rows[first].Enterprise, enterprise) < 0) first++;
        var end = first;
        while (end < rows.Count && rows[end].Enterprise == enterprise) end++;
        var own = new List<ProvedRow>();
        for (var i = first; i < end; i++) own.Add(await ProveAsync(i));
        return new(
            enterprise, own, first > 0 ? await ProveAsync(first - 1) : null, end < rows.Count ? await ProveAsync(end) : null, state, entry);

        async Task<ProvedRow> ProveAsync(int i) =>
            new(i, rows[i], await Merkle.InclusionAsync((ulong)i, (ulong)leaves.Length, (level, index) =>
                ValueTask.FromResult(Merkle.Root(leaves.AsSpan((int)(index << level), 1 << level)))));
    }

    /// <summary>Why the proof does not hold; null where it does. The entry's own proof is to be verified apart.</summary>
    public string? Fault()
    {
        var all = new[] { Before }.Concat(Rows).Append(After).OfType<ProvedRow>().ToArray();
        if (Rows.Any(r => r.Row.Enterprise != Enterprise)) return "a row is of another enterprise";
        if (Before is { } b && string.CompareOrdinal(b.Row.Enterprise, Enterprise) >= 0
            || After is { } a && string.CompareOrdinal(a.Row.Enterprise, Enterprise) <= 0)
        {
            return "a neighbour does not stand beside the enterprise";
        }
        if (all.Length == 0)
        {
            return State.Rows == 0 && State.Root.AsSpan().SequenceEqual(Merkle.Empty) ? null : "there are rows, and none is shown";
        }
        if (all[0].Index != 0 && Before is null || all[^1].Index != State.Rows - 1 && After is null) return "a neighbour is missing";
        for (var i = 0; i < all.Length; i++)
        {
            if (i > 0 && all[i].Index != all[i - 1].Index + 1) return "the rows shown are no neighbours";
            if (!Merkle.IsIncluded(Merkle.Leaf(all[i].Row.Bytes()), (ulong)all[i].Index, (ulong)State.Rows, State.Root, all[i].Proof))
            {
                return $"row {all[i].Index} does not stand under the root";
            }
        }
        return null;
    }
}
