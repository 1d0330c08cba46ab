using Microsoft.Net.Http.Headers;

namespace Leader.Api.Http;

/// <summary>Which of the forms that an answer has is sent: by <c>Accept</c>, as RFC 9110 (12.5.1) reads it.</summary>
internal static class Accepting
{
    /// <summary>
    /// The form that the request likes best, by its weights; of equals the first. What names a type counts before what takes any.
    /// </summary>
    /// <param name="forms">Media types without parameters, the usual one first.</param>
    /// <returns>Null where the request takes none of them.</returns>
    public static string? Accepted(this HttpRequest request, params string[] forms)
    {
        if (request.Headers.Accept.Count == 0) return forms[0];
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)) return forms[0];
        return forms.Select((form, i) => (Form: form, Weight: Weight(ranges, form), i)).Where(f => f.Weight > 0)
            .OrderByDescending(f => f.Weight).ThenBy(f => f.i).Select(f => f.Form).FirstOrDefault();
    }

    /// <summary>406, and the forms that there are.</summary>
    public static IResult NotAcceptable(params string[] forms) => Problems.Of(
        StatusCodes.Status406NotAcceptable,
        "not-acceptable",
        "The answer has none of the forms that the request accepts.",
        $"It can be had as {string.Join(", ", forms)}.");

    private static double Weight(IEnumerable<MediaTypeHeaderValue> ranges, string form)
    {
        var type = new MediaTypeHeaderValue(form);
        return ranges.Where(type.IsSubsetOf).OrderByDescending(Exactness).Select(r => r.Quality ?? 1).FirstOrDefault();
    }

    private static int Exactness(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
