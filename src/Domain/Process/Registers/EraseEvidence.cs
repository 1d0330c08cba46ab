using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// The regulator erases a file, as for personal data in it that must not be kept. What facts say of it stays, its digest among that.
/// </summary>
/// <remarks>Clause 四(六), Q48. The register deletes the file in the transaction of the fact.</remarks>
/// <param name="Basis">The provision that it rests on, as 个人信息保护法 art. 47. Like the reason it is kept for ever and in public: neither may
/// repeat what is erased.</param>
public sealed record EraseEvidence(string Basis, string Reason, string Digest = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Basis, "basis", 500).Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 四(六), Q48", "Only the regulator has evidence erased.");
        if (!Digests.IsDigest(Digest)) return Refusal.NotFound("evidence", Digest);

        var file = ledger.EvidenceFile(Digest);
        if (file.First is not { } deposited) return Refusal.NotFound("evidence", Digest);
        if (file.Erased is not null) return Decision.AlreadySo(Digest);
        return act.DayRefusal(deposited.On) is { } day ? day : Decision.Record(Digest, new EvidenceErased(Digest, Basis, Reason, act.On));
    }
}
