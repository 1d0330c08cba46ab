using Leader.Domain.Record;

namespace Leader.Domain.Process.KeyFields;

/// <summary>
/// A department of the State Council or a region proposes a key field for a cycle. The register itself counts how many standards are
/// declared there, and how far they differ. Refuses: field-proposed-already.
/// </summary>
/// <remarks>Clause 四(二), R36, R39, A3, A4.</remarks>
/// <param name="Cycle">That the field is proposed for.</param>
/// <param name="Field">The id that the field would have in the list.</param>
/// <param name="Rationale">What speaks for it.</param>
/// <param name="ConsumerAttention">What is known of the attention of consumers.</param>
/// <param name="EffectOnQuality">What standards do for quality there.</param>
/// <param name="Categories">At least one.</param>
public sealed record ProposeKeyField(
    int Cycle,
    string Field,
    string Name,
    GoalSector Sector,
    string Rationale,
    string ConsumerAttention,
    string EffectOnQuality,
    IReadOnlyList<KeyCategory> Categories,
    string? NameZh = null,
    string? IndustryCode = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (Malformed() is { } malformed) return malformed;
        if (!act.By.Is(Role.Department) && !act.By.Is(Role.LocalAuthority))
        {
            return Refusal.Forbidden("Clause 四(二)", "Key fields are proposed by departments of the State Council and by regions.");
        }
        var proposals = ledger.FieldProposals(Cycle);
        var id = Ids.FieldProposal(Cycle, act.By.Subject, Field);
        var fact = new KeyFieldProposed(
            id, Cycle, act.By.Subject, Field, Name, NameZh, Sector, IndustryCode, Rationale, ConsumerAttention, EffectOnQuality, Categories,
            act.On);
        if (proposals.Of(id) is { } known)
        {
            return Canonical.Same(known.Proposed with { On = act.On }, fact) ? Decision.AlreadySo(id)
                : new Refusal(
                    "field-proposed-already",
                    "Clause 四(二)",
                    $"'{act.By.Subject}' proposed '{Field}' for {Cycle} on {known.Proposed.On:yyyy-MM-dd}, with other content. Another "
                        + "field has another id.");
        }
        return act.DayRefusal(proposals.LastActOn) is { } day ? day : Decision.Record(id, fact);
    }

    private Refusal? Malformed()
    {
        var check = new Check().That(
            Cycle is >= KeyFieldList.FirstCycle and <= KeyFieldList.LastCycle,
            "cycle",
            $"must be a year from {KeyFieldList.FirstCycle} to {KeyFieldList.LastCycle}.")
            .Slug(Field, "field").Text(Name, "name", 200).OptionalText(NameZh, "nameZh", 200)
            .OptionalText(IndustryCode, "industryCode", 200)
            .That(Enum.IsDefined(Sector), "sector", "is not a known sector.")
            .Text(Rationale, "rationale").Text(ConsumerAttention, "consumerAttention").Text(EffectOnQuality, "effectOnQuality")
            .That(Categories.Count > 0, "categories", "needs at least one category.")
            .That(Categories.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count() == Categories.Count, "categories",
                "names a category twice.");
        for (var i = 0; i < Categories.Count; i++)
        {
            check.Slug(Categories[i].Id, $"categories[{i}].id").Text(Categories[i].Name, $"categories[{i}].name", 200)
                .OptionalText(Categories[i].NameZh, $"categories[{i}].nameZh", 200);
        }
        return check.Refusal;
    }
}
