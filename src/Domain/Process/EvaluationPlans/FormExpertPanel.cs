using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>The working body calls the experts together. Refuses: call-decided, expert-has-reviewed.</summary>
/// <remarks>
/// Clause 四(三), R48, A10. Their names become public with the selection (Q48); the edge seals them apart, and the same name of the same
/// expert gets the same reference.
/// </remarks>
public sealed record FormExpertPanel(IReadOnlyList<Expert> Experts, string Call = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Call, "call").That(Experts.Count > 0, "experts", "needs at least one expert.")
            .That(Experts.Select(e => e.Id).Distinct(StringComparer.Ordinal).Count() == Experts.Count, "experts", "names an expert twice.");
        for (var i = 0; i < Experts.Count; i++)
        {
            check.Text(Experts[i].Id, $"experts[{i}].id", 64)
                .That(Experts[i].Person is { Length: > 0 }, $"experts[{i}].name", "must have 1 to 200 characters.")
                .Text(Experts[i].Affiliation, $"experts[{i}].affiliation", 200);
        }
        if (check.Refusal is { } malformed) return malformed;

        var call = ledger.Call(Call);
        if (WorkingBody.Only(act, ledger.Organisations(), "forms the panel of experts") is { } notYours) return notYours;
        if (!call.Exists) return Refusal.NotFound("call", Call);
        if (call.Panel.SequenceEqual(Experts)) return Decision.AlreadySo(Call);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        if (call.Stage != CallStage.Open)
        {
            return new Refusal("call-decided", "Clause 四(三)", $"The call {Call} is {call.Stage}; its panel no longer changes.");
        }
        if (call.Reviews.FirstOrDefault(r => call.Plans[r.Plan].Round == call.Round && Experts.All(e => e.Id != r.Expert)) is { } review)
        {
            return new Refusal(
                "expert-has-reviewed",
                "Clause 四(三)",
                $"Expert '{review.Expert}' has reviewed {review.Plan} on {review.On:yyyy-MM-dd} and stays on the panel.");
        }
        return Decision.Record(Call, new ExpertPanelFormed(Call, [.. Experts], act.On));
    }
}
