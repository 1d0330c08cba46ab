using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>A fact with its place in the log.</summary>
/// <param name="Position">The place in the log; grows, with gaps.</param>
/// <param name="At">The recorded instant.</param>
public sealed record Recorded(long Position, string Stream, long Version, DateTimeOffset At, Fact Fact);
