using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record PlanReviewDoc(string Expert, decimal? Score, string Opinion, string? Conflict, DateOnly On);

/// <param name="Status">submitted, late, withdrawn, selected, notSelected, official, selectionWithdrawn.</param>
/// <param name="Content">Public after the selection (D3); until then left out of answers.</param>
public sealed record PlanDoc(
    string Plan,
    string Body,
    int Round,
    string Status,
    DateOnly SubmittedOn,
    string NoFeeUndertakingBy,
    EvaluationPlan? Content,
    IReadOnlyList<PlanReviewDoc> Reviews,
    string? Reason);

/// <summary>An expert of a panel. The rows hold no name: it is looked up by the reference when the document is read (Q48).</summary>
public sealed record ExpertDoc(string Id, string? Person, string Affiliation)
{
    /// <summary>Left out where the register holds no name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Name { get; init; }

    /// <summary>True where an act erased the name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool NameErased { get; init; }
}

/// <param name="Panel">Named in public after the selection (Q48).</param>
public sealed record CallDoc(
    string Call,
    string Stage,
    int Cycle,
    string Category,
    string Field,
    string WorkingBody,
    int Round,
    DateOnly OpenedOn,
    DateOnly ClosesOn,
    string Conditions,
    IReadOnlyList<PlanDoc> Plans,
    IReadOnlyList<ExpertDoc> Panel,
    string? SelectedPlan,
    string? Notice,
    string? Reason)
{
    /// <summary>
    /// What the reader may see: of a round in which plans compete, the public neither their content nor the experts and their opinions.
    /// </summary>
    public CallDoc For(Reader reader)
    {
        var matter = new CallMatter(
            Plans.Where(p => p.Status is "selected" or "official" or "selectionWithdrawn").Select(p => p.Round).DefaultIfEmpty().Max(),
            [.. Panel.Select(e => e.Id)]);
        return this with
        {
            Plans = [.. Plans.Select(p => p with
            {
                Content = matter.Shows(Seal.Plan, p.Round, p.Body, reader) ? p.Content : null,
                Reviews = [.. p.Reviews.Where(r => matter.Shows(Seal.Opinion, p.Round, r.Expert, reader))],
            })],
            Panel = matter.Shows(Seal.Panel, Round, "", reader) ? Panel : [],
        };
    }
}

/// <summary>Calls for plans with their plans, keyed by call (cycle and category). D2–D6.</summary>
public sealed class PlanView : View<CallDoc>
{
    public override string Name => "plans";
    public override IReadOnlyList<string> Filters => ["category", "cycle"];
    public override IReadOnlyList<string> Statuses => ["open", "selected", "official", "lapsed", "selectionWithdrawn"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("openedOn", "The first day of the call.", FieldKind.Day),
        Field.Member("closesOn", "The last day of the call.", FieldKind.Day),
        Field.Cycle,
        Field.Keys("body", "Bodies that handed in a plan.", "organisations", "plans", "$[*].body"),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is CallFact e ? [e.Call] : [];

    protected internal override Timeline<CallDoc> Apply(string key, Timeline<CallDoc> t, Recorded fact) => fact.Fact switch
    {
        PlanCallOpened e => t.From(e.On, new(
            e.Call, "open", e.Cycle, e.Category, e.Field, e.WorkingBody, e.Round, e.On, e.ClosesOn, e.Conditions, t.At(e.On)?.Plans ?? [],
            t.At(e.On)?.Panel ?? [], null, null, null)),
        PlanSubmitted e => t.Change(e.On, d => d with
        {
            Plans =
            [
                .. d.Plans.Where(p => p.Plan != e.Plan),
                new(e.Plan, e.Body, e.Round, e.Late ? "late" : "submitted", e.On, e.Undertaking.Signer, e.Content, [], null),
            ],
        }),
        PlanWithdrawn e => Plan(t, e.On, e.Plan, p => p with { Status = "withdrawn", Reason = e.Reason }),
        ExpertPanelFormed e =>
            t.Change(e.On, d => d with { Panel = [.. e.Experts.Select(x => new ExpertDoc(x.Id, x.Person, x.Affiliation))] }),
        PlanReviewed e =>
            Plan(t, e.On, e.Plan, p => p with { Reviews = [.. p.Reviews, new(e.Expert, e.Score, e.Opinion, e.Conflict, e.On)] }),
        PlanSelected e => t.Change(e.On, d => d with
        {
            Stage = "selected",
            SelectedPlan = e.Plan,
            Notice = e.Notice,
            Plans = [.. d.Plans.Select(p => p with
            {
                Status = p.Plan == e.Plan ? "selected" : p.Status == "submitted" && p.Round == d.Round ? "notSelected" : p.Status,
                Reason = e.Reasons.TryGetValue(p.Plan, out var reason) ? reason : p.Reason,
            })],
        }),
        PlanMadeOfficial e => Plan(t, e.On, e.Plan, p => p with { Status = "official" }).Change(e.On, d => d with { Stage = "official" }),
        SelectionWithdrawn e => Plan(t, e.On, e.Plan, p => p with { Status = "selectionWithdrawn", Reason = e.Reason })
            .Change(e.On, d => d with { Stage = "selectionWithdrawn", SelectedPlan = null, Reason = e.Reason }),
        CategoryLapsed e => t.Change(e.On, d => d with { Stage = "lapsed", Reason = e.Reason }),
        _ => t,
    };

    private static Timeline<CallDoc> Plan(Timeline<CallDoc> t, DateOnly on, string plan, Func<PlanDoc, PlanDoc> change) =>
        t.Change(on, d => d with { Plans = [.. d.Plans.Select(p => p.Plan == plan ? change(p) : p)] });

    protected internal override Func<CallDoc, Reader, object> For => (doc, reader) => doc.For(reader);

    protected internal override RowTags Tags(CallDoc doc) =>
        new(Category: doc.Category, Cycle: doc.Cycle, Status: doc.Stage, Sort: $"{doc.Category} {doc.Cycle}");
}
