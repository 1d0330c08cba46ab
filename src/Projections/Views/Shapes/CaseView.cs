using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record DefenceDoc(string Text, IReadOnlyList<string> Evidence, bool WaivesFurtherHearing, DateOnly On);
public sealed record CaseEvidenceDoc(string By, IReadOnlyList<string> Evidence, string Description, DateOnly On);

/// <summary>D15: the case file.</summary>
public sealed record CaseDoc
{
    public required string Case { get; init; }
    public required CaseStage Stage { get; init; }
    public required CaseOrigin Origin { get; init; }
    public required string OriginId { get; init; }
    public required string Title { get; init; }
    public required string Enterprise { get; init; }
    public required string Body { get; init; }
    public required DateOnly OpenedOn { get; init; }
    public required DateOnly DecisionDueOn { get; init; }

    /// <summary>Last day to decide after the hearing; null while no facts are stated.</summary>
    public DateOnly? DecideDueOn { get; init; }

    /// <summary>
    /// Last day, inclusive, of what the body has to do next: to decide, or to cancel the title; null when nothing is left to do.
    /// </summary>
    public DateOnly? DueOn { get; init; }
    public RevocationGround? AllegedGround { get; init; }
    public string? Facts { get; init; }
    public MeasuredShortfall? Shortfall { get; init; }
    public required IReadOnlyList<string> Evidence { get; init; }
    public DateOnly? DefenceDueOn { get; init; }
    public required IReadOnlyList<DefenceDoc> Defences { get; init; }
    public required IReadOnlyList<CaseEvidenceDoc> Filings { get; init; }
    public RevocationGround? EstablishedGround { get; init; }
    public string? Reasons { get; init; }
    public DateOnly? DecidedOn { get; init; }
    public string? Revocation { get; init; }
    public required bool Overdue { get; init; }
    public required IReadOnlyList<string> FormerBodies { get; init; }

    /// <summary>
    /// The supervisor whose finding opened the case, and the secret's hash of the complaint that did: looked up for those who ask as such.
    /// </summary>
    public CaseMatter Matter(string? authority = null, string? secretHash = null) =>
        new(DecidedOn is not null, Enterprise, Body, authority, secretHash);

    /// <summary>
    /// What may be seen of it: while it is not decided, the public learns that the title is under review, and no more (Q32).
    /// </summary>
    public CaseDoc For(Reader reader, CaseMatter matter)
    {
        if (matter.Shows(Seal.Hearing, reader)) return this;
        if (matter.Shows(Seal.Statement, reader)) return this with { Defences = [], Filings = [] };
        return this with
        {
            Stage = CaseStage.UnderReview,
            DecideDueOn = null,
            DueOn = null,
            AllegedGround = null,
            Facts = null,
            Shortfall = null,
            Evidence = [],
            DefenceDueOn = null,
            Defences = [],
            Filings = [],
        };
    }
}

/// <summary>Cases, keyed by id.</summary>
public sealed class CaseView : View<CaseDoc>
{
    public override string Name => "cases";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => Words.All(CaseStage.None);

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<CaseOrigin>("origin", "What opened it."),
        Field.Word<RevocationGround>("ground", "What was established; of decided cases.", "establishedGround"),
        Field.Member("title", "Titles that it is about.", FieldKind.Key) with { Of = "titles" },
        Field.Member("openedOn", "The day on which it was opened.", FieldKind.Day),
        Field.Member("decidedOn", "The day on which it was decided.", FieldKind.Day),
        new("category", "", FieldKind.Category, "substr(split_part(payload->>'title', '.', 1), 6)"),
        new("cycle", "", FieldKind.Cycle, "left(payload->>'title', 4)"),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is CaseFact e ? [e.Case] : [];

    protected internal override Timeline<CaseDoc> Apply(string key, Timeline<CaseDoc> t, Recorded fact) => fact.Fact switch
    {
        CaseOpened e => t.From(e.On, new CaseDoc
        {
            Case = e.Case,
            Stage = CaseStage.Opened,
            Origin = e.Origin,
            OriginId = e.OriginId,
            Title = e.Title,
            Enterprise = e.Enterprise,
            Body = e.Body,
            OpenedOn = e.On,
            DecisionDueOn = e.DecisionDueOn,
            DueOn = e.DecisionDueOn,
            AllegedGround = e.AllegedGround,
            Evidence = [],
            Defences = [],
            Filings = [],
            Overdue = false,
            FormerBodies = [],
        }),
        CaseFact e => t.Change(e.On, d => Shaped(Told(d, e), CaseCourse.Evolve(Course(d), e))),
        _ => t,
    };

    /// <summary>What the document says of it, as the rules know it.</summary>
    private static CaseCourse Course(CaseDoc d) =>
        new(d.Stage, d.Body, d.DecisionDueOn, d.DecideDueOn, d.Stage == CaseStage.Decided ? d.DueOn : null, d.Overdue);

