using System.Buffers.Binary;
using System.Text;
using Leader.Projections.Proof;
using static Leader.Projections.Tests.Proof.SmallExport;

namespace Leader.Projections.Tests.Proof;

/// <summary>Nothing may stand in an export that is not verified, and nothing be missing that it claims.</summary>
public class An_export_is_exactly_what_it_says
{
    private static readonly SmallExport Two = Of(2);

    private static readonly (string What, byte[] Zip, string Says)[] Breaks = [.. AllBreaks()];
    private static readonly (string What, byte[] Zip, string Kind)[] Changes = [.. AllChanges()];

    private static Task<Receipt> VerifyAsync(byte[] zip, NoteSigner? key = null) =>
        new Verification([(key ?? Key).Verifier], [], []).RunAsync("x.zip", () => new MemoryStream(zip, writable: false), null, default);

    [Theory, InlineData(1), InlineData(2)]
    public async Task What_the_program_wrote_in_each_format_holds_packed_or_not(int format)
    {
        var export = Of(format);
        foreach (var zip in new[] { export.Original, export.Zip() })
        {
            var receipt = await VerifyAsync(zip);
            receipt.Faults.ShouldBeEmpty();
            (receipt.Facts > 50 && receipt.Results > 2 && receipt.States > 2 && receipt.Checkpoints > 2).ShouldBeTrue();
            if (format == 2)
            {
                (receipt.RowsCompared && receipt.Rows > 50
                    && receipt.StatesOfOthers == 0).ShouldBeTrue("write exports/ anew with LEADER_WRITE_EXPORT: see Tampering_is_found");
            }
        }
    }

    [Fact]
    public void The_text_for_people_is_one_of_those_that_exports_have() =>
        LogExport.Readmes.ShouldContain(LogEntry.Digest(Encoding.UTF8.GetBytes(LogExport.Readme)));

    public static readonly TheoryData<string> Broken = new(Breaks.Select(b => b.What));

    /// <summary>The file is no export: one line, and nothing more is read.</summary>
    [Theory, MemberData(nameof(Broken))]
    public async Task Another_file_is_refused_in_a_line(string what)
    {
        var (_, zip, says) = Breaks.Single(b => b.What == what);
        var why = (await Should.ThrowAsync<InvalidDataException>(async () => await VerifyAsync(zip))).Message;
        why.ShouldContain(says);
        why.ShouldNotContain("\n");
    }

