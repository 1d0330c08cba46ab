using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <param name="On">First day on which it read so, inclusive.</param>
public sealed record PolicyAmendmentDoc(
    string Name,
    string Benefit,
    string Conditions,
    DateOnly? ValidTo,
    string Reason,
    DateOnly On);

/// <param name="Region">As it was registered.</param>
/// <param name="Division">What that names; null where it names no provincial-level division.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Amendments">The oldest first.</param>
/// <param name="EndReason">Of one that its issuer ended before its time.</param>
public sealed record PolicyDoc(
    string Policy,
    string Issuer,
    string Region,
    Region? Division,
    string Name,
    string Benefit,
    string Conditions,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    IReadOnlyList<PolicyAmendmentDoc> Amendments,
    string? EndReason = null);

/// <summary>Supporting policies of regions and departments, keyed by id. D21.</summary>
public sealed class PolicyView : View<PolicyDoc>
{
    public override string Name => "policies";
    public override int Version => 16;
    public override IReadOnlyList<string> Filters => ["body"];
    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("validOn", "Policies that are valid on this day.", FieldKind.Span, "validFrom") with { Last = "payload->>'validTo'" },
        Field.Ordered("name"),
        Field.Word<Region>("region", "Where it holds; what holds everywhere stands under 'nationwide'.", "division"),
        Field.Member("validFrom", "Its first day.", FieldKind.Day),
        Field.Member("validTo", "Its last day.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        SupportingPolicyRegistered e => [e.Policy],
        SupportingPolicyAmended e => [e.Policy],
        SupportingPolicyEnded e => [e.Policy],
        _ => [],
    };

    protected internal override Timeline<PolicyDoc> Apply(string key, Timeline<PolicyDoc> t, Recorded fact) => fact.Fact switch
    {
        SupportingPolicyRegistered e =>
            t.From(e.ValidFrom, new(
                e.Policy, e.Issuer, e.Region, Regions.Read(e.Region), e.Name, e.Benefit, e.Conditions, e.ValidFrom, e.ValidTo, [])),
        SupportingPolicyAmended e => t.Change(e.On, d => d with
        {
            Name = e.Name,
            Benefit = e.Benefit,
            Conditions = e.Conditions,
            ValidTo = e.ValidTo,
            Amendments = [.. d.Amendments, new(e.Name, e.Benefit, e.Conditions, e.ValidTo, e.Reason, e.On)],
        }),
        SupportingPolicyEnded e => t.Change(e.On, d => d with { ValidTo = e.LastDay, EndReason = e.Reason }),
        _ => t,
    };

    protected internal override RowTags Tags(PolicyDoc doc) => new(Body: doc.Issuer, Sort: doc.Policy);
}
