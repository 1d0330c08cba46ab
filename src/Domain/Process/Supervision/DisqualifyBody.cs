using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The regulator shuts out a body that took fees or lied: its open work ends at once and may be called again, its published results
/// stand and are marked, and it is not selected again for the years of the rule set.
/// Refuses: unknown-complaint, complaint-about-another, complaint-not-upheld.
/// </summary>
/// <remarks>Clause 四(三), Q36, R45. A sanction: its last day does not roll over a holiday.</remarks>
/// <param name="Complaint">That it follows from: against the body, and found right at least in part.</param>
public sealed record DisqualifyBody(
    string Ground,
    string Facts,
    string Organisation = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Complaint = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Organisation, "organisation").Text(Ground, "ground", 200).Text(Facts, "facts", 10_000);
        if (Complaint is not null) check.Slug(Complaint, "complaint");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 四(三), Q36", "Only the regulator disqualifies an evaluation body.");

        var register = ledger.Organisations();
        var rules = ledger.Rules(act.On);
        if (!register.Organisations.ContainsKey(Organisation)) return Refusal.NotFound("organisation", Organisation);
        if (register.Disqualifications.Any(d =>
            d.Organisation == Organisation && d.Ground == Ground && d.Facts == Facts && d.Complaint == Complaint && act.On <= d.LastDay))
        {
            return Decision.AlreadySo(Organisation);
        }
        if (ComplaintHandler.RefusalFor(ledger, Complaint, Organisation) is { } notOfIt) return notOfIt;
        if (act.DayRefusal(register.LastActOn) is { } day) return day;

        var reason = $"'{Organisation}' was disqualified on {act.On:yyyy-MM-dd}: {Ground}";
        var facts = new List<Fact> { new BodyDisqualified(
            Organisation,
            Ground,
            Facts,
            Periods.AfterYears(act.On, rules.BodyDisqualificationYears),
            act.On,
            Complaint) };
        foreach (var call in register.Engagements.Where(e => e.Organisation == Organisation).Select(e => e.Call).Distinct()
            .Order(StringComparer.Ordinal))
        {
            var evaluation = ledger.Evaluation(call);
            var own = evaluation.Exists && evaluation.Body == Organisation;
            facts.AddRange(OpenWork.End(ledger, act, call, Organisation, reason));
            if (own && (evaluation.Ranking is not null || evaluation.Lists.Count > 0))
            {
                facts.Add(new BodyDisqualificationMarked(call, Organisation, Days.Later(act.On, evaluation.LastActOn)));
            }
        }
        return Decision.Record(Organisation, facts);
    }
}
