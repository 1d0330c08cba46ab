using Leader.Api.Seeding;
using Leader.Domain;
using Leader.Domain.Titles;
using Leader.Domain.Why;
using Xunit.Abstractions;

namespace Leader.Api.Tests.Why;

public class Scratch(ITestOutputHelper output)
{
    [Fact]
    public void Look()
    {
        var acts = Story.Play(Path.Combine(Leader.Api.Hosting.DataFolder.Root(), "seeds"));
        var past = new MemoryPast(acts);
        var titles = past.Acts.SelectMany(a => a.Facts).Select(f => f.Fact).OfType<TitleAwarded>().ToList();
        var faithful = past.Acts.Count(a => Reenacted.CommandOf(a) is not null);
        output.WriteLine($"{past.Acts.Count} acts, {faithful} with a command");
        var revoked = past.Acts.SelectMany(a => a.Facts).Select(f => f.Fact).OfType<TitleRevoked>().First();
        foreach (var subject in new[] { Subjects.Title(revoked.Title, new(2026, 11, 1)), Subjects.Ban(revoked.Revocation, revoked.Enterprise), Subjects.Title(titles[^1].Title, new(2026, 11, 1)) })
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var causes = new Causes(past).Of(subject.Streams, subject.Answer, subject.About);
            output.WriteLine($"{subject.Streams[0]}: {causes.Count} causes in {watch.ElapsedMilliseconds} ms, {Causes.Decisions}");
            if (causes.Count < 3) foreach (var c in causes) output.WriteLine($"  {c.Fact.Position} {c.Fact.Fact.GetType().Name} {c.Fact.Fact.Stream()} by {c.Act.Act.By} because {string.Join(',', c.Because)}");
        }
    }
}

internal sealed class MemoryPast : IPast
{
    private readonly Dictionary<string, List<PastAct>> _streams = [];
    public List<PastAct> Acts { get; } = [];

    public MemoryPast(IEnumerable<PlayedAct> acts)
    {
        var position = 0L;
        foreach (var act in acts.Where(a => a.Facts.Count > 0))
        {
            var past = new PastAct(new(act.On, act.At, act.By), [.. act.Facts.Select(f => new PastFact(++position, f))]);
            Acts.Add(past);
            foreach (var stream in past.Facts.Select(f => f.Fact.Stream()).Distinct())
            {
                if (!_streams.TryGetValue(stream, out var on)) _streams[stream] = on = [];
                on.Add(past);
            }
        }
    }

    public IReadOnlyList<PastAct> ActsOn(string stream) => _streams.GetValueOrDefault(stream) ?? [];
}
