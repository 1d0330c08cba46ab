using System.Buffers;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Leader.Api.Evidence;

/// <summary>A type of file that is taken, when it is declared so and begins so.</summary>
/// <param name="Begins">What its first bytes have to be; null for text.</param>
internal sealed record EvidenceType(string MediaType, string Ending, Func<ReadOnlySpan<byte>, bool>? Begins)
{
    /// <summary>How many bytes of a file are looked at to know it.</summary>
    public const int Look = 160;

    private const string OpenXml = "application/vnd.openxmlformats-officedocument.", OpenDocument = "application/vnd.oasis.opendocument.";

    /// <summary>What is filed in cases: reports, photographs, records. Nothing that a browser would run: no HTML, SVG or XML.</summary>
    public static readonly IReadOnlyList<EvidenceType> All =
    [
        new("application/pdf", "pdf", b => b.StartsWith("%PDF-"u8)),
        new("image/png", "png", b => b.StartsWith(Png)),
        new("image/jpeg", "jpg", b => b.StartsWith(Jpeg)),
        new("text/plain", "txt", null),
        new("text/csv", "csv", null),
        new(OpenXml + "wordprocessingml.document", "docx", IsZip),
        new(OpenXml + "spreadsheetml.sheet", "xlsx", IsZip),
        new(OpenXml + "presentationml.presentation", "pptx", IsZip),
        new("application/ofd", "ofd", IsZip), // GB/T 33190, the fixed layout format of Chinese administrations
        Office(OpenDocument + "text", "odt"),
        Office(OpenDocument + "spreadsheet", "ods"),
        Office(OpenDocument + "presentation", "odp"),
    ];

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    public string ContentType => Begins is null ? MediaType + "; charset=utf-8" : MediaType;

    public static string Names => string.Join(", ", All.Select(t => t.Ending));

    /// <returns>Null where the declared type is none that is taken. Text is UTF-8.</returns>
    public static EvidenceType? Declared(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var declared)
            && All.FirstOrDefault(t => declared.MediaType.Equals(t.MediaType, StringComparison.OrdinalIgnoreCase)) is { } type
            && (declared.Charset is not { HasValue: true } charset
                || HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)) ? type : null;

    public static EvidenceType Known(string mediaType) => All.First(t => t.MediaType == mediaType);

    private static bool IsZip(ReadOnlySpan<byte> b) => b.StartsWith("PK\x03\x04"u8);

    /// <summary>A zip whose first entry, not compressed, is the type itself.</summary>
    private static EvidenceType Office(string mediaType, string ending) =>
        new(mediaType, ending, b => IsZip(b) && b.Length > 38 && b[30..].StartsWith(Encoding.ASCII.GetBytes("mimetype" + mediaType)));
}

/// <summary>Looks at a file as it comes in, piece by piece: does it begin as it is declared; is text text, all of it?</summary>
internal sealed class TypeCheck(EvidenceType type)
{
    private readonly byte[] _first = new byte[EvidenceType.Look];
    private readonly Decoder _text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private int _looked;

    public bool Take(ReadOnlySpan<byte> piece)
    {
        var more = Math.Min(piece.Length, _first.Length - _looked);
        piece[..more].CopyTo(_first.AsSpan(_looked));
        _looked += more;
        return type.Begins is not null || IsText(piece, end: false);
    }

    public bool Finish() =>
        type.Begins is { } begins ? begins(_first.AsSpan(0, _looked)) : IsText([], end: true) && !LooksLikeSomethingElse();

    /// <summary>UTF-8 to the last byte, without control characters but white space.</summary>
    private bool IsText(ReadOnlySpan<byte> piece, bool end)
    {
        var chars = ArrayPool<char>.Shared.Rent(piece.Length + 4);
        try
        {
            var count = _text.GetChars(piece, chars, end);
            return chars.AsSpan(0, count).IndexOfAny(Controls) < 0;
        }
        catch (DecoderFallbackException) { return false; }
        finally { ArrayPool<char>.Shared.Return(chars, clearArray: true); }
    }

    /// <summary>Markup, a script, or another of our types, called text.</summary>
    private bool LooksLikeSomethingElse()
    {
        var first = _first.AsSpan(0, _looked);
        if (first.StartsWith(Encoding.UTF8.Preamble)) first = first[3..];
        return first.TrimStart(" \t\r\n\f"u8).StartsWith("<"u8)
            || first.StartsWith("#!"u8)
            || EvidenceType.All.Any(t => t.Begins?.Invoke(_first.AsSpan(0, _looked)) == true);
    }

    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(c => (char)c).Except(['\t', '\n', '\r', '\f']),
        '\x7f',
    ]);
}
