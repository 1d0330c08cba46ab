using System.Collections.Immutable;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <param name="QualityCredit"><c>{issuer}.{enterprise}.{number}</c>.</param>
public abstract record QualityCreditFact(string QualityCredit, string Enterprise, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.QualityCredits(Enterprise);
}

/// <summary>R91: how an organisation rated the quality credit of an enterprise (质量信用评价), by a scale of its own.</summary>
/// <param name="Issuer">Who rated; a registered organisation.</param>
/// <param name="Scale">In which the grade has its meaning, from the best to the worst.</param>
/// <param name="LastDay">Of the rating, inclusive; null where it has none.</param>
/// <param name="Source">The document, or the address where it is published.</param>
/// <param name="By">Who entered it.</param>
public sealed record QualityCreditRecorded(
    string QualityCredit,
    string Enterprise,
    string Issuer,
    string Scale,
    string Grade,
    DateOnly RatedOn,
    DateOnly? LastDay,
    string Source,
    string By,
    DateOnly On) : QualityCreditFact(QualityCredit, Enterprise, On);

/// <summary>It was entered wrongly: this is what the rating said from its day on.</summary>
public sealed record QualityCreditCorrected(
    string QualityCredit,
    string Enterprise,
    string Scale,
    string Grade,
    DateOnly RatedOn,
    DateOnly? LastDay,
    string Source,
    string Reason,
    string By,
    DateOnly On) : QualityCreditFact(QualityCredit, Enterprise, On);

/// <summary>It holds no longer: its issuer took it back, or it never was one.</summary>
/// <param name="On">First day on which it does not hold.</param>
public sealed record QualityCreditWithdrawn(string QualityCredit, string Enterprise, string Reason, string By, DateOnly On)
    : QualityCreditFact(QualityCredit, Enterprise, On);

/// <param name="Recorded">As it reads now.</param>
/// <param name="Corrections">The oldest first.</param>
public sealed record QualityCredit(
    QualityCreditRecorded Recorded,
    ImmutableList<QualityCreditCorrected> Corrections,
    QualityCreditWithdrawn? Withdrawal);

/// <summary>Stream: one per enterprise, so that no rating is entered twice.</summary>
public sealed record QualityCredits : IState<QualityCredits>
{
    public static QualityCredits Initial { get; } = new();

    /// <summary>In the order in which they were entered.</summary>
    public ImmutableList<QualityCredit> All { get; private init; } = [];

    public DateOnly? LastActOn { get; private init; }

    public QualityCredit? Of(string id) => All.Find(c => c.Recorded.QualityCredit == id);

    public static QualityCredits Evolve(QualityCredits s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            QualityCreditRecorded e => s with { All = s.All.Add(new(e, [], null)) },
            QualityCreditCorrected e => s.With(e.QualityCredit, c => c with
            {
                Recorded = c.Recorded with
                {
                    Scale = e.Scale,
                    Grade = e.Grade,
                    RatedOn = e.RatedOn,
                    LastDay = e.LastDay,
                    Source = e.Source,
                },
                Corrections = c.Corrections.Add(e),
            }),
            QualityCreditWithdrawn e => s.With(e.QualityCredit, c => c with { Withdrawal = e }),
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }

    private QualityCredits With(string id, Func<QualityCredit, QualityCredit> change) =>
        this with { All = All.ConvertAll(c => c.Recorded.QualityCredit == id ? change(c) : c) };
}

public static class QualityCreditLedger
{
    public static QualityCredits QualityCredits(this ILedger ledger, string enterprise) =>
        ledger.Read<QualityCredits>(Streams.QualityCredits(enterprise));
}
