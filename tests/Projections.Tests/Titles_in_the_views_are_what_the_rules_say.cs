using System.Text.Json;
using CsCheck;
using Leader.Domain;
using Leader.Domain.Enterprises;
using Leader.Domain.KeyFields;
using Leader.Domain.Titles;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Projections.Tests;

/// <summary>Gates decide by the title's own stream; what the public reads must say the same of every day.</summary>
public class Titles_in_the_views_are_what_the_rules_say
{
    private const string Id = "2024-tv.E", Enterprise = "E";
    private static readonly DateOnly Awarded = new(2024, 2, 29);

    [Fact]
    public void Of_every_day_whatever_becomes_of_a_title() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 500]).Array[0, 6].Sample(acts =>
        {
            var facts = History(acts);
            var title = facts.Skip(1).Aggregate(Title.Initial, Title.Evolve);
            var (titles, file) = (Folded(new TitleView(), Id, facts), Folded(new EnterpriseView(), Enterprise, facts));
            for (var day = Awarded.AddDays(-3); day < Awarded.AddDays(1600); day = day.AddDays(1))
            {
                var state = title.StateOn(day);
                var shown = titles.At(day)?.Status switch { null => TitleState.NotYetAwarded, TitleStatus.InForce => TitleState.Held, { } s => Enum.Parse<TitleState>(s.ToString()) };
                if (shown != state && !(state == TitleState.Annulled && day < Awarded)) throw new ShouldAssertException($"{day:yyyy-MM-dd}: the rules say {state}, the title {shown}");
                var standing = Standing.Of(day, file.At(day)?.Titles.SelectMany(t => t.Held()) ?? [], []);
                if (standing.Leader == Ever.Currently != title.IsHeldOn(day)) throw new ShouldAssertException($"{day:yyyy-MM-dd}: the rules say held {title.IsHeldOn(day)}, the standing {standing.Leader}");
                if (day < facts[^1].On) continue;
                for (var past = Awarded; past <= day; past = past.AddDays(37))
                    if (standing.LeaderIntervals.Any(i => i.From <= past && past <= i.LastDay) != title.IsHeldOn(past)) throw new ShouldAssertException($"{past:yyyy-MM-dd} seen from {day:yyyy-MM-dd}");
            }
        }, iter: 400);

    /// <summary>Acts that the rules allow one after the other, on days that never fall back.</summary>
    private static List<Fact> History((int What, int Days)[] acts)
    {
        var facts = new List<Fact>
        {
            new EnterpriseRegistered(Enterprise, IdentifierKind.CreditCode, "E", null, null, Awarded),
            new TitleAwarded(Id, Enterprise, "E", "d", 1, "Q/E 1", "2024-tv", 2024, "tv", "TV", GoalSector.ConsumerGoods, "body", 1, ["m"], Awarded.AddYears(1).AddDays(-1), Awarded.AddYears(1).AddDays(89), "r", Awarded),
        };
        var (on, state) = (Awarded, Title.Evolve(Title.Initial, facts[1]));
        foreach (var (what, days) in acts)
        {
            on = on.AddDays(days);
            Fact? fact = (what, state.End) switch
            {
                (_, TitleEnd.Annulled) => null,
                (_, TitleEnd.Revoked) => what < 3 ? new RevocationReversed(Id, state.Revocation!.Revocation, Enterprise, "r", "d", on) : null,
                (0, _) => new TitleRevoked(Id, $"{Id}.r{state.Revocations + 1}", Enterprise, "tv", "2024-tv", "body", "case", RevocationGround.Fraud, "f", null, [], "a", "r", on),
                (_, not TitleEnd.None) => null,
                (1, _) => new TitleSuperseded(Id, Enterprise, "2025-tv", null, on),
                (2, _) => new TitleLapsed(Id, Enterprise, "d", "r", on),
                (3, _) => new TitleWithdrawn(Id, Enterprise, "r", on),
                _ => new TitleAnnulled(Id, Enterprise, "r", "d", on),
            };
            if (fact is null) continue;
            facts.Add(fact);
            state = Title.Evolve(state, fact);
        }
        return facts;
    }

    private static Timeline<T> Folded<T>(View<T> view, string key, List<Fact> facts) where T : class
    {
        var fold = new ViewFold(view);
        for (var i = 0; i < facts.Count; i++) fold.Apply(new Recorded(i + 1, facts[i].Stream(), i + 1, DateTimeOffset.UnixEpoch, facts[i]));
        return new([.. fold.Current.Where(r => r.Row.Key == key).OrderBy(r => r.Row.From).Select(r => new Segment<T>(r.Row.From, r.Row.To, JsonSerializer.Deserialize<T>(r.Row.Payload, LeaderJson.Http)!))]);
    }
}
