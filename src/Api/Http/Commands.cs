using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Http;

/// <summary>What a command answers.</summary>
/// <param name="Id">The id of what was made or acted on.</param>
/// <param name="Position">Ask a view with <c>minPosition</c> of this to read your own write.</param>
/// <param name="On">The day of effect, in Beijing.</param>
/// <param name="Recorded">The names of the facts; none when it was already so.</param>
public sealed record CommandAnswer(string? Id, long Position, DateOnly On, IReadOnlyList<string> Recorded)
{
    /// <summary>
    /// Of the receipt, for those who act without an account: with it they follow, withdraw and ask for a review. Told again only to who
    /// sends the same request under the same Idempotency-Key.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Secret { get; init; }
}

/// <summary>
/// The part of every command that is not the command: the day of the act, today when left out; and, of an act done elsewhere on an earlier
/// day, how it became known (Q54).
/// </summary>
public sealed record ActDay(DateOnly? On = null, LateEntry? Late = null);

public static class Commands
{
    /// <summary>
    /// A command in the body; its optional <c>on</c> is the day of the act. Ids of the route are set by <paramref name="bind"/>.
    /// </summary>
    /// <param name="location">The address of what was made, from its id.</param>
    /// <param name="roles">Who may ask; none means anyone, without a token.</param>
    public static RouteHandlerBuilder MapCommand<T>(
        this IEndpointRouteBuilder app,
        string pattern,
        Func<T, HttpContext, T>? bind = null,
        Func<string, string>? location = null,
        params Role[] roles)
        where T : ICommand => app.MapCommand<T, T>(
            pattern,
            (command, context) => Task.FromResult(bind is null ? command : bind(command, context)),
            location,
            roles);

    /// <summary>A command that is made of the request at the edge, as where names are sealed apart from it.</summary>
    public static RouteHandlerBuilder MapCommand<TRequest, T>(
        this IEndpointRouteBuilder app,
        string pattern,
        Func<TRequest, HttpContext, Task<T>> make,
        Func<string, string>? location = null,
        params Role[] roles)
        where TRequest : notnull where T : ICommand
    {
        var route = app.MapPost(pattern, (Delegate)(Task<IResult> (HttpContext context) => DecideAsync(context, make, location, roles)))
            .Accepts<TRequest>("application/json").Produces<CommandAnswer>().ProducesProblem(400).ProducesProblem(422)
            .WithName(typeof(T).Name);
        if (roles.Length > 0) route.ProducesProblem(401).ProducesProblem(403);
        return route;
    }

