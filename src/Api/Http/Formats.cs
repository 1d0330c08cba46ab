using Leader.Projections.Proof;
using Microsoft.AspNetCore.Http.Metadata;

namespace Leader.Api.Http;

/// <summary>
/// The form of an answer by its word in the address, for those who cannot send a header: <c>?format=csv</c> asks as <c>Accept: text/csv</c>
/// does, and counts before it. The addresses that an answer leads to keep the word.
/// </summary>
public static class Formats
{
    /// <summary>The name of the words; which there are differs from address to address.</summary>
    internal const string List = "ResponseForm";

    private const string Name = "format", Json = "application/json", Page = "text/html";

    /// <summary>Of a table, for spreadsheets.</summary>
    public const string Csv = "text/csv", JsonLines = "application/x-ndjson", Parquet = "application/vnd.apache.parquet", Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Whatever was kept: its type is told by who kept it, and is not known before it is read.</summary>
    private const string AnyBytes = "application/octet-stream";

    private static readonly (string Word, Func<string, bool> Is)[] Known =
    [
        ("json", type => type == Json || type.EndsWith("+json", StringComparison.Ordinal)),
        ("csv", type => type == Csv),
        ("xlsx", type => type == Xlsx),
        ("jsonl", type => type == JsonLines),
        ("parquet", type => type == Parquet),
        ("svg", type => type == "image/svg+xml"),
        ("proof", type => type == TlogProof.MediaType),
        ("text", type => type == "text/plain"),
        ("html", type => type == Page),
    ];

    /// <summary>What was asked for in the address.</summary>
    private sealed record Asked(string Word);

    /// <summary>The word in the address that was asked; null where the form goes by <c>Accept</c>.</summary>
    public static string? Format(this HttpRequest request) => request.HttpContext.Features.Get<Asked>()?.Word;

    /// <summary>The word of a form.</summary>
    internal static string WordOf(string type) => Known.First(k => k.Is(type)).Word;

    /// <summary>The query that leads to the same form; empty where that goes by <c>Accept</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Kept(HttpRequest request) =>
        request.Format() is { } word ? [new(Name, word)] : [];

    /// <summary>The parameter of an address; null where its answers have no form that a word names.</summary>
    public static Parameter? Of(EndpointMetadataCollection metadata) =>
        IsAnswer(metadata) && Words(Forms(metadata)) is { Length: > 0 } words
            ? new(Name, "The form of the answer, by a word instead of Accept.", List: new(List, words))
            : null;

    /// <summary>Takes the word out of the query and asks for its form.</summary>
    /// <returns>400 for what is no word of a form, and 406 where the answer has none of the forms asked for; null where it has.</returns>
    public static IResult? Read(HttpContext context, Endpoint address)
    {
        if (!IsAnswer(address.Metadata)) return null;
        var (request, forms) = (context.Request, Forms(address.Metadata));
        if (request.Query.TryGetValue(Name, out var typed))
        {
            var words = Known.Select(k => k.Word).ToArray();
            var (word, fault) = typed is [{ } one] ? Doors.OneOf(words, one) : ("", "is given more than once.");
            if (fault is not null) return Problems.Malformed(Name, fault);
            if (forms.FirstOrDefault(Known.First(k => k.Word == word).Is) is not { } form) return NotAcceptable(forms);
            context.Features.Set(new Asked(word));
            request.Headers.Accept = form.Split(';')[0];
            request.Query = new QueryCollection(request.Query.Where(q => !q.Key.Equals(Name, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(q => q.Key, q => q.Value, StringComparer.OrdinalIgnoreCase));
            return null;
        }
        return forms.Length == 0 || forms.Contains(AnyBytes) || request.Accepted([.. forms.Select(f => f.Split(';')[0])]) is not null
            ? null
            : NotAcceptable(forms);
    }

    private static IResult NotAcceptable(string[] forms) => Words(forms) is { Length: > 0 } words
        ? Accepting.NotAcceptable([.. forms.Select(f => f.Split(';')[0]), $"by format={string.Join(" or ", words)}"])
        : Accepting.NotAcceptable(forms);

    /// <summary>A command answers in one form.</summary>
    private static bool IsAnswer(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { } methods
            && (methods.Contains(HttpMethods.Get) || metadata.GetMetadata<OtherForms>() is not null);

    private static string[] Forms(EndpointMetadataCollection metadata) =>
    [
        .. metadata.OfType<IProducesResponseTypeMetadata>().Where(p => p.StatusCode == StatusCodes.Status200OK)
            .SelectMany(p => p.ContentTypes)
            .Concat(metadata.OfType<OtherForms>().SelectMany(o => o.MediaTypes)).Distinct(StringComparer.Ordinal),
    ];

    private static string[] Words(string[] forms) => [.. Known.Where(k => forms.Any(k.Is)).Select(k => k.Word)];
}
