using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Leader.Projections.Proof;

/// <summary>
/// The ZIP of an export, read as strictly as exports are written: every byte belongs to one file, the directory, or its end; no file twice,
/// none encrypted; each has the length and the CRC-32 that the directory says. In memory of the directory's size, which has a limit.
/// </summary>
internal sealed class ExportFile
{
    /// <summary>Bytes of a line of facts, requests and rows at most; a ranking of ten thousand declarations has half as many.</summary>
    public const int LongestLine = 32 << 20;

    private const int LongestDirectory = 8 << 20, EndSize = 22, End64Size = 56, Locator64Size = 20, CentralSize = 46, LocalSize = 30;
    private const uint EndSignature = 0x06054b50, End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    private const uint CentralSignature = 0x02014b50, LocalSignature = 0x04034b50, DescriptorSignature = 0x08074b50;
    private const ushort Stored = 0, Deflated = 8, Zip64Field = 1, InDescriptor = 1 << 3, Utf8Names = 1 << 11;

    /// <summary>An empty block of Deflate, which the library's writer leaves before a file that turned out to be empty.</summary>
    private static ReadOnlySpan<byte> Flushed => [0, 0, 0, 0xff, 0xff];

    private readonly Func<Stream> _open;
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);

    private ExportFile(Func<Stream> open) => _open = open;

    private sealed record Part(string Name, ushort Flags, ushort Method, uint Crc, long Packed, long Length, long Local)
    {
        public long Start { get; set; }
    }

    public IReadOnlyCollection<string> Names => _parts.Keys;

    public bool Has(string name) => _parts.ContainsKey(name);

    /// <summary>Bytes of a file, unpacked, as the directory says.</summary>
    public long Length(string name) => Find(name).Length;

    /// <param name="open">Opens the same bytes anew, from any place; each open file of the export holds one.</param>
    /// <exception cref="InvalidDataException">It is no ZIP, or not one as exports are.</exception>
    public static ExportFile Read(Func<Stream> open)
    {
        var file = new ExportFile(open);
        using var stream = open();
        if (!stream.CanSeek) throw No("it cannot be read from any place");
        file.ReadDirectory(stream);
        return file;
    }

    private void ReadDirectory(Stream stream)
    {
        if (stream.Length < EndSize) throw No("it is no ZIP");
        var end = At(stream, stream.Length - EndSize, EndSize);
        if (U32(end, 0) != EndSignature || U16(end, 20) != 0) throw No("it is no ZIP, its end is missing, or more stands behind it");
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != U16(end, 10)) throw No("it is one of several");
        var (count, size, start, behind) = ((ulong)U16(end, 10), (ulong)U32(end, 12), (ulong)U32(end, 16), stream.Length - EndSize);
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
        {
            behind -= Locator64Size + End64Size;
            if (behind < 0) throw No("the end of its directory is missing");
            var end64 = At(stream, behind, End64Size + Locator64Size);
            if (U32(end64, 0) != End64Signature || U64(end64, 4) != End64Size - 12 || U32(end64, End64Size) != Locator64Signature
                || U64(end64, End64Size + 8) != (ulong)behind)
            {
                throw No("the end of its directory is missing");
            }
            (count, size, start) = (U64(end64, 32), U64(end64, 40), U64(end64, 48));
        }
        if (size > LongestDirectory || count > LongestDirectory / CentralSize)
        {
            throw No($"it has {count:N0} files, and no export has so many");
        }
        if (start > (ulong)behind || start + size != (ulong)behind) throw No("its directory does not stand before its end");
        var directory = At(stream, (long)start, (int)size);
        var at = 0;
        for (; count > 0; count--) Add(ReadPart(directory, ref at));
        if (at != directory.Length) throw No("its directory holds more than its files");
        Place(stream, (long)start);
    }

    private void Add(Part part)
    {
        if (!_parts.TryAdd(part.Name, part)) throw No($"it has {part.Name} twice");
    }

    private static Part ReadPart(byte[] directory, ref int at)
    {
        if (directory.Length - at < CentralSize || U32(directory, at) != CentralSignature) throw No("its directory cannot be read");
        var entry = directory.AsSpan(at);
        var (flags, method, name, extra) = (U16(entry, 8), U16(entry, 10), U16(entry, 28), U16(entry, 30));
        if (entry.Length < CentralSize + name + extra) throw No("its directory cannot be read");
        if (U16(entry, 32) != 0 || U16(entry, 34) != 0) throw No("its directory holds comments");
        if (!IsName(entry.Slice(CentralSize, name))) throw No("a file in it has a name that no export gives");
        var text = Encoding.ASCII.GetString(entry.Slice(CentralSize, name));
        if ((flags & ~(InDescriptor | Utf8Names | 6)) != 0 || method is not (Stored or Deflated))
        {
            throw No($"{text} is encrypted, or packed in another way");
        }
        var (packed, length, local) = ((ulong)U32(entry, 20), (ulong)U32(entry, 24), (ulong)U32(entry, 42));
        Wide(entry.Slice(CentralSize + name, extra), ref length, ref packed, ref local, text);
        at += CentralSize + name + extra;
        if (packed > long.MaxValue || length > long.MaxValue || local > long.MaxValue || method == Stored && packed != length)
        {
            throw No($"{text} has no size that can be");
        }
        return new(text, flags, method, U32(entry, 16), (long)packed, (long)length, (long)local);
    }

    /// <summary>Sizes that do not fit 32 bits stand in a field of their own, the only one that is allowed.</summary>
    private static void Wide(ReadOnlySpan<byte> extra, ref ulong length, ref ulong packed, ref ulong local, string name)
    {
        if (extra.Length == 0) return;
        if (extra.Length < 4 || U16(extra, 0) != Zip64Field || U16(extra, 2) != extra.Length - 4)
        {
            throw No($"{name} has fields that no export gives");
        }
        var at = 4;
        if (length == uint.MaxValue && at + 8 <= extra.Length) { length = U64(extra, at); at += 8; }
        if (packed == uint.MaxValue && at + 8 <= extra.Length) { packed = U64(extra, at); at += 8; }
        if (local == uint.MaxValue && at + 8 <= extra.Length) { local = U64(extra, at); at += 8; }
        if (at != extra.Length) throw No($"{name} has fields that no export gives");
    }

    /// <summary>Each file begins where the one before it ends, and says of itself what the directory says.</summary>
    private void Place(Stream stream, long directory)
    {
        var at = 0L;
        foreach (var part in _parts.Values.OrderBy(p => p.Local))
        {
            if (part is { Packed: 0, Local: var local } && local == at + Flushed.Length
                && At(stream, at, Flushed.Length).AsSpan().SequenceEqual(Flushed))
            {
                at = local;
            }
            if (part.Local != at || directory - at < LocalSize) throw No($"{part.Name} does not stand where it should");
            var head = At(stream, at, LocalSize);
            var (name, extra) = (U16(head, 26), U16(head, 28));
            if (U32(head, 0) != LocalSignature || U16(head, 6) != part.Flags || U16(head, 8) != part.Method
                || directory - at < LocalSize + name + extra)
            {
                throw No($"{part.Name} is not what the directory says");
            }
            var rest = At(stream, at + LocalSize, name + extra);
            var (crc, packed, length, none) = (U32(head, 14), (ulong)U32(head, 18), (ulong)U32(head, 22), 0UL);
            var wide = extra > 0;
            Wide(rest.AsSpan(name), ref length, ref packed, ref none, part.Name);
            if (Encoding.ASCII.GetString(rest, 0, name) != part.Name) throw No($"{part.Name} is not what the directory says");
            part.Start = at + LocalSize + name + extra;
            if (part.Packed > directory - part.Start) throw No($"{part.Name} does not stand where it should");
            at = part.Start + part.Packed;
            if ((part.Flags & InDescriptor) == 0)
            {
                if (crc != part.Crc || packed != (ulong)part.Packed || length != (ulong)part.Length)
                {
                    throw No($"{part.Name} is not what the directory says");
                }
                continue;
            }
            wide |= part.Packed >= uint.MaxValue || part.Length >= uint.MaxValue;
            var size = wide ? 24 : 16;
            if (directory - at < size) throw No($"{part.Name} is not what the directory says");
            var descriptor = At(stream, at, size);
            var (p, l) = wide ? (U64(descriptor, 8), U64(descriptor, 16)) : (U32(descriptor, 8), U32(descriptor, 12));
            if (U32(descriptor, 0) != DescriptorSignature || U32(descriptor, 4) != part.Crc || p != (ulong)part.Packed
                || l != (ulong)part.Length)
            {
                throw No($"{part.Name} is not what the directory says");
            }
            at += size;
        }
        if (at != directory) throw No("it holds bytes that belong to no file");
    }

    /// <summary>Visible ASCII without a backslash, and no path that leads out.</summary>
    private static bool IsName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= 100 && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !name.Contains((byte)'\\')
            && name[0] != '/' && name.IndexOf(".."u8) < 0;

    private Part Find(string name) => _parts.GetValueOrDefault(name) ?? throw No($"it has no {name}");

    /// <summary>Throws <see cref="InvalidDataException"/> at the end where length or CRC-32 are not those of the directory.</summary>
    public Stream Open(string name)
    {
        var part = Find(name);
        var stream = _open();
        stream.Position = part.Start;
        Stream packed = new Stretch(stream, part.Packed);
        return new Checked(part.Method == Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed, part.Length, part.Crc,
            name);
    }

    /// <exception cref="InvalidDataException">It is longer.</exception>
    public async Task<byte[]> AllAsync(string name, int longest, CancellationToken ct)
    {
        if (Length(name) > longest) throw No($"{name} has more than {longest:N0} bytes");
        await using var stream = Open(name);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, ct);
        return all.ToArray();
    }

    /// <summary>The lines of a file without their newlines; the last must have one, too. None where there is no such file.</summary>
    /// <exception cref="InvalidDataException">A line is longer, or not ended.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(string name, int longest, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!Has(name)) yield break;
        await using var stream = Open(name);
        var buffer = new byte[1 << 16];
        var (start, seen, end) = (0, 0, 0);
        while (true)
        {
            if (buffer.AsSpan(seen, end - seen).IndexOf((byte)'\n') is >= 0 and var length)
            {
                yield return buffer.AsSpan(start, seen + length - start).ToArray();
                start = seen += length + 1;
                continue;
            }
            seen = end;
            if (end - start > longest) throw No($"{name} has a line of more than {longest:N0} bytes");
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, seen, end) = (0, seen - start, end - start);
            }
            if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
            if (await stream.ReadAsync(buffer.AsMemory(end), ct) is not (> 0 and var read)) break;
            end += read;
        }
        if (end > start) throw No($"the last line of {name} has no end");
    }

    internal static InvalidDataException No(string why) => new($"The file is no whole export: {why}.");

    private static byte[] At(Stream stream, long position, int length)
    {
        var bytes = new byte[length];
        stream.Position = position;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static ushort U16(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);
    private static uint U32(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt32LittleEndian(from[at..]);
    private static ulong U64(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt64LittleEndian(from[at..]);

    /// <summary>What is read in one direction only.</summary>
    private abstract class Reading(Stream from) : Stream
    {
        protected Stream From => from;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public abstract override int Read(Span<byte> buffer);
        public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing) from.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>The next bytes of a stream, so many of them.</summary>
    private sealed class Stretch(Stream from, long left) : Reading(from)
    {
        private long _left = left;

        public override int Read(Span<byte> buffer) => Took(From.Read(buffer[..(int)Math.Min(buffer.Length, _left)]));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Took(await From.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken));

        private int Took(int read)
        {
            _left -= read;
            return read;
        }
    }

    private sealed class Checked(Stream from, long left, uint crc, string name) : Reading(from)
    {
        private readonly Crc32 _crc = new();
        private long _left = left;

        public override int Read(Span<byte> buffer) => Took(buffer, From.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await From.ReadAsync(buffer, cancellationToken);
            return Took(buffer.Span, read);
        }

        private int Took(ReadOnlySpan<byte> buffer, int read)
        {
            _crc.Append(buffer[..read]);
            _left -= read;
            if (_left < 0 || read == 0 && buffer.Length > 0 && (_left > 0 || _crc.GetCurrentHashAsUInt32() != crc))
            {
                throw No($"{name} has not the length, or the bytes, that the directory says");
            }
            return read;
        }
    }
}
