using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>The enterprise takes a commitment back; that it was given stays on record.</summary>
/// <remarks>Clause 五(二), R90.</remarks>
public sealed record WithdrawCommitment(string Reason, string Enterprise = "", string Commitment = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Code(Enterprise, "enterprise").Slug(Commitment, "commitment").Refusal is { } malformed)
        {
            return malformed;
        }
        var code = EnterpriseCode.Normalised(Enterprise);
        if (!act.By.IsFor(code)) return Refusal.Forbidden("Clause 五(二)", "An enterprise withdraws its own commitments only.");

        var enterprise = ledger.Enterprise(code);
        if (!enterprise.CommitmentIds.Contains(Commitment)) return Refusal.NotFound("commitment", Commitment);
        if (!enterprise.Commitments.ContainsKey(Commitment)) return Decision.AlreadySo(Commitment);
        return act.DayRefusal(enterprise.LastActOn) is { } day
            ? day
            : Decision.Record(Commitment, new CommitmentWithdrawn(code, Commitment, Reason, act.On));
    }
}
