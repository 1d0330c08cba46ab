using Leader.Domain;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <param name="Stage">Where the cycle stands: listed, called, planSelected, planOfficial, lapsed, evaluating, rankingNoticed,
/// rankingPublished, listNoticed, listPublished, withdrawn.</param>
public sealed record CategoryCycleDoc(
    int Cycle,
    string Stage,
    string Field,
    string FieldName,
    GoalSector Sector,
    string Call,
    string? Plan,
    string? Body,
    string? Evaluation,
    string? LapseReason,
    IReadOnlyList<string> Titles);

/// <summary>What supervision brought up about the category: known to whoever writes the next plan (R67, R114).</summary>
/// <param name="Kind">revocation, objectionUpheld, entryAnnulled, incident, complaint, case, finding.</param>
/// <param name="Ground">
/// Of a revocation, an annulment, a complaint its ground, of an incident, a finding what it is, of a case what opened it; null of an
/// objection.
/// </param>
/// <param name="Text">Empty of a complaint, a case and a finding, whose facts may be sealed.</param>
public sealed record FeedbackDoc(int Cycle, string Kind, string Id, string? Ground, string Text, DateOnly On);

/// <param name="RankingInForce">The evaluation whose ranking was published last.</param>
public sealed record CategoryDoc(
    string Category,
    string Name,
    string? NameZh,
    string? RankingInForce,
    IReadOnlyList<CategoryCycleDoc> Cycles,
    IReadOnlyList<FeedbackDoc> Feedback);

