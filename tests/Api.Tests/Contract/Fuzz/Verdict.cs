using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leader.Api.Tests.Contract.Fuzz;

/// <summary>What is wrong with an answer by our own OpenAPI document.</summary>
internal static partial class Verdict
{
    private const string Problem = "application/problem+json";

    /// <summary>Headers that the document tells of an answer, and that are in each one of its kind.</summary>
    private static readonly string[] Always = ["ETag", "Vary", "Location", "Leader-Position", "WWW-Authenticate", "Retry-After"];

    public static IEnumerable<string> Of(Contract contract, Request request, HttpResponseMessage answer, byte[] body, bool late)
    {
        var (status, type) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
        var text = System.Text.Encoding.UTF8.GetString(body);
        if (status >= 500 && status != 503) yield return $"answers {status}";
        if (late) yield return "takes too long";
        if (Ours().IsMatch(text)) yield return "tells names of classes";
        if (answer.Headers.Contains("Set-Cookie")) yield return "sets a cookie";
        if (answer.Headers.Contains("X-Injected")) yield return "takes a header from a value";
        if ((type == "text/html" || status == 302) // a page, or the way to one
            && request.Headers.Any(h => h.Name == "Accept" && h.Value.Contains("text/html")))
        {
            yield break;
        }
        if (status == 400 && body.Length == 0 && request.Address.Contains("%00", StringComparison.Ordinal)) yield break; // the web server's
        if (request.Operation.Answer(status) is not { } said)
        {
            yield return $"answers {status} {Code(text)}, which is not listed";
            yield break;
        }
        foreach (var header in said.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(h => h.Name) : [])
        {
            if (Always.Contains(header) && !answer.Headers.Contains(header) && !IsDry(request, header))
            {
                yield return $"answers {status} without {header}";
            }
        }
        if (!said.TryGetProperty("content", out var forms))
        {
            if (body.Length > 0) yield return $"answers {status} with a body";
            yield break;
        }
        if (request.Operation.Method == "HEAD") yield break;
        if (type is null || !forms.TryGetProperty(type, out var form))
        {
            yield return $"answers {status} as {type ?? "nothing"}, which is not listed";
            yield break;
        }
        // lines of JSON are no JSON
        if (!type.EndsWith("/json", StringComparison.Ordinal) && !type.EndsWith("+json", StringComparison.Ordinal)) yield break;
        foreach (var fault in Json(contract, form.GetProperty("schema"), body)) yield return $"answers {status}: {fault}";
        if (type != Problem) yield break;
        if (Code(text) is var code && !request.Operation.Codes.Contains(code)) yield return $"answers {status} {code}, a code not listed";
    }

    private static bool IsDry(Request request, string header) =>
        header is "Leader-Position" or "Location" && request.Address.Contains("dryRun", StringComparison.OrdinalIgnoreCase);

    private static SortedSet<string> Json(Contract contract, JsonElement schema, byte[] body)
    {
        JsonElement said;
        try { said = JsonSerializer.Deserialize<JsonElement>(body); }
        catch (JsonException) { return ["its JSON cannot be read"]; }
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        Schemas.Check(contract.Document, schema, said, "it", wrong);
        return wrong;
    }

    internal static string Code(string text) => Codes().Match(text) is { Success: true } code ? code.Groups[1].Value : "";

    [GeneratedRegex("\"type\":\"/problems/([a-z-]+)\"")]
    private static partial Regex Codes();

    [GeneratedRegex(@"Leader\.(?:Domain|Api|Projections)\b|Npgsql|   at [A-Z]\w+\.|System\.[A-Z]\w+Exception")]
    private static partial Regex Ours();
}
