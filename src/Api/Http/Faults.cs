using Leader.Api.Desk;
using Microsoft.AspNetCore.Diagnostics;

namespace Leader.Api.Http;

/// <summary>What is answered when a request could not be decided.</summary>
internal static class Faults
{
    public static Task AnswerAsync(HttpContext context) => (context.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        ChangedMeanwhileException => Problems.Of(409, "changed-meanwhile", "Others were acting on the same things.", "Nothing of this request was recorded; asking again is safe."),
        Proof.LogRefusesException e => Problems.Of(503, "behind-witness", "The register records nothing until its operator has acted.", e.Message),
        InvalidDataException e => Problems.Of(500, "log-altered", "What is stored is not what was signed.", e.Message),
        BadHttpRequestException e when e.StatusCode == 413 => Problems.Of(413, "too-large", "The request is larger than is accepted.", "A request may have at most 1 MiB; send files as evidence, by their digest."),
        BadHttpRequestException e => Problems.Of(e.StatusCode, "malformed", "The request is not well formed.", e.Message),
        Npgsql.NpgsqlException { IsTransient: true } => Problems.Of(503, "database-away", "The register's database does not answer.", "Nothing of this request was recorded; try again."),
        _ => Problems.Of(500, "fault", "The register has a fault.", "Nothing of this request was recorded; the fault is in the log of the service."),
    }).ExecuteAsync(context);
}
