namespace Leader.Domain.Why;

/// <param name="Position">Its place in the log.</param>
public sealed record PastFact(long Position, Fact Fact);

/// <summary>What one request recorded.</summary>
/// <param name="Act">As it was decided: the day, the instant of entry, and who asked.</param>
/// <param name="Facts">In the order of their positions; never none.</param>
public sealed record PastAct(Act Act, IReadOnlyList<PastFact> Facts)
{
    public long Position => Facts[0].Position;
}

/// <summary>The past up to a position, as acts. One act is one object.</summary>
public interface IPast
{
    /// <summary>The acts that wrote into the stream, in their order.</summary>
    IReadOnlyList<PastAct> ActsOn(string stream);
}
