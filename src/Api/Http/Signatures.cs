using Leader.Api.Desk;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Http.Features;

namespace Leader.Api.Http;

/// <summary>The signatures that a request carries in <c>Signature-Input</c> and <c>Signature</c> (RFC 9421), verified.</summary>
internal static class Signatures
{
    /// <summary>Headers that may be covered: what they say is recorded with the act.</summary>
    private static readonly string[] Headers = ["content-digest", "content-type", "content-length", "date"];

    /// <param name="body">Null where the request holds what is kept apart from the log, so that the log could not show what was
    /// signed.</param>
    /// <returns>The context with the signatures, where there are any; and what is wrong with them.</returns>
    public static async Task<(CommandContext Context, IResult? Problem)> ReadAsync(
        HttpContext http,
        ICommand command,
        CommandContext context,
        Body? body)
    {
        var (input, signature) = (Header(http, "Signature-Input"), Header(http, "Signature"));
        if (input is null && signature is null) return (context, null);
        if (input is null || signature is null)
        {
            return Wrong(input is null ? "Signature-Input" : "Signature", "is missing: the two headers stand together.");
        }
        if (body is null || SignedAddresses.Of(command.GetType()) is null)
        {
            return Wrong("Signature", "is not taken here: signatures are taken of publications, revocations and decisions, of rule sets "
                + "and of keys. Send it without.");
        }
        var read = HttpSignature.Read(input, signature, out var fault);
        if (fault is not null) return Wrong(fault.Value.Header, fault.Value.Says);
        var all = Components(http);
        var covered = read.SelectMany(s => s.Covered).Append("content-digest").Distinct().Where(all.ContainsKey)
            .Order(StringComparer.Ordinal);
        var signed = new SignedRequest(
            body.Text,
            covered.ToDictionary(c => c, c => all[c], StringComparer.Ordinal),
            [.. read.Select(s => new RequestSignature(s.Label, s.Input, Convert.ToBase64String(s.Bytes)))]);
        if (all["@query"] != "?" && !DryRuns.IsOne(http)
            && read.Any(s => !s.Covered.Contains("@query") && !s.Covered.Contains("@target-uri")))
        {
            return Wrong("Signature-Input", "has to cover \"@target-uri\", or \"@query\" beside \"@path\", as the address has a query.");
        }

        var stream = Streams.SigningKeys(context.By.Subject);
        var facts = await http.RequestServices.GetRequiredService<LogStreams>().ReadAsync([stream], http.RequestAborted);
        var keys = facts[stream].Aggregate(Domain.Record.SigningKeys.Initial, Domain.Record.SigningKeys.Evolve).Keys;
        if (signed.Verified(command, keys.GetValueOrDefault, out fault) is not { } verified)
        {
            return Wrong(fault!.Value.Header, fault.Value.Says);
        }
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return !DryRuns.IsOne(http) && signed.DiffersFrom(command, context.At(now)) is { } differs
            ? Wrong("Signature", $"is not that of the act: {differs}.")
            : (context with { SignedRequest = signed, Signatures = verified }, null);

        (CommandContext, IResult?) Wrong(string header, string says) => (context, Problems.Malformed(header, says));
    }

    private static string? Header(HttpContext http, string name) =>
        http.Request.Headers.TryGetValue(name, out var values) ? string.Join(", ", values.ToArray()) : null;

    private static Dictionary<string, string> Components(HttpContext http)
    {
        var request = http.Request;
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw && raw[0] == '/' ? raw
            : $"{request.PathBase}{request.Path.ToUriComponent()}{request.QueryString}";
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var standard = request.Host.Port is null or 443 && request.IsHttps || request.Host.Port is null or 80 && !request.IsHttps;
        var authority = (standard ? request.Host.Host : request.Host.Value ?? "").ToLowerInvariant();
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["@method"] = request.Method,
            ["@authority"] = authority,
            ["@scheme"] = request.Scheme,
            ["@target-uri"] = $"{request.Scheme}://{authority}{target}",
            ["@path"] = question < 0 ? target : target[..question],
            ["@query"] = question < 0 ? "?" : target[question..],
        };
        foreach (var name in Headers)
        {
            if (request.Headers.TryGetValue(name, out var values))
            {
                all[name] = string.Join(", ", values.Select(v => v?.Trim(' ', '\t')));
            }
        }
        return all;
    }
}
