using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>Q44: a title of another scheme; no title of the programme, and counted nowhere.</summary>
/// <param name="AwardedBy">Who awards it, in words.</param>
/// <param name="Number">The number of the standard that it is for.</param>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Source">An https address where it is published.</param>
/// <param name="Body">Who recorded it here.</param>
/// <param name="EndReason">Of one that the other scheme ended before its time.</param>
public sealed record OtherTitleDoc(
    string OtherTitle,
    string Enterprise,
    string Scheme,
    Region Region,
    string AwardedBy,
    string Number,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    string Source,
    string Body,
    DateOnly RecordedOn,
    string? EndReason);

/// <summary>Titles of other schemes, keyed by id.</summary>
public sealed class OtherTitleView : View<OtherTitleDoc>
{
    public override string Name => "other-titles";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<Region>("region", "Of the scheme."),
        Field.Member("validOn", "Titles that are valid on this day.", FieldKind.Span, "validFrom") with { Last = "payload->>'validTo'" },
        Field.Member("number", "Numbers of the standards that they are for.", FieldKind.StandardNumber),
        Field.Member("scheme", "The scheme, whatever marks are in its name.", FieldKind.Letters) with { IsOfRows = true },
        Field.Member("validFrom", "Its first day.", FieldKind.Day),
        Field.Member("validTo", "Its last day.", FieldKind.Day),
        Field.Member("recordedOn", "The day on which it was recorded here.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is OtherTitleFact e ? [e.OtherTitle] : [];

    /// <summary>From the day of its record: it says itself since when it is valid.</summary>
    protected internal override Timeline<OtherTitleDoc> Apply(string key, Timeline<OtherTitleDoc> t, Recorded fact) => fact.Fact switch
    {
        OtherTitleRecorded e => t.From(e.On, new(
            e.OtherTitle, e.Enterprise, e.Scheme, e.Region, e.AwardedBy, e.Number, e.ValidFrom, e.ValidTo, e.Source, e.Body, e.On, null)),
        OtherTitleEnded e => t.Change(e.On, d => d with { ValidTo = e.LastDay, EndReason = e.Reason }),
        _ => t,
    };

    protected internal override RowTags Tags(OtherTitleDoc doc) => new(
        Enterprise: doc.Enterprise, Body: doc.Body, Sort: $"{doc.ValidFrom:yyyy-MM-dd} {doc.OtherTitle}");
}
