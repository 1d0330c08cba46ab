using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum ServiceStatus { Offered, Ended }

/// <summary>R103, R104: a service of standardisation that a professional body offers.</summary>
/// <param name="Body">Who offers it.</param>
/// <param name="Categories">For enterprises of these categories only; empty for those of all.</param>
/// <param name="Contact">An https address.</param>
/// <param name="Free">Free of charge.</param>
/// <param name="Fee">What it costs; null where it is free.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="LastDay">Last day, inclusive; null while no end is told.</param>
public sealed record ServiceDoc(
    string Service,
    ServiceStatus Status,
    ServiceKind Kind,
    string Body,
    string Name,
    Region Region,
    bool Free,
    string? Fee,
    string Contact,
    string Description,
    IReadOnlyList<string> Categories,
    DateOnly From,
    DateOnly? LastDay,
    string? EndReason);

/// <summary>The directory of services, keyed by id: body and number.</summary>
public sealed class ServiceView : View<ServiceDoc>
{
    public override string Name => "services";
    public override IReadOnlyList<string> Filters => ["category", "body"];
    public override bool HasSeveralCategories => true;
    public override IReadOnlyList<string> Statuses => Words.All<ServiceStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<ServiceKind>("kind", "What is offered."),
        Field.Word<Region>("region", "Where it is offered; what is offered everywhere stands under 'nationwide'."),
        Field.Ordered("name"),
        Field.Member("free", "Free of charge.", FieldKind.Truth),
        Field.Member("from", "Its first day.", FieldKind.Day),
        Field.Member("lastDay", "Its last day.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is ServiceFact e ? [e.Service] : [];

    protected internal override Timeline<ServiceDoc> Apply(string key, Timeline<ServiceDoc> t, Recorded fact) => fact.Fact switch
    {
        ServiceOffered e => t.From(e.On, new(
            e.Service, ServiceStatus.Offered, e.Kind, e.Body, e.Name, e.Region, e.Fee is null, e.Fee, e.Contact, e.Description,
            e.Categories, e.On, null, null)),
        ServiceEnded e => t.Change(e.On, d => d with { LastDay = e.LastDay, EndReason = e.Reason })
            .Change(e.LastDay.AddDays(1), d => d with { Status = ServiceStatus.Ended }),
        _ => t,
    };

    protected internal override RowTags Tags(ServiceDoc doc) => new(
        Category: doc.Categories.Count == 0 ? null : string.Join(' ', doc.Categories),
        Body: doc.Body,
        Status: Words.Of(doc.Status),
        Sort: $"{Words.Of(doc.Kind)} {doc.Service}");
}
