using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record RelationDoc(string Relation, string Parent, RelationKind Kind, DateOnly From, DateOnly? To, string Source);
public sealed record EngagementDoc(string Call, string Plan, DateOnly From, DateOnly? EndedOn, string? EndReason);
public sealed record IndependenceIncidentDoc(IReadOnlyList<string> Path, IReadOnlyList<string> Calls, string Relation, DateOnly On);
public sealed record DisqualificationDoc(string Ground, string Facts, DateOnly From, DateOnly LastDay,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Complaint = null);
public sealed record ConflictDoc(string Enterprise, string Link, DateOnly From, DateOnly? To);
public sealed record FeeDoc(string Call, string Enterprise, string Facts, DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Complaint = null);

public sealed record OrganisationDoc(
    string Organisation,
    string Name,
    string? NameZh,
    IReadOnlyList<OrganisationKind> Kinds,
    string? CreditCode,
    DateOnly? WorkingBodySince,
    IReadOnlyList<RelationDoc> Relations,
    IReadOnlyList<EngagementDoc> Engagements,
    IReadOnlyList<ConflictDoc> Conflicts,
    IReadOnlyList<IndependenceIncidentDoc> Incidents,
    IReadOnlyList<FeeDoc> Fees,
    IReadOnlyList<DisqualificationDoc> Disqualifications,
    DateOnly RegisteredOn);

/// <summary>Organisations with their relations upward, keyed by id. D23.</summary>
public sealed class OrganisationView : View<OrganisationDoc>
{
    public override string Name => "organisations";
    public override IReadOnlyList<string> Filters => ["body"];

    public override IReadOnlyList<Field> Fields =>
    [
        new("kind", "What it acts as.", FieldKind.Texts, "payload->'kinds'") { Words = typeof(OrganisationKind) },
        Field.Ordered("name"),
        Field.Ordered("nameZh"),
        Field.Member("registeredOn", "The day of its registration.", FieldKind.Day),
        Field.Spans("disqualifiedOn", "Disqualified on this day.", "disqualifications"),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => KeyOf(fact) is { } key ? [key] : [];

    internal static string? KeyOf(Fact fact) => fact switch
    {
        OrganisationRegistered e => e.Organisation,
        WorkingBodyDesignated e => e.Organisation,
        RelationDeclared e => e.Child,
        RelationEnded e => e.Child,
        ConflictDeclared e => e.Organisation,
        BodyEngaged e => e.Organisation,
        EngagementEnded e => e.Organisation,
        IndependenceIncidentRaised e => e.Organisation,
        FeeRecorded e => e.Organisation,
        BodyDisqualified e => e.Organisation,
        _ => null,
    };

    protected internal override Timeline<OrganisationDoc> Apply(string key, Timeline<OrganisationDoc> t, Recorded fact) => fact.Fact switch
    {
        OrganisationRegistered e =>
            t.From(e.On, new(e.Organisation, e.Name, e.NameZh, e.Kinds, e.CreditCode, null, [], [], [], [], [], [], e.On)),
        WorkingBodyDesignated e => t.Change(e.On, d => d with { WorkingBodySince = e.On }),
        RelationDeclared e =>
            t.Change(e.From, d => d with { Relations = [.. d.Relations, new(e.Relation, e.Parent, e.Kind, e.From, e.To, e.Source)] }),
        RelationEnded e => t.Change(
            DateOnly.MinValue,
            d => d with { Relations = [.. d.Relations.Select(r => r.Relation == e.Relation ? r with { To = e.LastDay } : r)] }),
        ConflictDeclared e => t.Change(e.On, d => d with { Conflicts = [.. d.Conflicts, new(e.Enterprise, e.Link, e.From, e.To)] }),
        BodyEngaged e => t.Change(e.On, d => d with { Engagements = [.. d.Engagements, new(e.Call, e.Plan, e.On, null, null)] }),
        EngagementEnded e =>
            t.Change(
                e.On,
                d => d with
                {
                    Engagements = [.. d.Engagements.Select(x =>
                        x.Call == e.Call && x.EndedOn is null ? x with { EndedOn = e.On, EndReason = e.Reason } : x)],
                }),
        IndependenceIncidentRaised e =>
            t.Change(e.On, d => d with { Incidents = [.. d.Incidents, new(e.Path, e.Calls, e.Relation, e.On)] }),
        FeeRecorded e => t.Change(e.On, d => d with { Fees = [.. d.Fees, new(e.Call, e.Enterprise, e.Facts, e.On, e.Complaint)] }),
        BodyDisqualified e =>
            t.Change(
                e.On,
                d => d with { Disqualifications = [.. d.Disqualifications, new(e.Ground, e.Facts, e.On, e.LastDay, e.Complaint)] }),
        _ => t,
    };

    protected internal override RowTags Tags(OrganisationDoc doc) => new(Body: doc.Organisation, Sort: doc.Organisation);
}

public sealed record RuleSetDoc(string Id, DateOnly EffectiveFrom, string Basis, DateOnly AdoptedOn, RuleSet Parameters);

/// <summary>Rule sets, keyed by id; in force from their day of effect. D22.</summary>
public sealed class RuleSetView : View<RuleSetDoc>
{
    public override string Name => "rule-sets";
    public override IReadOnlyList<string> Filters => [];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("effectiveFrom", "Its first day.", FieldKind.Day),
        Field.Member("adoptedOn", "The day on which it was adopted.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is RuleSetAdopted e ? [e.RuleSet.Id] : [];

    protected internal override Timeline<RuleSetDoc> Apply(string key, Timeline<RuleSetDoc> t, Recorded fact) =>
        fact.Fact is RuleSetAdopted e ? t.From(e.EffectiveFrom, new(e.RuleSet.Id, e.EffectiveFrom, e.Basis, e.On, e.RuleSet)) : t;

    protected internal override RowTags Tags(RuleSetDoc doc) => new(Sort: $"{doc.EffectiveFrom:yyyy-MM-dd} {doc.Id}");
}
