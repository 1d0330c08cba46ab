namespace Leader.Domain;

/// <summary>Why a request was turned down.</summary>
/// <param name="Code">Stable and public, lower case with hyphens: <c>notice-still-open</c>.</param>
/// <param name="Clause">The clause of the policy, as <c>Clause 四(四)</c>, followed by a default where one was used: <c>Clause 四(四),
/// Q6</c>.</param>
/// <param name="Reason">One or two sentences that a clerk understands, with the days, names and numbers of this case.</param>
public sealed record Refusal(string Code, string Clause, string Reason)
{
    public RefusalKind Kind { get; init; } = RefusalKind.Rule;

    /// <summary>For malformed requests: the messages by field, the field named as in the JSON of the request.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();

    /// <summary>The actor may not do this at all, or only for itself.</summary>
    public static Refusal Forbidden(string clause, string reason) =>
        new("not-yours-to-do", clause, reason) { Kind = RefusalKind.Forbidden };

    /// <summary>What the request names does not exist.</summary>
    public static Refusal NotFound(string what, string id) =>
        new($"unknown-{what}", "", $"There is no {what.Replace('-', ' ')} '{id}'.") { Kind = RefusalKind.NotFound };

    /// <summary>The request cannot be read as what it should be. Use <see cref="Check"/> to collect several messages.</summary>
    public static Refusal Malformed(string field, string message) => new("malformed", "", "The request is not well formed.")
    {
        Kind = RefusalKind.Malformed,
        Errors = new Dictionary<string, string[]> { [field] = [message] },
    };
}

public enum RefusalKind { Rule, Forbidden, NotFound, Malformed }

/// <summary>What a decider answers: facts to record, nothing (it is already so), or a refusal. Never an exception.</summary>
public sealed record Decision
{
    public IReadOnlyList<Fact> Facts { get; private init; } = [];
    public Refusal? Refusal { get; private init; }

    /// <summary>The id of what the request made or acted on, for the address of the answer.</summary>
    public string? Id { get; init; }

    /// <summary>The request was granted before; nothing is recorded again.</summary>
    public static Decision AlreadySo(string? id = null) => new() { Id = id };

    public static Decision Record(string? id, params IEnumerable<Fact> facts) => new() { Id = id, Facts = [.. facts] };

    /// <summary>The same with one more fact.</summary>
    public Decision With(Fact fact) => this with { Facts = [.. Facts, fact] };

    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };
    public static implicit operator Decision(Fact fact) => new() { Facts = [fact] };
}

/// <summary>A request. Its decider is a pure function of the act and of the streams that it looks up.</summary>
/// <remarks>
/// <see cref="Decide"/> may run several times for one request: a host that has not yet loaded a stream runs it again
/// when it has. Whatever the ledger was asked for is what the decision rests on, and is checked to be unchanged when
/// its facts are saved. Hosts ask by <see cref="Process.Entry.Enter"/>, which holds for all commands, never the decider alone.
/// </remarks>
public interface ICommand
{
    Decision Decide(Act act, ILedger ledger);
}

/// <summary>A request that may say what none of its facts says, and not everybody may read.</summary>
public interface ISaysMoreThanItsFacts : ICommand
{
    bool IsClosed { get; }
}

/// <summary>The past, as far as it is recorded.</summary>
public interface ILedger
{
    /// <summary>The state of a stream; <see cref="IState{T}.Initial"/> when nothing was recorded there.</summary>
    T Read<T>(string stream) where T : IState<T>;
}
