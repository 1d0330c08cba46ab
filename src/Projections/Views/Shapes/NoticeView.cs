using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record ObjectionDoc
{
    public required string Objection { get; init; }
    public required string Notice { get; init; }
    public required ObjectionStage Stage { get; init; }
    public required ObjectorKind Kind { get; init; }
    public string? Objector { get; init; }
    public string? Target { get; init; }
    public required string Facts { get; init; }
    public required IReadOnlyList<string> Evidence { get; init; }
    public required DateTimeOffset LodgedAt { get; init; }
    public required DateOnly On { get; init; }
    public required DateOnly AnswerDueOn { get; init; }
    public required bool Extended { get; init; }
    public required bool Escalated { get; init; }
    public InadmissibleGround? Ground { get; init; }

    /// <summary>The answer with its reasons; public.</summary>
    public string? Outcome { get; init; }
    public DateOnly? OutcomeOn { get; init; }
    public DateOnly? ReviewUntil { get; init; }
    public string? ReviewFacts { get; init; }
    public string? ReviewOutcome { get; init; }
}

/// <summary>A move of the last day by a calendar announced later (trap 8).</summary>
public sealed record RecomputedDoc(DateOnly From, DateOnly LastDay, string Calendar, DateOnly On);

public sealed record NoticeDoc
{
    public required string Notice { get; init; }

    /// <summary>open; ended (its last day is over, nothing recorded yet); closed (no objection stood); superseded.</summary>
    public required string Status { get; init; }
    public required NoticeSubject Subject { get; init; }
    public required string Call { get; init; }
    public required int Version { get; init; }
    public required string ContentHash { get; init; }
    public required string Body { get; init; }
    public required IReadOnlyList<string> Covers { get; init; }
    public required string Channel { get; init; }
    public required DateOnly OpenedOn { get; init; }
    public required DateOnly LastDay { get; init; }

    /// <summary>The first instant after the notice: 24:00 Beijing of its last day.</summary>
    public required DateTimeOffset EndsAt { get; init; }
    public required string Calendar { get; init; }
    public required bool Provisional { get; init; }
    public required string Rules { get; init; }
    public required IReadOnlyList<ObjectionDoc> Objections { get; init; }
    public required IReadOnlyList<RecomputedDoc> Recomputed { get; init; }
    public string? SupersededBecause { get; init; }
}

