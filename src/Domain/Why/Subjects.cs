using Leader.Domain.Record;

namespace Leader.Domain.Why;

/// <summary>What is asked about: where it is recorded, and how it is read from any past.</summary>
/// <param name="About">Which acts on the streams may bear on it; all, if null.</param>
public sealed record Subject(IReadOnlyList<string> Streams, Func<ILedger, string?> Answer, Func<PastAct, bool>? About = null);

/// <summary>The questions that a supervisor asks. Answers are texts that are equal only where the legal position is the same.</summary>
public static class Subjects
{
    /// <summary>A title on a day: who holds it by what, until when, and what became of it.</summary>
    public static Subject Title(string title, DateOnly on) => new([Streams.Title(title)], l => l.Title(title) is { Awarded: { } a } t
        ? $"{a.Enterprise} {t.Declaration} {t.DeclarationVersion} {a.Place} {a.On:o} {a.LastDay:o} {t.StateOn(on)} {t.EndedOn:o} "
            + $"{t.Revocation?.Ground} {t.Revocation?.On:o}" : null);

    /// <summary>A ban, for the enterprise or an heir.</summary>
    public static Subject Ban(string ban, string enterprise) => new([Streams.Enterprise(enterprise)],
        l => l.Read<Enterprise>(Streams.Enterprise(enterprise)).Bans.FirstOrDefault(b => b.Ban == ban) is { } b
            ? $"{b.From:o} {b.LastDay:o} {b.Void}"
            : null,
        a => a.Facts.Any(f => f.Fact is BanStarted { Ban: var s } && s == ban
            || f.Fact is BanInherited { Ban: var i } && i == ban
            || f.Fact is BanVoided { Ban: var v } && v == ban));

    /// <summary>What the published ranking (or the one under public notice) says of a declaration: its place, or why it has none.</summary>
    public static Subject Place(string evaluation, string declaration) =>
        new([Streams.Evaluation(evaluation)], l => Place(l, evaluation, declaration), a => a.Facts.Any(f =>
            f.Fact is RankingDrafted or RankingPublished or EntryStruck or EntryRestored or EntryAnnulled or EvaluationWithdrawn
                or PoolFrozen));

    /// <summary>Whether the enterprise may take part and claim benefits on a day (R92).</summary>
    public static Subject Standing(string enterprise, DateOnly on, IReadOnlyList<string> titles) => new(
        [Streams.Enterprise(enterprise), .. titles.Select(Streams.Title)],
        l =>
        {
            var e = l.Read<Enterprise>(Streams.Enterprise(enterprise));
            var held = e.Titles.Select(t => l.Title(t.Title)).Select(t => $"{t.Id} {t.StateOn(on)}");
            return $"{e.Exists} {e.MergedAwayBy(on)?.Heirs[0]} {string.Join(';', held)} | "
                + $"{string.Join(';', e.Bans.Select(b => $"{b.From:o} {b.LastDay:o} {b.Void}"))}";
        },
        a => a.Facts.Any(f =>
            f.Fact is EnterpriseRegistered or EnterpriseSucceeded or BanStarted or BanInherited or BanVoided or TitleEntered or TitleFact));

    /// <summary>Why an enterprise is no leader of an evaluation: what was said of it on every step.</summary>
    public static Subject NotLeader(string evaluation, string enterprise) =>
        new([Streams.Evaluation(evaluation), Streams.Enterprise(enterprise)], l =>
        {
            var e = l.Evaluation(evaluation);
            var own = e.Pool.FirstOrDefault(c => c.Enterprise == enterprise)?.Declaration;
            var place = own is null ? "not in the pool" : Place(l, evaluation, own);
            var left = e.LeftOutOfPool.FirstOrDefault(x => x.Enterprise == enterprise);
            return $"{e.Exists} {place} {left?.Ground} {left?.Detail} {e.Lists.Any(x => x.Leaders.Any(n => n.Enterprise == enterprise))} "
                + $"{e.Lists.Count > 0}";
        }, a => a.Facts.Any(f => f.Fact is PoolFrozen or RankingDrafted or RankingPublished or EntryStruck or EntryRestored
            or EntryAnnulled or LeaderNumberDecided or LeaderListDrafted or LeaderListPublished or ListingRefused or EvaluationWithdrawn
            or BanStarted or BanInherited or BanVoided));

    private static string? Place(ILedger l, string evaluation, string declaration)
    {
        var e = l.Evaluation(evaluation);
        var (result, published) = e.Ranking is { } r ? (r.Result, true) : (e.Draft?.Result, false);
        if (result is null) return null;
        var annulled = e.AnnulledEntries.Contains(declaration);
        if (result.Entries.FirstOrDefault(x => x.Declaration == declaration) is { } entry)
        {
            return $"{published} {entry.Place} {entry.Tier} {entry.Total} {annulled} "
                + $"{string.Join(' ', e.StrikesOf(entry.Enterprise).Take(1).Select(s => $"{s.BarredSince:o}"))}";
        }
        if (result.Excluded.FirstOrDefault(x => x.Declaration == declaration) is { } excluded)
        {
            return $"{published} excluded {excluded.Ground} {excluded.Detail}";
        }
        return result.NotEvaluable.FirstOrDefault(x => x.Declaration == declaration) is { } n
            ? $"{published} not evaluable {string.Join(',', n.MissingIndicators)}"
            : null;
    }
}
