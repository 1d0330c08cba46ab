using Leader.Api.Desk;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Diagnostics;

namespace Leader.Api.Http;

/// <summary>What is answered when a request could not be decided.</summary>
internal static class Faults
{
    /// <summary>From here on, what fails before the desk has answered has recorded nothing.</summary>
    public static void Decides(this HttpContext context) => context.Features.Set(new Recording());

    /// <summary>The desk has answered.</summary>
    public static Outcome Decided(this HttpContext context, Outcome outcome)
    {
        if (outcome.Decision.Facts.Count > 0) context.Features.Set(new Recording(outcome.Position));
        return outcome;
    }

    /// <summary>How far a request has come that records something: for the answer, should it fail.</summary>
    /// <param name="Position">Where it was recorded; null before.</param>
    private sealed record Recording(long? Position = null);

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
        LogRefusesException e =>
            Problems.Later("behind-witness", "The register records nothing until its operator has acted.", e.Message, seconds: 60),
        ViewsNotThereException e =>
            Problems.Later("view-behind", "The views are not there yet.", $"The register has started and is folding them. {e.Message}"),
        InvalidDataException e => Problems.Of(500, "log-altered", "What is stored is not what was signed.", e.Message),
        BadHttpRequestException e when e.StatusCode == 413 => RequestLimits.Of(context).TooLarge(),
        BadHttpRequestException e => Problems.Of(e.StatusCode, "malformed", "The request is not well formed.", e.Message),
        var e when DatabaseTrouble.Of(e) is { } trouble =>
            Problems.Later(trouble.Code, trouble.Title, $"{Recorded(context)} {Advice(context, trouble)}".TrimStart()),
        _ => Problems.Of(
            500,
            "fault",
            "The register has a fault.",
            $"{Recorded(context)} The fault is in the log of the service.".TrimStart()),
    }).ExecuteAsync(context);

    /// <summary>The time of the request is over; whoever worked on it has been told to stop.</summary>
    public static Task TookTooLongAsync(HttpContext context) => Problems.Later(
        "took-too-long",
        "The register has worked on this for too long.",
        context.Features.Get<Recording>() switch
        {
            null => "Ask for less at a time, or later.",
            { Position: not null } => $"{Recorded(context)}",
            _ when context.Request.Headers.ContainsKey("Idempotency-Key") =>
                "Send the same request with the same Idempotency-Key again: it is recorded once, and you get its answer.",
            _ => "Look up whether it was recorded before you send it again.",
        },
        seconds: 10).ExecuteAsync(context);

    private static string Advice(HttpContext context, DatabaseTrouble trouble) =>
        trouble == DatabaseTrouble.ReadOnly && context.RequestServices.GetRequiredService<LogGuard>().FromStandby
            ? LogGuard.Standby
            : "Try again.";

    private static string Recorded(HttpContext context) => context.Features.Get<Recording>() switch
    {
        null => "", // it records nothing, or what it keeps is not kept twice
        { Position: { } at } => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"It was recorded, at position {at}; only its answer was lost."),
        _ => "Nothing of this request was recorded.",
    };
}
