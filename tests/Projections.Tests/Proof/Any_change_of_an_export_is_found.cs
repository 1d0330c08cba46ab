using System.Collections.Concurrent;
using System.Text;
using Leader.Projections.Proof;

namespace Leader.Projections.Tests.Proof;

/// <summary>
/// Ten thousand changes drawn at random, of the files and of the ZIP around them: each is found, or no file reads otherwise. What the
/// library's reader of ZIPs, which is not ours, finds in the changed bytes decides whether anything reads otherwise.
/// </summary>
public class Any_change_of_an_export_is_found
{
    private const int Runs = 10_000;
    private static readonly string Seed = Environment.GetEnvironmentVariable("LEADER_FUZZ_SEED") ?? "20180629";

    [Theory, InlineData(1), InlineData(2)]
    public async Task Or_changes_nothing_that_is_read(int format)
    {
        var export = SmallExport.Of(format);
        var (missed, found, refused, same) = (new ConcurrentQueue<string>(), 0, 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, Runs / 2), async (i, ct) =>
        {
            var random = new Random(int.Parse(Seed, System.Globalization.CultureInfo.InvariantCulture) + format * Runs + i);
            var (what, zip) = Mutated(export, random);
            try
            {
                var receipt = await new Verification([SmallExport.Key.Verifier], [], []).RunAsync("x.zip", () =>
                    new MemoryStream(zip, writable: false), null, ct);
                if (!receipt.Holds) Interlocked.Increment(ref found);
                else if (IsSame(export, zip, receipt.RowsCompared)) Interlocked.Increment(ref same);
                else missed.Enqueue($"{i} {what}: holds");
            }
            catch (InvalidDataException e) when (!e.Message.Contains('\n')
                && !e.Message.StartsWith("The file cannot be verified", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref refused);
            }
            catch (Exception e) when (e is not OperationCanceledException) { missed.Enqueue($"{i} {what}: {e}"); }
        });
        missed.Take(20).ShouldBeEmpty();
        (found > 1_000, refused > 500, same > 10).ShouldBe((true, true, true), $"{found} found, {refused} refused, {same} change nothing");
    }

    /// <summary>
    /// All files read as before; or checkpoints before the last one are gone: the last one's tree holds theirs; or the rows are other ones,
    /// where another version of the folds made them, and verify says that it did not compare them.
    /// </summary>
    private static bool IsSame(SmallExport export, byte[] zip, bool rowsCompared)
    {
        bool IsRead(string name) => rowsCompared || !name.StartsWith("views/", StringComparison.Ordinal);
        if (SmallExport.Unzipped(zip)?.Where(f => IsRead(f.Name)).ToArray() is not { } files) return false;
        if (files.Length != export.Files.Count(f => IsRead(f.Name))) return false;
        foreach (var (name, bytes) in export.Files.Where(f => IsRead(f.Name)))
        {
            if (files.Where(f => f.Name == name).ToArray() is not [var other]) return false;
            if (bytes.AsSpan().SequenceEqual(other.Bytes)) continue;
            if (name != SmallExport.Checkpoints) return false;
            var (before, after) = (Encoding.UTF8.GetString(bytes).Split('\n'), Encoding.UTF8.GetString(other.Bytes).Split('\n'));
            if (after.Length < 2 || !before.TakeLast(2).SequenceEqual(after.TakeLast(2)) || before.Intersect(after).Count() != after.Length)
            {
                return false;
            }
        }
        return true;
    }

    private static (string What, byte[] Zip) Mutated(SmallExport export, Random random)
    {
        if (random.Next(5) == 0)
        {
            var zip = random.Next(2) == 0 ? export.Original : export.Zip();
            // Half of them where files meet, or in the directory.
            var (what, bytes) = Changed(zip, random, random.Next(2) == 0 ? 0 : zip.Length - 2_500);
            return ($"zip {what}", bytes);
        }
        var copy = export.Copy();
        var at = random.Next(copy.Files.Count);
        var (name, content) = copy.Files[at];
        switch (random.Next(20))
        {
            case 0:
                copy.Files.RemoveAt(at);
                return ($"without {name}", copy.Zip());
            case 1:
                copy.Files.Insert(random.Next(copy.Files.Count), copy.Files[random.Next(copy.Files.Count)]);
                return ("a file twice", copy.Zip());
            case 2:
                var other = random.Next(copy.Files.Count);
                (copy.Files[at], copy.Files[other]) = ((name, copy.Files[other].Bytes), (copy.Files[other].Name, content));
                return ($"{name} for {copy.Files[other].Name}", copy.Zip());
            case 3:
                copy.Files[at] = (name.Replace(name[random.Next(name.Length)], (char)random.Next(32, 127)), content);
                return ($"{name} renamed", copy.Zip());
            case < 10 when name.EndsWith(".ndjson", StringComparison.Ordinal) && content.Length > 0:
                var (line, lines) = Lines(content, random);
                copy.Files[at] = (name, lines);
                return ($"{name} {line}", copy.Zip());
            case < 14 when name.EndsWith("json", StringComparison.Ordinal) && content.Length > 0:
                copy.Files[at] = (name, Members(content, random));
                return ($"{name} member", copy.Zip());
            default:
                var (what, bytes) = Changed(content, random, 0);
                copy.Files[at] = (name, bytes);
                return ($"{name} {what}", copy.Zip());
        }
    }

    private static (string What, byte[] Bytes) Changed(byte[] bytes, Random random, int from)
    {
        var at = random.Next(Math.Max(0, from), bytes.Length + 1);
        var rest = bytes[at..];
        var drawn = new byte[random.Next(1, 9)];
        random.NextBytes(drawn);
        switch (random.Next(6))
        {
            case 0: return ($"cut at {at}", bytes[..at]);
            case 1: return ($"put in at {at}", [.. bytes[..at], .. drawn, .. rest]);
            case 2: return ($"taken out at {at}", [.. bytes[..at], .. rest[Math.Min(rest.Length, drawn.Length)..]]);
            case 3 when rest.Length > 0:
                return ($"byte at {at}", [.. bytes[..at], (byte)"0123456789\"{}[],:\n aZ"[random.Next(20)], .. rest[1..]]);
            case 4 when rest.Length > 8:
                return ($"bytes at {at}", [.. bytes[..at], .. drawn, .. rest[drawn.Length..]]);
            default:
                if (rest.Length == 0) return ("a byte behind", [.. bytes, drawn[0]]);
                var copy = bytes.ToArray();
                copy[at] ^= (byte)(1 << random.Next(8));
                return ($"bit at {at}", copy);
        }
    }

    private static (string What, byte[] Bytes) Lines(byte[] content, Random random)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').ToList();
        var (one, other) = (random.Next(lines.Count - 1), random.Next(lines.Count - 1));
        switch (random.Next(5))
        {
            case 0: lines.RemoveAt(one); return ($"line {one} less", Joined());
            case 1: lines.Insert(other, lines[one]); return ($"line {one} again at {other}", Joined());
            case 2: (lines[one], lines[other]) = (lines[other], lines[one]); return ($"lines {one} and {other}", Joined());
            case 3: lines[one] = ""; return ($"line {one} emptied", Joined());
            default:
                lines[one] = new[] { "{}", "null", "[]", "0", "\"\"", "{\"state\":null}", "{\"key\":null}",
                new string('[', 200) }[random.Next(8)]; return ($"line {one} garbage", Joined());
        }

        byte[] Joined() => Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>A member more, twice, or with another value.</summary>
    private static byte[] Members(byte[] content, Random random)
    {
        var text = Encoding.UTF8.GetString(content);
        var commas = text.Index().Where(c => c.Item is ',' or '{').Select(c => c.Index).ToArray();
        if (commas.Length == 0) return [.. content, (byte)','];
        var at = commas[random.Next(commas.Length)] + 1;
        return Encoding.UTF8.GetBytes(text.Insert(at,
            new[] { "\"x\":1,", "\"key\":\"a\",", " ", "\"size\":1,", "\"act\":null,", "null,", "9", "-", "\ufeff" }[random.Next(9)]));
    }
}
