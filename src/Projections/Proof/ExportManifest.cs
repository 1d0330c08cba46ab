using System.Text.Json;
using Leader.Projections.Log;

namespace Leader.Projections.Proof;

/// <summary>What an export holds.</summary>
/// <param name="RowsAt">Positions of facts, in order; the last is that of the export.</param>
public sealed record ExportManifest(
    string Format,
    string Origin,
    string Key,
    ulong Size,
    long Position,
    string Root,
    int Fold,
    IReadOnlyList<long> RowsAt)
{
    internal VerifierKey LogKey => VerifierKey.TryParse(Key, out var key) ? key
        : throw ExportFile.No("its manifest names no key of its log");

    private bool CanBe =>
        Size is > 0 and <= long.MaxValue / LogExport.LeafSize
        && Notes.Base64(Root) is { Length: Merkle.HashSize }
        && Position > 0
        && Fold > 0
        && RowsAt is [> 0, ..]
        && RowsAt[^1] == Position
        && RowsAt.Zip(RowsAt.Skip(1)).All(p => p.First < p.Second);

    internal byte[] Bytes() => JsonSerializer.SerializeToUtf8Bytes(this, LeaderJson.Http);

    /// <summary>Reads a manifest back that stands as it is written, to the byte, and can be true.</summary>
    /// <exception cref="InvalidDataException">It is another.</exception>
    internal static ExportManifest Read(byte[] bytes)
    {
        ExportManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ExportManifest>(bytes, LeaderJson.Http);
        }
        catch (JsonException)
        {
            throw ExportFile.No("its manifest cannot be read");
        }
        if (manifest is null) throw ExportFile.No("its manifest is empty");
        if (manifest.Format is not (LogExport.Format or LogExport.FormatBeforeRequests))
        {
            throw new InvalidDataException($"The export has the format {manifest.Format}; this program reads {LogExport.Format}.");
        }
        if (!manifest.Bytes().AsSpan().SequenceEqual(bytes)) throw ExportFile.No("its manifest does not stand as exports write it");
        var key = manifest.LogKey;
        if (key.Type != SignatureType.Ed25519 || key.Name != manifest.Origin || key.ToString() != manifest.Key)
        {
            throw ExportFile.No("its manifest names another key than one of its log");
        }
        return manifest.CanBe ? manifest : throw ExportFile.No("its manifest says what cannot be");
    }
}
