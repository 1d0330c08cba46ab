using Leader.Api.Http;

namespace Leader.Api.Portal.Frame;

/// <summary>
/// A form counts only where a page of this site sent it. Browsers say so themselves: by <c>Sec-Fetch-Site</c>, and, old ones and those
/// without TLS, by <c>Origin</c>. Whoever says neither is refused; programs send JSON with a token instead.
/// </summary>
internal static class SameSite
{
    public static bool Sends(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" or "none" => true, // none: by the reader's own hand, as by reloading
        "" => request.Headers.Origin is [{ } origin]
            && origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    public static IResult Refusal => Problems.Of(
        StatusCodes.Status403Forbidden,
        "sent-from-elsewhere",
        "The form was sent from another site.",
        "Nothing was done. Open the form on the register's own pages and send it there.");
}