/// <summary>Categories (品种), keyed by id, through all cycles.</summary>
public sealed class CategoryView : View<CategoryDoc>
{
    public override string Name => "categories";
    public override IReadOnlyList<string> Filters => ["category", "cycle", "sector", "body"];
    public override IReadOnlyList<string> Statuses =>
    [
        "unlisted", "listed", "called", "planSelected", "planOfficial", "lapsed", "evaluating", "rankingNoticed", "rankingPublished",
        "listNoticed", "listPublished", "withdrawn",
    ];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Ordered("name"),
        Field.Ordered("nameZh"),
        Field.Cycle,
        new("field", "The key field of its latest cycle, by its id.", FieldKind.Letters,
            $"{LeaderStore.Schema}.letters(payload->'cycles'->-1->>'field')") { IsOfRows = true },
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        KeyFieldListPublished e => e.Fields.SelectMany(f => f.Categories.Select(c => c.Id)),
        StandardFiled e => [e.Category],
        LeaderListEntered e => [e.Category],
        PlanCallOpened or PlanSelected or PlanMadeOfficial or SelectionWithdrawn or CategoryLapsed => OfCall(((CallFact)fact).Call),
        EvaluationOpened or RankingDrafted or RankingPublished or LeaderListDrafted or LeaderListPublished or EvaluationWithdrawn =>
            OfCall(((EvaluationFact)fact).Evaluation),
        EntryAnnulled or IncidentRaised => OfCall(((EvaluationFact)fact).Evaluation),
        TitleRevoked e => [e.Category],
        ObjectionUpheld e => OfCall(e.Notice.Split('.')[0]),
        ComplaintReceived { Subject: not (ComplaintSubject.Declaration or ComplaintSubject.EvaluationBody) } e =>
            OfCall(e.SubjectId.Split('.')[0]),
        CaseOpened e => OfCall(e.Title.Split('.')[0]),
        FindingReceived { Title: { } title } => OfCall(title.Split('.')[0]),
        _ => [],
    };

    private static IEnumerable<string> OfCall(string call) => Ids.ParseCall(call) is { } id ? [id.Category] : [];

    protected internal override Timeline<CategoryDoc> Apply(string key, Timeline<CategoryDoc> t, Recorded fact) => fact.Fact switch
    {
        KeyFieldListPublished e => t.Upsert(e.On, d => Listed(d ?? Unlisted(key), key, e)),
        StandardFiled e => t.Upsert(e.On, d => d ?? Unlisted(key)), // not counted: that would be a version for every filing
        PlanCallOpened e => In(t, e.Call, e.On, c => c with { Stage = "called", LapseReason = null }),
        PlanSelected e => In(t, e.Call, e.On, c => c with { Stage = "planSelected", Plan = e.Plan, Body = e.Body }),
        PlanMadeOfficial e => In(t, e.Call, e.On, c => c with { Stage = "planOfficial" }),
        SelectionWithdrawn e => In(t, e.Call, e.On, c => c with { Stage = "called", Plan = null, Body = null }),
        CategoryLapsed e => In(t, e.Call, e.On, c => c with { Stage = "lapsed", LapseReason = e.Reason }),
        EvaluationOpened e => In(t, e.Evaluation, e.On, c => c with { Stage = "evaluating", Evaluation = e.Evaluation }),
        RankingDrafted e => In(t, e.Evaluation, e.On, c => c with { Stage = "rankingNoticed" }),
        RankingPublished e => In(t, e.Evaluation, e.On, c => c with { Stage = "rankingPublished" })
            .Change(e.On, d => d with { RankingInForce = e.Evaluation }),
        LeaderListDrafted e => In(t, e.Evaluation, e.On, c => c with { Stage = "listNoticed" }),
        LeaderListPublished e => In(t, e.Evaluation, e.On, c => c with { Stage = "listPublished" }),
        EvaluationWithdrawn e => In(t, e.Evaluation, e.On, c => c with { Stage = "withdrawn" }),
        EntryAnnulled e => Told(
            t, e.Evaluation, "entryAnnulled", e.Declaration, Words.Answered<AnnulmentGround>(e.Ground), e.Detail, e.On),
        IncidentRaised e => Told(t, e.Evaluation, "incident", e.Subject, e.Kind, e.Detail, e.On),
        TitleRevoked e => Told(t, e.Evaluation, "revocation", e.Title, Words.Of(e.Ground), e.Facts, e.On),
        ObjectionUpheld e => Told(t, e.Notice.Split('.')[0], "objectionUpheld", e.Objection, null, e.Reasons, e.On),
        ComplaintReceived e => Told(t, e.SubjectId.Split('.')[0], "complaint", e.Complaint, Words.Of(e.Ground), "", e.On),
        CaseOpened e => Told(t, e.Title.Split('.')[0], "case", e.Case, Words.Of(e.Origin), "", e.On),
        FindingReceived { Title: { } title } e => Told(t, title.Split('.')[0], "finding", e.Finding, Words.Of(e.Kind), "", e.On),
        LeaderListEntered e => In(t, e.Evaluation, e.On, c => c with { Titles = [.. c.Titles, .. e.Titles] }),
        _ => t,
    };

    private static CategoryDoc Unlisted(string id) => new(id, id, null, null, [], []);

    private static CategoryDoc Listed(CategoryDoc d, string id, KeyFieldListPublished e)
    {
        var field = e.Fields.First(f => f.Categories.Any(c => c.Id == id));
        var category = field.Categories.First(c => c.Id == id);
        var known = d.Cycles.FirstOrDefault(c => c.Cycle == e.Cycle);
        var cycle = known is null
            ? new(e.Cycle, "listed", field.Id, field.Name, field.Sector, Ids.Call(e.Cycle, id), null, null, null, null, [])
            : known with { Field = field.Id, FieldName = field.Name, Sector = field.Sector };
        return d with
        {
            Name = category.Name,
            NameZh = category.NameZh,
            Cycles = [.. d.Cycles.Where(c => c.Cycle != e.Cycle).Append(cycle).OrderBy(c => c.Cycle)],
        };
    }

    private static Timeline<CategoryDoc> In(
        Timeline<CategoryDoc> t,
        string call,
        DateOnly on,
        Func<CategoryCycleDoc, CategoryCycleDoc> change) =>
        t.Change(on, d => d with { Cycles = [.. d.Cycles.Select(c => c.Call == call ? change(c) : c)] });

    private static Timeline<CategoryDoc> Told(
        Timeline<CategoryDoc> t,
        string call,
        string kind,
        string id,
        string? ground,
        string text,
        DateOnly on) =>
        t.Change(on, d => d with { Feedback = [.. d.Feedback, new(Ids.ParseCall(call)?.Cycle ?? 0, kind, id, ground, text, on)] });

    protected internal override RowTags Tags(CategoryDoc doc) => new(
        Category: doc.Category,
        Cycle: doc.Cycles.Count > 0 ? doc.Cycles[^1].Cycle : null,
        Sector: doc.Cycles.Count > 0 ? Words.Of(doc.Cycles[^1].Sector) : null,
        Body: doc.Cycles.Count > 0 ? doc.Cycles[^1].Body : null,
        Status: doc.Cycles.Count > 0 ? doc.Cycles[^1].Stage : "unlisted",
        Sort: doc.Category);
}