/// <summary>Public notices with their objections, keyed by notice id. D9, D10, D12.</summary>
public sealed class NoticeView : View<NoticeDoc>
{
    public override string Name => "notices";
    public override IReadOnlyList<string> Filters => ["category", "cycle", "body"];
    public override IReadOnlyList<string> Statuses => ["open", "ended", "closed", "superseded"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<NoticeSubject>("subject", "What is noticed."),
        Field.Member("openOn", "Notices whose days have this one.", FieldKind.Span, "openedOn") with { Last = "payload->>'lastDay'" },
        Field.Member("openedOn", "Its first day.", FieldKind.Day),
        Field.Member("lastDay", "Its last day.", FieldKind.Day),
        Field.Cycle,
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is NoticeFact e ? [e.Notice] : [];

    protected internal override Timeline<NoticeDoc> Apply(string key, Timeline<NoticeDoc> t, Recorded fact) => fact.Fact switch
    {
        NoticeOpened e => Run(Timeline<NoticeDoc>.Empty, e.On, new NoticeDoc
        {
            Notice = e.Notice,
            Status = "open",
            Subject = e.Subject,
            Call = e.Call,
            Version = e.Version,
            ContentHash = e.ContentHash,
            Body = e.Body,
            Covers = e.Covers,
            Channel = e.Channel,
            OpenedOn = e.On,
            LastDay = e.LastDay,
            EndsAt = Ends(e.LastDay),
            Calendar = e.Calendar,
            Provisional = e.Provisional,
            Rules = e.Rules,
            Objections = [],
            Recomputed = [],
        }),
        DeadlineRecomputed e => t.At(e.On) is { } d ? Run(t, e.On, Objected(d, e) with
        {
            Status = "open",
            LastDay = e.LastDay,
            EndsAt = Ends(e.LastDay),
            Calendar = e.Calendar,
            Provisional = e.Provisional,
            Recomputed = [.. d.Recomputed, new(e.From, e.LastDay, e.Calendar, e.On)],
        }) : t,
        ObjectionLodged e => t.Change(e.On, d => d with
        {
            Objections = [.. d.Objections, new ObjectionDoc
            {
                Objection = e.Objection,
                Notice = e.Notice,
                Stage = ObjectionStage.Lodged,
                Kind = e.Kind,
                Objector = e.Kind == ObjectorKind.NamedUnit ? e.Objector : null,
                Target = e.Target,
                Facts = e.Facts,
                Evidence = e.Evidence,
                LodgedAt = e.LodgedAt,
                On = e.On,
                AnswerDueOn = e.AnswerDueOn,
                Extended = false,
                Escalated = false,
            }],
        }),
        NoticeClosed e => t.At(e.On) is { } d ? t.From(e.On, d with { Status = "closed" }) : t,
        NoticeSuperseded e => t.At(e.On) is { } d ? t.From(e.On, d with { Status = "superseded", SupersededBecause = e.Reason }) : t,
        NoticeFact e => t.Change(e.On, d => Objected(d, e)),
        _ => t,
    };

    private static Timeline<NoticeDoc> Run(Timeline<NoticeDoc> t, DateOnly from, NoticeDoc doc)
    {
        var ended = doc.LastDay.AddDays(1);
        return from < ended ? t.From(from, doc).From(ended, doc with { Status = "ended" }) : t.From(from, doc with { Status = "ended" });
    }

    private static DateTimeOffset Ends(DateOnly lastDay) => Beijing.Start(lastDay.AddDays(1));

    /// <summary>Each objection as the rules know it after the fact, with the words of the fact.</summary>
    private static NoticeDoc Objected(NoticeDoc d, NoticeFact fact) =>
        d with { Objections = [.. d.Objections.Select(o => Shaped(Told(o, fact), Objection.Evolve(State(o), fact)))] };

    /// <summary>What the document says of it, as the rules know it.</summary>
    private static Objection State(ObjectionDoc d) => new(
        d.Objection, d.Kind, d.Objector ?? "", "", d.Target, d.Facts, d.On, d.AnswerDueOn, d.Stage, d.Ground, d.Extended, null, d.Escalated,
        d.ReviewUntil, d.ReviewFacts is not null);

    /// <summary>The words of the fact.</summary>
    private static ObjectionDoc Told(ObjectionDoc d, NoticeFact fact) => fact switch
    {
        ObjectionFoundInadmissible e when e.Objection == d.Objection => d with { Outcome = e.Answer, OutcomeOn = e.On },
        ObjectionUpheld e when e.Objection == d.Objection => d with { Outcome = e.Reasons, OutcomeOn = e.On },
        ObjectionDismissed e when e.Objection == d.Objection => d with { Outcome = e.Reasons, OutcomeOn = e.On },
        ObjectionWithdrawn e when e.Objection == d.Objection => d with { OutcomeOn = e.On },
        ProcedureReviewRequested e when e.Objection == d.Objection => d with { ReviewFacts = e.Facts },
        ProcedureReviewAnswered e when e.Objection == d.Objection => d with { ReviewOutcome = e.Reasons },
        _ => d,
    };

    private static ObjectionDoc Shaped(ObjectionDoc d, Objection state)
    {
        var again = d.Stage == ObjectionStage.Inadmissible && state.Stage == ObjectionStage.Lodged; // it was in time after all
        return d with
        {
            Stage = state.Stage,
            Kind = state.Kind,
            AnswerDueOn = state.AnswerDueOn,
            Extended = state.Extended,
            Escalated = state.Escalated,
            Ground = state.Ground,
            ReviewUntil = state.ReviewUntil,
            Outcome = again ? null : d.Outcome,
            OutcomeOn = again ? null : d.OutcomeOn,
        };
    }

    protected internal override RowTags Tags(NoticeDoc doc) =>
        new(Category: Ids.ParseCall(doc.Call)?.Category, Cycle: Ids.ParseCall(doc.Call)?.Cycle, Body: doc.Body, Status: doc.Status,
            Sort: $"{doc.LastDay:yyyy-MM-dd} {doc.Notice}");
}
