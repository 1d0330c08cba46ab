using System.Text.Json.Nodes;

namespace Leader.Projections.Log;

/// <summary>How a stored fact of an earlier version is read as the next one. Pure, and never changed once released.</summary>
/// <param name="From">The stored name that it reads.</param>
/// <param name="To">The name of the next version.</param>
public sealed record Upcaster(string From, string To, Func<JsonObject, JsonObject> Change);

/// <summary>
/// Every change that the storage format has seen. The log itself is never rewritten: what was written as v1 stays v1, and is read through
/// these each time. To change a stored fact: change its record, add a line here, and let the samples of the old version prove that the
/// answers for past instants stay as they were (tests/Api.Tests/Contract).
/// </summary>
public static class Upcasters
{
    public static readonly IReadOnlyList<Upcaster> All =
    [
        // What was due was free text; only two were ever written. Now it is a word that statistics can count.
        new("case_overdue.v1", "case_overdue.v2", e => new()
        {
            ["case"] = e["case"]?.DeepClone(),
            ["step"] = (string?)e["what"] switch
            {
                "decision" => "Decision",
                "revocation" => "Revocation",
                var other => throw new InvalidDataException($"case_overdue.v1 never said '{other}'."),
            },
            ["on"] = e["on"]?.DeepClone(),
        }),

        // The names stood in the fact; now they are sealed beside the log, where they can be erased (Q48). What was written stays written,
        // but nothing reads a name from it any more: old panels show ids and affiliations, and forming one again seals its names.
        new("expert_panel_formed.v1", "expert_panel_formed.v2", e => new()
        {
            ["call"] = e["call"]?.DeepClone(),
            ["experts"] = new JsonArray([.. e["experts"]!.AsArray().Select(x => new JsonObject
            {
                ["id"] = x!["id"]?.DeepClone(),
                ["person"] = null,
                ["affiliation"] = x["affiliation"]?.DeepClone(),
            })]),
            ["on"] = e["on"]?.DeepClone(),
        }),
    ];
}