    private static IEnumerable<(string What, byte[] Zip, string Says)> AllBreaks()
    {
        var zip = Two.Zip();
        yield return ("nothing", [], "it is no ZIP");
        yield return ("garbage", Encoding.UTF8.GetBytes(new string('x', 5_000)), "it is no ZIP");
        yield return ("bytes behind its end", [.. zip, 0], "more stands behind it");
        yield return ("a comment behind its end", [.. zip[..^2], 2, 0, (byte)'h', (byte)'i'], "more stands behind it");
        yield return ("bytes before it", [0, .. zip], "its directory");
        yield return ("its end is missing", zip[..^30], "its end is missing");
        yield return ("a byte between files", Between(zip), "where it should");
        yield return ("a file that is not an export's", Two.Twice("notes.txt", [1]).Zip(), "holds notes.txt");
        yield return ("a view that there is not", Two.Twice("views/86/secrets.ndjson", []).Zip(), "holds views/86/secrets.ndjson");
        yield return ("rows of a position that it does not claim", Two.Twice("views/85/bans.ndjson", []).Zip(),
            "holds views/85/bans.ndjson");
        yield return ("a file twice", Two.Twice(Entries, Two[Entries]).Zip(), "it has entries.ndjson twice");
        yield return ("a path that leads out", Two.Twice("../evil", [1]).Zip(), "a name that no export gives");
        yield return ("a name from the root", Two.Twice("/etc/passwd", [1]).Zip(), "a name that no export gives");
        yield return ("a name in another case", Two.Without(Manifest).Twice("Manifest.json", Two[Manifest]).Zip(),
            "it has no manifest.json");
        yield return ("a name that is no UTF-8", Renamed(zip, "README.txt", [0xff, 0xfe, .. "ADME.txt"u8]), "a name that no export gives");
        foreach (var needed in new[] { Manifest, Entries, Leaves, Checkpoints, "README.txt", Bans })
        {
            yield return ($"no {needed}", Two.Without(needed).Zip(), $"it has no {needed}");
        }
        yield return ("another text for people",
            Two.With("README.txt", t => t.Replace("--key KEY", "--key mine", StringComparison.Ordinal)).Zip(), "README.txt is not the one");
        yield return ("a last line without its end", Two.With(Entries, Two[Entries][..^1]).Zip(),
            "the last line of entries.ndjson has no end");
        yield return ("a last row without its end", Two.With(Bans, Two[Bans][..^1]).Zip(), "has no end");
        yield return ("a last checkpoint without its end", Two.With(Checkpoints, Two[Checkpoints][..^1]).Zip(), "has no end");
        yield return ("a byte behind the leaves", Two.With(Leaves, [.. Two[Leaves], 7]).Zip(), "leaves.bin is not of");
        yield return ("a leaf too few", Two.With(Leaves, Two[Leaves][..^40]).Zip(), "leaves.bin is not of");
        yield return ("an entry longer than any", Two.With(Entries, t => new string(' ', 70_000) + t).Zip(),
            "a line of more than 65,535 bytes");
        yield return ("bytes that are not those of the directory", Flipped(zip, Between(zip).Length / 2), "");
        foreach (var (what, manifest) in new[]
        {
            ("null", "null"), ("{}", "{}"), ("[]", "[]"), ("nothing at all", ""), ("a text", "\"x\""), ("garbage", "{{{"),
                ("nesting", new string('[', 5_000)), ("a null member", Replaced(Two.Text(Manifest), "root", "null")),
            ("a null list", Two.Text(Manifest).Replace("[86]", "null", StringComparison.Ordinal)),
                ("a member twice", Two.Text(Manifest).Replace("\"fold\"", "\"size\":88,\"fold\"", StringComparison.Ordinal)),
            ("an unknown member", Two.Text(Manifest).Replace("\"fold\"", "\"note\":1,\"fold\"", StringComparison.Ordinal)),
                ("a blank", " " + Two.Text(Manifest)), ("a byte-order mark", "\ufeff" + Two.Text(Manifest)),
            ("a newline", Two.Text(Manifest) + "\n"),
                ("another order", Two.Text(Manifest).Replace(",\"fold\":5", "", StringComparison.Ordinal).Replace("{", "{\"fold\":5,",
                StringComparison.Ordinal)),
            ("no rows", Two.Text(Manifest).Replace("[86]", "[]", StringComparison.Ordinal)),
                ("rows that are not of the newest", Two.Text(Manifest).Replace("[86]", "[85]", StringComparison.Ordinal)),
            ("rows twice", Two.Text(Manifest).Replace("[86]", "[86,86]", StringComparison.Ordinal)),
                ("rows before the first", Two.Text(Manifest).Replace("[86]", "[0,86]", StringComparison.Ordinal)),
            ("size 0", Replaced(Two.Text(Manifest), "size", "0")),
                ("a size beyond all", Replaced(Two.Text(Manifest), "size", "18446744073709551615")),
                ("a negative size", Replaced(Two.Text(Manifest), "size", "-1")),
            ("a position below all", Replaced(Two.Text(Manifest), "position", "-86")),
                ("a root that is none", Replaced(Two.Text(Manifest), "root", "\"AAAA\"")),
            ("a fold below all", Replaced(Two.Text(Manifest), "fold", "-5")),
                ("a fold from the future", Replaced(Two.Text(Manifest), "fold", "99")),
                ("another format", Replaced(Two.Text(Manifest), "format", "\"leader-export-3\"")),
            ("another key's name",
                Replaced(Two.Text(Manifest), "key",
                $"\"{NoteSigner.Of("other.example/log", SignatureType.Ed25519, new byte[32]).Verifier}\"")),
            ("a witness's key", Replaced(Two.Text(Manifest), "key",
                $"\"{NoteSigner.Of(Key.Name, SignatureType.Cosignature, new byte[32]).Verifier}\"")),
            ("a key that is none", Replaced(Two.Text(Manifest), "key", "\"x\"")),
        })
        {
            yield return ($"manifest: {what}", Two.With(Manifest, Encoding.UTF8.GetBytes(manifest)).Zip(), "");
        }
        yield return ("an export of before requests that has some",
            Two.With(Manifest, m => m.Replace("leader-export-2", "leader-export-1", StringComparison.Ordinal)).Zip(),
            "holds requests.ndjson");
    }