    /// <summary>The words of the fact.</summary>
    private static CaseDoc Told(CaseDoc d, CaseFact fact) => fact switch
    {
        FactsStated e => d with
        {
            AllegedGround = e.Ground,
            Facts = e.Facts,
            Shortfall = e.Shortfall,
            Evidence = e.Evidence,
            DefenceDueOn = e.DefenceDueOn,
        },
        DefenceFiled e => d with { Defences = [.. d.Defences, new(e.Text, e.Evidence, e.WaivesFurtherHearing, e.On)] },
        EvidenceFiled e => d with { Filings = [.. d.Filings, new(e.By, e.Evidence, e.Description, e.On)] },
        CaseDecided e => d with { EstablishedGround = e.Ground, Reasons = e.Reasons, DecidedOn = e.On },
        CaseReassigned e => d with { FormerBodies = [.. d.FormerBodies, e.From] },
        CaseExecuted e => d with { Revocation = e.Revocation },
        _ => d,
    };

    private static CaseDoc Shaped(CaseDoc d, CaseCourse course) => d with
    {
        Stage = course.Stage,
        Body = course.Body,
        DecisionDueOn = course.DecisionDueOn,
        DecideDueOn = course.DecideDueOn,
        DueOn = course.DueOn,
        Overdue = course.Overdue,
    };

    protected internal override Func<CaseDoc, Reader, object> For => (doc, reader) => doc.For(reader, doc.Matter());

    protected internal override RowTags Tags(CaseDoc doc) =>
        new(Enterprise: doc.Enterprise, Body: doc.Body, Status: Words.Of(doc.Stage), Sort: $"{doc.OpenedOn:yyyy-MM-dd} {doc.Case}");
}

/// <summary>A case that a finding opened.</summary>
public sealed record FindingCaseDoc(string Case, string Body, bool Decided);

/// <param name="Declaration">That it is about; where it is about a product, the one that covers it.</param>
/// <param name="Facts">Null in public as long as one of the cases is undecided (Q32).</param>
/// <param name="Product">That it is about; null where it is about none.</param>
/// <param name="Report">Of the register, that it answers; left out where it answers none.</param>
public sealed record FindingDoc(
    string Finding,
    string Status,
    FindingKind Kind,
    string Authority,
    string Enterprise,
    string? Title,
    string? Declaration,
    bool Serious,
    string? Facts,
    IReadOnlyList<string> Evidence,
    DateOnly On,
    string? ClosedBecause,
    DateOnly? ClosedOn,
    IReadOnlyList<FindingCaseDoc> Cases,
    string? Product = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Report = null)
{
    public FindingDoc For(Reader reader) =>
        new FindingMatter(Authority, [.. Cases.Select(c => new CaseMatter(c.Decided, Enterprise, c.Body))]).Shows(reader)
            ? this
            : this with { Facts = null, Evidence = [] };
}

/// <summary>Findings of supervision, keyed by id. D19.</summary>
public sealed class FindingView : View<FindingDoc>
{
    public override string Name => "findings";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => ["open", "closed"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<FindingKind>("kind", "What supervision looked at."),
        Field.Member("on", "Its day.", FieldKind.Day),
        Field.Member("closedOn", "The day on which it was closed.", FieldKind.Day),
        Field.Member("serious", "It is serious.", FieldKind.Truth),
        Field.Member("title", "Titles that it is about.", FieldKind.Key) with { Of = "titles" },
        Field.Member("declaration", "Declarations that it is about.", FieldKind.Key) with { Of = "declarations" },
        Field.Member("report", "Reports of the register that it answers.", FieldKind.Key) with { Of = "reports" },
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        FindingReceived e => [e.Finding],
        FindingClosed e => [e.Finding],
        CaseOpened { Origin: CaseOrigin.Finding } e => [e.OriginId],
        CaseReassigned e => [e.Case.Split('.')[0]], // the case of a finding has its id; those of others lead to no finding
        CaseDecided e => [e.Case.Split('.')[0]],
        _ => [],
    };

    protected internal override Timeline<FindingDoc> Apply(string key, Timeline<FindingDoc> t, Recorded fact) => fact.Fact switch
    {
        FindingReceived e => t.From(e.On, new(
            e.Finding, "open", e.Kind, e.Authority, e.Enterprise, e.Title, e.Declaration, e.Serious, e.Facts, e.Evidence, e.On, null, null,
            [], e.Product, e.Report)),
        FindingClosed e => t.Change(e.On, d => d with { Status = "closed", ClosedBecause = e.Reason, ClosedOn = e.On }),
        CaseOpened e => t.Change(e.On, d => d with { Cases = [.. d.Cases, new(e.Case, e.Body, false)] }),
        CaseReassigned e => Case(t, e, c => c with { Body = e.To }),
        CaseDecided e => Case(t, e, c => c with { Decided = true }),
        _ => t,
    };

    private static Timeline<FindingDoc> Case(Timeline<FindingDoc> t, CaseFact e, Func<FindingCaseDoc, FindingCaseDoc> change) =>
        t.Change(e.On, d => d with { Cases = [.. d.Cases.Select(c => c.Case == e.Case ? change(c) : c)] });

    protected internal override Func<FindingDoc, Reader, object> For => (doc, reader) => doc.For(reader);

    protected internal override RowTags Tags(FindingDoc doc) =>
        new(Enterprise: doc.Enterprise, Body: doc.Authority, Status: doc.Status, Sort: $"{doc.On:yyyy-MM-dd} {doc.Finding}");
}
