using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum BanStatus { Current, Ended, Void }

/// <summary>D17: an entry of the three-year ban register. Ended and void ones stay (R77).</summary>
public sealed record BanDoc
{
    public required string Ban { get; init; }
    public required string Enterprise { get; init; }
    public string? Title { get; init; }
    public string? Body { get; init; }
    public RevocationGround? Ground { get; init; }

    /// <summary>First barred day, inclusive.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last barred day, inclusive; eligible from the next day, 00:00 in Beijing.</summary>
    public required DateOnly LastDay { get; init; }
    public required DateOnly EligibleFrom { get; init; }

    /// <summary>
    /// The rule set that gave the length; empty for one inherited before this was kept: it stands with the ban of the predecessor.
    /// </summary>
    public required string Rules { get; init; }

    /// <summary>The predecessor whose ban passed on (Q39).</summary>
    public string? InheritedFrom { get; init; }
    public string? VoidBecause { get; init; }
    public required BanStatus Status { get; init; }
}

/// <summary>
/// The ban register, keyed by ban and enterprise (a ban may pass to heirs). Whether a ban is current comes from its dates.
/// </summary>
public sealed class BanView : View<BanDoc>
{
    public override string Name => "bans";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<BanStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<RevocationGround>("ground", "Why the title was revoked."),
        new("category", "", FieldKind.Category, "substr(split_part(payload->>'ban', '.', 1), 6)"),
        new("cycle", "", FieldKind.Cycle, "left(payload->>'ban', 4)"),
        Field.Member("title", "Titles that were revoked.", FieldKind.Key) with { Of = "titles" },
        Field.Member("from", "Its first barred day.", FieldKind.Day),
        Field.Member("lastDay", "Its last barred day.", FieldKind.Day),
        Field.Member("covers", "Bans whose days have this one, void ones too.", FieldKind.Span, "from") with
        {
            Last = "payload->>'lastDay'",
        },
        Field.Member("inheritedFrom", "Predecessors whose bans passed on.", FieldKind.Key) with { Of = "enterprises" },
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => KeyOf(fact) is { } key ? [key] : [];

    internal static string? KeyOf(Fact fact) => fact switch
    {
        BanStarted e => Key(e.Ban, e.Enterprise),
        BanInherited e => Key(e.Ban, e.Enterprise),
        BanVoided e => Key(e.Ban, e.Enterprise),
        _ => null,
    };

    public static string Key(string ban, string enterprise) => $"{ban}@{enterprise}";

    protected internal override Timeline<BanDoc> Apply(string key, Timeline<BanDoc> t, Recorded fact) => fact.Fact switch
    {
        BanStarted e => Run(new BanDoc
        {
            Ban = e.Ban,
            Enterprise = e.Enterprise,
            Title = e.Title,
            Body = e.Body,
            Ground = Words.Known<RevocationGround>(e.Ground),
            From = e.On,
            LastDay = e.LastDay,
            EligibleFrom = e.LastDay.AddDays(1),
            Rules = e.Rules,
            Status = BanStatus.Current,
        }),
        BanInherited e => Run(new BanDoc
        {
            Ban = e.Ban,
            Enterprise = e.Enterprise,
            From = e.On,
            LastDay = e.LastDay,
            EligibleFrom = e.LastDay.AddDays(1),
            Rules = e.Rules ?? "",
            InheritedFrom = e.Predecessor,
            Status = BanStatus.Current,
        }),
        BanVoided e => t.Change(DateOnly.MinValue, d => d with { Status = BanStatus.Void, VoidBecause = e.Reason }),
        _ => t,
    };

    private static Timeline<BanDoc> Run(BanDoc ban) =>
        Timeline<BanDoc>.Empty.From(ban.From, ban).From(ban.EligibleFrom, ban with { Status = BanStatus.Ended });

    protected internal override RowTags Tags(BanDoc doc) =>
        new(Enterprise: doc.Enterprise, Body: doc.Body, Status: Words.Of(doc.Status), Sort: $"{doc.From:yyyy-MM-dd} {doc.Ban}");
}
