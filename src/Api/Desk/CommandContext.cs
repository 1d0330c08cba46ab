using Leader.Domain;
using Leader.Projections.Log;
using Marten;

namespace Leader.Api.Desk;

/// <summary>All that goes with a command from whoever asks for it to the log, told once.</summary>
/// <param name="CorrelationId">Ties the facts of a request together.</param>
/// <param name="CausationId">What the request was caused by.</param>
public record CommandContext(Actor By, string CorrelationId, string? CausationId = null)
{
    /// <summary>The day of an act that is entered later than it happened; else it is that of its entry, in Beijing.</summary>
    public DateOnly? On { get; init; }

    /// <summary>How an act done elsewhere on an earlier day became known (Q54).</summary>
    public LateEntry? Late { get; init; }

    /// <summary>Saved in the transaction of the facts, so that the request is decided once.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>References to those whose data the body of the request holds.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];

    /// <summary>Something beside the log to save in the transaction of the facts, as personal data that is sealed.</summary>
    public Func<IDocumentSession, Outcome, Task>? Also { get; init; }

    /// <summary>The secret of the receipt that the answer tells; null where it tells none.</summary>
    public string? Receipt { get; init; }

    /// <summary>The signatures of the request, as they are recorded with it; null where it has none.</summary>
    public SignedRequest? SignedRequest { get; init; }

    /// <summary>The same, as they were verified.</summary>
    public IReadOnlyList<ActSignature> Signatures { get; init; } = [];

    /// <summary>The act, from the instant of its entry.</summary>
    public virtual Act At(DateTimeOffset instant) => new(On ?? Beijing.Day(instant), instant, By, Late) { Signatures = Signatures };

    /// <summary>Also saves this, and names those whose data it is.</summary>
    public CommandContext Saving(Action<IDocumentSession> save, params IReadOnlyList<string> persons) => this with
    {
        Also = (session, _) =>
        {
            save(session);
            return Task.CompletedTask;
        },
        Persons = persons,
    };

    internal async Task SaveAsync(IDocumentSession session, Outcome outcome)
    {
        if (Also is not null) await Also(session, outcome);
        if (Key is not null) IdempotentAnswers.Save(session, Key, Persons, outcome);
    }
}
