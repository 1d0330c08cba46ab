using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// Who may file evidence deposits the file that facts name by its digest; a complainant or objector does so without a token, and stays
/// unknown. The same file from the same depositor is there already. Refuses: evidence-erased.
/// </summary>
/// <remarks>
/// Clause 四(六), 五(二), A14, R96; Q48, trap 22. Each other depositor, and everyone without a token each time, is answered as if the file were
/// new: otherwise an enterprise could find out by a marked copy which of its people complained.
/// </remarks>
/// <param name="Digest">SHA-256 of the bytes received, never one that somebody says.</param>
/// <param name="Size">In bytes; above 0.</param>
public sealed record DepositEvidence(string Digest, string MediaType, int Size) : ICommand
{
    private static readonly Role[] Depositors =
        [
            Role.Public, Role.Enterprise, Role.EvaluationBody, Role.TestingBody, Role.Supervisor, Role.Regulator, Role.WorkingBody,
            Role.Registrar, Role.Department, Role.LocalAuthority, Role.ResultUser,
        ];

    /// <summary>Known before the file has come. Refuses: not-yours-to-do.</summary>
    public static Refusal? RefusalFor(Actor actor) => Depositors.Contains(actor.Role) ? null
        : Refusal.Forbidden(
            "Clause 五(二)",
            "Evidence is deposited by the authorities, bodies, enterprises and users of results of the programme, and, without a token, "
                + "by those who complain or object.");

    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().That(Digests.IsDigest(Digest), "digest", "must be a SHA-256 digest in lower-case hex.")
            .Text(MediaType, "mediaType", 200)
            .That(Size > 0, "file", "is empty.");
        if (check.Refusal is { } malformed) return malformed;
        if (RefusalFor(act.By) is { } notYours) return notYours;

        var file = ledger.EvidenceFile(Digest);
        if (file.Erased is { } erased)
        {
            return new Refusal(
                "evidence-erased",
                "Clause 四(六), Q48",
                $"This file was erased on {erased.On:yyyy-MM-dd} ({erased.Basis}) and is not taken again.");
        }
        return file.IsDepositedBy(act.By) ? Decision.AlreadySo(Digest)
            : act.DayRefusal() is { } day ? day
            : Decision.Record(
                Digest,
                new EvidenceDeposited(Digest, MediaType, Size, act.By.Role, act.By.Role == Role.Public ? null : act.By.Subject, act.On));
    }
}
