using System.Buffers.Binary;
using System.Globalization;

namespace Leader.Projections.Proof;

/// <summary>The addresses and shapes of C2SP tlog-tiles: 256 hashes a tile, eight levels of the tree a level of tiles.</summary>
public static class Tiles
{
    public const int Width = 256, Height = 8;

    /// <summary>Reads <c>x001/x234/067</c>, with <c>.p/112</c> behind it for a part.</summary>
    /// <returns>Null where it is no such address, or not written in the one way.</returns>
    public static (ulong Index, int? Part)? Parse(string path)
    {
        int? part = null;
        var dot = path.IndexOf(".p/", StringComparison.Ordinal);
        if (dot >= 0)
        {
            if (!int.TryParse(path.AsSpan(dot + 3), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
                || width is < 1 or >= Width
                || path[dot + 3] == '0')
            {
                return null;
            }
            (part, path) = (width, path[..dot]);
        }
        var index = 0UL;
        foreach (var element in path.Split('/'))
        {
            if (element.TrimStart('x') is not { Length: 3 } digits || element.Length > 4
                || !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var three) || index > long.MaxValue / 1000)
            {
                return null;
            }
            index = index * 1000 + three;
        }
        return Path(index) == path ? (index, part) : null;
    }

    public static string Path(ulong index)
    {
        var path = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        while ((index /= 1000) > 0) path = $"x{index % 1000:000}/{path}";
        return path;
    }

    /// <summary>How many hashes the tile has in a tree of the size; 0 where it has none.</summary>
    public static int WidthOf(int level, ulong index, ulong size)
    {
        var hashes = level * Height >= 64 ? 0 : size >> (level * Height);
        return index > ulong.MaxValue / Width || hashes <= index * Width ? 0 : (int)Math.Min(Width, hashes - index * Width);
    }

    /// <summary>Entries behind their lengths, two bytes each.</summary>
    public static byte[] Bundle(IEnumerable<byte[]> entries)
    {
        using var bundle = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
            bundle.Write(length);
            bundle.Write(entry);
        }
        return bundle.ToArray();
    }

    /// <summary>A tree that grows: only the open tile of each level is held.</summary>
    public sealed class Frontier
    {
        private readonly List<List<byte[]>> _open = [];

        public ulong Size { get; private set; }

        /// <summary>The hashes of the open tiles, from level 0 up.</summary>
        public IReadOnlyList<IReadOnlyList<byte[]>> Open => _open;

        /// <param name="open">The hashes of the last tile of each level, where that is not full.</param>
        public static Frontier At(ulong size, IEnumerable<IEnumerable<byte[]>> open)
        {
            var frontier = new Frontier { Size = size };
            frontier._open.AddRange(open.Select(t => t.ToList()));
            return frontier;
        }

        /// <param name="full">Gets each tile that became full: level, index, hashes.</param>
        public void Append(byte[] leaf, Action<int, ulong, IReadOnlyList<byte[]>>? full = null)
        {
            Size++;
            for (var (level, hash) = (0, leaf); ; level++)
            {
                if (level == _open.Count) _open.Add([]);
                _open[level].Add(hash);
                if (_open[level].Count < Width) return;
                full?.Invoke(level, (Size >> (Height * (level + 1))) - 1, _open[level]);
                hash = Merkle.Root(_open[level].ToArray());
                _open[level] = [];
            }
        }

        public byte[] Root()
        {
            byte[]? right = null;
            foreach (var tile in _open)
            {
                if (right is not null) right = Merkle.Root([.. tile, right]);
                else if (tile.Count > 0) right = Merkle.Root([.. tile]);
            }
            return right ?? Merkle.Empty;
        }
    }
}
