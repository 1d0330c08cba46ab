using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>A span of days on which a title was held.</summary>
/// <param name="LastDay">Last day held, inclusive: the eve of the act that ended it, or the last day of its cycle and grace.</param>
/// <param name="State">The state of the title, as <see cref="TitleState"/>; days alone tell whether it is held. An annulled title was never
/// held.</param>
public sealed record TitleInterval(
    string Title,
    string Category,
    DateOnly From,
    DateOnly LastDay,
    string State,
    IReadOnlyList<string> Products)
{
    /// <summary>The declaration that it rests on, and its version.</summary>
    public string Declaration { get; init; } = "";
    public int DeclarationVersion { get; init; }

    public bool IsAnnulled => string.Equals(State, nameof(TitleState.Annulled), StringComparison.OrdinalIgnoreCase);
}

/// <param name="From">First barred day, inclusive.</param>
/// <param name="LastDay">Last barred day, inclusive; eligible from the next day, 00:00 Beijing.</param>
/// <param name="Void">Set aside on review: it never barred anyone (Q33).</param>
public sealed record BanInterval(string Ban, DateOnly From, DateOnly LastDay, bool Void) : IBan;

/// <summary>A product that a declared standard covers on the day of the question.</summary>
/// <param name="Version">That of the declaration when the product was declared.</param>
/// <param name="Category">That it is of; null where the standard has none.</param>
/// <param name="From">First day under this declaration.</param>
public sealed record CoveredProduct(string Product, string Declaration, int Version, ProductModel Model, string? Category, DateOnly From)
{
    /// <summary>
    /// A title is for a standard, and covers every product that the standard covers on the day, whenever it was declared; but for one
    /// that was declared under a later version than the title rests on: a title follows a worse version only when its body has reviewed
    /// it (Q22).
    /// </summary>
    public bool IsCoveredBy(TitleInterval title) => title.Declaration == Declaration && Version <= title.DeclarationVersion
        && (Category is null || Category == title.Category);
}

public enum Ever { Never, Formerly, Currently }

/// <summary>Why benefits may not be claimed; <see cref="None"/> where they may.</summary>
public enum BenefitsObstacle
{
    None,
    NotALeader,
    OtherCategory,
    OtherProduct,
    Barred,
    MergedAway,

    /// <summary>No standard of the enterprise covers such a product on the day: nothing rests on a number that was mistyped.</summary>
    UnknownProduct,
}

/// <summary>Whether an enterprise may take part, and may claim benefits, on a day. Derived from days only; no job has to run.</summary>
/// <remarks>Clause 四(六), 五(一), R73–R77, R81; Q29, Q31; traps 18, 19, 20.</remarks>
/// <param name="Leader">In the category asked about, where one was. A product does not narrow it: it narrows what benefits are for
/// (R81).</param>
/// <param name="LeaderIntervals">Spans up to the day, united where they touch or overlap, by their first day.</param>
/// <param name="Ban">Ended bans stay: "formerly", with their spans.</param>
/// <param name="BanIntervals">As <paramref name="LeaderIntervals"/>; overlapping bans are one span (Q31).</param>
/// <param name="BarredUntil">Last barred day, inclusive, of the span that covers the day; null where none does.</param>
/// <param name="MayTakePart">In rankings and leader evaluation, of every field and body.</param>
/// <param name="Titles">The titles that a claim may rest on, by id; empty where none may.</param>
public sealed record Standing(
    Ever Leader,
    IReadOnlyList<Interval> LeaderIntervals,
    Ever Ban,
    IReadOnlyList<Interval> BanIntervals,
    DateOnly? BarredUntil,
    bool MayTakePart,
    bool MayClaimBenefits,
    BenefitsObstacle Obstacle,
    IReadOnlyList<string> Titles)
{
    /// <param name="titles">All titles of the enterprise, whatever became of them.</param>
    /// <param name="bans">All bans of the enterprise, inherited ones too.</param>
    /// <param name="category">Null: in any category.</param>
    /// <param name="mergedOn">First day on which the enterprise has gone up in another; null while it lives (Q61).</param>
    /// <param name="product">Null: for no product in particular. Compared with the products of the title character by character.</param>
    /// <param name="models">
    /// The products that a brand, model or barcode means, as far as they are covered on the day; null where none was asked about. Several
    /// that differ have to be covered all; one that several standards cover has to be under one title.
    /// </param>
    public static Standing Of(
        DateOnly day,
        IEnumerable<TitleInterval> titles,
        IReadOnlyCollection<IBan> bans,
        string? category = null,
        string? product = null,
        DateOnly? mergedOn = null,
        IReadOnlyCollection<CoveredProduct>? models = null)
    {
        var held = titles.Where(t => !t.IsAnnulled && t.From <= day && t.From <= t.LastDay)
            .OrderBy(t => t.Title, StringComparer.Ordinal)
            .ToList();
        var here = held.Where(t => category is null || t.Category == category).ToList();
        var fitting = here.Where(t => product is null || t.Products.Contains(product.Trim(), StringComparer.Ordinal))
            .Where(t => models is null || models.Any(m => m.IsCoveredBy(t)))
            .ToList();
        var covered = models?.GroupBy(m => m.Model with { Category = null })
            .All(same => same.Any(m => here.Any(t => Now(t) && m.IsCoveredBy(t))));
        var barred = United(bans.Where(b => b.BarsWithin(DateOnly.MinValue, day)).Select(b => new Interval(b.From, b.LastDay)));
        var leader = United(here.Select(t => new Interval(t.From, t.LastDay)));

        bool Now(TitleInterval t) => t.LastDay >= day;
        var ban = bans.On(day) is not null ? Ever.Currently : barred.Count > 0 ? Ever.Formerly : Ever.Never;
        var gone = mergedOn <= day;
        var obstacle =
            ban == Ever.Currently ? BenefitsObstacle.Barred
            : gone ? BenefitsObstacle.MergedAway
            : fitting.Any(Now) && covered != false ? BenefitsObstacle.None
            : models is { Count: 0 } && here.Any(Now) ? BenefitsObstacle.UnknownProduct
            : here.Any(Now) ? BenefitsObstacle.OtherProduct
            : held.Any(Now) ? BenefitsObstacle.OtherCategory
            : BenefitsObstacle.NotALeader;
        return new(At(leader, day), leader, ban, barred, ban == Ever.Currently ? barred[^1].LastDay : null,
            ban != Ever.Currently && !gone, obstacle == BenefitsObstacle.None, obstacle,
            obstacle == BenefitsObstacle.None ? [.. fitting.Where(Now).Select(t => t.Title).Distinct(StringComparer.Ordinal)] : []);
    }

    private static Ever At(List<Interval> united, DateOnly day) =>
        united.Count == 0 ? Ever.Never : united[^1].LastDay >= day ? Ever.Currently : Ever.Formerly;

    /// <summary>Spans that overlap, or of which one begins the day after the other ends, are one.</summary>
    private static List<Interval> United(IEnumerable<Interval> intervals)
    {
        var united = new List<Interval>();
        foreach (var next in intervals.OrderBy(i => i.From).ThenBy(i => i.LastDay))
        {
            if (united.Count > 0 && next.From.DayNumber <= united[^1].LastDay.DayNumber + 1)
            {
                if (next.LastDay > united[^1].LastDay) united[^1] = united[^1] with { LastDay = next.LastDay };
            }
            else
            {
                united.Add(next);
            }
        }
        return united;
    }
}
