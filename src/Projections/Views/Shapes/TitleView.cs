using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>In force and in grace are held; the other six are the end states, each distinct. Only a revoked title starts a ban.</summary>
public enum TitleStatus { InForce, InGrace, Expired, Superseded, Lapsed, Withdrawn, Annulled, Revoked }

public sealed record TitleRevocationDoc(
    string Revocation,
    RevocationGround Ground,
    string Facts,
    MeasuredShortfall? Shortfall,
    IReadOnlyList<string> Evidence,
    string Announcement,
    string Case,
    string Body,
    DateOnly On,
    string Rules);

/// <summary>A correction stays on the title for good (Q33).</summary>
/// <param name="Announced">The revocation that was set aside, as it was announced. Null where none stood, which no rule allows.</param>
public sealed record TitleCorrectionDoc(string Revocation, string Reasons, string DecidedBy, DateOnly On, TitleRevocationDoc? Announced);

/// <summary>Why a title ended: one of them, by what ended it.</summary>
/// <param name="Ground">Of a revoked one.</param>
/// <param name="Evaluation">Of a superseded one: that of the list that took its place.</param>
/// <param name="Text">Of all others, in words.</param>
public sealed record TitleEndReasonDoc(RevocationGround? Ground, string? Evaluation, string? Text)
{
    internal static TitleEndReasonDoc? Of(TitleEnding? ending) => ending?.Reason is not { } reason ? null
        : ending.End == TitleEnd.Superseded ? new(null, reason, null) : new(null, null, reason);

    /// <summary>As the rules know it.</summary>
    internal string? Reason => Evaluation ?? Text;
}

/// <summary>How a title had ended before it was revoked; a reversal goes back to it.</summary>
public sealed record TitleEndDoc(TitleStatus Status, DateOnly On, TitleEndReasonDoc? Reason, string? RenewedBy);

public sealed record TitleDoc
{
    public required string Title { get; init; }
    public required TitleStatus Status { get; init; }
    public required string Enterprise { get; init; }
    public required string EnterpriseName { get; init; }
    public required string Category { get; init; }
    public required string CategoryName { get; init; }
    public required int Cycle { get; init; }
    public required GoalSector Sector { get; init; }
    public required string Declaration { get; init; }
    public required int DeclarationVersion { get; init; }
    public required string Number { get; init; }
    public required IReadOnlyList<string> Products { get; init; }
    public required string Evaluation { get; init; }
    public required string Body { get; init; }
    public required int Place { get; init; }

    /// <summary>First day of the title.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of the cycle, inclusive.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>Last day of the grace, inclusive; only when the next list is late (Q23).</summary>
    public required DateOnly GraceLastDay { get; init; }

    /// <summary>
    /// The day of the act that ended it, the one that <see cref="EndReason"/> and the status are of: of a revoked title the day of its
    /// revocation, though it may have ended before (<see cref="EndBeforeRevocation"/>).
    /// </summary>
    public DateOnly? EndedOn { get; init; }
    public TitleEndReasonDoc? EndReason { get; init; }
    public string? RenewedBy { get; init; }
    public TitleRevocationDoc? Revocation { get; init; }
    public TitleEndDoc? EndBeforeRevocation { get; init; }
    public required IReadOnlyList<TitleCorrectionDoc> Corrections { get; init; }

    /// <summary>Cases formally opened against it (Q32).</summary>
    public required IReadOnlyList<string> UnderReview { get; init; }
    public string? BaselineChanged { get; init; }
    public string? ReviewReason { get; init; }
    public required string Rules { get; init; }
}

