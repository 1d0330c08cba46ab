using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>A fee was taken for leader evaluation: from now on the body is not selected there and publishes nothing.
/// Refuses: unknown-complaint, complaint-about-another, complaint-not-upheld.</summary>
/// <remarks>Clause 四(三), R45, P1. Recorded by the regulator or the working body of the day.</remarks>
/// <param name="Evidence">SHA-256 digests, lower-case hex; at least one.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
/// <param name="Complaint">That brought it to light: about the body, and found right at least in part.</param>
public sealed record RecordFee(string Call, string Enterprise, string Facts, IReadOnlyList<string> Evidence, string Organisation = "",
    IReadOnlyDictionary<string, string>? NotDeposited = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Complaint = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Organisation, "organisation").Slug(Call, "call").Code(Enterprise, "enterprise")
            .Text(Facts, "facts", 10_000)
            .Evidence(Evidence, least: 1).NotDeposited(NotDeposited, Evidence);
        if (Complaint is not null) check.Slug(Complaint, "complaint");
        if (check.Refusal is { } malformed) return malformed;

        var register = ledger.Organisations();
        if (!act.By.Is(Role.Regulator) && !WorkingBody.Is(act.By, register, act.On))
        {
            return Refusal.Forbidden("Clause 四(三)", "Fees are recorded by the regulator or the working body of the day.");
        }
        if (!register.Organisations.ContainsKey(Organisation)) return Refusal.NotFound("organisation", Organisation);
        if (!ledger.Call(Call).Exists) return Refusal.NotFound("call", Call);
        var code = EnterpriseCode.Normalised(Enterprise);
        if (!ledger.Enterprise(code).Exists) return EnterpriseCode.Unknown(Enterprise);

        var fact = new FeeRecorded(Organisation, Call, code, Facts, [.. Evidence], act.On, NotDeposited, Complaint);
        if (register.Fees.Any(f => Canonical.Same(f with { On = act.On }, fact))) return Decision.AlreadySo(Organisation);
        if (ComplaintHandler.RefusalFor(ledger, Complaint, Organisation) is { } notOfIt) return notOfIt;
        return act.DayRefusal(register.LastActOn) is { } day ? day : Decision.Record(Organisation, fact);
    }
}
