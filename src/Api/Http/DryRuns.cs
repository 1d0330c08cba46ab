using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Projections.Log;

namespace Leader.Api.Http;

/// <summary>What would be recorded.</summary>
/// <param name="Type">The name of the fact.</param>
/// <param name="Data">As it would be public; null of a fact that not everybody may read, and of one that says when it was entered.</param>
public sealed record WouldBeFact(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Data);

/// <summary>What a command would answer: without an id and a position, as nothing is recorded.</summary>
/// <param name="On">The day of effect, in Beijing.</param>
/// <param name="Recorded">The names of the facts; none where it is already so.</param>
/// <param name="Facts">The facts.</param>
public sealed record DryRunAnswer(DateOnly On, IReadOnlyList<string> Recorded, IReadOnlyList<WouldBeFact> Facts)
{
    /// <summary>Always true: this is no receipt.</summary>
    public bool DryRun => true;
}

/// <summary>
/// <c>?dryRun=true</c> on any command: it is read, held against the rights of who asks, and decided on the facts as they are, and answered
/// with the refusal, or with what would be recorded. Nothing is recorded, and no Idempotency-Key is used.
/// </summary>
internal static class DryRuns
{
    public static readonly Parameter Parameter = new(
        "dryRun",
        "Decides without recording: answers the refusal, or 200 with what would be recorded, without id and position. "
            + "Uses no Idempotency-Key.",
        List: new("Yes", ["true"]));

    public static bool IsOne(HttpContext http) => http.Request.Value(Parameter.Name) is not null;

    public static async Task<Decided> DecideAsync(HttpContext http, ICommand command, CommandContext context) => new(
        await http.RequestServices.GetRequiredService<Desk.Desk>().PreviewAsync(command, context, http.RequestAborted),
        Tried: true);

    public static IResult Answer(Outcome outcome)
    {
        var facts = outcome.Decision.Facts.Select(f => new WouldBeFact(FactTypes.NameOf(f.GetType()), Shown(f))).ToArray();
        return Results.Json(new DryRunAnswer(outcome.On!.Value, [.. facts.Select(f => f.Type)], facts), LeaderJson.Http);
    }

    private static JsonElement? Shown(Fact fact) => Seals.Of(fact.GetType()) == Seal.Open
        ? JsonSerializer.SerializeToElement(fact, fact.GetType(), LeaderJson.Http)
        : null;
}
