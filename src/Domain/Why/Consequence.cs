namespace Leader.Domain.Why;

/// <summary>A fact without which the answer would be another.</summary>
/// <param name="Because">Positions of facts of the answer on which the act that recorded this one rests directly.</param>
public sealed record Cause(PastFact Fact, PastAct Act, IReadOnlyList<long> Because);

/// <summary>
/// What an act would have come to on a stream, had an earlier fact not been there: the same for each of some facts. It follows from the log
/// up to the act and from the rules, whatever comes later and whatever is asked.
/// </summary>
/// <param name="Act">The position of its first fact.</param>
/// <param name="Without">Positions of the facts: without any one of these.</param>
/// <param name="Gone">Positions of what the act would not have recorded there.</param>
/// <param name="Instead">What it would have recorded instead; a position is that behind which it would stand.</param>
public sealed record Consequence(
    string Stream,
    long Act,
    IReadOnlyList<long> Without,
    IReadOnlyList<long> Gone,
    IReadOnlyList<PastFact> Instead);

/// <summary>An act, with what it would have come to.</summary>
/// <param name="Act">The position of its first fact.</param>
/// <param name="RestsOn">Positions of the earlier facts on which it rests directly.</param>
/// <param name="Otherwise">Only where that is not what it recorded.</param>
public sealed record Followed(long Act, IReadOnlyList<long> RestsOn, IReadOnlyList<Consequence> Otherwise);
