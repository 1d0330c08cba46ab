using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>D14: a quality commitment, for one category or for all. Refuses: unknown-category, commitment-id-taken.</summary>
/// <remarks>Clause 五(二), R90. Optional for the ranking, needed for the leader list (Q42). By the enterprise for itself.</remarks>
/// <param name="Category">Null for all categories.</param>
/// <param name="Commitment">The id, drawn at the edge.</param>
public sealed record GiveCommitment(string Text, string Signer, string? Category = null, string Enterprise = "", string Commitment = "")
    : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Text, "text", 10_000).Text(Signer, "signer", 200).Code(Enterprise, "enterprise").Slug(
            Commitment,
            "commitment");
        if (Category is not null) check.Slug(Category, "category");
        if (check.Refusal is { } malformed) return malformed;
        var code = EnterpriseCode.Normalised(Enterprise);
        if (!act.By.IsFor(code)) return Refusal.Forbidden("Clause 五(二)", "An enterprise gives commitments for itself only.");

        var enterprise = ledger.Enterprise(code);
        if (!enterprise.Exists) return EnterpriseCode.Unknown(code);
        var fact = new CommitmentGiven(code, Commitment, Category, Text, Signer, act.On);
        if (enterprise.Commitments.Values.Where(c => c with { Commitment = Commitment, On = act.On } == fact).MinBy(
            c => c.Commitment,
            StringComparer.Ordinal) is { } same)
        {
            return Decision.AlreadySo(same.Commitment);
        }
        if (Category is not null && ledger.CategoryRefusal(Category, act) is { } unknown) return unknown;
        if (enterprise.CommitmentIds.Contains(Commitment))
        {
            return new Refusal(
                "commitment-id-taken",
                "Clause 五(二)",
                $"There is, or was, a commitment '{Commitment}' of {code}; a new one has an id of its own.");
        }
        return act.DayRefusal(enterprise.LastActOn) is { } day ? day : Decision.Record(Commitment, fact);
    }
}
