using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// An enterprise barred on any day from the cut-off to the publication of a ranking or list is out of it, even if the ban has ended by
/// then. Clause 四(六), R73, R74, P7, P8, Q51, traps 3 and 4.
/// </summary>
internal static class Barred
{
    public static BanEntry? From(ILedger ledger, Evaluation evaluation, string enterprise, DateOnly on) =>
        ledger.Enterprise(enterprise).BanWithin(evaluation.CutOffDay, on);

    public static string Detail(BanEntry ban) => $"Barred from {ban.From:yyyy-MM-dd} to {ban.LastDay:yyyy-MM-dd} (ban {ban.Ban}).";

    /// <summary>Refuses: enterprise-barred.</summary>
    public static Refusal Refusal(string what, string enterprise, string name, BanEntry ban) => new("enterprise-barred", "Clause 四(六), Q51",
        $"{name} ({enterprise}) is barred from {ban.From:yyyy-MM-dd} to {ban.LastDay:yyyy-MM-dd}. {what}");

    /// <summary>The bans of the pool's enterprises that cover any day from the cut-off to <paramref name="on"/>.</summary>
    public static IReadOnlyDictionary<string, BanEntry> In(ILedger ledger, Evaluation evaluation, DateOnly on) =>
        evaluation.Pool.Select(c => c.Enterprise).Distinct()
            .Select(e => (Enterprise: e, Ban: From(ledger, evaluation, e, on)))
            .Where(e => e.Ban is not null)
            .ToDictionary(e => e.Enterprise, e => e.Ban!, StringComparer.Ordinal);
}
