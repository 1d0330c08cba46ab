using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum BanStatus { Current, Ended, Void }

/// <summary>D17: an entry of the three-year ban register. Ended and void ones stay (R77).</summary>
/// <param name="From">First barred day, inclusive.</param>
/// <param name="LastDay">Last barred day, inclusive; eligible from the next day, 00:00 in Beijing.</param>
/// <param name="Rules">The rule set that gave the length; empty for one inherited before this was kept: it stands with the ban of the
/// predecessor.</param>
/// <param name="InheritedFrom">The predecessor whose ban passed on (Q39).</param>
public sealed record BanDoc(
    string Ban,
    string Enterprise,
    string? Title,
    string? Body,
    string? Ground,
    DateOnly From,
    DateOnly LastDay,
    DateOnly EligibleFrom,
    string Rules,
    string? InheritedFrom,
    string? VoidBecause,
    BanStatus Status);

/// <summary>
/// The ban register, keyed by ban and enterprise (a ban may pass to heirs). Whether a ban is current comes from its dates.
/// </summary>
public sealed class BanView : View<BanDoc>
{
    public override string Name => "bans";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<BanStatus>();

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        BanStarted e => [Key(e.Ban, e.Enterprise)],
        BanInherited e => [Key(e.Ban, e.Enterprise)],
        BanVoided e => [Key(e.Ban, e.Enterprise)],
        _ => [],
    };

    public static string Key(string ban, string enterprise) => $"{ban}@{enterprise}";

    protected internal override Timeline<BanDoc> Apply(string key, Timeline<BanDoc> t, Recorded fact) => fact.Fact switch
    {
        BanStarted e => Run(new(
            e.Ban, e.Enterprise, e.Title, e.Body, e.Ground, e.On, e.LastDay, e.LastDay.AddDays(1), e.Rules, null, null, BanStatus.Current)),
        BanInherited e => Run(new(
            e.Ban, e.Enterprise, null, null, null, e.On, e.LastDay, e.LastDay.AddDays(1), e.Rules ?? "", e.Predecessor, null,
            BanStatus.Current)),
        BanVoided e => t.Change(DateOnly.MinValue, d => d with { Status = BanStatus.Void, VoidBecause = e.Reason }),
        _ => t,
    };

    private static Timeline<BanDoc> Run(BanDoc ban) =>
        Timeline<BanDoc>.Empty.From(ban.From, ban).From(ban.EligibleFrom, ban with { Status = BanStatus.Ended });

    protected internal override RowTags Tags(BanDoc doc) =>
        new(Enterprise: doc.Enterprise, Body: doc.Body, Status: Words.Of(doc.Status), Sort: $"{doc.From:yyyy-MM-dd} {doc.Ban}");
}
