using Leader.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Leader.Api.Http;

/// <summary>Answers to bad requests: RFC 9457, with a type that ends in a stable code.</summary>
public static class Problems
{
    public static IResult Of(Refusal refusal)
    {
        var (status, title) = refusal.Kind switch
        {
            RefusalKind.Malformed => (StatusCodes.Status400BadRequest, "The request is not well formed."),
            RefusalKind.Forbidden => (StatusCodes.Status403Forbidden, "This is not yours to do."),
            RefusalKind.NotFound => (StatusCodes.Status404NotFound, "Not found."),
            _ => (StatusCodes.Status422UnprocessableEntity, "The programme's rules forbid this."),
        };
        var extensions = new Dictionary<string, object?>();
        if (refusal.Clause.Length > 0) extensions["clause"] = refusal.Clause;
        if (refusal.Errors.Count > 0) extensions["errors"] = refusal.Errors;
        return Results.Problem(refusal.Reason, statusCode: status, type: Type(refusal.Code), title: title, extensions: extensions);
    }

    public static IResult Of(int status, string code, string title, string detail) =>
        Results.Problem(detail, statusCode: status, type: Type(code), title: title);

    /// <summary>503: what cannot be answered now. <c>Retry-After</c> says when to ask again.</summary>
    /// <param name="seconds">Until it is worth asking again.</param>
    public static IResult Later(string code, string title, string detail, int seconds = 5) =>
        Of(StatusCodes.Status503ServiceUnavailable, code, title, detail)
            .WithHeader("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static IResult Malformed(string field, string message) => Of(Refusal.Malformed(field, message));

    public static string Type(string code) => $"/problems/{code}";

    /// <summary>The problem of an answer that has only a status so far.</summary>
    public static IResult Of(int status)
    {
        var problem = new ProblemDetails { Status = status };
        Complete(problem, status);
        return Results.Problem(problem);
    }

    /// <summary>Gives every answer that the framework makes (401, 404, 413, 429, 500, …) its type and words.</summary>
    public static void Complete(ProblemDetails problem, int status)
    {
        if (problem.Type?.StartsWith("/problems/", StringComparison.Ordinal) == true) return;
        var (code, title) = status switch
        {
            400 => ("malformed", "The request is not well formed."),
            401 => ("not-signed-in", "This needs a bearer token."),
            403 => ("not-yours-to-do", "The token's role may not do this."),
            404 => ("unknown-address", "There is nothing at this address."),
            405 => ("unknown-method", "This address does not take this method."),
            413 => ("too-large", "The request is larger than is accepted."),
            415 => ("not-json", "The request has to be JSON."),
            429 => ("too-many-requests", "Too many requests; try again later."),
            _ => ("fault", "The register has a fault; nothing was recorded."),
        };
        problem.Type = Type(code);
        problem.Title = title;
    }
}
