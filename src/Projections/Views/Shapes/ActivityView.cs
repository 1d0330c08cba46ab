using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum ActivityStatus { Announced, Held, CalledOff }

/// <summary>R105, R106, R108: a training or a campaign.</summary>
/// <param name="Body">The organiser.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Enterprises">How many took part; null where they are not counted.</param>
/// <param name="Persons">How many took part; null where they are not counted.</param>
/// <param name="Source">An https address that tells of it.</param>
/// <param name="Reason">Why it was called off.</param>
public sealed record ActivityDoc(
    string Activity,
    ActivityStatus Status,
    ActivityKind Kind,
    string Body,
    string Name,
    Region Region,
    DateOnly From,
    DateOnly To,
    int? Enterprises,
    int? Persons,
    string Source,
    string? Reason,
    DateOnly RecordedOn);

/// <summary>Activities, keyed by id, in the order of their days.</summary>
public sealed class ActivityView : View<ActivityDoc>
{
    public override string Name => "activities";
    public override IReadOnlyList<string> Filters => ["body"];
    public override IReadOnlyList<string> Statuses => Words.All<ActivityStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<ActivityKind>("kind", "What it is."),
        Field.Word<Region>("region", "Where it is held."),
        Field.Member("from", "Its first day.", FieldKind.Day),
        Field.Member("to", "Its last day.", FieldKind.Day),
        Field.Member("recordedOn", "The day on which it was recorded.", FieldKind.Day),
        Field.Ordered("name"),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is ActivityFact e ? [e.Activity] : [];

    protected internal override Timeline<ActivityDoc> Apply(string key, Timeline<ActivityDoc> t, Recorded fact) => fact.Fact switch
    {
        ActivityRecorded e => t.From(e.On, new(
            e.Activity, ActivityStatus.Announced, e.Kind, e.Body, e.Name, e.Region, e.From, e.To, e.Enterprises, e.Persons, e.Source, null,
            e.On)).Change(Over(e), d => d with { Status = ActivityStatus.Held }),
        ActivityReported { Held: true } e => t.Change(e.On, d => d with
        {
            Status = ActivityStatus.Held,
            Enterprises = e.Enterprises,
            Persons = e.Persons,
            Reason = null,
        }),
        ActivityReported e => t.Change(e.On, d => d with
        {
            Status = ActivityStatus.CalledOff,
            Enterprises = null,
            Persons = null,
            Reason = e.Reason,
        }),
        _ => t,
    };

    /// <summary>The first day on which it is over.</summary>
    private static DateOnly Over(ActivityRecorded e) => e.To < e.On ? e.On : e.To.AddDays(1);

    protected internal override RowTags Tags(ActivityDoc doc) => new(
        Body: doc.Body, Status: Words.Of(doc.Status), Sort: $"{doc.From:yyyy-MM-dd} {doc.Activity}");
}
