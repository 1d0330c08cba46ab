using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>What the register itself reports to supervision: a declared value laxer than a mandatory national standard (Q18).</summary>
/// <param name="Detail">Each such value, with the limit of the standard.</param>
/// <param name="On">The day of the publication of the ranking that leaves the declaration out.</param>
public sealed record ReportDoc(
    string Report,
    string Enterprise,
    string Declaration,
    string Number,
    string Evaluation,
    string Detail,
    DateOnly On);

/// <summary>Reports to supervision, keyed by evaluation and declaration.</summary>
public sealed class ReportView : View<ReportDoc>
{
    public override string Name => "reports";
    public override IReadOnlyList<string> Filters => ["enterprise", "category", "cycle"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("declaration", "Declarations that are reported.", FieldKind.Key) with { Of = "declarations" },
        Field.Member("on", "Its day.", FieldKind.Day),
        Field.Member("evaluation", "Evaluations that left the declaration out.", FieldKind.Key) with { Of = "rankings" },
        Field.Cycle,
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is MandatoryBreachReported e ? [Key(e)] : [];

    private static string Key(MandatoryBreachReported e) => $"{e.Evaluation}@{e.Declaration}";

    protected internal override Timeline<ReportDoc> Apply(string key, Timeline<ReportDoc> t, Recorded fact) =>
        fact.Fact is MandatoryBreachReported e
            ? t.From(e.On, new(key, e.Enterprise, e.Declaration, e.Number, e.Evaluation, e.Detail, e.On))
            : t;

    protected internal override RowTags Tags(ReportDoc doc) =>
        new(
            doc.Enterprise,
            Ids.ParseCall(doc.Evaluation)?.Category,
            Ids.ParseCall(doc.Evaluation)?.Cycle,
            Sort: $"{doc.On:yyyy-MM-dd} {doc.Report}");
}
