using Leader.Api.Desk;
using Leader.Api.Hosting;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Diagnostics;

namespace Leader.Api.Http;

/// <summary>What is answered when a request could not be decided.</summary>
internal static class Faults
{
    /// <summary>From here on, what fails before the desk has answered has recorded nothing.</summary>
    public static void Decides(this HttpContext context) => context.Items[typeof(Faults)] = 0L;

    /// <summary>The desk has answered.</summary>
    public static Outcome Decided(this HttpContext context, Outcome outcome)
    {
        if (outcome.Decision.Facts.Count > 0) context.Items[typeof(Faults)] = outcome.Position;
        return outcome;
    }

    public static Task AnswerAsync(HttpContext context) => (context.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        ChangedMeanwhileException => Problems.Of(
            409,
            "changed-meanwhile",
            "Others were acting on the same things.",
            "Nothing of this request was recorded; asking again is safe."),
        OutcomeUnknownException => Problems.Later("outcome-unknown", "It is not known whether this was recorded.",
            "The connection to the database was lost while it was being saved. " + (context.Request.Headers.ContainsKey("Idempotency-Key")
                ? "Send the same request with the same Idempotency-Key again: it is recorded once, and you get its answer."
                : "Look up what you meant to change before you send it again; with an Idempotency-Key you could send it again without "
                    + "harm.")),
        Proof.LogRefusesException e =>
            Problems.Later("behind-witness", "The register records nothing until its operator has acted.", e.Message, seconds: 60),
        ViewsNotThereException e =>
            Problems.Later("view-behind", "The views are not there yet.", $"The register has started and is folding them. {e.Message}"),
        InvalidDataException e => Problems.Of(500, "log-altered", "What is stored is not what was signed.", e.Message),
        BadHttpRequestException e when e.StatusCode == 413 => Problems.Of(
            413,
            "too-large",
            "The request is larger than is accepted.",
            "A request may have at most 1 MiB; send files as evidence, by their digest."),
        BadHttpRequestException e => Problems.Of(e.StatusCode, "malformed", "The request is not well formed.", e.Message),
        var e when DatabaseTrouble.Of(e) is { } trouble =>
            Problems.Later(trouble.Code, trouble.Title, $"{Recorded(context)} Try again.".TrimStart()),
        _ => Problems.Of(
            500,
            "fault",
            "The register has a fault.",
            $"{Recorded(context)} The fault is in the log of the service.".TrimStart()),
    }).ExecuteAsync(context);

    private static string Recorded(HttpContext context) => context.Items[typeof(Faults)] switch
    {
        0L => "Nothing of this request was recorded.",
        long position => $"It was recorded, at position {position.ToString(System.Globalization.CultureInfo.InvariantCulture)}; only its "
            + "answer was lost.",
        _ => "", // it records nothing, or what it keeps is not kept twice
    };
}
