using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Seeding;

/// <summary>An act of a history as it was decided.</summary>
/// <param name="At">The recorded instant, by the clock of the story.</param>
/// <param name="Rules">The rule set in effect on the day of the act.</param>
/// <param name="SignedRequest">The signatures that the request came with.</param>
/// <param name="File">The bytes of the file, where one was deposited.</param>
public sealed record PlayedAct(
    DateTimeOffset At,
    Actor By,
    ICommand Request,
    DateOnly On,
    IReadOnlyList<Fact> Facts,
    string Rules,
    byte[]? File = null,
    SignedRequest? SignedRequest = null);
