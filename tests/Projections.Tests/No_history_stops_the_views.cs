using Leader.Api.Tests.Contract;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Tests;

/// <summary>A fold that throws would stop all views for good; so it takes whatever the log may hold.</summary>
public class No_history_stops_the_views
{
    private static readonly Type[] Types = [.. FactTypes.ByName.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Fact]
    public void Any_facts_in_any_order_on_any_days_are_folded()
    {
        var faults = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var folds = LeaderViews.All.Select(v => (v.Name, Fold: new ViewFold(v))).ToArray();
            for (var i = 1; i <= 300; i++)
            {
                var fact = new Sample(random: random).Of(Types[random.Next(Types.Length)]);
                foreach (var (view, fold) in folds)
                {
                    try { fold.Apply(new Recorded(i, fact.Stream(), 0, DateTimeOffset.UnixEpoch, fact)); }
                    catch (Exception e) { faults.TryAdd($"{view}, {fact.GetType().Name}", $"seed {seed}, fact {i}: {e.Message}"); }
                }
            }
        }
        faults.ShouldBeEmpty();
    }
}