    public static readonly TheoryData<string> Changed = new(Changes.Select(c => c.What));

    [Theory, MemberData(nameof(Changed))]
    public async Task What_was_changed_is_named(string what)
    {
        var (_, zip, kind) = Changes.Single(c => c.What == what);
        var receipt = await VerifyAsync(zip);
        receipt.Faults.ShouldContain(f => f.Kind == kind, string.Join("; ", receipt.Faults));
        receipt.Faults.ShouldAllBe(f => !f.Detail.Contains('\n'));
    }

    private static IEnumerable<(string What, byte[] Zip, string Kind)> AllChanges()
    {
        // Rows
        yield return ("a row less", Two.With(Bans, t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..]).Zip(), "rows");
        yield return ("a row twice", Two.With(Bans, t => t[..(t.IndexOf('\n', StringComparison.Ordinal) + 1)] + t).Zip(), "rows");
        yield return ("a row more",
            Two.With(Bans, t => t + "{\"key\":\"z\",\"from\":\"2026-01-01\",\"to\":\"2026-02-01\",\"knownFrom\":1,\"doc\":{}}\n").Zip(),
            "rows");
        yield return ("an empty row", Two.With(Bans, t => t + "\n").Zip(), "rows");
        yield return ("rows that are {}", Two.With(Bans, t => t + "{}\n").Zip(), "rows");
        yield return ("rows that are null", Two.With(Bans, t => "null\n" + t).Zip(), "rows");
        yield return ("rows that are garbage", Two.With(Bans, [0xff, 0xfe, 0, (byte)'\n']).Zip(), "rows");
        yield return ("a row known from another position", Two.WithLine(Bans, "knownFrom", l => Replaced(l, "knownFrom", "3")).Zip(),
            "rows");
        yield return ("a row's last day", Two.WithLine(Bans, "knownFrom", l => Replaced(l, "to", "\"2030-01-01\"")).Zip(), "rows");
        yield return ("a row's document",
            Two.WithLine(Bans, "lastDay", l => l.Replace("\"lastDay\":\"20", "\"lastDay\":\"19", StringComparison.Ordinal)).Zip(), "rows");
        yield return ("a blank in a row",
            Two.WithLine(Bans, "knownFrom", l => l.Replace(",\"doc\"", ", \"doc\"", StringComparison.Ordinal)).Zip(), "rows");
        yield return ("a member of a row twice",
            Two.WithLine(Bans, "knownFrom", l => l.Replace(",\"doc\"", ",\"knownFrom\":1,\"doc\"", StringComparison.Ordinal)).Zip(),
            "rows");
        yield return ("an unknown member of a row",
            Two.WithLine(Bans, "knownFrom", l => l.Replace(",\"doc\"", ",\"x\":1,\"doc\"", StringComparison.Ordinal)).Zip(), "rows");
        yield return ("rows out of order",
            Two.With("views/86/enterprises.ndjson", t => string.Concat(t.Split('\n')[..^1].Reverse().Select(l => l + "\n"))).Zip(), "rows");
        yield return ("rows said to be of an older version", Two.With(Manifest, m => Replaced(m, "fold", "4")).With(Bans, []).Zip(),
            "rows");
        yield return ("rows of a position where no fact stands", With(Two, [86, 900], 900).Zip(), "order");
        yield return ("the export is said to end later", With(Two, [87], 87).Zip(), "order");

