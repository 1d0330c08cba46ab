using System.Collections.Immutable;

namespace Leader.Domain.Record;

/// <summary>
/// A fact that rests on files of evidence and names them by their digests. The files are deposited, or it says why they cannot be.
/// </summary>
public interface INamesEvidence
{
    /// <summary>SHA-256 digests, lower-case hex.</summary>
    IReadOnlyList<string> Evidence { get; }

    /// <summary>By digest: why the file cannot be deposited. Null for none, and in facts that are older than the rule.</summary>
    IReadOnlyDictionary<string, string>? NotDeposited => null;
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record EvidenceFact(string Digest, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Evidence(Digest);
}

/// <summary>
/// Somebody brought the file, and the register holds it from now on. It is a fact, so that a file cannot go missing without a trace.
/// </summary>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Subject">The organisation or enterprise that deposited it; null for anyone without a token, who is not to be known.</param>
public sealed record EvidenceDeposited(string Digest, string MediaType, int Size, Role Depositor, string? Subject, DateOnly On)
    : EvidenceFact(Digest, On);

/// <summary>The file was deleted for good by an act; its digest stays wherever facts name it.</summary>
public sealed record EvidenceErased(string Digest, string Basis, string Reason, DateOnly On) : EvidenceFact(Digest, On);

/// <summary>Stream: one per file, keyed by its digest. The file itself stands beside the log.</summary>
public sealed record EvidenceFile : IState<EvidenceFile>
{
    public static EvidenceFile Initial { get; } = new();

    /// <summary>One from each depositor known, and each from those who are not.</summary>
    public ImmutableList<EvidenceDeposited> Deposits { get; private init; } = [];

    public EvidenceDeposited? First => Deposits.Count > 0 ? Deposits[0] : null;
    public EvidenceErased? Erased { get; private init; }

    /// <summary>Never true of anyone without a token: they are not told apart.</summary>
    public bool IsDepositedBy(Actor actor) =>
        actor.Role != Role.Public && Deposits.Any(d => d.Depositor == actor.Role && d.Subject == actor.Subject);

    public static EvidenceFile Evolve(EvidenceFile s, Fact fact) => fact switch
    {
        EvidenceDeposited e => s with { Deposits = s.Deposits.Add(e) },
        EvidenceErased e => s with { Erased = e },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

public static class EvidenceLedger
{
    public static EvidenceFile EvidenceFile(this ILedger ledger, string digest) => ledger.Read<EvidenceFile>(Streams.Evidence(digest));
}
