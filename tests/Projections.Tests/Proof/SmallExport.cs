using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Leader.Projections.Proof;

namespace Leader.Projections.Tests.Proof;

/// <summary>
/// exports/ holds what the program wrote of one small history, in each format that there ever was. The files of one, to be changed, and
/// made a ZIP again by a writer of the tests' own.
/// </summary>
internal sealed class SmallExport
{
    public const string Manifest = "manifest.json", Entries = "entries.ndjson", Leaves = "leaves.bin", Checkpoints = "checkpoints.ndjson";
    public const string Apart = "apart.ndjson", Requests = "requests.ndjson", Strays = "strays.ndjson", Bans = "views/86/bans.ndjson";

    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "Projections.Tests", "Proof", "exports");

    /// <summary>The key that tests sign with, whose private half everybody has.</summary>
    public static readonly NoteSigner Key = NoteSigner.Of("test.leader.example/log", SignatureType.Ed25519,
        [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private SmallExport(byte[] zip, List<(string Name, byte[] Bytes)> files) => (Original, Files) = (zip, files);

    /// <summary>As the program wrote it.</summary>
    public byte[] Original { get; }

    public List<(string Name, byte[] Bytes)> Files { get; }

    /// <param name="format">1 or 2.</param>
    public static SmallExport Of(int format)
    {
        var zip = File.ReadAllBytes(Path.Combine(Folder, $"leader-export-{format}.zip"));
        return new(zip, Unzipped(zip)!);
    }

    public SmallExport Copy() => new(Original, [.. Files]);

    public byte[] this[string name]
    {
        get => Files.Single(f => f.Name == name).Bytes;
        set
        {
            var at = Files.FindIndex(f => f.Name == name);
            if (at < 0) Files.Add((name, value));
            else Files[at] = (name, value);
        }
    }

    public string Text(string name) => Encoding.UTF8.GetString(this[name]);

    /// <summary>The file with another text.</summary>
    public SmallExport With(string name, Func<string, string> change)
    {
        var copy = Copy();
        copy[name] = Encoding.UTF8.GetBytes(change(Text(name)));
        return copy;
    }

    public SmallExport With(string name, byte[] bytes)
    {
        var copy = Copy();
        copy[name] = bytes;
        return copy;
    }

    public SmallExport Without(string name)
    {
        var copy = Copy();
        copy.Files.RemoveAll(f => f.Name == name);
        return copy;
    }

    public SmallExport Twice(string name, byte[] bytes)
    {
        var copy = Copy();
        copy.Files.Add((name, bytes));
        return copy;
    }

    /// <summary>The first line that holds the text, changed.</summary>
    public SmallExport WithLine(string name, string holds, Func<string, string> change) => With(name, text =>
    {
        var lines = text.Split('\n');
        var at = Array.FindIndex(lines, l => l.Contains(holds, StringComparison.Ordinal));
        lines[at] = change(lines[at]);
        return string.Join('\n', lines);
    });

    /// <summary>
    /// With other entries, as an operator with the log's key would write the log anew: leaves, checkpoints, size and root follow.
    /// </summary>
    public SmallExport Signed(IReadOnlyList<string> entries, IReadOnlyList<long>? positions = null)
    {
        var (copy, frontier, leaves) = (Copy(), new Tiles.Frontier(), new MemoryStream());
        Span<byte> number = stackalloc byte[8];
        for (var i = 0; i < entries.Count; i++)
        {
            var hash = Merkle.Leaf(Encoding.UTF8.GetBytes(entries[i]));
            frontier.Append(hash);
            if (positions is not null) BinaryPrimitives.WriteInt64BigEndian(number, positions[i]);
            else this[Leaves].AsSpan(i * 40, 8).CopyTo(number);
            leaves.Write(number);
            leaves.Write(hash);
        }
        var text = new Checkpoint(Key.Name, frontier.Size, frontier.Root()).Text;
        copy[Entries] = Encoding.UTF8.GetBytes(string.Concat(entries.Select(e => e + "\n")));
        copy[Leaves] = leaves.ToArray();
        copy[Checkpoints] = [.. JsonSerializer.SerializeToUtf8Bytes(new Note(text, [Key.Sign(text)]).ToString(), Plain), (byte)'\n'];
        return copy.With(Manifest, m =>
            Replaced(Replaced(m, "size", $"{frontier.Size}"), "root", $"\"{Convert.ToBase64String(frontier.Root())}\""));
    }

    public static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON of an object with another value of one member, which has no comma in it.</summary>
    public static string Replaced(string json, string member, string value)
    {
        var start = json.IndexOf($"\"{member}\":", StringComparison.Ordinal) + member.Length + 3;
        return json[..start] + value + json[json.IndexOfAny([',', '}'], start)..];
    }

    /// <summary>A ZIP without compression.</summary>
    public byte[] Zip()
    {
        var (zip, directory) = (new MemoryStream(), new MemoryStream());
        foreach (var (name, bytes) in Files)
        {
            var (text, crc, at) = (Encoding.UTF8.GetBytes(name), Crc32.HashToUInt32(bytes), (uint)zip.Position);
            Write(zip, 0x04034b50, (ushort)20, (ushort)0x800, (ushort)0, 0u, crc, (uint)bytes.Length, (uint)bytes.Length,
                (ushort)text.Length, (ushort)0);
            zip.Write(text);
            zip.Write(bytes);
            Write(directory, 0x02014b50, (ushort)20, (ushort)20, (ushort)0x800, (ushort)0, 0u, crc, (uint)bytes.Length, (uint)bytes.Length,
                (ushort)text.Length,
                (ushort)0, (ushort)0, (ushort)0, (ushort)0, 0u, at);
            directory.Write(text);
        }
        var start = (uint)zip.Position;
        zip.Write(directory.ToArray());
        Write(zip, 0x06054b50, (ushort)0, (ushort)0, (ushort)Files.Count, (ushort)Files.Count, (uint)directory.Length, start, (ushort)0);
        return zip.ToArray();
    }

    private static void Write(Stream to, uint signature, params object[] numbers)
    {
        using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        writer.Write(signature);
        foreach (var number in numbers)
        {
            if (number is ushort small) writer.Write(small);
            else writer.Write((uint)number);
        }
    }

    /// <summary>What the library's reader finds in a ZIP; null where it finds none.</summary>
    public static List<(string Name, byte[] Bytes)>? Unzipped(byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            var files = new List<(string, byte[])>();
            foreach (var entry in zip.Entries)
            {
                using var from = entry.Open();
                using var all = new MemoryStream();
                from.CopyTo(all);
                files.Add((entry.FullName, all.ToArray()));
            }
            return files;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException) { return null; }
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Leader.sln"))) return folder;
        }
        throw new DirectoryNotFoundException("Leader.sln");
    }
}
