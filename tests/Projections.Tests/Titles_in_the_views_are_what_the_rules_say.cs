using System.Text.Json;
using CsCheck;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Tests;

/// <summary>Gates decide by the title's own stream; what the public reads must say the same of every day.</summary>
public class Titles_in_the_views_are_what_the_rules_say
{
    private const string Id = "2024-tv.E", Enterprise = "E", WonWith = "E.Q~E_1-2023";
    private static readonly DateOnly Awarded = new(2024, 2, 29);

    private static readonly Gen<(int What, int Days)[]> Acts = Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 300]).Array[0, 9];

    [Fact, Trait("Rule", "Q22"), Trait("Rule", "end-states")]
    public void Of_every_day_whatever_becomes_of_a_title() =>
        Acts.Sample(acts =>
        {
            var facts = History(acts);
            var (titles, file) = (Folded(new TitleView(), Id, facts), Folded(new EnterpriseView(), Enterprise, facts));
            foreach (var day in Days(facts))
            {
                // What the rules make of what has effect by the day; an annulment has effect from the start (Q50).
                var title = facts.Skip(1).Where(f => f.On <= day || f is TitleAnnulled).Aggregate(Title.Initial, Title.Evolve);
                var whole = facts.Skip(1).Aggregate(Title.Initial, Title.Evolve);
                var doc = titles.At(day);
                if (day < Awarded)
                {
                    doc.ShouldBeNull();
                    continue;
                }
                Said(doc!).ShouldBe(Ruled(title, day), $"{day:yyyy-MM-dd}, title: {string.Join(", ", facts.Skip(1))}");
                Said(file.At(day)!.Titles.ShouldHaveSingleItem())
                    .ShouldBe(RuledInFile(title), $"{day:yyyy-MM-dd}, enterprise: {string.Join(", ", facts.Skip(1))}");
                // nothing later changes a day, but for an annulment
                title.StateOn(day).ShouldBe(whole.StateOn(day), $"{day:yyyy-MM-dd}: {string.Join(", ", facts.Skip(1))}");
            }
        }, iter: 600);

    [Fact]
    public void Spans_held_are_the_days_on_which_it_is_held() =>
        Acts.Sample(acts =>
        {
            var facts = History(acts);
            var title = facts.Skip(1).Aggregate(Title.Initial, Title.Evolve);
            var file = Folded(new EnterpriseView(), Enterprise, facts);
            for (var day = Awarded.AddDays(-3); day < Awarded.AddDays(1600); day = day.AddDays(1))
            {
                var standing = Standing.Of(day, file.At(day)?.Titles.SelectMany(t => t.Held()) ?? [], []);
                if (standing.Leader == Ever.Currently != title.IsHeldOn(day))
                {
                    throw new ShouldAssertException($"{day:yyyy-MM-dd}: the rules say held {title.IsHeldOn(day)}, the standing "
                        + $"{standing.Leader}");
                }
                if (day < facts.Max(f => f.On)) continue;
                for (var past = Awarded; past <= day; past = past.AddDays(37))
                {
                    if (standing.LeaderIntervals.Any(i => i.From <= past && past <= i.LastDay) != title.IsHeldOn(past))
                    {
                        throw new ShouldAssertException($"{past:yyyy-MM-dd} seen from {day:yyyy-MM-dd}");
                    }
                }
            }
        }, iter: 200);

    /// <summary>Reckoned from the facts alone, without the rules' own fold.</summary>
    [Fact, Trait("Rule", "Q22"), Trait("Rule", "R1")]
    public void A_title_rests_on_the_standard_that_it_followed_to_last() =>
        Acts.Sample(acts =>
        {
            var facts = History(acts);
            var (titles, file) = (Folded(new TitleView(), Id, facts), Folded(new EnterpriseView(), Enterprise, facts));
            foreach (var day in Days(facts).Where(d => d >= Awarded))
            {
                var followed = facts.OfType<TitleFollowedRevision>().LastOrDefault(f => f.On <= day);
                var (declaration, version) = followed is null ? (WonWith, 1) : (followed.Declaration, followed.DeclarationVersion);
                var doc = titles.At(day)!;
                (doc.Declaration, doc.DeclarationVersion).ShouldBe((declaration, version), $"{day:yyyy-MM-dd}");
                doc.Number.ShouldBe($"Q/E 1-{declaration[^4..]}");
                file.At(day)!.Titles.ShouldHaveSingleItem().Declaration.ShouldBe(declaration);
            }
        }, iter: 300);

    [Fact]
    public void The_histories_hold_every_fact_of_a_title()
    {
        var made = new HashSet<Type>();
        Acts.Sample(acts => { lock (made) made.UnionWith(History(acts).OfType<TitleFact>().Select(f => f.GetType())); }, iter: 2_000);

        made.ShouldBe(
            typeof(TitleFact).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(TitleFact)) && !t.IsAbstract),
            ignoreOrder: true);
    }

    private static string Said(TitleDoc d) =>
        Text(
            d.Status switch { TitleStatus.InForce => TitleState.Held, var s => Enum.Parse<TitleState>(s.ToString()) },
            d.Declaration,
            d.DeclarationVersion,
            d.EndedOn,
            d.Revocation?.Revocation,
            d.Revocation?.On,
            d.Revocation?.Ground,
            d.Corrections.Select(c => c.Revocation),
            d.UnderReview,
            d.BaselineChanged is not null,
            d.ReviewReason is not null,
            d.LastDay,
            d.GraceLastDay);

    private static string Ruled(Title t, DateOnly day) =>
        Text(
            t.StateOn(day),
            t.Declaration,
            t.DeclarationVersion,
            t.Life!.EndActOn,
            t.Revocation?.Revocation,
            t.Revocation?.On,
            t.Revocation?.Ground,
            t.Reversals.Select(r => r.Revocation),
            t.OpenCases,
            t.BaselineChanged,
            t.ReviewRequired,
            t.Life!.LastDay,
            t.Life.GraceLastDay);

    private static string Said(EnterpriseTitleDoc d) =>
        Text(d.Declaration, d.From, d.LastDay, d.GraceLastDay, d.EndedOn, d.End, d.Revocation);

    private static string RuledInFile(Title t) =>
        Text(
            t.Declaration,
            t.Awarded!.On,
            t.Life!.LastDay,
            t.Life.GraceLastDay,
            t.Life.EndActOn,
            t.End == TitleEnd.None ? null : t.End.ToString().ToLowerInvariant(),
            t.Revocation?.Revocation);

    private static string Text(params object?[] parts) => string.Join(" | ",
        parts.Select(p => p is IEnumerable<string> many ? string.Join(",", many.Order(StringComparer.Ordinal)) : p?.ToString() ?? "-"));

    /// <summary>Every day on which something may change, and its eve.</summary>
    private static IEnumerable<DateOnly> Days(List<Fact> facts) =>
        facts.Select(f => f.On)
            .Concat(facts.OfType<TitleAwarded>().SelectMany(a => new[] { a.LastDay.AddDays(1), a.GraceLastDay.AddDays(1) }))
            .SelectMany(d => new[] { d.AddDays(-1), d }).Append(Awarded.AddDays(2000)).Distinct().Order();

    private const int Kinds = 12;

    /// <summary>Acts that the rules allow one after the other, on days that never fall back.</summary>
    private static List<Fact> History((int What, int Days)[] acts)
    {
        var facts = new List<Fact>
        {
            new EnterpriseRegistered(Enterprise, IdentifierKind.CreditCode, "E", null, null, Awarded),
            new TitleAwarded(
                Id, Enterprise, "E", WonWith, 1, "Q/E 1-2023", "2024-tv", 2024, "tv", "TV", GoalSector.ConsumerGoods, "body", 1, ["m"],
                Awarded.AddYears(1).AddDays(-1), Awarded.AddYears(1).AddDays(89), "r", Awarded),
        };
        var (on, state) = (Awarded, Title.Evolve(Title.Initial, facts[1]));
        foreach (var (what, days) in acts)
        {
            on = on.AddDays(days);
            Fact? fact = (what, state.End) switch
            {
                (_, TitleEnd.Annulled) => null,
                (5, _) => new TitleFollowedRevision(Id, Enterprise, $"E.Q~E_1-{2023 + days % 3}", 1 + days % 4, on),
                (6, _) => new TitleReviewRequired(Id, Enterprise, $"revised {days}", on),
                (7, _) => new TitleReviewClosed(Id, Enterprise, TitleReviewOutcome.NoGround, "r", null, on),
                (8, _) => new BaselineChanged(Id, Enterprise, $"GB {days}", on, on),
                (9, _) => new TitleCaseOpened(Id, Enterprise, $"case-{days}", on),
                (10, _) => state.OpenCases.FirstOrDefault() is { } open ? new TitleCaseClosed(Id, Enterprise, open, "none", on) : null,
                (11, _) => new TitleGraceEnded(
                    Id,
                    Enterprise,
                    2025,
                    Awarded.AddYears(1).AddDays(days - 100) is var last && last < on ? on.AddDays(-1) : last,
                    on),
                (_, TitleEnd.Revoked) => what < 3
                    ? new RevocationReversed(Id, state.Revocation!.Revocation, Enterprise, "r", "d", on)
                    : null,
                (0, _) => new TitleRevoked(
                    Id, $"{Id}.r{state.Revocations + 1}", Enterprise, "tv", "2024-tv", "body", "case", RevocationGround.Fraud, "f", null,
                    [], "a", "r", on),
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
        return new([.. fold.Current.Where(r => r.Row.Key == key)
            .OrderBy(r => r.Row.From)
            .Select(r => new Segment<T>(r.Row.From, r.Row.To, JsonSerializer.Deserialize<T>(r.Row.Payload, LeaderJson.Http)!))]);
    }
}
