using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.KeyFields;

/// <summary>
/// D1: the key fields of a cycle, fixed with other departments. A later version may add fields and categories; it may not take
/// away, move or change the sector of what already has a call. Where it drops a category of the cycle before, no title of it has grace any
/// more. Each proposal for the cycle has its outcome with it. Refuses: no-department-took-part, category-in-two-places, category-has-call,
/// proposal-without-outcome, unknown-field-proposal.
/// </summary>
/// <remarks>Clause 四(二), R36–R40; R15, Q11, Q23, Q47, Q59.</remarks>
/// <param name="Departments">Ids of organisations; at least one is a department (R36).</param>
/// <param name="Basis">State plans and other documents that the list rests on (R37).</param>
/// <param name="Declined">By the id of a proposal none of whose categories is in the list, why it is not taken up.</param>
public sealed record PublishKeyFieldList(
    int Cycle,
    IReadOnlyList<KeyField> Fields,
    IReadOnlyList<string> Departments,
    IReadOnlyList<string> Basis,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string>? Declined = null) : ICommand
{
    /// <summary>So that the id of a call, <c>{cycle}-{category}</c>, is an id of at most 64 characters.</summary>
    public const int MaxCategoryLength = 59;

    public Decision Decide(Act act, ILedger ledger)
    {
        if (Malformed() is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator))
        {
            return Refusal.Forbidden("Clause 四(二)", "Only the department in charge of standardisation publishes the key fields.");
        }

        var list = ledger.KeyFields(Cycle);
        var proposals = ledger.FieldProposals(Cycle);
        var register = ledger.Organisations();
        var calls = (list.Current?.Fields ?? []).SelectMany(
            f => f.Categories,
            (f, c) => (Field: f, Category: c, Call: ledger.Call(Ids.Call(Cycle, c.Id)))).ToList();

        if (Departments.FirstOrDefault(d => !register.Organisations.ContainsKey(d)) is { } unknown)
        {
            return Refusal.NotFound("organisation", unknown);
        }
        var id = Ids.Call(Cycle, "")[..^1];
        var version = list.Versions.Count + 1;
        var (outcomes, unsettled) = ProposalOutcomes.Of(
            proposals, Cycle, version, Fields, Declined ?? new Dictionary<string, string>(), act.On);
        if (outcomes.Count == 0 && unsettled is null && list.Current is { } current
            && Canonical.Same(Content(current.Fields, current.Departments, current.Basis), Content(Fields, Departments, Basis)))
        {
            return Decision.AlreadySo(id);
        }
        if (act.DayRefusal(list.Current?.On) is { } day) return day;

        if (!Departments.Any(d => register.Organisations[d].Kinds.Contains(OrganisationKind.Department)))
        {
            return new Refusal(
                "no-department-took-part",
                "Clause 四(二)",
                "Key fields are determined jointly with relevant departments; the list names none that took part.");
        }
        if (Fields.SelectMany(f => f.Categories, (f, c) => (Field: f.Id, c.Id))
            .GroupBy(c => c.Id, StringComparer.Ordinal)
            .FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return new Refusal("category-in-two-places", "Clause 四(二), Q11, Q47",
                $"Category '{twice.Key}' stands in {string.Join(" and ", twice.Select(c => c.Field))}. A category belongs to one key "
                    + "field in a cycle.");
        }
        foreach (var (field, category, call) in calls.Where(c => c.Call.Exists && c.Call.Stage != CallStage.Lapsed))
        {
            var now = Fields.FirstOrDefault(f => f.Id == field.Id);
            if (now is null || now.Sector != field.Sector || now.Categories.All(c => c.Id != category.Id))
            {
                return new Refusal("category-has-call", "Clause 四(二), Q47",
                    $"Plans for '{category.Id}' have been called for since {call.OpenedOn:yyyy-MM-dd}; its field '{field.Id}' and sector "
                        + $"{field.Sector} cannot change in this cycle.");
            }
        }
        if (unsettled is not null) return unsettled;
        return Decision.Record(id, [
            new KeyFieldListPublished(Cycle, version, Fields, Departments, Basis, act.On),
            .. outcomes,
            .. NextKeyFields.GraceEnded(ledger, Cycle, Fields, act.On),
        ]);
    }

    private static Dictionary<string, object> Content(
        IReadOnlyList<KeyField> fields,
        IReadOnlyList<string> departments,
        IReadOnlyList<string> basis) =>
        new Dictionary<string, object> { ["fields"] = fields, ["departments"] = departments, ["basis"] = basis };

    private Refusal? Malformed()
    {
        var check = new Check().That(
            Cycle is >= KeyFieldList.FirstCycle and <= KeyFieldList.LastCycle,
            "cycle",
            $"must be a year from {KeyFieldList.FirstCycle} to {KeyFieldList.LastCycle}.")
            .That(Fields.Count > 0, "fields", "needs at least one field.")
            .That(Basis.Count > 0, "basis", "needs at least one document.")
            .That(Fields.Select(f => f.Id).Distinct(StringComparer.Ordinal).Count() == Fields.Count, "fields", "names a field twice.")
            .That(Departments.Distinct(StringComparer.Ordinal).Count() == Departments.Count, "departments", "names a department twice.");
        for (var i = 0; i < Basis.Count; i++) check.Text(Basis[i], $"basis[{i}]");
        for (var i = 0; i < Departments.Count; i++) check.Slug(Departments[i], $"departments[{i}]");
        foreach (var (proposal, reason) in Declined ?? new Dictionary<string, string>()) check.Text(reason, $"declined.{proposal}");
        for (var i = 0; i < Fields.Count; i++)
        {
            var (field, at) = (Fields[i], $"fields[{i}]");
            check.Slug(field.Id, at + ".id").Text(field.Name, at + ".name", 200).Text(field.Rationale, at + ".rationale")
                .That(Enum.IsDefined(field.Sector), at + ".sector", "is not a known sector.")
                .Text(field.Factors.SelfDeclaration, at + ".factors.selfDeclaration")
                .Text(field.Factors.ConsumerAttention, at + ".factors.consumerAttention")
                .Text(field.Factors.EffectOnQuality, at + ".factors.effectOnQuality")
                .Text(field.Factors.Differentiation, at + ".factors.differentiation")
                .That(field.Categories.Count > 0, at + ".categories", "needs at least one category.");
            for (var j = 0; j < field.Categories.Count; j++)
            {
                check.Slug(field.Categories[j].Id, $"{at}.categories[{j}].id")
                    .That(
                        field.Categories[j].Id.Length <= MaxCategoryLength,
                        $"{at}.categories[{j}].id",
                        $"may have at most {MaxCategoryLength} characters, as calls are named by it.")
                    .Text(field.Categories[j].Name, $"{at}.categories[{j}].name", 200);
            }
        }
        return check.Refusal;
    }
}
