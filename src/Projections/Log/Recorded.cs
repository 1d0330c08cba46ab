using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>A fact with its place in the log.</summary>
/// <param name="Position">The place in the log; grows, with gaps.</param>
/// <param name="At">The recorded instant.</param>
/// <param name="Act">The same for all facts of one act; null for facts of before there were acts.</param>
public sealed record Recorded(long Position, string Stream, long Version, DateTimeOffset At, Fact Fact, string? Act = null);