    private static async Task<IResult> DecideAsync<TRequest, T>(
        HttpContext context,
        Func<TRequest, HttpContext, Task<T>> make,
        Func<string, string>? location,
        Role[] roles) where T : ICommand
    {
        if (Stranger(context, roles, out var actor) is { } stranger) return stranger;
        context.Decides();
        var (body, malformed) = await BodyAsync(context);
        if (body is null) return malformed!;
        if (Members.Refusal(body, typeof(TRequest), typeof(ActDay)) is { } strange) return Problems.Of(strange);
        if (Parse<TRequest>(body, out var request) is { } problem) return problem;
        if (Parse<ActDay>(body, out var dated) is { } badDay) return badDay;
        var command = await make(request!, context);
        if (context.Items[typeof(ActsBySecret)] is ActsBySecret own) actor = new(Readers.SecretHash(own.Secret), Role.Public);

        var today = dated!.On ?? Beijing.Day(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        if (IdempotencyKey.Of(context, actor, body) is not { } key) return Answer(await RunAsync(null), today, location, context);
        if (key.Malformed is { } bad) return bad;
        if (context.Items[typeof(SaveAlsoKey)] is Also { Persons: var persons }) key = key with { Persons = persons };
        return await context.RequestServices.GetRequiredService<IdempotentAnswers>().OnceAsync(
            key,
            RunAsync,
            outcome => Answer(outcome, today, location, context),
            outcome => JsonSerializer.Serialize(Body(outcome, today), LeaderJson.Http),
            text => Made(JsonSerializer.Deserialize<CommandAnswer>(text, LeaderJson.Http)!, text, location, context),
            context.RequestAborted);

        async Task<Outcome> RunAsync(Func<Marten.IDocumentSession, Outcome, Task>? beforeSave)
        {
            var origin = context.Origin(async (session, outcome) =>
            {
                (context.Items[typeof(SaveAlsoKey)] as Also)?.Save(session);
                if (beforeSave is not null) await beforeSave(session, outcome);
            });
            return context.Decided(await context.RequestServices.GetRequiredService<Desk.Desk>()
                .DecideAsync(command, Desk.Desk.ActBy(actor, dated.On, dated.Late), origin, context.RequestAborted));
        }
    }

    /// <summary>Why the sender of the request may not ask; a token that does not hold is refused also where none is needed.</summary>
    /// <remarks>Nor may anyone leave free words in the log: what an act was caused by is named by those with a token, in 1 to 128 plain
    /// characters.</remarks>
    internal static IResult? Stranger(HttpContext context, Role[] roles, out Actor actor)
    {
        var needed = roles.Length == 0
            ? "Leave the token out, or send one that holds: signed, in force, with a subject (sub) of 1 to 255 characters."
            : $"It takes the role {string.Join(" or ", roles.Select(Identity.Name))}, in a token that holds: signed, in force, with a "
                + "subject (sub) of 1 to 255 characters.";
        actor = context.User.Actor() ?? new("", Role.Public);
        if (context.User.Identity?.IsAuthenticated != true && (roles.Length > 0 || context.Request.Headers.Authorization.Count > 0))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of(401, "not-signed-in", "This needs a bearer token.", needed);
        }
        if (context.User.Roles() is { Count: > 1 } several)
        {
            return Problems.Of(
                403,
                "several-roles",
                "The token names several roles.",
                $"An act is done in one role. This token names {string.Join(", ", several.Select(Identity.Name))}; send one that names "
                    + "only the role to act in.");
        }
        if (context.User.Actor() is null || (roles.Length > 0 && !roles.Contains(actor.Role)))
        {
            return Problems.Of(403, "not-yours-to-do", "This is not yours to do.", needed);
        }
        return context.Request.Headers.TryGetValue(CausationId, out var causation)
            && (actor.Role == Role.Public || !IsPlain(causation.ToString()))
            ? Problems.Malformed(CausationId, actor.Role == Role.Public
                ? "is only taken with a token."
                : "must have 1 to 128 letters, digits or characters of -._:/ in ASCII.") : null;
    }

