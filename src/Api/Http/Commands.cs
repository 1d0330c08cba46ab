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
            (command, http, context) => Task.FromResult((bind is null ? command : bind(command, http), context)),
            location,
            roles);

    /// <summary>A command that is made of the request at the edge, as where names are sealed apart from it.</summary>
    /// <param name="make">The command, and what goes with it.</param>
    public static RouteHandlerBuilder MapCommand<TRequest, T>(
        this IEndpointRouteBuilder app,
        string pattern,
        Func<TRequest, HttpContext, CommandContext, Task<(T Command, CommandContext Context)>> make,
        Func<string, string>? location = null,
        params Role[] roles)
        where TRequest : notnull where T : ICommand
    {
        var route = app.MapAsItIs("POST", pattern, http => DecideAsync(http, make, location, roles))
            .Accepts<TRequest>("application/json").Produces<CommandAnswer>().ProducesProblem(400).ProducesProblem(422)
            .TakesCommand(typeof(T), typeof(TRequest), roles, makes: location is not null).WithMetadata(new TakesDay(typeof(TRequest)));
        if (roles.Length > 0) route.ProducesProblem(401).ProducesProblem(403);
        return route;
    }

    private static async Task<IResult> DecideAsync<TRequest, T>(
        HttpContext http,
        Func<TRequest, HttpContext, CommandContext, Task<(T Command, CommandContext Context)>> make,
        Func<string, string>? location,
        Role[] roles) where TRequest : notnull where T : ICommand
    {
        if (Stranger(http, roles, out var actor) is { } stranger) return stranger;
        http.Decides();
        var (read, malformed) = await Body.ReadAsync(http);
        if (read is null) return malformed!;
        using var body = read;
        if (body.As<TRequest>(out var request, beside: typeof(ActDay)) is { } problem) return problem;
        if (body.Day(out var day) is { } badDay) return badDay;
        var (command, context) = await make(request!, http, http.Begin(actor) with { On = day!.On, Late = day.Late });
        if (IdempotencyKeys.Read(http, context.By, body.Digest, out var key) is { } bad) return bad;
        (context, var unsigned) = await Signatures.ReadAsync(http, command, context, typeof(TRequest) == typeof(T) ? body : null);
        if (unsigned is not null) return unsigned;

        var today = http.DayOf(context);
        var decided = await http.DecideAsync(command, context with { Key = key }, outcome => Written(Answer(outcome, today)));
        return Answered(decided, today, context.Receipt, location, http);
    }

    /// <summary>What goes with a command of the actor, as far as the request tells it.</summary>
    /// <remarks>What ties the facts of a request together is drawn by the register: no sender chooses it.</remarks>
    internal static CommandContext Begin(this HttpContext http, Actor actor) => new(
        actor,
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        http.Request.Headers[CausationId].FirstOrDefault());

    /// <summary>
    /// Who acts is known by the secret of a receipt, and recorded as its digest: whatever token came with the request, a person objects
    /// without a name.
    /// </summary>
    internal static CommandContext BySecret(this CommandContext context, string secret) =>
        context with { By = new(Readers.SecretHash(secret), Role.Public) };

    /// <summary>The day of the act, in Beijing; today for one that is entered as it happens.</summary>
    internal static DateOnly DayOf(this HttpContext http, CommandContext context) =>
        context.On ?? Beijing.Day(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>Decides the command, once where it has a key.</summary>
    /// <param name="written">The answer, as it is kept under the key.</param>
    /// <param name="then">What is left to do once it is decided, and before that is told.</param>
    internal static Task<Decided> DecideAsync(
        this HttpContext http,
        ICommand command,
        CommandContext context,
        Func<Outcome, string> written,
        Func<Outcome, Task>? then = null)
    {
        var services = http.RequestServices;
        return DryRuns.IsOne(http)
            ? DryRuns.DecideAsync(http, command, context)
            : services.GetRequiredService<IdempotentAnswers>().OnceAsync(context.Key, DecideAsync, written, http.RequestAborted);

        async Task<Outcome> DecideAsync()
        {
            var outcome = await services.GetRequiredService<Desk.Desk>().DecideAsync(command, context, http.RequestAborted);
            if (then is not null) await then(outcome);
            return http.Decided(outcome);
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

    /// <param name="today">For an outcome that was decided by another request.</param>
    /// <param name="receipt">The secret that the answer tells; null where it tells none.</param>
    internal static IResult Answered(
        Decided decided,
        DateOnly today,
        string? receipt,
        Func<string, string>? location,
        HttpContext http)
    {
        return Answered(
            decided,
            outcome => Made(Answer(outcome, today), null),
            text => Made(JsonSerializer.Deserialize<CommandAnswer>(text, LeaderJson.Http)!, text));

        IResult Made(CommandAnswer answer, string? kept)
        {
            var text = receipt is null && kept is not null ? kept : Written(answer with { Secret = receipt });
            http.Response.Headers["Leader-Position"] = answer.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return answer.Recorded.Count > 0 && location is not null && answer.Id is { } id
                ? Results.Text(text, "application/json", System.Text.Encoding.UTF8, StatusCodes.Status201Created)
                    .WithLocation(location(id))
                : Results.Text(text, "application/json", System.Text.Encoding.UTF8);
        }
    }

    /// <param name="again">Of the answer as it was kept.</param>
    internal static IResult Answered(Decided decided, Func<Outcome, IResult> answer, Func<string, IResult> again) =>
        decided.OtherRequest
            ? Problems.Of(
                422,
                "idempotency-key-reused",
                "The key was used for another request.",
                "An Idempotency-Key stands for one request; this body differs from the first.")
            : decided.Outcome is not { } outcome ? again(decided.Answer!)
            : outcome.Decision.Refusal is { } refusal ? Problems.Of(refusal)
            : decided.Tried ? DryRuns.Answer(outcome)
            : answer(outcome);

    internal static CommandAnswer Answer(Outcome outcome, DateOnly today) =>
        new(
            outcome.Decision.Id,
            outcome.Position,
            outcome.On ?? today,
            [.. outcome.Decision.Facts.Select(f => FactTypes.NameOf(f.GetType()))]);

    internal static string Written(CommandAnswer answer) => JsonSerializer.Serialize(answer, LeaderJson.Http);
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
