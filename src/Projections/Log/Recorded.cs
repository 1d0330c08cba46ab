using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>A fact with its place in the log.</summary>
/// <param name="Position">The place in the log; grows, with gaps.</param>
/// <param name="At">The recorded instant.</param>
/// <param name="Act">The same for all facts of one act; null for facts of before there were acts.</param>
/// <param name="Asked">Who asked, and for what; null where it was not read.</param>
public sealed record Recorded(
    long Position,
    string Stream,
    long Version,
    DateTimeOffset At,
    Fact Fact,
    string? Act = null,
    AskedBy? Asked = null);

/// <summary>What is recorded with a fact of who asked for it.</summary>
/// <param name="Subject">Of the token that it was asked with.</param>
/// <param name="Rules">Id of the rule set in effect.</param>
/// <param name="Request">Of the first fact of an act: the stored JSON (<see cref="RequestTypes"/>); null for others, and for acts of before
/// requests were recorded.</param>
public sealed record AskedBy(string? Subject, string? Role, string? Rules, byte[]? Request);
