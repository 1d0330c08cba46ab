using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>What the register holds of a person beside the log.</summary>
public enum Held
{
    Nothing,
    Data,

    /// <summary>Data, some of which the request repeats in its own words.</summary>
    DataThatTheRequestRepeats,
}

/// <summary>
/// The regulator has the name and contact of a complainant, objector or expert erased, at that person's request or by law.
/// Refuses: erasure-repeats-data.
/// </summary>
/// <remarks>
/// Clause 四(六), Q48, trap 22. The register deletes key and sealed data in the transaction of the fact. Complaints, objections, panels,
/// rankings and everything that rests on them stay valid: they never held more than the reference.
/// </remarks>
/// <param name="Basis">The provision that it rests on, as 个人信息保护法 art. 47. Like the reason it is kept for ever and in public: neither may
/// name the person.</param>
/// <param name="Held">Found out by the register, whatever the request says.</param>
public sealed record ErasePersonalData(string Basis, string Reason, string Reference = "", Held Held = Held.Nothing) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Basis, "basis", 500).Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 四(六), Q48", "Only the regulator has personal data erased.");

        if (ledger.Person(Reference).Erased is not null) return Decision.AlreadySo(Reference);
        if (Held == Held.Nothing) return Refusal.NotFound("person", Reference);
        if (Held == Held.DataThatTheRequestRepeats)
        {
            return new Refusal("erasure-repeats-data", "Clause 四(六), Q48",
                "The basis or the reason repeats the name or contact that is to be erased. They are kept in public for ever; say it "
                    + "without them.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(Reference, new PersonalDataErased(Reference, Basis, Reason, act.On));
    }
}