        // Entries, leaves and what stands beside them
        yield return ("an entry less", Two.With(Entries, t => string.Join('\n', t.Split('\n')[..^2]) + "\n").Zip(), "root");
        yield return ("an entry more", Two.With(Entries, t => t + "{}\n").Zip(), "inserted");
        yield return ("an entry emptied", Two.With(Entries, t => t[t.IndexOf('\n', StringComparison.Ordinal)..]).Zip(), "deleted");
        yield return ("an entry changed",
            Two.WithLine(Entries, "\"ban_started", l => l.Replace("\"lastDay\":\"20", "\"lastDay\":\"19", StringComparison.Ordinal)).Zip(),
            "changed");
        yield return ("an entry that is {}", Two.WithLine(Entries, "\"ban_started", _ => "{}").Zip(), "changed");
        yield return ("an entry that is null", Two.WithLine(Entries, "\"ban_started", _ => "null").Zip(), "changed");
        yield return ("an entry that is no UTF-8", Two.WithLine(Entries, "\"ban_started", _ => "\ud800").Zip(), "changed");
        yield return ("a leaf of the lowest position", Leaf(Two, 5, long.MinValue).Zip(), "order");
        yield return ("a leaf of position 0", Leaf(Two, 5, 0).Zip(), "order");
        yield return ("a leaf of another position", Leaf(Two, 5, 90).Zip(), "order");
        yield return ("a fact's leaf as a state root's", Leaf(Two, 5, -5).Zip(), "state");
        yield return ("a fact apart more", Two.With(Apart, t => t + "{}\n").Zip(), "data");
        yield return ("a fact apart less", Two.With(Apart, t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..]).Zip(), "data");
        yield return ("no facts apart", Two.Without(Apart).Zip(), "data");
        yield return ("a request more", Two.With(Requests, t => t + "{}\n").Zip(), "data");
        yield return ("a request less", Two.With(Requests, t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..]).Zip(), "data");
        yield return ("a fact for everybody astray",
            Two.Twice(Strays, Encoding.UTF8.GetBytes(Two.Text(Entries).Split('\n')[0] + "\n")).Zip(), "inserted");
        yield return ("a closed fact astray",
            Two.Twice(Strays, Encoding.UTF8.GetBytes(Two.Text(Entries).Split('\n').First(l =>
            l.Contains("\"sha256\":", StringComparison.Ordinal) && l.Length < 250) + "\n")).Zip(), "inserted");
        yield return ("garbage astray", Two.Twice(Strays, "{}\n[]\n"u8.ToArray()).Zip(), "inserted");

        // Checkpoints
        yield return ("no checkpoints", Two.With(Checkpoints, []).Zip(), "signature");
        yield return ("no last checkpoint", Two.With(Checkpoints, t => string.Join('\n', t.Split('\n')[..^2]) + "\n").Zip(), "signature");
        yield return ("a checkpoint twice", Two.With(Checkpoints, t => t[..(t.IndexOf('\n', StringComparison.Ordinal) + 1)] + t).Zip(),
            "signature");
        yield return ("a checkpoint that is null", Two.With(Checkpoints, t => "null\n" + t).Zip(), "signature");
        yield return ("a checkpoint that is a number", Two.With(Checkpoints, t => "1\n" + t).Zip(), "signature");
        yield return ("a blank before a checkpoint", Two.With(Checkpoints, t => " " + t).Zip(), "signature");
        yield return ("half a surrogate in a checkpoint", Two.With(Checkpoints, t => "\"\\ud800\"\n" + t).Zip(), "signature");
        yield return ("another root of the manifest",
            Two.With(Manifest, m => Replaced(m, "root", $"\"{Convert.ToBase64String(new byte[32])}\"")).Zip(), "root");

        // The operator has the key, and signs what it likes
        var entries = Two.Text(Entries).Split('\n')[..^1];
        yield return ("signed: an unknown member of a fact",
            Signed(e => e.Replace("{\"act\"", "{\"a\":1,\"act\"", StringComparison.Ordinal)), "changed");
        yield return ("signed: a member of a fact twice",
            Signed(e => e.Replace("\"stream\"", "\"salt\":\"\",\"salt\":\"\",\"stream\"", StringComparison.Ordinal)), "changed");
        yield return ("signed: a fact of no known name",
            Signed(e => e.Replace("ban_started.v1", "ban_forgiven.v1", StringComparison.Ordinal)), "data");
        yield return ("signed: a fact without its data", Signed(_ => "{\"position\":1}"), "data");
        yield return ("signed: a state root of no view", State("bans", "secrets"), "state");
        yield return ("signed: a state root with another number of rows", State("\"rows\":", "\"rows\":9"), "state");
        yield return ("signed: a state root of another position", State("\"position\":", "\"position\":1"), "state");
        yield return ("signed: a state root that is {}", State(null, "{\"state\":{}}"), "data");
        yield return ("signed: data that no fold can take",
            Signed(e => e.Replace("\"lastDay\":\"", "\"lastDay\":\"x", StringComparison.Ordinal)), "data");

        byte[] Signed(Func<string, string> change) =>
            Two.Signed([.. entries.Select(e => e.Contains("ban_started.v1", StringComparison.Ordinal) ? change(e) : e)]).Zip();
        byte[] State(string? what, string other) =>
            Two.Signed([.. entries.Select(e => e.StartsWith("{\"state\"", StringComparison.Ordinal)
            && e.Contains("\"bans\"", StringComparison.Ordinal)
            ? what is null ? other : e.Replace(what, other, StringComparison.Ordinal) : e)]).Zip();
    }

    private static SmallExport With(SmallExport export, IReadOnlyList<long> rowsAt, long position)
    {
        var copy = export.With(Manifest, m =>
            Replaced(m, "position", $"{position}").Replace("[86]", $"[{string.Join(',', rowsAt)}]", StringComparison.Ordinal));
        var rows = export.Files.Where(f => f.Name.StartsWith("views/", StringComparison.Ordinal)).ToArray();
        foreach (var at in rowsAt.Where(p => p != 86))
        {
            foreach (var (name, bytes) in rows) copy.Files.Add(($"views/{at}/{name.Split('/')[^1]}", bytes));
        }
        if (!rowsAt.Contains(86)) copy.Files.RemoveAll(f => f.Name.StartsWith("views/86/", StringComparison.Ordinal));
        return copy;
    }

    private static SmallExport Leaf(SmallExport export, int index, long position)
    {
        var leaves = export[Leaves].ToArray();
        BinaryPrimitives.WriteInt64BigEndian(leaves.AsSpan(index * 40), position);
        return export.With(Leaves, leaves);
    }

    private static byte[] Flipped(byte[] zip, int at)
    {
        var copy = zip.ToArray();
        copy[at] ^= 1;
        return copy;
    }

    /// <summary>A byte behind the first file, and all addresses behind it moved.</summary>
    private static byte[] Between(byte[] zip)
    {
        var bytes = zip.ToList();
        var second = Convert.ToHexString(zip).IndexOf("504B0304", 8, StringComparison.Ordinal) / 2;
        bytes.Insert(second, 0);
        var copy = bytes.ToArray();
        var directory = BinaryPrimitives.ReadInt32LittleEndian(copy.AsSpan(copy.Length - 6)) + 1;
        BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(copy.Length - 6), directory);
        for (var at = directory; at < copy.Length - 22; at += 46 + BinaryPrimitives.ReadUInt16LittleEndian(copy.AsSpan(at + 28)))
        {
            var local = BinaryPrimitives.ReadInt32LittleEndian(copy.AsSpan(at + 42));
            if (local > 0) BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(at + 42), local + 1);
        }
        return copy;
    }

    private static byte[] Renamed(byte[] zip, string name, byte[] other)
    {
        var (copy, old) = (zip.ToArray(), Encoding.UTF8.GetBytes(name));
        for (var at = copy.AsSpan().IndexOf(old); at >= 0; at = copy.AsSpan().IndexOf(old)) other.CopyTo(copy, at);
        return copy;
    }
}
