using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>A step of the timetable as it stands on the day.</summary>
/// <param name="Name">In English.</param>
/// <param name="DueOn">Last day, inclusive.</param>
/// <param name="Responsible">The organisation that answers for it.</param>
/// <param name="DoneOn">Null where it is not reported as done.</param>
/// <param name="Result">What was done, in words.</param>
public sealed record MilestoneDoc(
    string Milestone,
    string Name,
    string NameZh,
    DateOnly DueOn,
    string Responsible,
    MilestoneStatus Status,
    DateOnly? DoneOn = null,
    string? Result = null,
    string? ReportedBy = null);

/// <param name="Milestones">All of them, as they read from that day on.</param>
/// <param name="On">First day on which it read so, inclusive.</param>
public sealed record SchemeAmendmentDoc(
    string Name,
    string Basis,
    DateOnly? ValidTo,
    IReadOnlyList<SchemeMilestone> Milestones,
    string Reason,
    DateOnly On);

/// <summary>How the programme is carried out, with its timetable and road map.</summary>
/// <param name="Basis">The document that it was issued as, with number and date.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Milestones">In the order of their last days.</param>
/// <param name="Amendments">The oldest first.</param>
/// <param name="EndReason">Of one that its issuer ended before its time.</param>
public sealed record ImplementingSchemeDoc(
    string ImplementingScheme,
    string Issuer,
    string Name,
    string Basis,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    IReadOnlyList<MilestoneDoc> Milestones,
    IReadOnlyList<SchemeAmendmentDoc> Amendments,
    string? EndReason = null);

/// <summary>Implementing schemes, keyed by id. R110, D22.</summary>
public sealed class ImplementingSchemeView : View<ImplementingSchemeDoc>
{
    public override string Name => "implementing-schemes";
    public override IReadOnlyList<string> Filters => ["body"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("validOn", "Schemes that are valid on this day.", FieldKind.Span, "validFrom") with { Last = "payload->>'validTo'" },
        Field.Ordered("name"),
        Field.Keys("responsible", "Who answers for one of its milestones.", "organisations", "milestones", "$[*].responsible"),
        Field.Member("validFrom", "Its first day.", FieldKind.Day),
        Field.Member("validTo", "Its last day.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is ImplementingSchemeFact e ? [e.ImplementingScheme] : [];

    protected internal override Timeline<ImplementingSchemeDoc> Apply(
        string key,
        Timeline<ImplementingSchemeDoc> t,
        Recorded fact) => fact.Fact switch
        {
            ImplementingSchemeIssued e => OnEachDay(
                t.From(e.ValidFrom, new(
                    e.ImplementingScheme, e.Issuer, e.Name, e.Basis, e.ValidFrom, e.ValidTo, Planned(e.Milestones, []), [])),
                e.ValidFrom,
                e.Milestones.Select(m => m.DueOn)),
            ImplementingSchemeAmended e => OnEachDay(
                t.Change(e.On, d => d with
                {
                    Name = e.Name,
                    Basis = e.Basis,
                    ValidTo = e.ValidTo,
                    Milestones = Planned(e.Milestones, d.Milestones),
                    Amendments = [.. d.Amendments, new(e.Name, e.Basis, e.ValidTo, e.Milestones, e.Reason, e.On)],
                }),
                e.On,
                e.Milestones.Select(m => m.DueOn)),
            MilestoneReported e => t.Change(e.DoneOn, d => d with
            {
                Milestones =
                [
                    .. d.Milestones.Select(m => m.Milestone != e.Milestone ? m : m with
                    {
                        Status = MilestoneStatus.Done,
                        DoneOn = e.DoneOn,
                        Result = e.Result,
                        ReportedBy = e.ReportedBy,
                    }),
                ],
            }),
            ImplementingSchemeEnded e => OnEachDay(
                t.Change(e.On, d => d with { ValidTo = e.LastDay, EndReason = e.Reason }), e.On, [e.LastDay], e.LastDay),
            _ => t,
        };

    private static IReadOnlyList<MilestoneDoc> Planned(IReadOnlyList<SchemeMilestone> planned, IReadOnlyList<MilestoneDoc> before) =>
    [
        .. planned.OrderBy(m => m.DueOn).ThenBy(m => m.Milestone, StringComparer.Ordinal).Select(m =>
            before.FirstOrDefault(b => b.Milestone == m.Milestone && b.DoneOn is not null)
                ?? new(m.Milestone, m.Name, m.NameZh, m.DueOn, m.Responsible, MilestoneStatus.Due)),
    ];

    /// <summary>Behind its last day a milestone is overdue, and behind the last day of a scheme that was ended it is dropped.</summary>
    private static Timeline<ImplementingSchemeDoc> OnEachDay(
        Timeline<ImplementingSchemeDoc> t,
        DateOnly from,
        IEnumerable<DateOnly> lastDays,
        DateOnly? ended = null) => t.Change(
            from,
            lastDays.Where(d => d < DateOnly.MaxValue).Select(d => d.AddDays(1)).Where(d => d > from),
            (day, d) => d with
            {
                Milestones = [.. d.Milestones.Select(m => m with { Status = Milestones.On(day, m.DueOn, m.DoneOn, ended) })],
            });

    protected internal override RowTags Tags(ImplementingSchemeDoc doc) => new(Body: doc.Issuer, Sort: doc.ImplementingScheme);
}
