using System.Numerics;
using System.Security.Cryptography;

namespace Leader.Projections.Proof;

/// <summary>
/// The hash of a perfect subtree: of 2^<paramref name="level"/> leaves, the <paramref name="index"/>th of its kind from the left.
/// </summary>
public delegate ValueTask<byte[]> NodeReader(int level, ulong index);

/// <summary>Merkle trees of RFC 6962, section 2.1, with SHA-256: leaves are hashed behind a byte 0, nodes behind a byte 1.</summary>
public static class Merkle
{
    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>The root of the tree without leaves.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        if (entry.Length < 1024)
        {
            Span<byte> small = stackalloc byte[entry.Length + 1];
            small[0] = 0;
            entry.CopyTo(small[1..]);
            return SHA256.HashData(small);
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + 2 * HashSize];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashSize)..]);
        return SHA256.HashData(both);
    }

    /// <summary>The root over hashes that stand for leaves, or for perfect subtrees of one size (the last may be a smaller tree).</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.Length == 0) return Empty;
        if (hashes.Length == 1) return hashes[0];
        var left = (int)LeftSize((ulong)hashes.Length);
        return Node(Root(hashes[..left]), Root(hashes[left..]));
    }

    /// <summary>The root of the first leaves of a tree.</summary>
    public static ValueTask<byte[]> RootAsync(ulong size, NodeReader nodes) =>
        size == 0 ? ValueTask.FromResult(Empty) : RangeAsync(0, size, nodes);

    /// <summary>The inclusion proof of a leaf in the tree of the size, from the leaf's sibling up.</summary>
    public static async ValueTask<List<byte[]>> InclusionAsync(ulong index, ulong size, NodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<byte[]>();
        for (ulong low = 0, high = size; high - low > 1;)
        {
            var middle = low + LeftSize(high - low);
            if (index < middle) { proof.Add(await RangeAsync(middle, high, nodes)); high = middle; }
            else { proof.Add(await RangeAsync(low, middle, nodes)); low = middle; }
        }
        proof.Reverse();
        return proof;
    }

    /// <summary>The consistency proof between the trees of two sizes; empty where the first is 0 or both are the same.</summary>
    public static async ValueTask<List<byte[]>> ConsistencyAsync(ulong first, ulong second, NodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var proof = new List<byte[]>();
        if (first == 0 || first == second) return proof;
        ulong low = 0, high = second;
        for (var whole = true; ;)
        {
            if (first == high)
            {
                if (!whole) proof.Add(await RangeAsync(low, high, nodes));
                break;
            }
            var middle = low + LeftSize(high - low);
            if (first <= middle) { proof.Add(await RangeAsync(middle, high, nodes)); high = middle; }
            else { proof.Add(await RangeAsync(low, middle, nodes)); low = middle; whole = false; }
        }
        proof.Reverse();
        return proof;
    }

    /// <summary>Whether the leaf is at the index of the tree of that size and root.</summary>
    public static bool IsIncluded(ReadOnlySpan<byte> leaf, ulong index, ulong size, ReadOnlySpan<byte> root, IReadOnlyList<byte[]> proof)
    {
        if (index >= size || leaf.Length != HashSize) return false;
        var (at, last, hash) = (index, size - 1, leaf.ToArray());
        foreach (var sibling in proof)
        {
            if (last == 0 || sibling.Length != HashSize) return false;
            if ((at & 1) == 1 || at == last)
            {
                hash = Node(sibling, hash);
                while (at != 0 && (at & 1) == 0) { at >>= 1; last >>= 1; }
            }
            else
            {
                hash = Node(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the tree of the second size and root begins with that of the first.</summary>
    public static bool IsConsistent(
        ulong first,
        ReadOnlySpan<byte> firstRoot,
        ulong second,
        ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<byte[]> proof)
    {
        if (first > second || proof.Any(h => h.Length != HashSize)) return false;
        if (first == 0) return proof.Count == 0 && firstRoot.SequenceEqual(Empty) && (second != 0 || secondRoot.SequenceEqual(Empty));
        if (first == second) return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        if (proof.Count == 0) return false;
        var (at, last, next) = (first - 1, second - 1, 0);
        while ((at & 1) == 1) { at >>= 1; last >>= 1; }
        var one = BitOperations.IsPow2(first) ? firstRoot.ToArray() : proof[next++];
        var two = one;
        for (; next < proof.Count; next++)
        {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last)
            {
                (one, two) = (Node(proof[next], one), Node(proof[next], two));
                while (at != 0 && (at & 1) == 0) { at >>= 1; last >>= 1; }
            }
            else
            {
                two = Node(two, proof[next]);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && one.AsSpan().SequenceEqual(firstRoot) && two.AsSpan().SequenceEqual(secondRoot);
    }

    /// <summary>The largest power of two below the size: the leaves of the left subtree.</summary>
    private static ulong LeftSize(ulong size) => 1UL << (63 - BitOperations.LeadingZeroCount(size - 1));

    /// <summary>The root over leaves [low, high), which is a subtree of some tree: low is a multiple of its largest power of two.</summary>
    private static async ValueTask<byte[]> RangeAsync(ulong low, ulong high, NodeReader nodes)
    {
        var size = high - low;
        if (BitOperations.IsPow2(size))
        {
            var level = BitOperations.TrailingZeroCount(size);
            return await nodes(level, low >> level);
        }
        var middle = low + LeftSize(size);
        var (left, right) = (await RangeAsync(low, middle, nodes), await RangeAsync(middle, high, nodes));
        return Node(left, right);
    }
}