    private const string CausationId = "X-Causation-Id";

    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':' or '/');

    /// <summary>What ties the facts of a request together is drawn by the register: no sender chooses it.</summary>
    internal static Origin Origin(this HttpContext context, Func<Marten.IDocumentSession, Outcome, Task>? beforeSave = null) =>
        new(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            context.Request.Headers[CausationId].FirstOrDefault(),
            beforeSave);

    /// <summary>A request that is no command, read as strictly as commands are.</summary>
    internal static async Task<(T? Request, IResult? Malformed)> ReadAsync<T>(HttpContext context) where T : class
    {
        var (body, malformed) = await BodyAsync(context);
        if (body is null) return (null, malformed);
        return Read<T>(body, out var request) is { } problem ? (null, problem) : (request, null);
    }

    /// <summary>The same of a body that is needed as it came, too.</summary>
    internal static IResult? Read<T>(byte[] body, out T? request) where T : class
    {
        request = null;
        return Members.Refusal(body, typeof(T)) is { } strange ? Problems.Of(strange) : Parse(body, out request);
    }

    /// <summary>Something beside the log to save in the transaction of the facts.</summary>
    /// <param name="persons">References to those whose data the body of the request holds.</param>
    internal static void SaveAlso(this HttpContext context, Action<Marten.IDocumentSession> save, params string[] persons) =>
        context.Items[typeof(SaveAlsoKey)] = new Also(save, persons);

    /// <summary>
    /// Who acts is known by the secret of a receipt, and recorded as its digest: whatever token came with the request, a person objects
    /// without a name.
    /// </summary>
    /// <param name="issued">The receipt is that of this request: its answer tells the secret.</param>
    internal static void ActBySecret(this HttpContext context, string secret, bool issued = false) =>
        context.Items[typeof(ActsBySecret)] = new ActsBySecret(secret, issued);

    private sealed record ActsBySecret(string Secret, bool Issued);

    private sealed record Also(Action<Marten.IDocumentSession> Save, string[] Persons);

    private sealed class SaveAlsoKey;

    /// <param name="today">For an outcome that was decided by another request.</param>
    internal static IResult Answer(Outcome outcome, DateOnly today, Func<string, string>? location, HttpContext context)
    {
        if (outcome.Decision.Refusal is { } refusal) return Problems.Of(refusal);
        var answer = Body(outcome, today);
        return Made(answer, JsonSerializer.Serialize(answer, LeaderJson.Http), location, context);
    }

    internal static IResult Made(CommandAnswer answer, string text, Func<string, string>? location, HttpContext context)
    {
        if (context.Items[typeof(ActsBySecret)] is ActsBySecret { Issued: true } receipt)
        {
            text = JsonSerializer.Serialize(answer = answer with { Secret = receipt.Secret }, LeaderJson.Http);
        }
        context.Response.Headers["Leader-Position"] = answer.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return answer.Recorded.Count > 0 && location is not null && answer.Id is { } id
            ? Results.Text(text, "application/json", System.Text.Encoding.UTF8, StatusCodes.Status201Created).WithLocation(location(id))
            : Results.Text(text, "application/json", System.Text.Encoding.UTF8);
    }

    internal static CommandAnswer Body(Outcome outcome, DateOnly today) =>
        new(
            outcome.Decision.Id,
            outcome.Position,
            outcome.On ?? today,
            [.. outcome.Decision.Facts.Select(f => FactTypes.NameOf(f.GetType()))]);

    internal static async Task<(byte[]? Body, IResult? Malformed)> BodyAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, Problems.Of(415, "not-json", "The request has to be JSON.", "Send Content-Type: application/json."));
        }
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            return (Members.WithoutMark(buffer.ToArray()), null);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413)
        {
            return (null, Problems.Of(
                413,
                "too-large",
                "The request is larger than is accepted.",
                "A request may have at most 1 MiB; send files as evidence, by their digest."));
        }
    }

    private static IResult? Parse<T>(byte[] body, out T? command)
    {
        command = default;
        try
        {
            command = JsonSerializer.Deserialize<T>(body, LeaderJson.Requests);
            return command is null ? Problems.Malformed("", "The body is null.") : null;
        }
        catch (JsonException e)
        {
            var path = e.Path is { Length: > 2 } p ? p[2..] : "";
            // it is told of the whole list, at its end
            if (e.Message == LeaderJson.HoldsNull && path.EndsWith(']')) path = path[..path.LastIndexOf('[')];
            return Problems.Malformed(path, e.InnerException is FormatException or null && e.Path is null ? e.Message : Plain(e));
        }
    }

    /// <summary>The serializer's message without the names of our classes.</summary>
    private static string Plain(JsonException e) =>
        e.Message.Contains("missing required properties", StringComparison.Ordinal)
            ? "lacks " + e.Message[(e.Message.LastIndexOf(':') + 1)..].Trim().TrimEnd('.') + "."
            : e.Message.StartsWith("The text holds", StringComparison.Ordinal) ? e.Message.Split(" Path:")[0]
            : e.Message.Contains("doesn't allow null", StringComparison.Ordinal)
                || e.Message.Contains("not nullable", StringComparison.Ordinal) ? "may not be null."
            : e.Message.Contains("could not be converted", StringComparison.Ordinal) ? "has a value of the wrong kind."
            : e.Message.Split(" Path:")[0];
}

internal static class ResultExtensions
{
    public static IResult WithLocation(this IResult result, string location) => result.WithHeader("Location", location);

    public static IResult WithHeader(this IResult result, string name, string value) => new Headed(result, name, value);

    private sealed class Headed(IResult inner, string name, string value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[name] = value;
            return inner.ExecuteAsync(httpContext);
        }
    }
}
