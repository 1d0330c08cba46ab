using JasperFx.Events;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;
using Marten.Events.Aggregation;

namespace Leader.Benchmarks;

/// <summary>The latest state of a stream, by the same fold as the view: what a snapshot of the store's own can hold.</summary>
internal interface ISnapshot<T> where T : class
{
    string Id { get; set; }
    T Doc { get; set; }
}

public sealed class EnterpriseSnapshot
    : ISnapshot<EnterpriseDoc>
{ public string Id { get; set; } = ""; public EnterpriseDoc Doc { get; set; } = null!; }
public sealed class DeclarationSnapshot
    : ISnapshot<DeclarationDoc>
{ public string Id { get; set; } = ""; public DeclarationDoc Doc { get; set; } = null!; }
public sealed class RankingSnapshot
    : ISnapshot<RankingDoc>
{ public string Id { get; set; } = ""; public RankingDoc Doc { get; set; } = null!; }
public sealed class TitleSnapshot : ISnapshot<TitleDoc> { public string Id { get; set; } = ""; public TitleDoc Doc { get; set; } = null!; }

internal static class Latest
{
    public static TSnapshot? Of<TSnapshot, T>(View<T> view, TSnapshot? snapshot, string id, IEvent e)
        where T : class where TSnapshot : class, ISnapshot<T>, new()
    {
        var before = snapshot is null ? Timeline<T>.Empty : Timeline<T>.Empty.From(DateOnly.MinValue, snapshot.Doc);
        var after = view.Apply(id, before, new Recorded(e.Sequence, e.StreamKey!, e.Version, e.Timestamp, (Fact)e.Data));
        return after.Latest is { } doc ? new TSnapshot { Id = id, Doc = doc } : null;
    }
}

internal sealed partial class EnterpriseSnapshots : SingleStreamProjection<EnterpriseSnapshot, string>
{
    public EnterpriseSnapshots() { Name = nameof(EnterpriseSnapshots); foreach (var t in Of<EnterpriseFact>.Types) IncludeType(t); }
    public override EnterpriseSnapshot? Evolve(EnterpriseSnapshot? snapshot, string id, IEvent e) =>
        Latest.Of(LeaderViews.Enterprises, snapshot, id, e);
}

internal sealed partial class DeclarationSnapshots : SingleStreamProjection<DeclarationSnapshot, string>
{
    public DeclarationSnapshots() { Name = nameof(DeclarationSnapshots); foreach (var t in Of<DeclarationFact>.Types) IncludeType(t); }
    public override DeclarationSnapshot? Evolve(DeclarationSnapshot? snapshot, string id, IEvent e) =>
        Latest.Of(LeaderViews.Declarations, snapshot, id, e);
}

internal sealed partial class RankingSnapshots : SingleStreamProjection<RankingSnapshot, string>
{
    public RankingSnapshots() { Name = nameof(RankingSnapshots); foreach (var t in Of<EvaluationFact>.Types) IncludeType(t); }
    public override RankingSnapshot? Evolve(RankingSnapshot? snapshot, string id, IEvent e) =>
        Latest.Of(LeaderViews.Rankings, snapshot, id, e);
}

internal sealed partial class TitleSnapshots : SingleStreamProjection<TitleSnapshot, string>
{
    public TitleSnapshots() { Name = nameof(TitleSnapshots); foreach (var t in Of<TitleFact>.Types) IncludeType(t); }
    public override TitleSnapshot? Evolve(TitleSnapshot? snapshot, string id, IEvent e) => Latest.Of(LeaderViews.Titles, snapshot, id, e);
}

internal static class Of<T>
{
    public static readonly IEnumerable<Type> Types = [.. FactTypes.ByName.Values.Where(t => t.IsAssignableTo(typeof(T)))];
}
