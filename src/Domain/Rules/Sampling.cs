using System.Security.Cryptography;
using System.Text;
using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// What a plan of spot checks draws of, and in which order. The order is that of SHA-256 of the seed, a line feed and the id, in lower-case
/// hex: whoever has the seed and the candidates draws the same. Clause 五(二), R87.
/// </summary>
public static class Sampling
{
    /// <summary>Plans are announced, drawn and reported by the market supervision departments and the local authorities.</summary>
    public static Refusal? RefusalFor(Act act) =>
        act.By.Is(Role.Supervisor) || act.By.Is(Role.LocalAuthority) || act.By.Is(Role.Regulator) ? null
            : Refusal.Forbidden("Clause 五(二)", "Spot checks are those of the market supervision departments and the local authorities.");

    /// <summary>The authority that announced the plan carries it out. Refuses: unknown-sampling-plan, not-yours-to-do.</summary>
    public static Refusal? RefusalFor(Act act, SamplingPlan plan, string id) =>
        plan.Announced is not { } announced ? Refusal.NotFound("sampling-plan", id)
            : act.By.Subject == announced.Authority ? null
            : Refusal.Forbidden("Clause 五(二)", $"Plan {id} is carried out by '{announced.Authority}', which announced it.");

    /// <summary>All that the plan names, in force on the day, in the order of their ids.</summary>
    public static IReadOnlyList<TakenSample> Candidates(SamplingPlanAnnounced plan, DateOnly on, ILedger ledger)
    {
        var categories = plan.Categories.Select(ledger.Category).ToList();
        var enterprises = plan.Enterprises.Select(ledger.Enterprise).ToList();
        if (plan.Population == SampledPopulation.Declarations)
        {
            return
            [
                .. categories.SelectMany(c => c.Declarations).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(ledger.Declaration).Where(d => IsMeant(d.Enterprise) && IsInForce(d, on))
                    .Select(d => new TakenSample(d.Id, null, d.Enterprise)),
            ];
        }
        IReadOnlyList<IEnumerable<string>> named =
        [
            .. plan.Categories.Count == 0 ? (IEnumerable<string>[])[] : [categories.SelectMany(c => c.Lists).SelectMany(l => l.Titles)],
            .. plan.Enterprises.Count == 0 ? (IEnumerable<string>[])[] : [enterprises.SelectMany(e => e.Titles).Select(t => t.Title)],
            .. plan.Titles.Count == 0 ? (IEnumerable<string>[])[] : [plan.Titles],
        ];
        return
        [
            .. named.Aggregate((one, other) => one.Intersect(other, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Select(ledger.Title).Where(t => t.IsHeldOn(on)).Select(Of),
        ];

        bool IsMeant(string enterprise) => plan.Enterprises.Count == 0 || plan.Enterprises.Contains(enterprise);
    }

    public static TakenSample Of(Title title) => new(title.Declaration, title.Id, title.Awarded!.Enterprise);

    public static bool IsInForce(Declaration declaration, DateOnly on) =>
        declaration.Exists && declaration.Versions[0].From <= on && !(declaration.AbolishedOn <= on);

    public static IReadOnlyList<TakenSample> Drawn(IReadOnlyList<TakenSample> candidates, string seed, int number) =>
        [.. candidates.OrderBy(c => Lot(seed, c.Subject), StringComparer.Ordinal).Take(number)];

    private static string Lot(string seed, string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{id}")));
}
