using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class ExportSettings : JsonSettings
{
    [CommandArgument(0, "<FILE>"), Description("The file to write; the same position gives the same bytes")]
    public string File { get; init; } = "";

    [CommandOption("--position <N>"), Description("Up to the last checkpoint at or before this position; the newest if not given")]
    public string? Position { get; init; }

    [CommandOption("--rows-at <N,N>"), Description("Adds the rows of the views at these positions; may be repeated")]
    public string[] RowsAt { get; init; } = [];

    public override ValidationResult Validate() =>
        !Times.TryPosition(Position, out var position) || position < 1 ? ValidationResult.Error(Times.NoPosition("--position", Position))
        : !TryPositions(RowsAt, out _) ? ValidationResult.Error(Times.NoPosition("--rows-at", string.Join(',', RowsAt)))
        : ValidationResult.Success();

    internal static bool TryPositions(IEnumerable<string> texts, out long[] positions)
    {
        var parsed = texts.SelectMany(t => t.Split(','))
            .Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var p) ? p : -1).ToArray();
        positions = parsed;
        return parsed.All(p => p > 0);
    }
}

internal sealed class VerifySettings : JsonSettings
{
    [CommandArgument(0, "<FILE>"), Description("An export, a proof file, or a proof of rows (JSON)")]
    public string File { get; init; } = "";

    [CommandOption("--key <KEY>"), Description("Public key of the log, or a file that holds it; may be repeated")]
    public string[] Key { get; init; } = [];

    [CommandOption("--witness <KEY>"), Description("Public key of a witness, or a file that holds it; may be repeated")]
    public string[] Witness { get; init; } = [];

    [CommandOption("--seen <FILE>"), Description("A checkpoint kept from before, which the log must continue; may be repeated")]
    public string[] Seen { get; init; } = [];
}

internal sealed class KeySettings : CommandSettings
{
    [CommandArgument(0, "<NAME>"), Description("An address without scheme: register.example.cn/log")]
    public string Name { get; init; } = "";

    [CommandOption("--witness"), Description("A key for a witness")]
    public bool Witness { get; init; }

    public override ValidationResult Validate() => Name.Length == 0 || Name.Any(c => char.IsWhiteSpace(c) || c == '+')
        ? ValidationResult.Error("NAME is an address without scheme, as register.example.cn/log, without spaces and plus signs.")
        : ValidationResult.Success();
}

/// <summary>
/// <c>export</c>, <c>verify</c> and <c>key</c>. Exit codes: 0 done and in order, 1 could not be done, 2 wrongly called, 3 faults were
/// found.
/// </summary>
internal static class ProofCommands
{
    /// <summary>Bytes of a proof file at most: the largest entry in base64, and a checkpoint with a hundred signatures.</summary>
    private const int LargestProof = 2 << 20;

