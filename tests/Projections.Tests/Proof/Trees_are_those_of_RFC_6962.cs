using CsCheck;
using Leader.Projections.Proof;

namespace Leader.Projections.Tests.Proof;

/// <summary>RFC 6962, section 2.1; reference values of the Certificate Transparency project's own tests.</summary>
public class Trees_are_those_of_RFC_6962
{
    /// <summary>The eight leaves of the reference tests.</summary>
    private static readonly byte[][] Leaves = [.. new[]
    {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    }.Select(Convert.FromHexString)];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static byte[][] Hashed(int size) => [.. Leaves.Take(size).Select(l => Merkle.Leaf(l))];

    [Fact]
    public void The_reference_roots_for_trees_of_none_to_eight_leaves()
    {
        for (var size = 0; size <= 8; size++)
        {
            Convert.ToHexStringLower(Merkle.Root(Hashed(size))).ShouldBe(Roots[size]);
            var grown = new Tiles.Frontier();
            foreach (var leaf in Hashed(size)) grown.Append(leaf);
            Convert.ToHexStringLower(grown.Root()).ShouldBe(Roots[size]);
        }
    }

    [Theory] // leaf, size (from 1), the proof
    [InlineData(0, 1, "")]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 "
        + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b "
        + "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 "
        + "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d "
        + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task The_reference_inclusion_proofs(int leaf, int size, string proof)
    {
        var hashes = await Merkle.InclusionAsync((ulong)leaf, (ulong)size, Nodes(Hashed(size)));
        string.Join(' ', hashes.Select(Convert.ToHexStringLower)).ShouldBe(proof);
        Merkle.IsIncluded(Hashed(size)[leaf], (ulong)leaf, (ulong)size, Convert.FromHexString(Roots[size]), hashes).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 "
        + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a "
        + "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 "
        + "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task The_reference_consistency_proofs(int first, int second, string proof)
    {
        var hashes = await Merkle.ConsistencyAsync((ulong)first, (ulong)second, Nodes(Hashed(second)));
        string.Join(' ', hashes.Select(Convert.ToHexStringLower)).ShouldBe(proof);
        Merkle.IsConsistent((ulong)first, Convert.FromHexString(Roots[first]), (ulong)second, Convert.FromHexString(Roots[second]), hashes)
            .ShouldBeTrue();
    }

    /// <summary>Of random trees: the proof holds, and whatever is done to it, it does not hold any more.</summary>
    [Fact]
    public void A_proof_that_was_cut_swapped_lengthened_or_of_another_size_is_rejected() =>
        Gen.Select(Gen.Int[1, 700], Gen.Int[0, 699], Gen.Int[1, 700], Gen.Int[0, 10_000]).Sample((size, at, second, seed) =>
        {
            var leaf = at % size;
            var hashes = Enumerable.Range(0, size).Select(i => Merkle.Leaf(BitConverter.GetBytes(i))).ToArray();
            var root = Merkle.Root(hashes);
            var proof = Run(Merkle.InclusionAsync((ulong)leaf, (ulong)size, Nodes(hashes)));
            Merkle.IsIncluded(hashes[leaf], (ulong)leaf, (ulong)size, root, proof).ShouldBeTrue();
            foreach (var bad in Damaged(proof, seed)) Merkle.IsIncluded(hashes[leaf], (ulong)leaf, (ulong)size, root, bad).ShouldBeFalse();
            Merkle.IsIncluded(Merkle.Leaf([1]), (ulong)leaf, (ulong)size, root, proof).ShouldBeFalse();
            Merkle.IsIncluded(hashes[leaf], (ulong)leaf, (ulong)leaf, root, proof).ShouldBeFalse();
            if (size > 1) Merkle.IsIncluded(hashes[leaf], (ulong)((leaf + 1) % size), (ulong)size, root, proof).ShouldBeFalse();

            var (first, then) = (Math.Min(size, second), Math.Max(size, second));
            var all = Enumerable.Range(0, then).Select(i => Merkle.Leaf(BitConverter.GetBytes(i))).ToArray();
            var (one, two) = (Merkle.Root(all.AsSpan(0, first)), Merkle.Root(all));
            var consistency = Run(Merkle.ConsistencyAsync((ulong)first, (ulong)then, Nodes(all)));
            Merkle.IsConsistent((ulong)first, one, (ulong)then, two, consistency).ShouldBeTrue();
            foreach (var bad in Damaged(consistency, seed)) Merkle.IsConsistent((ulong)first, one, (ulong)then, two, bad).ShouldBeFalse();
            Merkle.IsConsistent((ulong)then + 1, one, (ulong)then, two, consistency).ShouldBeFalse();
            Merkle.IsConsistent((ulong)first, Merkle.Leaf([1]), (ulong)then, two, consistency).ShouldBeFalse();
            Merkle.IsConsistent((ulong)first, one, (ulong)then, Merkle.Leaf([1]), consistency).ShouldBeFalse();
        }, iter: 300);

    /// <summary>A tree of another size, in which the way up is of another length, cannot have the root.</summary>
    [Fact]
    public void A_proof_is_no_proof_for_a_size_in_which_it_would_be_longer_or_shorter()
    {
        for (var size = 1; size <= 20; size++)
        {
            var hashes = Enumerable.Range(0, size).Select(i => Merkle.Leaf(BitConverter.GetBytes(i))).ToArray();
            var root = Merkle.Root(hashes);
            for (var leaf = 0; leaf < size; leaf++)
            {
                var proof = Run(Merkle.InclusionAsync((ulong)leaf, (ulong)size, Nodes(hashes)));
                for (var other = leaf + 1; other <= 70; other++)
                {
                    var elsewhere = Run(Merkle.InclusionAsync((ulong)leaf, (ulong)other, (_, _) => ValueTask.FromResult(Merkle.Empty)));
                    if (elsewhere.Count != proof.Count)
                    {
                        Merkle.IsIncluded(hashes[leaf], (ulong)leaf, (ulong)other, root, proof)
                            .ShouldBeFalse($"leaf {leaf} of {size} as of {other}");
                    }
                }
                if (leaf == 0) continue;
                var (first, consistency) =
                    (Merkle.Root(hashes.AsSpan(0, leaf)), Run(Merkle.ConsistencyAsync((ulong)leaf, (ulong)size, Nodes(hashes))));
                for (var other = leaf + 1; other <= 70; other++)
                {
                    var elsewhere = Run(Merkle.ConsistencyAsync((ulong)leaf, (ulong)other, (_, _) => ValueTask.FromResult(Merkle.Empty)));
                    if (elsewhere.Count != consistency.Count)
                    {
                        Merkle.IsConsistent((ulong)leaf, first, (ulong)other, root, consistency)
                            .ShouldBeFalse($"{leaf} of {size} as of {other}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Sizes_go_up_to_the_largest_unsigned_number_of_64_bits()
    {
        var leaf = Merkle.Leaf([1]);
        var proof = Enumerable.Range(0, 63).Select(i => Merkle.Leaf([(byte)i])).ToList();
        Merkle.IsIncluded(leaf, ulong.MaxValue - 1, ulong.MaxValue, leaf, proof).ShouldBeFalse(); // and ends
        Checkpoint.TryParseSize("18446744073709551615", out var size).ShouldBeTrue();
        size.ShouldBe(ulong.MaxValue);
        foreach (var bad in new[] { "18446744073709551616", "01", "", "-1", "+1", " 1", "1 ", "1.0", "０" })
        {
            Checkpoint.TryParseSize(bad, out _).ShouldBeFalse(bad);
        }
    }

    [Fact]
    public void A_tree_that_grows_tile_by_tile_is_the_tree_of_all_its_leaves() => Gen.Int[0, 70_000].Sample(size =>
    {
        var hashes = Enumerable.Range(0, size).Select(i => Merkle.Leaf(BitConverter.GetBytes(i))).ToArray();
        var (grown, full) = (new Tiles.Frontier(), 0);
        foreach (var hash in hashes)
        {
            grown.Append(hash, (level, n, tile) =>
            {
                full++;
                tile.Count.ShouldBe(256);
                Tiles.WidthOf(level, n, grown.Size).ShouldBe(256);
            });
        }
        grown.Root().ShouldBe(Merkle.Root(hashes));
        full.ShouldBe(size / 256 + size / 65_536);
    }, iter: 8);

    private static IEnumerable<List<byte[]>> Damaged(List<byte[]> proof, int seed)
    {
        yield return [.. proof, Merkle.Leaf([9])];
        yield return [Merkle.Leaf([9]), .. proof];
        if (proof.Count == 0) yield break;
        yield return proof[..^1];
        yield return proof[1..];
        var (at, bit) = (seed % proof.Count, seed % 256);
        var flipped = proof.Select(h => h.ToArray()).ToList();
        flipped[at][bit / 8] ^= (byte)(1 << (bit % 8));
        yield return flipped;
        yield return [.. proof.Select((h, i) => i == at ? h[..31] : h)];
        if (proof.Count > 1) yield return [proof[1], proof[0], .. proof[2..]];
    }

    private static T Run<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
    private static NodeReader Nodes(byte[][] leaves) =>
        (level, index) => ValueTask.FromResult(Merkle.Root(leaves.AsSpan((int)index << level, 1 << level)));
}
