using System.Text.Json.Serialization;

namespace Leader.Domain.Record;

/// <summary>A20: the five supervision systems of clause 五(二).</summary>
public enum FindingKind { QualitySupervision, AntiCounterfeit, DefectRecall, ThreeGuarantees, PortInspection }

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>D19: a result of supervision. R87, R88.</summary>
/// <param name="Declaration">That it is about; where it is about a product, the one that covers it.</param>
/// <param name="Product">As <c>/v1/products</c> has it; null where it is about none.</param>
/// <param name="Report">Of the register to supervision, which it answers (Q18); null where it answers none.</param>
public sealed record FindingReceived(
    string Finding,
    FindingKind Kind,
    string Authority,
    string Enterprise,
    string? Title,
    string? Declaration,
    bool Serious,
    string Facts,
    IReadOnlyList<string> Evidence,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Product = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Report = null) : Fact(On), INamesEvidence
{
    public override string Stream() => Streams.Finding(Finding);
}

public sealed record FindingClosed(string Finding, string Reason, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Finding(Finding);
}

/// <summary>Stream: one per finding.</summary>
public sealed record Finding : IState<Finding>
{
    public static Finding Initial { get; } = new();
    public FindingReceived? Received { get; private init; }
    public bool Closed { get; private init; }

    public static Finding Evolve(Finding s, Fact fact) => fact switch
    {
        FindingReceived e => s with { Received = e },
        FindingClosed => s with { Closed = true },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

public static class FindingLedger
{
    public static Finding Finding(this ILedger ledger, string id) => ledger.Read<Finding>(Streams.Finding(id));
}