/// <summary>
/// Titles, keyed by title id. Expired and in grace are segments of days known from the award on: no job has to flip anything.
/// </summary>
public sealed class TitleView : View<TitleDoc>
{
    public override string Name => "titles";
    public override IReadOnlyList<string> Filters => ["enterprise", "category", "cycle", "sector", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<TitleStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("number", "Numbers of the standards that titles rest on.", FieldKind.StandardNumber),
        Field.Member("declaration", "Declarations that titles rest on.", FieldKind.Key) with { Of = "declarations" },
        new("product", "A product, as disclosed.", FieldKind.Texts, "payload->'products'"),
        Field.Member("from", "Its first day.", FieldKind.Day),
        Field.Member("lastDay", "The last day of its cycle.", FieldKind.Day),
        Field.Member("endedOn", "The day of the act that ended it.", FieldKind.Day),
        new("ground", "Why it was revoked.", FieldKind.Word, "payload->'revocation'->>'ground'") { Words = typeof(RevocationGround) },
        Field.Member("evaluation", "Evaluations whose lists award it.", FieldKind.Key) with { Of = "rankings" },
        Field.Ordered("enterpriseName"),
        Field.Cycle,
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is TitleFact e ? [e.Title] : [];

    protected internal override Timeline<TitleDoc> Apply(string key, Timeline<TitleDoc> t, Recorded fact) => fact.Fact switch
    {
        TitleAwarded e => Run(Timeline<TitleDoc>.Empty.From(e.On, new TitleDoc
        {
            Title = e.Title,
            Status = TitleStatus.InForce,
            Enterprise = e.Enterprise,
            EnterpriseName = e.EnterpriseName,
            Category = e.Category,
            CategoryName = e.CategoryName,
            Cycle = e.Cycle,
            Sector = e.Sector,
            Declaration = e.Declaration,
            DeclarationVersion = e.DeclarationVersion,
            Number = e.Number,
            Products = e.Products,
            Evaluation = e.Evaluation,
            Body = e.Body,
            Place = e.Place,
            From = e.On,
            LastDay = e.LastDay,
            GraceLastDay = e.GraceLastDay,
            Corrections = [],
            UnderReview = [],
            Rules = e.Rules,
        }), e),
        TitleFact e => Run(t, e),
        _ => t,
    };

    /// <summary>
    /// From the day of the fact on each day shows what the rules make of it; an annulment has effect from the first day (Q50).
    /// </summary>
    private static Timeline<TitleDoc> Run(Timeline<TitleDoc> t, TitleFact fact) =>
        t.Change(
            fact is TitleAnnulled ? DateOnly.MinValue : fact.On,
            t.Segments.SelectMany(s => new[] { s.Doc.LastDay.AddDays(1), s.Doc.GraceLastDay.AddDays(1) }).Concat(fact is TitleGraceEnded g
                ? [g.GraceLastDay.AddDays(1)]
                : []),
            (day, d) => Shaped(Told(d, fact), TitleLife.Evolve(Life(d), fact), day));

    /// <summary>What the documents say of it, as the rules know it.</summary>
    private static TitleLife Life(TitleDoc d) => new(d.From, d.LastDay, d.GraceLastDay, d.Declaration, d.DeclarationVersion, d.Number)
    {
        Ending = d.Status == TitleStatus.Revoked
            ? d.EndBeforeRevocation is { } before
                ? new(Words.Same<TitleStatus, TitleEnd>(before.Status), before.On, before.Reason?.Reason, before.RenewedBy)
                : null
            : d.EndedOn is { } on ? new(Words.Same<TitleStatus, TitleEnd>(d.Status), on, d.EndReason?.Reason, d.RenewedBy) : null,
        Revocation = d.Revocation is { } r ? new(r.Revocation, r.On) : null,
        OpenCases = [.. d.UnderReview],
        BaselineChanged = d.BaselineChanged,
        ReviewReason = d.ReviewReason,
    };

    /// <summary>The words of the fact.</summary>
    private static TitleDoc Told(TitleDoc d, TitleFact fact) => fact switch
    {
        TitleRevoked e => d with
        {
            Revocation = new(e.Revocation, e.Ground, e.Facts, e.Shortfall, e.Evidence, e.Announcement, e.Case, e.Body, e.On, e.Rules),
        },
        RevocationReversed e =>
            d with { Revocation = null, Corrections = [.. d.Corrections, new(e.Revocation, e.Reasons, e.DecidedBy, e.On, d.Revocation)] },
        _ => d,
    };

    private static TitleDoc Shaped(TitleDoc d, TitleLife life, DateOnly day)
    {
        var state = life.StateOn(day);
        var (status, revoked) =
            (state == TitleState.Held ? TitleStatus.InForce : Words.Same<TitleState, TitleStatus>(state), state == TitleState.Revoked);
        return d with
        {
            Status = status,
            Declaration = life.Declaration,
            DeclarationVersion = life.DeclarationVersion,
            Number = life.Number,
            GraceLastDay = life.GraceLastDay,
            EndedOn = life.EndActOn,
            EndReason = revoked ? new(d.Revocation?.Ground, null, null) : TitleEndReasonDoc.Of(life.Ending),
            RenewedBy = life.Ending?.RenewedBy,
            EndBeforeRevocation = revoked && life.Ending is { } before
                ? new(Words.Same<TitleEnd, TitleStatus>(before.End), before.On, TitleEndReasonDoc.Of(before), before.RenewedBy)
                : null,
            UnderReview = life.OpenCases,
            BaselineChanged = life.BaselineChanged,
            ReviewReason = life.ReviewReason,
        };
    }

    protected internal override RowTags Tags(TitleDoc doc) =>
        new(doc.Enterprise, doc.Category, doc.Cycle, Words.Of(doc.Sector), doc.Body, Words.Of(doc.Status),
            $"{doc.Category} {doc.Cycle} {doc.Place:D5} {doc.Enterprise}");
}
