using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>A key field that a department or region proposed, and what came of it (R39).</summary>
/// <param name="Body">Who proposed it.</param>
/// <param name="ListVersion">Of the published list that decided it last; null while it is open.</param>
/// <param name="Listed">The categories of it that stand in the list.</param>
/// <param name="Reason">Why it was not taken up.</param>
public sealed record FieldProposalDoc(
    string Proposal,
    FieldProposalStatus Status,
    int Cycle,
    string Body,
    string Field,
    string Name,
    string? NameZh,
    GoalSector Sector,
    string? IndustryCode,
    string Rationale,
    string ConsumerAttention,
    string EffectOnQuality,
    IReadOnlyList<KeyCategory> Categories,
    DateOnly ProposedOn,
    int? ListVersion,
    IReadOnlyList<string> Listed,
    string? Reason,
    DateOnly? DecidedOn);

/// <summary>Proposals of key fields, keyed by id: cycle, who proposes, field.</summary>
public sealed class FieldProposalView : View<FieldProposalDoc>
{
    public override string Name => "field-proposals";
    public override IReadOnlyList<string> Filters => ["cycle", "sector", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<FieldProposalStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Ordered("name"),
        Field.Ordered("nameZh"),
        Field.Member("field", "The key field that is proposed, by its id.", FieldKind.Letters) with { IsOfRows = true },
        Field.Cycle,
        Field.Member("proposedOn", "The day of the proposal.", FieldKind.Day),
        Field.Member("decidedOn", "The day on which it was decided.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is FieldProposalFact e ? [e.Proposal] : [];

    protected internal override Timeline<FieldProposalDoc> Apply(string key, Timeline<FieldProposalDoc> t, Recorded fact) =>
        fact.Fact switch
        {
            KeyFieldProposed e => t.From(e.On, new(
                e.Proposal, FieldProposalStatus.Open, e.Cycle, e.Body, e.Field, e.Name, e.NameZh, e.Sector, e.IndustryCode, e.Rationale,
                e.ConsumerAttention, e.EffectOnQuality, e.Categories, e.On, null, [], null, null)),
            FieldProposalTakenUp e => t.Change(e.On, d => d with
            {
                Status = FieldProposalStatus.TakenUp,
                ListVersion = e.Version,
                Listed = e.Listed,
                Reason = null,
                DecidedOn = e.On,
            }),
            FieldProposalNotTakenUp e => t.Change(e.On, d => d with
            {
                Status = FieldProposalStatus.NotTakenUp,
                ListVersion = e.Version,
                Listed = [],
                Reason = e.Reason,
                DecidedOn = e.On,
            }),
            _ => t,
        };

    protected internal override RowTags Tags(FieldProposalDoc doc) =>
        new(Cycle: doc.Cycle, Sector: Words.Of(doc.Sector), Body: doc.Body, Status: Words.Of(doc.Status), Sort: doc.Proposal);
}
