using Leader.Domain.Record;

namespace Leader.Domain.Why;

/// <param name="Position">Its place in the log.</param>
public sealed record PastFact(long Position, Fact Fact);

/// <summary>What one request recorded.</summary>
/// <param name="Act">As it was decided: the day, the instant of entry, and who asked.</param>
/// <param name="Facts">In the order of their positions; never none.</param>
/// <param name="Request">As it was decided, and recorded with the act; null for acts recorded before requests were.</param>
public sealed record PastAct(Act Act, IReadOnlyList<PastFact> Facts, ICommand? Request = null)
{
    public long Position => Facts[0].Position;

    /// <summary>The act as its record tells it: done on the day of its entry, unless a fact says that it was entered late.</summary>
    /// <param name="at">The recorded instant; facts that hold it say with which offset it was written.</param>
    /// <param name="signatures">By which keys the request is signed.</param>
    public static PastAct Of(
        IReadOnlyList<PastFact> facts,
        DateTimeOffset at,
        Actor by,
        ICommand? request,
        IReadOnlyList<ActSignature>? signatures = null)
    {
        var late = facts.Select(f => f.Fact).OfType<ActEnteredLate>().FirstOrDefault();
        var on = late?.On ?? (request is null ? RequestsBeforeTheyWereRecorded.DayOf(facts) : Beijing.Day(at));
        var written = facts.Select(f => f.Fact switch
        {
            StandardDeclared e => e.DisclosedAt,
            DeclarationRevised e => e.DisclosedAt,
            ObjectionLodged e => e.LodgedAt,
            _ => (DateTimeOffset?)null,
        }).FirstOrDefault(i => i is not null);
        var act = new Act(on, written ?? at, by, late is null ? null : new(late.Channel, late.Evidence)) { Signatures = signatures ?? [] };
        return new(act, facts, request);
    }
}

/// <summary>The past up to a position, as acts. One act is one object.</summary>
public interface IPast
{
    /// <summary>The acts that wrote into the stream, in their order.</summary>
    IReadOnlyList<PastAct> ActsOn(string stream);
}