    public static async Task<int> ExportAsync(ExportSettings settings)
    {
        var (file, json) = (settings.File, settings.Json);
        _ = Times.TryPosition(settings.Position, out var position);
        _ = ExportSettings.TryPositions(settings.RowsAt, out var rowsAt);
        return await ViewCommands.WithDatabaseAsync(async database =>
        {
            // What the export names is the verifier's to hold against its own key: where none is known here, the log's own is named.
            var known = KnownLog.Read()?.Signer.Verifier;
            if ((known ?? (await LogWalk.OriginsAsync(database, CancellationToken.None) is [.., var last] ? last : null)) is not { } key)
            {
                return Exit.Failed("There is no log yet; start the register once.");
            }
            ExportResult? result;
            try
            {
                await using var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
                result = await ViewCommands.ShownAsync(
                    $"Exporting the log {key.Name}",
                    json,
                    progress => new LogExport(database, key).WriteAsync(stream, position, rowsAt, progress, CancellationToken.None));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return Exit.Failed(e.Message); }
            if (result is null) return Exit.Failed("The log has no checkpoint so early.");
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(result, LeaderJson.Http));
            }
            else
            {
                var (manifest, rows) = (result.Manifest, $"{result.Rows:N0} rows of views, in {result.Took.TotalSeconds:0.0} s");
                Console.WriteLine($"""
                    {file}: {new FileInfo(file).Length:N0} bytes, SHA-256 {await DigestAsync(file)}
                    {manifest.Size:N0} entries of the log {key.Name} up to position {manifest.Position:N0}, {rows}.
                    """);
            }
            if (result is { Missing: 0, Strays: 0 }) return 0;
            await Console.Error.WriteLineAsync($"{result.Missing:N0} facts of the log are gone, and {result.Strays:N0} stand where it has "
                + "none: run './leader audit'.");
            return 3;
        });
    }

    public static async Task<int> VerifyAsync(VerifySettings settings)
    {
        var (file, json) = (settings.File, settings.Json);
        if (!TryReadKeys(settings.Key, SignatureType.Ed25519, out var keys, out var wrong)
            || !TryReadKeys(settings.Witness, SignatureType.Cosignature, out var witnesses, out wrong)
            || !TryReadNotes(settings.Seen, out var seen, out wrong))
        {
            return Exit.Wrong(wrong);
        }
        try
        {
            if (await IsProofAsync(file))
            {
                return new FileInfo(file).Length > LargestProof
                    ? Exit.Failed("The file is no proof of a log: it is too large for one.")
                    : Proof(await File.ReadAllTextAsync(file), keys, witnesses);
            }
            if (await BeginsAsync(file, "{"u8.ToArray()))
            {
                return new FileInfo(file).Length > StateProofFile.Largest
                    ? Exit.Failed("The file is no proof of a log: it is too large for one.")
                    : State(StateProofFile.Read(await File.ReadAllBytesAsync(file)), keys, witnesses);
            }
            var receipt = await ViewCommands.ShownAsync(
                $"Verifying {Path.GetFileName(file)}",
                json,
                progress => new Verification(keys, witnesses, seen).RunAsync(file, progress, CancellationToken.None));
            if (json) Console.WriteLine(JsonSerializer.Serialize(receipt, LeaderJson.Http));
            else Say(receipt, witnesses.Count);
            return receipt.Holds ? Exit.Done : Exit.Differing;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Exit.Failed(Verification.Shown(e.Message));
        }
    }

    /// <summary>Makes a key: the private one for the settings, the public one for everybody.</summary>
    public static Task<int> Key(KeySettings settings)
    {
        var type = settings.Witness ? SignatureType.Cosignature : SignatureType.Ed25519;
        var key = NoteSigner.Of(settings.Name, type, RandomNumberGenerator.GetBytes(32));
        Console.WriteLine($"{key.Export()}\n{key.Verifier}");
        return Task.FromResult(Exit.Done);
    }

    private static void Say(Receipt receipt, int witnesses)
    {
        var cosigned = witnesses == 0 ? "(not verified: give the witnesses' keys with --witness)" : "verified";
        var compared = $"{receipt.States:N0} roots of views, {receipt.Rows:N0} rows of views";
        Console.WriteLine($"""

            RECEIPT
            File          {receipt.File}, SHA-256 {receipt.Sha256}
            Log           {receipt.Origin}
            Key           {receipt.Key}{(receipt.KeysGiven ? "" : "  (from the file itself: give your own with --key)")}
            Entries       {receipt.Size:N0}, up to position {receipt.Position:N0}
            Root          {receipt.Root}
            Checkpoints   {receipt.Checkpoints:N0} signatures and roots, {receipt.Cosignatures:N0} cosignatures {cosigned}
            Decided       {receipt.Acts:N0} acts again from their requests; {receipt.Stated:N0} of before requests were recorded
            Replayed      {receipt.Facts:N0} facts; {receipt.Results:N0} rankings and bans computed again, {compared}
            Took          {receipt.Took.TotalSeconds:0.0} s, {receipt.Facts / receipt.Took.TotalSeconds:N0} facts/s
            """);
        if (receipt.FoldOfExport != receipt.FoldOfVerifier)
        {
            Console.WriteLine($"Rows and roots of views were not compared: version {receipt.FoldOfExport} made them, and this program is "
                + $"version {receipt.FoldOfVerifier}.");
        }
        foreach (var fault in receipt.Faults) Console.WriteLine($"\nPosition {fault.Position:N0}\n  {fault.Kind}: {fault.Detail}");
        if (receipt.Holds)
        {
            Console.WriteLine(receipt.RowsCompared ? "\nEverything holds." : "\nFacts and signatures hold; the rows were not compared.");
            return;
        }
        var more = receipt.Stopped ? " or more" : "";
        Console.WriteLine($"\n{receipt.Faulty:N0}{more} {(receipt.Faulty == 1 ? "fault" : "faults")}; the first one at position "
            + $"{receipt.Faults[0].Position:N0}.{(receipt.Stopped ? " After so many the rest was not looked at." : "")}");
    }

    private static int Proof(string text, List<VerifierKey> keys, List<VerifierKey> witnesses)
    {
        if (keys.Count == 0) return Exit.Wrong("A proof is verified with the log's key: --key KEY");
        if (!TlogProof.TryParse(text, out var proof)) return Exit.Failed("The file is no proof of a log.");
        if (proof.Extra is not { } entry) return Exit.Failed("The proof does not hold the entry that it is of.");
        if (keys.Select(k => proof.Verify(entry, k)).FirstOrDefault(c => c is not null) is not { } checkpoint
            || witnesses.Any(w => proof.Checkpoint.VerifiedBy(w) is null))
        {
            Console.WriteLine("The proof does NOT hold.");
            return 3;
        }
        var seen = witnesses.Count > 0 ? $", and {witnesses.Count:N0} witnesses have seen it" : "";
        Console.WriteLine($"""
            {Encoding.UTF8.GetString(entry)}

            This stands in the log {checkpoint.Origin} as entry {proof.Index:N0} of {checkpoint.Size:N0}{seen}.
            Whether it still holds today is not proved by it: look it up in the register.
            """);
        return 0;
    }

    private static int State(Leader.Api.Proof.StateProofDoc doc, List<VerifierKey> keys, List<VerifierKey> witnesses)
    {
        if (keys.Count == 0) return Exit.Wrong("A proof is verified with the log's key: --key KEY");
        if (StateProofFile.Fault(doc, keys, witnesses) is { } fault)
        {
            Console.WriteLine($"The proof does NOT hold: {Verification.Shown(fault)}.");
            return Exit.Differing;
        }
        foreach (var row in doc.Rows) Console.WriteLine(Verification.Shown(row.Row));
        var scope = doc.Scope.Length == 0 ? doc.View : $"{doc.View} of {doc.Scope}";
        var (who, stood) = (Verification.Shown(doc.Enterprise), doc.Answer ? "stood there" : "did not stand there");
        Console.WriteLine($"""

            {who} {stood} on {doc.AsOf:yyyy-MM-dd}: {doc.Rows.Count:N0} of {doc.Count:N0} rows of {Verification.Shown(scope)} are its own.
            As it was known at position {doc.Committed:N0}.
            The log {doc.Log.Origin} has committed to them with entry {doc.Log.Leaf:N0} of {doc.Log.Size:N0}.
            What was recorded behind that position is not proved by it: ask the register.
            """);
        return Exit.Done;
    }

    private static async Task<bool> BeginsAsync(string file, byte[] with)
    {
        await using var stream = File.OpenRead(file);
        var start = new byte[with.Length];
        return await stream.ReadAtLeastAsync(start, start.Length,
            throwOnEndOfStream: false) == with.Length && start.AsSpan().SequenceEqual(with);
    }

    private static async Task<bool> IsProofAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        var start = new byte[32];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false);
        return TlogProof.Is(Encoding.ASCII.GetString(start, 0, length));
    }

    /// <summary>Keys as they are, or in files.</summary>
    internal static bool TryReadKeys(IEnumerable<string> texts, SignatureType type, out List<VerifierKey> keys, out string wrong)
    {
        (keys, wrong) = ([], "");
        foreach (var text in texts)
        {
            if (!VerifierKey.TryParse(File.Exists(text) ? File.ReadAllText(text) : text, out var key) || key.Type != type)
            {
                wrong = $"{text} is no {(type == SignatureType.Ed25519 ? "key of a log" : "key of a witness")}.";
                return false;
            }
            keys.Add(key);
        }
        return true;
    }

    internal static bool TryReadNotes(IEnumerable<string> files, out List<Note> notes, out string wrong)
    {
        (notes, wrong) = ([], "");
        foreach (var file in files)
        {
            if (!File.Exists(file) || !Notes.TryParse(File.ReadAllBytes(file), out var note) || !Checkpoint.TryParse(note.Text, out _))
            {
                wrong = $"{file} is no checkpoint.";
                return false;
            }
            notes.Add(note);
        }
        return true;
    }

    private static async Task<string> DigestAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
