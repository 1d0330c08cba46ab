using System.Text.Json.Serialization;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>A figure as it was released.</summary>
/// <param name="Unit">What one is: standards, enterprises, titles, percent.</param>
public sealed record ReleasedFigure(string Id, string Unit, decimal Value);

/// <summary>A part of a figure as it was released.</summary>
/// <param name="Part">Its word, id or text; the empty text where nothing is known.</param>
/// <param name="Count">What the part is, or is a share of.</param>
/// <param name="Of">The whole of the share; null of counts.</param>
public sealed record ReleasedPart(string Part, long Count, long? Of);

/// <summary>The parts of a figure as they were released.</summary>
/// <param name="ToldBy">What it is told apart by, in a word.</param>
public sealed record ReleasedParts(string Figure, string ToldBy, IReadOnlyList<ReleasedPart> Parts);

/// <summary>A release to come, as it is announced ahead.</summary>
/// <param name="AsOf">The day that its figures will be of.</param>
/// <param name="On">The day on which it is to come.</param>
public sealed record AnnouncedRelease(string Name, DateOnly AsOf, DateOnly On);

/// <summary>
/// D20, R100: the figures of a day, frozen. Whoever asks the register for its figures at the two clocks gets the same, for ever.
/// </summary>
/// <param name="AsOf">In force on this day, in Beijing.</param>
/// <param name="Position">As known at this place of the log.</param>
/// <param name="Digest">SHA-256 of the figures in the canonical text, lower-case hex.</param>
/// <param name="NextOn">The day on which the next release is to come; null where none is announced.</param>
/// <param name="Use">Figures of use; null in releases of before these were counted.</param>
/// <param name="Parts">Of all its figures; null in releases of before they were kept.</param>
/// <param name="DetailDigest">SHA-256 of use and parts in the canonical text, lower-case hex; null where there are none.</param>
/// <param name="Calendar">Releases to come, in the order of their days; null where none is announced.</param>
public sealed record StatisticsReleased(
    string Release,
    string Name,
    string By,
    DateOnly AsOf,
    long Position,
    IReadOnlyList<ReleasedFigure> Figures,
    string Digest,
    DateOnly? NextOn,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReleasedFigure>? Use = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReleasedParts>? Parts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DetailDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AnnouncedRelease>? Calendar = null) : Fact(On)
{
    public override string Stream() => Streams.Release(Release);
}

/// <summary>Stream: one per release.</summary>
public sealed record StatisticsRelease : IState<StatisticsRelease>
{
    public static StatisticsRelease Initial { get; } = new();
    public StatisticsReleased? Released { get; private init; }

    public static StatisticsRelease Evolve(StatisticsRelease s, Fact fact) => fact switch
    {
        StatisticsReleased e => s with { Released = e },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

/// <summary>What a figure from outside measures: what the register cannot count itself.</summary>
public enum ExternalFigureKind
{
    /// <summary>R13: how many standards are in use, which nobody knows; an estimate.</summary>
    StandardsInUse,

    /// <summary>R22: how well the programme is known.</summary>
    Awareness,

    /// <summary>R23: the share of leaders' products in their market.</summary>
    MarketShare,

    /// <summary>R24: how content consumers are with quality.</summary>
    Satisfaction,
}

/// <summary>R13, R22, R23, R24: a figure that others found, with its source.</summary>
/// <param name="Category">Of this category only; null for the whole programme.</param>
/// <param name="From">First day of the period that it is of, inclusive.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Source">Who found it, and where it is published.</param>
/// <param name="Method">How it was found: who was asked, how many, when.</param>
public sealed record ExternalFigureRecorded(
    string Figure,
    ExternalFigureKind Kind,
    string? Category,
    string Name,
    decimal Value,
    string Unit,
    DateOnly From,
    DateOnly To,
    string Source,
    string Method,
    string By,
    DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.ExternalFigure(Figure);
}

/// <summary>Stream: one per figure.</summary>
public sealed record ExternalFigure : IState<ExternalFigure>
{
    public static ExternalFigure Initial { get; } = new();
    public ExternalFigureRecorded? Recorded { get; private init; }

    public static ExternalFigure Evolve(ExternalFigure s, Fact fact) => fact switch
    {
        ExternalFigureRecorded e => s with { Recorded = e },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}
