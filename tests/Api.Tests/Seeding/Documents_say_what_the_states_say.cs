using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Seeding;

/// <summary>What is served and what the rules decide by, over the demonstration history: the same fact by fact.</summary>
public class Documents_say_what_the_states_say
{
    [Fact]
    public void After_every_fact_of_the_demonstration_both_say_the_same()
    {
        var folds = LeaderViews.All.ToDictionary(v => v, v => new ViewFold(v));
        var states = new StatesBeside(LeaderAgreements.All);
        List<string> differences = [];
        var (position, versions, compared) = (0L, new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        foreach (var fact in The_demonstration_history.Played.Value.SelectMany(a => a.Facts))
        {
            var stream = fact.Stream();
            versions[stream] = versions.GetValueOrDefault(stream) + 1;
            var recorded = new Recorded(++position, stream, versions[stream], DateTimeOffset.UnixEpoch, fact);
            foreach (var fold in folds.Values) fold.Apply(recorded);
            states.Apply(recorded);
            foreach (var (agreement, key, said, _) in states.Compared((view, key) => folds[view].Newest(key)))
            {
                compared++;
                if (!said.IsAgreed) differences.Add($"{position} {fact.GetType().Name}: {agreement.View.Name}/{key} {said}");
            }
        }

        compared.ShouldBeGreaterThan(100_000);
        differences.ShouldBeEmpty();
    }
}
